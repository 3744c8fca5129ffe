import type pg from 'pg';
import type { z } from 'zod';
import type { App } from './app.ts';
import { authorise, parse } from './execute.ts';
import { refuseCommon } from './refusal.ts';
import type { Column, Report, ReportQuery, ReportResult, Row } from './report.ts';
import { begin, companyOf, isConnectionLost, makeTx, withClient } from './transaction.ts';
import type { Actor, Tx } from './tx.ts';
import { sumDecimals } from './values/decimal.ts';
import { translate } from './words/database.ts';
import { namingNothing } from './words/naming.ts';
import { refuseBackward } from './words/period.ts';

interface Asker {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
}

/** A read-only transaction with one consistent view, on a replica where one is configured. Decisions never use it. */
export async function readTransaction<T>(asker: Asker, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { app } = asker;
  const pool = app.readPool;
  try {
    return await readOn(pool, asker, work);
  } catch (error) {
    // A replica that went away, or had to choose between the read and what came from the primary.
    const cause = (error as Error).cause ?? error;
    if (pool === app.pool || !(isConnectionLost(cause) || (cause as { code?: string }).code === '40001')) throw error;
    app.replica?.failed(cause);
    return readOn(app.pool, asker, work);
  }
}

async function readOn<T>(pool: pg.Pool, { app, actor, company }: Asker, work: (tx: Tx) => Promise<T>): Promise<T> {
  const settings = await companyOf(app, company);
  return withClient(pool, async (client) => {
    const { tx } = makeTx({ app, client, company: settings, actor, via: 'read', now: app.clock.now() });
    begin(client, { company, actor, readOnly: true, today: tx.today });
    try {
      return await work(tx);
    } catch (error) {
      throw translate(error, app.registry);
    } finally {
      await client.query('commit').catch(() => undefined);
    }
  });
}

export interface ReportAnswer extends ReportResult {
  readonly columns: Record<string, Column>;
  readonly params: unknown;
  /** What stands under the title, on screen and paper: whose figures these are, in which currency. */
  readonly context?: { readonly company: string; readonly currency: string };
}

/** Runs a report; columns the actor has no right to are absent from rows, totals and headings alike. */
export async function runReport<P extends z.ZodType>(
  asker: Asker,
  of: ReportQuery<Report<P>> | string,
  params: unknown,
): Promise<ReportAnswer> {
  const query = typeof of === 'string' ? asker.app.registry.reports.get(of) : (of as unknown as ReportQuery);
  if (!query) return refuseCommon('not_found', { what: 'report' });
  authorise(asker.app, asker.actor, query.contract.permission);
  const parsed = parse(query.contract.params, params);
  const { name: company, currency } = await companyOf(asker.app, asker.company);
  const result = await readTransaction(asker, (tx) => {
    refuseBackward(tx, parsed as object);
    return query.run(tx, parsed as never);
  }).catch(async (error: unknown) => {
    throw await namingNothing(error, { ...asker, schema: query.contract.params, input: parsed });
  });
  return { ...shapeReport(asker.actor, query.contract, parsed, result), context: { company, currency } };
}

/** What an actor may see of a report's answer, with its sums: columns it declares and they have the right to; what a row does not say is null. */
export function shapeReport(actor: Actor, contract: Report, params: unknown, result: ReportResult): ReportAnswer {
  const seen = Object.entries(contract.columns)
    .filter(([, column]) => !column.right || actor.permissions.has(column.right))
    .map(([name]) => name);
  const columns = Object.fromEntries(
    Object.entries(only(contract.columns, seen)).map(([name, column]) => [
      name,
      { ...column, ...result.columns?.[name] },
    ]),
  );
  const totals = { ...sums(columns, result.rows), ...(result.totals ?? {}) };
  return {
    columns,
    params: result.taken ? { ...(params as Row), ...result.taken } : params,
    rows: result.rows.map((row) => Object.fromEntries(seen.map((name) => [name, row[name] ?? null]))),
    totals: only(totals, seen),
    more: result.more ?? false,
    notes: result.notes ?? [],
  };
}

const only = <T extends object>(source: T, names: readonly string[]): T =>
  Object.fromEntries(names.flatMap((name) => (name in source ? [[name, source[name as keyof T]]] : []))) as T;

const sums = (columns: Record<string, Column>, rows: Row[]): Row =>
  Object.fromEntries(
    Object.entries(columns)
      .filter(([, column]) => column.total)
      .map(([name, column]) => {
        const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
        if (column.type === 'money')
          return [name, values.reduce<bigint>((total, value) => total + BigInt(value as bigint), 0n)];
        return [name, sumDecimals(values as string[]).toFixed()];
      }),
  );
