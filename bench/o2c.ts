/*
 * Orders of five lines through confirm, deliver, invoice and pay, on a durable server of its own, beside functions written by
 * hand that make the same rows (o2c-ceiling.sql).
 * Run: npm run bench -- o2c. BENCH_SECONDS a round (4), BENCH_CLIENTS (8). The last line is JSON.
 */
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { counters } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import { openDoor } from './http-door.ts';
import { type Ceiling, openCeiling } from './o2c-ceiling.ts';
import { faultsAfter, openShop, type Shop } from './shop.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 8);
const LINES = 5;
const BATCH = 100;
const HOT = 20;

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
const some = (count: number, from: readonly string[]) => Array.from({ length: count }, () => pick(from));
const order = (shop: Shop, items: readonly string[]) => ({
  customer: pick(shop.customers),
  lines: some(LINES, items).map((item) => ({ item, quantity: '2' })),
});

type Timings = Record<'confirm' | 'deliver' | 'invoice' | 'pay', number[]>;
const timings = (): Timings => ({ confirm: [], deliver: [], invoice: [], pay: [] });
type Caller = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** One order to its payment. */
async function oneOrder(shop: Shop, call: Caller, items: readonly string[], times: Timings): Promise<void> {
  const timed = async (step: keyof Timings, operation: string, input: object) => {
    const start = performance.now();
    const output = await call(operation, input);
    times[step].push(performance.now() - start);
    return output;
  };
  const draft = order(shop, items);
  const placed = await timed('confirm', 'sales.place_order', { ...draft, confirm: true });
  const orders = [placed.order];
  await timed('deliver', 'sales.ship_orders', { orders });
  const { invoices } = await timed('invoice', 'sales.invoice_orders', { orders });
  await timed('pay', 'receivables.record_payment', {
    party: draft.customer,
    amountMinor: String(placed.totalMinor),
    settle: 'documents',
    documents: invoices,
  });
}

/** A hundred orders to their payments, four operations; each payment is a part of its invoice. */
async function manyOrders(shop: Shop): Promise<void> {
  const drafts = Array.from({ length: BATCH }, () => order(shop, shop.items));
  const { orders } = await shop.call('sales.place_orders', { orders: drafts, confirm: true });
  await shop.call('sales.ship_orders', { orders: orders as string[] });
  const { invoices } = await shop.call('sales.invoice_orders', { orders: orders as string[] });
  const payments = (invoices as string[]).map((invoice, n) => ({
    party: drafts[n]!.customer,
    amountMinor: '1000',
    settle: 'documents',
    documents: [invoice],
  }));
  await shop.call('receivables.record_payments', { payments });
}

/** Lines an hour while `clients` of them do `work` again and again. */
async function linesAnHour(clients: number, orders: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  const end = start + SECONDS * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (; performance.now() < end; done += orders) await work();
    }),
  );
  return Math.round((done * LINES * 3_600_000) / (performance.now() - start));
}

const percentile = (times: number[], share: number): string =>
  (times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);

function say(name: string, linesPerHour: number, times?: Timings): void {
  console.log(`${name}: ${linesPerHour.toLocaleString('en')} lines/h`);
  for (const [step, of] of Object.entries(times ?? {}))
    console.log(
      `  ${step.padEnd(8)} p50 ${percentile(of, 0.5)} p95 ${percentile(of, 0.95)} p99 ${percentile(of, 0.99)} ms`,
    );
}

async function statementsAnOrder(shop: Shop): Promise<void> {
  const counted: string[] = [];
  const counting: Caller = async (operation, input) => {
    const before = counters.queries;
    const output = await shop.call(operation, input);
    counted.push(`${operation} ${counters.queries - before}`);
    return output;
  };
  await oneOrder(shop, counting, shop.items, timings());
  console.log(`statements: ${counted.join(', ')}`);
}

/** How many rows `work` adds to each table of the path. */
async function rowsOf(shop: Shop, work: () => Promise<void>): Promise<string> {
  const count = async () => {
    const { rows } = await shop.app.ownerPool.query<{ name: string; n: number }>(`
      select c.oid::regclass::text as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text::int as n
      from pg_class c where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('sales', 'inventory', 'receivables', 'tax', 'kernel')
        or c.oid in ('ledger.entry'::regclass, 'ledger.line'::regclass) order by 1`);
    return new Map(rows.map(({ name, n }) => [name, n]));
  };
  const before = await count();
  await work();
  const added = [...(await count())].map(([name, n]) => [name, n - before.get(name)!] as const);
  return added.flatMap(([name, n]) => (n === 0 ? [] : [`${name} ${n}`])).join(', ');
}

/** The ceiling must make the same rows. */
async function compareRows(shop: Shop, ceiling: Ceiling): Promise<void> {
  const [ours, byHand] = [
    await rowsOf(shop, () => oneOrder(shop, shop.call, shop.items, timings())),
    await rowsOf(shop, () => ceiling.order(pick(shop.customers), some(LINES, shop.items))),
  ];
  if (ours !== byHand) throw new Error(`The ceiling makes other rows:\n${ours}\n${byHand}`);
  console.log(`rows an order: ${ours}`);
}

/** Each round beside its ceiling, so that both meet the same machine and tables of the same size. */
async function rounds(shop: Shop, ceiling: Ceiling) {
  const single = async (name: string, items: readonly string[]) => {
    const times = timings();
    const rate = await linesAnHour(CLIENTS, 1, () => oneOrder(shop, shop.call, items, times));
    say(name, rate, times);
    return rate;
  };
  const clients = Math.min(4, CLIENTS);
  const byHand = async (name: string, clients: number, orders: number, work: () => Promise<void>) => {
    const rate = await linesAnHour(clients, orders, work);
    say(name, rate);
    return rate;
  };
  const alone = () => ceiling.order(pick(shop.customers), some(LINES, shop.items));
  const many = () => ceiling.orders(some(BATCH, shop.customers), some(BATCH * LINES, shop.items), LINES);
  await oneOrder(shop, shop.call, shop.items, timings());
  await statementsAnOrder(shop);
  await compareRows(shop, ceiling);
  await byHand('warming the ceiling', CLIENTS, 1, alone);
  await single('warming', shop.items);
  const ceilingSingle = await byHand('ceiling, single', CLIENTS, 1, alone);
  const spread = await single('single, spread', shop.items);
  const hot = await single(`single, all on ${HOT} items`, shop.items.slice(0, HOT));
  const ceilingBatch = await byHand(`ceiling, ${BATCH} orders a call`, clients, BATCH, many);
  const batch = await byHand(`${BATCH} orders an operation`, clients, BATCH, () => manyOrders(shop));
  const door = await openDoor(shop, CLIENTS);
  const times = timings();
  const http = await linesAnHour(CLIENTS, 1, () => oneOrder(shop, door.call, shop.items, times)).finally(door.close);
  say(`HTTP, ${CLIENTS} clients in this same process`, http, times);
  return { ceilingSingle, single: spread, hot, ceilingBatch, batch, http };
}

const shop = await openShop({ customers: 50, items: 200, connections: CLIENTS });
const ceiling = await openCeiling(shop, CLIENTS);
try {
  const { ceilingSingle, single, hot, ceilingBatch, batch, http } = await rounds(shop, ceiling);
  const faults = [...(await faultsAfter(shop)), ...(await verifyInvariants(shop.app.ownerPool))];
  if (faults.length > 0) throw new Error(`The run broke a rule: ${JSON.stringify(faults.slice(0, 5))}`);
  console.log('invariants clean, no number twice, no stock below zero');
  console.log(
    JSON.stringify({
      bench: 'o2c',
      single_to_ceiling: +(single / ceilingSingle).toFixed(3),
      batch_to_ceiling: +(batch / ceilingBatch).toFixed(3),
      hot_to_spread: +(hot / single).toFixed(3),
      http_lines_per_hour: http,
      single_lines_per_hour: single,
      batch_lines_per_hour: batch,
    }),
  );
} catch (error) {
  console.error(error instanceof Refusal ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await ceiling.close();
  await shop.close();
}
