import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '#kernel/command.ts';
import type { Sql } from '#kernel/db/sql.ts';
import { SEED_ROLES } from '#kernel/module.ts';
import { COMMON_REFUSALS } from '#kernel/refusal.ts';
import type { Registry } from '#kernel/registry.ts';
import type { Drill, Report } from '#kernel/report.ts';
import { inputSchema, outputSchema } from '#kernel/values/json-schema.ts';
import { rightsOf } from '#modules/office/access/role/matrix.report.ts';
import { graph } from '../modules.ts';
import { dumpSchema } from './schema.ts';

const ROOT = join(import.meta.dirname, '..');
const NOTE = 'Generated from the program by `npm run reference`.';

/** File, from the root of the project → its text. */
export type Pages = Record<string, string>;

/** All pages that are derived from what the program offers and from a migrated database. The same input gives the same text. */
export async function referencePages(registry: Registry, sql: Sql): Promise<Pages> {
  return {
    'docs/reference/modules.md': modulesPage(registry),
    'docs/reference/operations.md': operationsPage(registry),
    'docs/reference/reports.md': reportsPage(registry),
    'docs/reference/refusals.md': refusalsPage(registry),
    'docs/reference/permissions.md': permissionsPage(registry),
    'docs/reference/events.md': eventsPage(registry),
    'docs/reference/tables.md': await tablesPage(sql),
    'src/kernel/db/schema.sql': await dumpSchema(sql),
  };
}

const byName = <T extends { name: string }>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
const cell = (text: unknown): string =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|');
const table = (heads: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const page = (title: string, about: string, parts: readonly string[]): string =>
  `# ${title}\n\n${about} ${NOTE}\n\n${parts.filter(Boolean).join('\n\n')}\n`;
const own = <T extends { name: string }>(items: Iterable<T>, module: string): T[] =>
  byName([...items].filter((item) => item.name.startsWith(`${module}.`)));

function modulesPage(registry: Registry): string {
  const paths = new Map(Object.keys(graph).map((path) => [path.split('/')[1]!, path]));
  const parts = registry.modules.map((module) => {
    const path = paths.get(module.name)!;
    const uses = graph[path]?.map((other) => other.split('/')[1]).join(', ');
    const entities = byName(module.entities).map((entity) => [entity.name, entity.plural, entity.about]);
    return [
      `## ${module.label}`,
      `\`${path}\`, described in [its README](../../src/modules/${path}/README.md).${uses ? ` Uses ${uses}.` : ''}`,
      entities.length > 0 ? table(['entity', 'records', 'what they are'], entities) : '',
      ...(module.jobs?.length
        ? [
            table(
              ['job', 'timetable (UTC)'],
              byName(module.jobs).map((job) => [job.name, job.cron ?? 'when enqueued']),
            ),
          ]
        : []),
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return page('Modules', 'What is installed, upstream first.', parts);
}

type Schema = {
  type?: string;
  kind?: string;
  entity?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  default?: unknown;
};

/** The kind of a value in a word or two. */
function typeName(schema: Schema): string {
  if (schema.kind === 'reference') return `${schema.entity}`;
  if (schema.kind) return schema.kind;
  if (schema.enum) return schema.enum.join(', ');
  if (schema.const !== undefined) return String(schema.const);
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) return [...new Set(forms.map(typeName))].filter((form) => form !== 'null').join(' or ');
  if (schema.type === 'array') return `list of ${typeName(schema.items ?? {})}`;
  return schema.type ?? 'any';
}

/** Fields of an object, those of nested objects and lists by their path. */
function fieldRows(schema: Schema, path = ''): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const must = schema.required?.includes(name) && field.default === undefined ? 'yes' : '';
    const fallback = field.default === undefined ? '' : `Default: ${JSON.stringify(field.default)}.`;
    const row = [`${path}${name}`, typeName(field), must, [field.description, fallback].filter(Boolean).join(' ')];
    const inner = field.type === 'array' ? field.items : field;
    const suffix = field.type === 'array' ? '[].' : '.';
    return [row, ...(inner?.properties ? fieldRows(inner, `${path}${name}${suffix}`) : [])];
  });
}

const outputTable = (schema: Schema): string => {
  const rows = fieldRows(schema).map(([name, type, , about]) => [name, type, about]);
  return rows.length > 0 ? table(['answers', 'type', ''], rows) : 'Answers nothing.';
};

const inputTable = (schema: Schema): string => {
  const rows = fieldRows(schema);
  return rows.length > 0 ? table(['input', 'type', 'required', ''], rows) : 'Takes nothing.';
};

function operationsPage(registry: Registry): string {
  const commands = [...registry.operations.values()].map(({ contract }) => contract);
  const parts = registry.modules.flatMap((module) => {
    const mine = own(commands, module.name);
    return mine.length > 0 ? [`## ${module.label}`, ...mine.map(operationText)] : [];
  });
  return page('Operations', 'Everything that changes something, the same through every door.', parts);
}

function operationText(contract: Command): string {
  const refusals = Object.entries(contract.refusals).map(([code, text]) => `- \`${code}\`: ${text}`);
  return [
    `### ${contract.name}`,
    `**${contract.label}.** ${contract.about}`,
    `Permission \`${contract.permission}\`.${contract.on ? ` Acts on ${contract.on.entity}${contract.on.states ? ` that is ${contract.on.states.join(', ')}` : ''}.` : ''}`,
    inputTable(inputSchema(contract.input) as Schema),
    outputTable(outputSchema(contract.output) as Schema),
    refusals.length > 0 ? `Refuses with\n\n${refusals.join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function reportsPage(registry: Registry): string {
  const reports = [...registry.reports.values()].map(({ contract }) => contract);
  const parts = registry.modules.flatMap((module) => {
    const mine = own(reports, module.name);
    return mine.length > 0 ? [`## ${module.label}`, ...mine.map(reportText)] : [];
  });
  return page('Reports', 'Every question that has an answer ready, and how each figure comes about.', parts);
}

function reportText(contract: Report): string {
  const columns = Object.entries(contract.columns)
    .filter(([, column]) => !column.hidden)
    .map(([name, column]) => [name, column.label, column.type, column.explain ?? '', target(column.drill)]);
  return [
    `### ${contract.name}`,
    `**${contract.label}.** ${contract.about}`,
    `Permission \`${contract.permission}\`.`,
    inputTable(inputSchema(contract.params) as Schema),
    table(['column', 'label', 'type', 'how it comes about', 'leads to'], columns),
  ].join('\n\n');
}

const target = (drill: Drill | undefined): string =>
  !drill ? '' : 'report' in drill ? drill.report : 'list' in drill ? `list: ${drill.list}` : drill.entity;

function refusalsPage(registry: Registry): string {
  const common = Object.entries(COMMON_REFUSALS).map(([code, { status, text }]) => [`\`${code}\``, status, text]);
  const declared = byName([...registry.operations.values()].map(({ contract }) => contract)).flatMap((contract) =>
    Object.entries(contract.refusals).map(([code, text]) => ({ name: code, text, by: contract.name })),
  );
  const rows = [...Map.groupBy(byName(declared), ({ name, text }) => `${name}\n${text}`).values()].map((of) => [
    `\`${of[0]!.name}\``,
    of[0]!.text,
    of.map(({ by }) => by).join(', '),
  ]);
  return page('Refusals', 'Why an operation says no.', [
    '## Any operation',
    table(['code', 'HTTP status', 'text'], common),
    '## Declared by operations (HTTP status 422)',
    table(['code', 'text', 'operations'], rows),
  ]);
}

function permissionsPage(registry: Registry): string {
  const titles = {
    operation: 'Operations',
    report: 'Reports',
    read: 'Records: read',
    write: 'Records: create, edit, archive',
    field: 'Protected fields and columns',
  };
  const may = (permission: string) =>
    SEED_ROLES.map((role) => (registry.seedRoles.get(role)!.has(permission) ? '●' : ''));
  const roles = SEED_ROLES.map((role) => role.replace('_', ' '));
  const known = [...registry.permissions].map(([name, text]) => ({ name, text }));
  const parts = Object.entries(titles).flatMap(([kind, title]) => {
    const rights = rightsOf(registry).filter((right) => right.kind === kind);
    const rows = rights.map(({ name, permission }) => [name, permission, ...may(permission)]);
    return [`## ${title}`, table(['', 'permission', ...roles], rows)];
  });
  const meanings = table(
    ['permission', 'allows to'],
    byName(known).map(({ name, text }) => [name, text]),
  );
  return page('Who may do what', 'The same for every door: screen, HTTP, files, command line.', [
    ...parts,
    '## What the permissions mean',
    meanings,
  ]);
}

function eventsPage(registry: Registry): string {
  const parts = registry.modules.flatMap((module) =>
    byName(module.events ?? []).map((event) =>
      [
        `### ${event.name}`,
        event.about,
        inputTable(inputSchema(event.payload) as Schema).replace('| input |', '| payload |'),
        `Heard by ${registry.subscribers(event.name).length} subscriber(s).`,
      ].join('\n\n'),
    ),
  );
  return page('Events', 'Facts that modules tell each other within a transaction.', [
    ...(parts.length > 0 ? parts : ['No module tells any yet.']),
    '## The log',
    'Besides, every operation that was carried out stands in `kernel.event` with its input and output, and in `kernel.event_record` with each record it touched.',
  ]);
}

interface ColumnRow {
  readonly schema: string;
  readonly relation: string;
  readonly view: boolean;
  readonly column: string;
  readonly type: string;
  readonly must: boolean;
  readonly refers: string | null;
}

async function tablesPage(sql: Sql): Promise<string> {
  const columns = await sql<ColumnRow>`
    select n.nspname as schema, n.nspname || '.' || c.relname as relation, c.relkind = 'v' as view, a.attname as column,
      format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as must,
      (select string_agg(distinct fn.nspname || '.' || f.relname, ', ') from pg_constraint k join pg_class f on f.oid = k.confrelid
        join pg_namespace fn on fn.oid = f.relnamespace
        where k.contype = 'f' and k.conrelid = c.oid and k.conkey[cardinality(k.conkey)] = a.attnum) as refers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'v') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')
    order by n.nspname collate "C", c.relkind, c.relname collate "C", a.attnum`;
  const said = sqlComments();
  const parts = [...Map.groupBy(columns, (row) => row.schema)].flatMap(([schema, of]) => [
    `## ${schema}`,
    ...[...Map.groupBy(of, (row) => row.relation)].map(([name, rows]) =>
      [
        `### ${name}${rows[0]!.view ? ' (view)' : ''}`,
        said.get(name) ?? '',
        table(
          ['column', 'type', 'always there', 'refers to', ''],
          rows.map((row) => [
            row.column,
            row.type,
            row.must ? 'yes' : '',
            row.refers,
            said.get(`${name}.${row.column}`),
          ]),
        ),
      ]
        .filter(Boolean)
        .join('\n\n'),
    ),
  ]);
  return page('Tables', 'Every table and view, by schema; a schema belongs to the module of its name.', parts);
}

/** What the SQL files say above a table, a view or a column: `schema.name` or `schema.name.column` → the comment. */
function sqlComments(): Map<string, string> {
  const said = new Map<string, string>();
  const files = globSync(['src/kernel/db/{migrations,views}/*.sql', 'src/modules/*/*/{migrations,views}/*.sql'], {
    cwd: ROOT,
  });
  for (const file of files.sort()) {
    let above: string[] = [];
    let inside = '';
    for (const line of readFileSync(join(ROOT, file), 'utf8').split('\n')) {
      const comment = /^\s*-- ?(.*)$/.exec(line);
      const made = /^create (?:table|view) ([a-z_.]+)/.exec(line);
      if (comment) {
        above.push(comment[1]!);
        continue;
      }
      if (made) inside = /^create table/.test(line) ? made[1]! : '';
      const name =
        made?.[1] ?? (inside && /^ {2}([a-z_]+) /.test(line) ? `${inside}.${/^ {2}([a-z_]+) /.exec(line)![1]}` : '');
      if (name && above.length > 0) said.set(name, above.join(' '));
      above = [];
      if (/^\)/.test(line)) inside = '';
    }
  }
  return said;
}
