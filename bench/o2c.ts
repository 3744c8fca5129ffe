/*
 * Orders of five lines through confirm, deliver, invoice and pay, on a durable server of its own.
 * Run: npm run bench -- o2c. BENCH_SECONDS a round (4), BENCH_CLIENTS (8). The last line is JSON.
 */
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { counters } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import { openDoor } from './http-door.ts';
import { faultsAfter, openShop, type Shop } from './shop.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 8);
const LINES = 5;
const BATCH = 100;
const HOT = 20;

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
const order = (shop: Shop, items: readonly string[]) => ({
  customer: pick(shop.customers),
  lines: Array.from({ length: LINES }, () => ({ item: pick(items), quantity: '2' })),
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

async function rounds(shop: Shop) {
  const hotItems = shop.items.slice(0, HOT);
  const run = async (name: string, items: readonly string[]) => {
    const times = timings();
    const rate = await linesAnHour(CLIENTS, 1, () => oneOrder(shop, shop.call, items, times));
    say(name, rate, times);
    return rate;
  };
  await oneOrder(shop, shop.call, shop.items, timings());
  await statementsAnOrder(shop);
  await run('warming', shop.items);
  const single = await run('single, spread', shop.items);
  const hot = await run(`single, all on ${HOT} items`, hotItems);
  const batch = await linesAnHour(Math.min(4, CLIENTS), BATCH, () => manyOrders(shop));
  say(`${BATCH} orders an operation`, batch);
  const door = await openDoor(shop, CLIENTS);
  const times = timings();
  const http = await linesAnHour(CLIENTS, 1, () => oneOrder(shop, door.call, shop.items, times)).finally(door.close);
  say(`HTTP, ${CLIENTS} clients in this same process`, http, times);
  return { single, hot, batch, http };
}

const shop = await openShop({ customers: 50, items: 200, connections: CLIENTS });
try {
  const { single, hot, batch, http } = await rounds(shop);
  const faults = [...(await faultsAfter(shop)), ...(await verifyInvariants(shop.app.ownerPool))];
  if (faults.length > 0) throw new Error(`The run broke a rule: ${JSON.stringify(faults.slice(0, 5))}`);
  console.log('invariants clean, no number twice, no stock below zero');
  console.log(
    JSON.stringify({
      bench: 'o2c',
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
  await shop.close();
}
