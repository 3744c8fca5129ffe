import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { App } from '#kernel/app.ts';
import { toJson } from '#kernel/db/sql.ts';
import type { Entity } from '#kernel/entity.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { runReport } from '#kernel/run-report.ts';
import { companyOf } from '#kernel/transaction.ts';
import { modules } from '#modules/all.ts';
import { entityFile, reportFile } from '../export.ts';
import { openApi } from '../http/openapi.ts';
import { formatOf, print } from './print.ts';
import { progress } from './progress.ts';
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
  addFileCommands(root);
}

const known = <T>(map: ReadonlyMap<string, T>, name: string, what: string): T => {
  const found = map.get(name);
  if (found !== undefined) return found;
  const near = [...map.keys()].filter((item) => item.startsWith(`${name.split('.')[0]}.`)).sort();
  throw new UsageError(
    `There is no ${what} ${name}. There are: ${(near.length > 0 ? near : [...map.keys()].sort()).join(', ')}`,
  );
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '-' ? readFileSync(0, 'utf8') : text);
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

const IMPORTING = join(import.meta.dirname, '../../modules/office/importing/cli.ts');
type Import = (
  session: { app: App } & Session,
  options: {
    folder: string;
    map: string;
    dryRun: boolean;
    onProgress: (done: number, of: number, what?: string) => void;
  },
) => Promise<unknown>;

function addFileCommands(root: Command): void {
  inCompany(root.command('export <what>'))
    .description('write a report, a kind of record, or "journal" (the ledger as plain text) to stdout')
    .option('--format <format>', 'csv or xlsx', 'csv')
    .option('--params <json>', 'parameters of the report, or filter of the records', '{}')
    .action((what: string, options: SessionOptions & { format: string; params: string }) =>
      withSession(options, async (session) => {
        if (options.format !== 'csv' && options.format !== 'xlsx') throw new UsageError('Take csv or xlsx.');
        const stream = await fileOf(session, what, options.format, parsed(options.params));
        for await (const piece of stream) process.stdout.write(piece as Buffer);
      }),
    );
  if (!existsSync(IMPORTING)) return;
  inCompany(root.command('import <folder>'))
    .description('import CSV files through a mapping; twice adds nothing')
    .requiredOption('--map <file>', 'mapping file')
    .option('--dry-run', 'check every row and write nothing')
    .action((folder: string, options: SessionOptions & { map: string; dryRun?: boolean }) =>
      withSession(options, async (session) => {
        const { importFolder } = (await import(pathToFileURL(IMPORTING).href)) as { importFolder: Import };
        const bar = progress('Import');
        const { map, dryRun = false } = options;
        const result = await importFolder(session, { folder, map, dryRun, onProgress: bar }).finally(bar.stop);
        console.log(toJson(result));
      }),
    );
}

/** The plain-text journal is a report of one text column: its lines are the file. */
const JOURNAL = 'ledger.journal_export';

async function fileOf(session: Session, what: string, format: 'csv' | 'xlsx', params: unknown) {
  const { reports, entities } = session.app.registry;
  if (what === 'journal') {
    known(reports, JOURNAL, 'report');
    const { rows } = await runReport(session, JOURNAL, params);
    return rows.map((row) => `${row.text}\n`);
  }
  const entity = entities.get(what);
  if (entity) return entityFile({ ...session, entity, format }, params);
  known(reports, what, 'report or kind of record');
  return reportFile({ ...session, name: what, format }, params);
}
