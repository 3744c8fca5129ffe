import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { type Fragment, part, table } from '#kernel/db/sql.ts';
import { createSchema } from '#kernel/entity.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute, parse } from '#kernel/execute.ts';
import { parseJson } from '#kernel/json.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import { readTransaction } from '#kernel/run-report.ts';
import type { Actor } from '#kernel/tx.ts';
import { strict } from '#kernel/values/strict.ts';
import { beginBatch, endBatch } from './contract.ts';
import { readRows, refuseFile } from './files.ts';
import {
  checkNames,
  columnOf,
  evaluate,
  type Format,
  fillTemplate,
  Mapping,
  RowError,
  type Scope,
  type SourceRow,
  type Step,
} from './mapping.ts';

export interface Session {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
}

export interface ImportOptions {
  readonly folder: string;
  readonly map: string;
  readonly dryRun?: boolean;
  /** Only these steps, in the mapping's order. */
  readonly steps?: readonly string[];
  readonly onProgress?: (done: number, of: number, what?: string) => void;
  /** Called after each batch that was committed, with the rows and what they became. */
  readonly onBatch?: (step: string, made: readonly { key: string; id: string }[]) => Promise<void>;
}

export interface StepResult {
  readonly step: string;
  readonly read: number;
  readonly made: number;
  /** Rows that had been imported before. */
  readonly known: number;
  readonly errors: readonly { row: number; key: string; problem: string }[];
}

const SHOWN_ERRORS = 100;

/**
 * Imports the files of a folder as a mapping says. Rows imported before are passed over, so it can be run again, or go on after
 * a stop. Each batch is one transaction. Rows that are wrong are named and left out; a dry run writes nothing.
 */
export async function importFolder(session: Session, options: ImportOptions): Promise<StepResult[]> {
  const mapping = parse(Mapping, readMapping(options.map));
  const lost = checkNames(mapping);
  if (lost.length > 0)
    refuseCommon('invalid_input', { issues: lost.map((message) => ({ path: options.map, message })) });
  const known = await knownRows(session, mapping.source);
  const records = await namedRecords(session, mapping);
  const results: StepResult[] = [];
  for (const step of mapping.steps.filter((candidate) => options.steps?.includes(candidate.name) ?? true)) {
    results.push(
      await importStep({ session, options, source: mapping.source, format: mapping.format, step, known, records }),
    );
  }
  return results;
}

function readMapping(file: string): unknown {
  try {
    return parseJson(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuseFile(file, `It is no JSON: ${error.message}`);
  }
}

async function namedRecords(session: Session, mapping: Mapping): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, { entity: entityName, key }] of Object.entries(mapping.records ?? {})) {
    const entity = session.app.registry.entities.get(entityName);
    if (!entity?.key) throw new Error(`${entityName} is no entity with a key.`);
    const { rows } = await listEntity({ ...session, entity }, { filter: { [entity.key]: key } });
    if (rows.length !== 1) throw new Error(`There is no ${entityName} ${key}.`);
    found.set(name, String(rows[0]!.id));
  }
  return found;
}

/** Step → key of the source → the record it became. */
type Known = Map<string, Map<string, string>>;

async function knownRows(session: Session, source: string): Promise<Known> {
  const rows = await readTransaction(
    session,
    (tx) => tx.sql<{ step: string; key: string; recordId: string }>`
    select step, key, record_id from importing.source_row where company_id = ${tx.company} and source = ${source}`,
  );
  const known: Known = new Map();
  for (const { step, key, recordId } of rows) stepOf(known, step).set(key, recordId);
  return known;
}

const stepOf = (known: Known, step: string): Map<string, string> => {
  if (!known.has(step)) known.set(step, new Map());
  return known.get(step)!;
};

interface Work {
  readonly session: Session;
  readonly options: ImportOptions;
  readonly source: string;
  readonly format: Format | undefined;
  readonly step: Step;
  readonly known: Known;
  readonly records: Map<string, string>;
}

interface Ready {
  readonly row: number;
  readonly key: string;
  readonly value: unknown;
}

async function importStep(work: Work): Promise<StepResult> {
  const { step, options, known } = work;
  const { ready, errors, read, before } = await prepare(work);
  let made = 0;
  if (!options.dryRun && ready.length > 0) {
    const batch = await run(work, beginBatch.name, {
      source: work.source,
      step: step.name,
      target: (step.entity ?? step.operation)!,
    });
    const batchId = (batch.output as { batch: string }).batch;
    for (let at = 0; at < ready.length; at += step.batch) {
      const chunk = ready.slice(at, at + step.batch);
      made += await writeChunk(work, batchId, chunk, errors);
      options.onProgress?.(Math.min(at + step.batch, ready.length), ready.length, step.name);
    }
    await run(work, endBatch.name, { batch: batchId, rowsRead: read, rowsMade: made });
  } else if (options.dryRun) {
    // Later steps refer to what this one would have made.
    for (const { key } of ready) stepOf(known, step.name).set(key, '00000000-0000-7000-8000-000000000000');
    made = ready.length;
  }
  return { step: step.name, read, made, known: before, errors: errors.slice(0, SHOWN_ERRORS) };
}

const run = ({ session }: Work, operation: string, input: unknown) =>
  execute(session.app, operation, { actor: session.actor, company: session.company, input, via: 'import' });

/** Reads, joins, evaluates and checks every row that is new. */
async function prepare(work: Work) {
  const { step, known, options } = work;
  const rows = await readRows(options.folder, step.file);
  const joins = await readJoins(options.folder, work);
  const lines = step.lines
    ? Map.groupBy(await readRows(options.folder, step.lines.file), (row) => columnOf(row, step.lines!.by))
    : undefined;
  const schema = schemaOf(work);
  const mine = stepOf(known, step.name);
  const errors: StepResult['errors'][number][] = [];
  const ready: Ready[] = [];
  const seen = new Map<string, number>();
  let before = 0;
  for (const [index, row] of rows.entries()) {
    const scope = scopeOf(row, joins, work);
    try {
      if (step.where !== undefined && !evaluate(step.where, scope)) continue;
      const key = fillTemplate(step.key, scope) ?? '';
      if (mine.has(key)) {
        before++;
        continue;
      }
      const value = check(schema, recordOf(step, scope, lines));
      once(work, seen, { key, value, row: index + 2 });
      ready.push({ row: index + 2, key, value });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      errors.push({ row: index + 2, key: fillTemplate(step.key, scope) ?? '', problem: error.message });
    }
  }
  if (step.sort)
    ready.sort((a, b) => String((a.value as never)[step.sort!]).localeCompare(String((b.value as never)[step.sort!])));
  return { ready, errors, read: rows.length, before };
}

/** A row whose key, or whose record's key, another row of the file has is wrong; `seen` keeps which row had it. */
function once({ session, step }: Work, seen: Map<string, number>, { key, value, row }: Ready): void {
  const own = session.app.registry.entities.get(step.entity ?? '')?.key;
  const names = [`row ${key}`, ...(own ? [`record ${(value as Record<string, unknown>)[own]}`] : [])];
  const other = names.map((name) => seen.get(name)).find((at) => at !== undefined);
  if (other !== undefined) throw new RowError(`it comes twice in the file: row ${other} has it too`);
  for (const name of names) seen.set(name, row);
}

type Joins = { name: string; on: string; rows: Map<string, SourceRow> }[];

async function readJoins(folder: string, { step, format }: Work): Promise<Joins> {
  const joins: Joins = [];
  for (const [name, { file, on, key, where }] of Object.entries(step.join ?? {})) {
    const rows = new Map<string, SourceRow>();
    for (const row of await readRows(folder, file)) {
      const fits =
        where === undefined ||
        evaluate(where, { row, joined: {}, format, lookup: () => undefined, record: () => undefined });
      if (fits && !rows.has(columnOf(row, key))) rows.set(columnOf(row, key), row);
    }
    joins.push({ name, on, rows });
  }
  return joins;
}

/** Joins follow one another: a later one may go by a column of an earlier one. */
function scopeOf(row: SourceRow, joins: Joins, { known, records, format }: Work): Scope {
  const joined: Record<string, SourceRow | undefined> = {};
  const scope: Scope = {
    row,
    joined,
    format,
    lookup: (step, key) => known.get(step)?.get(key),
    record: (name) => records.get(name),
  };
  for (const { name, on, rows } of joins) joined[name] = rows.get(fillTemplate(on, scope) ?? '');
  return scope;
}

function recordOf(step: Step, scope: Scope, lines: Map<string, SourceRow[]> | undefined): Record<string, unknown> {
  const value = Object.fromEntries(
    Object.entries(step.fields).map(([name, expression]) => [name, evaluate(expression, scope)]),
  );
  if (step.lines) {
    const children = lines!.get(fillTemplate(step.lines.of, scope) ?? '') ?? [];
    value[step.lines.field] = children.map((child) =>
      Object.fromEntries(
        Object.entries(step.lines!.fields).map(([name, expression]) => [
          name,
          evaluate(expression, { ...scope, row: child }),
        ]),
      ),
    );
  }
  return value;
}

function schemaOf({ session, step }: Work): z.ZodType {
  if (step.entity) {
    const entity = session.app.registry.entities.get(step.entity);
    if (!entity?.write) throw new Error(`${step.entity} is no entity that can be imported.`);
    return strict(createSchema(entity));
  }
  const operation = session.app.registry.operations.get(step.operation ?? '');
  const list = (operation?.contract.input as z.ZodObject | undefined)?.shape[step.list ?? ''];
  if (!(list instanceof z.ZodArray))
    throw new Error(`${step.operation} is no operation that takes a list ${step.list}.`);
  return list.element as z.ZodType;
}

function check(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (!result.success)
    throw new RowError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join(' '));
  return value;
}

/** One transaction. When a batch is refused, its rows are tried one by one, so that only those that are wrong stay out. */
async function writeChunk(
  work: Work,
  batch: string,
  chunk: readonly Ready[],
  errors: StepResult['errors'][number][],
): Promise<number> {
  let ids: string[];
  try {
    ids = await write(work, batch, chunk);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (chunk.length === 1) {
      (errors as { row: number; key: string; problem: string }[]).push({
        row: chunk[0]!.row,
        key: chunk[0]!.key,
        problem: error.message,
      });
      return 0;
    }
    const half = Math.ceil(chunk.length / 2);
    return (
      (await writeChunk(work, batch, chunk.slice(0, half), errors)) +
      (await writeChunk(work, batch, chunk.slice(half), errors))
    );
  }
  chunk.forEach(({ key }, index) => {
    stepOf(work.known, work.step.name).set(key, ids[index]!);
  });
  // What is done with the records afterwards is no fault of the rows.
  await work.options.onBatch?.(
    work.step.name,
    chunk.map(({ key }, index) => ({ key, id: ids[index]! })),
  );
  return chunk.length;
}

async function write(work: Work, batch: string, chunk: readonly Ready[]): Promise<string[]> {
  const { session, step, source } = work;
  const entity = step.entity ? session.app.registry.entities.get(step.entity)! : undefined;
  const operation = entity ? `${entity.name.replace('.', '.create_')}_batch` : step.operation!;
  const idsField = entity ? 'ids' : (step.ids ?? step.list!);
  const { output } = await execute(session.app, operation, {
    actor: session.actor,
    company: session.company,
    input: { ...step.with, [entity ? 'records' : step.list!]: chunk.map(({ value }) => value) },
    via: 'import',
    also: async (tx, made) => {
      const ids = (made as Record<string, string[]>)[idsField]!;
      const rows = chunk.map(({ key }, index) => ({ key, recordId: ids[index]! }));
      const madeIn: Fragment = part`${entity?.table ?? null}`;
      await tx.sql`insert into importing.source_row (company_id, source, step, key, batch_id, record_id, made_in)
        select ${tx.company}, ${source}, ${step.name}, key, ${batch}, record_id, ${madeIn} from ${table(rows, { key: 'text', recordId: 'uuid' })}`;
    },
  });
  return (output as Record<string, string[]>)[idsField]!;
}
