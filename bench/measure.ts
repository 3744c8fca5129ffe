import { counters } from '#kernel/db/sql.ts';
import type { Shop } from './shop.ts';

export const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
export const some = (count: number, from: readonly string[]): string[] =>
  Array.from({ length: count }, () => pick(from));

export type Caller = (operation: string, input: object) => Promise<Record<string, unknown>>;
/** Milliseconds of each call, by step. */
export type Timings = Record<string, number[]>;

/** Calls operations, keeping how long each step took. */
export const timing =
  (call: Caller, times: Timings) =>
  async (step: string, operation: string, input: object): Promise<Record<string, unknown>> => {
    const start = performance.now();
    const output = await call(operation, input);
    const taken = performance.now() - start;
    if (times[step]) times[step].push(taken);
    else times[step] = [taken];
    return output;
  };

/** Lines an hour while `clients` of them do `work` of `lines` lines again and again for so many seconds. */
export async function linesAnHour(of: {
  clients: number;
  lines: number;
  seconds: number;
  work: () => Promise<void>;
}): Promise<number> {
  const start = performance.now();
  const end = start + of.seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: of.clients }, async () => {
      for (; performance.now() < end; done += of.lines) await of.work();
    }),
  );
  return Math.round((done * 3_600_000) / (performance.now() - start));
}

const percentile = (times: number[], share: number): string =>
  (times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);

export function say(name: string, linesPerHour: number, times: Timings = {}): void {
  console.log(`${name}: ${linesPerHour.toLocaleString('en')} lines/h`);
  for (const [step, of] of Object.entries(times))
    console.log(
      `  ${step.padEnd(8)} p50 ${percentile(of, 0.5)} p95 ${percentile(of, 0.95)} p99 ${percentile(of, 0.99)} ms`,
    );
}

/** How many statements each operation of `work` sends. */
export async function sayStatements(shop: Shop, work: (call: Caller) => Promise<void>): Promise<void> {
  const counted: string[] = [];
  await work(async (operation, input) => {
    const before = counters.queries;
    const output = await shop.call(operation, input);
    counted.push(`${operation} ${counters.queries - before}`);
    return output;
  });
  console.log(`statements: ${counted.join(', ')}`);
}

/** How many rows `work` adds to each table of these schemas. What the triggers of watched tables log goes by statement. */
async function rowsOf(shop: Shop, schemas: readonly string[], work: () => Promise<void>): Promise<string> {
  const count = async () => {
    const { rows } = await shop.app.ownerPool.query<{ name: string; n: number }>(
      `select c.oid::regclass::text as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text::int as n
      from pg_class c where c.relkind = 'r' and c.relnamespace::regnamespace::text = any($1)
        and c.oid not in ('kernel.row_change'::regclass, 'kernel.row_past'::regclass)
        or c.oid in ('ledger.entry'::regclass, 'ledger.line'::regclass) order by 1`,
      [schemas],
    );
    return new Map(rows.map(({ name, n }) => [name, n]));
  };
  const before = await count();
  await work();
  const added = [...(await count())].map(([name, n]) => [name, n - before.get(name)!] as const);
  return added.flatMap(([name, n]) => (n === 0 ? [] : [`${name} ${n}`])).join(', ');
}

/** The ceiling must make the same rows. */
export async function compareRows(
  shop: Shop,
  of: { schemas: readonly string[]; ours: () => Promise<void>; byHand: () => Promise<void> },
): Promise<void> {
  const ours = await rowsOf(shop, of.schemas, of.ours);
  const byHand = await rowsOf(shop, of.schemas, of.byHand);
  if (ours !== byHand) throw new Error(`The ceiling makes other rows:\n${ours}\n${byHand}`);
  console.log(`rows an order: ${ours}`);
}
