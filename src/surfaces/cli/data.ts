import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { toJson } from '#kernel/db/sql.ts';
import type { Entity } from '#kernel/entity.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { parseJson } from '#kernel/json.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { runReport } from '#kernel/run-report.ts';
import { companyOf } from '#kernel/transaction.ts';
import { modules } from '#modules/all.ts';
import { openApi } from '../http/openapi.ts';
import { formatOf, print } from './print.ts';
import { UsageError } from './run.ts';
import { inCompany, type Session, type SessionOptions, withSession } from './session.ts';

export function addDataCommands(root: Command): void {
  inCompany(root.command('call <operation>'))
    .description('carry out an operation')
    .option('--json <input>', 'its input as JSON; - reads it from stdin', '{}')
    .option('--key <key>', 'idempotency key: the same key is carried out once')
    .action((operation: string, options: SessionOptions & { json: string; key?: string }) =>
      withSession(options, async (session) => {
        known(session.app.registry.operations, operation, 'operation');
        const { key } = options;
        const answer = await execute(session.app, operation, {
          ...session,
          input: parsed(options.json),
          key,
          via: 'cli',
        });
        console.log(toJson(answer));
      }),
    );
  inCompany(root.command('report <name>'))
    .description('print a report')
    .option('--params <json>', 'its parameters as JSON', '{}')
    .option('--format <format>', 'table, csv or json', 'table')
    .action((name: string, options: SessionOptions & { params: string; format: string }) =>
      withSession(options, async (session) => {
        const format = formatOf(options.format);
        known(session.app.registry.reports, name, 'report');
        const result = await runReport(session, name, parsed(options.params));
        print(format, { ...result, whole: result, digits: await digits(session) });
        for (const note of result.notes ?? []) console.error(note);
        if (result.more) console.error('There are more rows.');
      }),
    );
  inCompany(root.command('list <entity>'))
    .description('print records of a kind')
    .option('--query <json>', 'filter, search, sort, page and size as JSON', '{}')
    .option('--format <format>', 'table, csv or json', 'table')
    .action((name: string, options: SessionOptions & { query: string; format: string }) =>
      withSession(options, async (session) => {
        const format = formatOf(options.format);
        const entity = known(session.app.registry.entities, name, 'kind of record');
        const page = await listEntity({ ...session, entity }, parsed(options.query));
        const columns = { id: { label: 'Id', type: 'text' }, ...listed(entity, session) };
        print(format, { columns, rows: page.rows, whole: page, digits: await digits(session) });
      }),
    );
  root
    .command('openapi')
    .description('print the description of the HTTP API (OpenAPI 3.1)')
    .action(() => console.log(JSON.stringify(openApi(makeRegistry(modules)), null, 2)));
}

export const known = <T>(map: ReadonlyMap<string, T>, name: string, what: string): T => {
  const found = map.get(name);
  if (found !== undefined) return found;
  const near = [...map.keys()].filter((item) => item.startsWith(`${name.split('.')[0]}.`)).sort();
  throw new UsageError(
    `There is no ${what} ${name}. There are: ${(near.length > 0 ? near : [...map.keys()].sort()).join(', ')}`,
  );
};

export function parsed(text: string): unknown {
  try {
    return parseJson(text === '-' ? readFileSync(0, 'utf8') : text);
  } catch (error) {
    throw new UsageError(`Not valid JSON: ${(error as Error).message}`);
  }
}

const digits = async ({ app, company }: Session): Promise<number> => (await companyOf(app, company)).digits;

const listed = (entity: Entity, { actor }: Session) =>
  Object.fromEntries(
    entity.list.flatMap((name) => {
      const field = entity.fields[name]!;
      if (field.right && !actor.permissions.has(field.right)) return [];
      const shown = field.type === 'reference' && field.entity ? `${name}Title` : name;
      return [[shown, { label: field.label, type: field.type === 'reference' ? 'text' : field.type }]];
    }),
  );
