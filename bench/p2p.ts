/*
 * Purchase orders of five lines through order, receipt, bill and payment, on a durable server of its own, beside functions
 * written by hand that make the same rows (p2p-ceiling.sql); then 1,000 and 10,000 bill lines matched in one operation.
 * Run: npm run bench -- p2p. BENCH_SECONDS a round (4), BENCH_CLIENTS (8). The last line is JSON.
 */
import { seedActor } from '#kernel/company.ts';
import { counters } from '#kernel/db/sql.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { Refusal } from '#kernel/refusal.ts';
import {
  type Caller,
  compareRows,
  linesAnHour,
  pick,
  say,
  sayStatements,
  some,
  type Timings,
  timing,
} from './measure.ts';
import { type Ceiling, openCeiling } from './p2p-ceiling.ts';
import { openShop, proveBooks, type Shop } from './shop.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 8);
const LINES = 5;
const BATCH = 100;
const HOT = 20;
const MATCHED = 100;
const ROUNDS = 5;
const PAGE = 200;
const SCHEMAS = ['purchasing', 'inventory', 'payables', 'tax', 'kernel'];

let numbers = 0;
const order = (supplier: string, items: readonly string[]) => ({
  supplier,
  lines: items.map((item) => ({ item, quantity: '2', unitPrice: '4' })),
});
/** All bills are alike, so each says that it is no duplicate. */
const bill = (supplier: string, lines: readonly string[], unitPrice = '4') => ({
  ...{ supplier, supplierNumber: `B-${++numbers}`, acknowledgeDuplicate: true },
  lines: lines.map((receiptLine) => ({ receiptLine, quantity: '2', unitPrice })),
});

/** The lines of receipts, as a client lists them; by receipt. */
async function linesOf({ app, company }: Shop, receipts: readonly string[]): Promise<string[][]> {
  const entity = app.registry.entities.get('purchasing.receipt_line')!;
  const asker = { app, actor: seedActor(app, 'owner'), company, entity };
  const rows: Record<string, unknown>[] = [];
  for (let page = 1, more = true; more; page++) {
    const part = await listEntity(asker, { filter: { receipt: [...receipts] }, size: PAGE, page });
    rows.push(...part.rows);
    more = part.more;
  }
  const found = Map.groupBy(rows, (row) => String(row.receipt));
  return receipts.map((receipt) => found.get(receipt)!.map((row) => String(row.id)));
}

/** One order to its payment. */
async function oneOrder(shop: Shop, call: Caller, items: readonly string[], times: Timings): Promise<void> {
  const timed = timing(call, times);
  const supplier = pick(shop.suppliers);
  const made = await timed('order', 'purchasing.place_order', { ...order(supplier, items), send: true });
  const { receipt } = await timed('receive', 'purchasing.receive_goods', { order: made.order });
  const [lines] = await linesOf(shop, [receipt as string]);
  const { totalMinor } = await timed('bill', 'payables.post_bill', bill(supplier, lines!));
  await timed('pay', 'payables.record_payment', { supplier, amountMinor: String(totalMinor) });
}

/** Orders of these suppliers, received. Answers the lines of each receipt. */
async function received(shop: Shop, suppliers: readonly string[], lines: number): Promise<string[]> {
  const orders = suppliers.map((supplier) => order(supplier, some(lines, shop.items)));
  const placed = await shop.call('purchasing.place_orders', { orders });
  const arrivals = (placed.orders as string[]).map((one) => ({ order: one }));
  return (await shop.call('purchasing.receive_orders', { arrivals })).receipts as string[];
}

/** A hundred orders to their payments, four operations. */
async function manyOrders(shop: Shop): Promise<void> {
  const suppliers = some(BATCH, shop.suppliers);
  const lines = await linesOf(shop, await received(shop, suppliers, LINES));
  await shop.call('payables.post_bills', { bills: suppliers.map((supplier, n) => bill(supplier, lines[n]!)) });
  const payments = suppliers.map((supplier) => ({ supplier, amountMinor: String(LINES * 960) }));
  await shop.call('payables.record_payments', { payments });
}

/** Bills of a hundred lines each, matched with order and receipt in one operation: milliseconds, the median of five. */
async function match(shop: Shop, lines: number, unitPrice: string): Promise<number> {
  const times: number[] = [];
  let statements = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const suppliers = some(lines / MATCHED, shop.suppliers);
    const receipts = await received(shop, suppliers, MATCHED);
    const bills: object[] = [];
    for (const [n, supplier] of suppliers.entries())
      bills.push(bill(supplier, (await linesOf(shop, [receipts[n]!]))[0]!, unitPrice));
    const [start, before] = [performance.now(), counters.queries];
    const { held } = await shop.call('payables.post_bills', { bills });
    if ((held as string[]).length > 0) throw new Error('A bill of the match was held.');
    times.push(performance.now() - start);
    statements = counters.queries - before;
  }
  const ms = times.toSorted((a, b) => a - b)[(ROUNDS - 1) / 2]!;
  console.log(`${lines} bill lines at ${unitPrice} matched: ${Math.round(ms)} ms, ${statements} statements`);
  return ms;
}

/** Each round beside its ceiling, so that both meet the same machine and tables of the same size. */
async function rounds(shop: Shop, ceiling: Ceiling) {
  const plain = async (name: string, clients: number, orders: number, work: () => Promise<void>, times?: Timings) => {
    const rate = await linesAnHour({ clients, lines: orders * LINES, seconds: SECONDS, work });
    say(name, rate, times);
    return rate;
  };
  const single = (name: string, items: readonly string[]) => {
    const times: Timings = {};
    return plain(name, CLIENTS, 1, () => oneOrder(shop, shop.call, some(LINES, items), times), times);
  };
  const clients = Math.min(4, CLIENTS);
  const alone = () => ceiling.orders([pick(shop.suppliers)], some(LINES, shop.items), LINES);
  const many = () => ceiling.orders(some(BATCH, shop.suppliers), some(BATCH * LINES, shop.items), LINES);
  const same = shop.items.slice(0, LINES);
  const once = () => oneOrder(shop, shop.call, same, {});
  await once();
  await sayStatements(shop, (call) => oneOrder(shop, call, same, {}));
  const byHand = () => ceiling.orders([pick(shop.suppliers)], same, LINES);
  await compareRows(shop, { schemas: SCHEMAS, ours: once, byHand });
  await plain('warming the ceiling', CLIENTS, 1, alone);
  await single('warming', shop.items);
  const ceilingSingle = await plain('ceiling, single', CLIENTS, 1, alone);
  const spread = await single('single, spread', shop.items);
  const hot = await single(`single, all on ${HOT} items`, shop.items.slice(0, HOT));
  const ceilingBatch = await plain(`ceiling, ${BATCH} orders a call`, clients, BATCH, many);
  const batch = await plain(`${BATCH} orders an operation`, clients, BATCH, () => manyOrders(shop));
  return { ceilingSingle, single: spread, hot, ceilingBatch, batch };
}

const shop = await openShop({ suppliers: 50, items: 200, connections: CLIENTS });
const ceiling = await openCeiling(shop, CLIENTS);
try {
  const { ceilingSingle, single, hot, ceilingBatch, batch } = await rounds(shop, ceiling);
  const few = await match(shop, 1_000, '4');
  const many = await match(shop, 10_000, '4');
  const dearer = [await match(shop, 1_000, '4.04'), await match(shop, 10_000, '4.04')] as const;
  await proveBooks(shop);
  console.log(
    JSON.stringify({
      bench: 'p2p',
      single_to_ceiling: +(single / ceilingSingle).toFixed(3),
      batch_to_ceiling: +(batch / ceilingBatch).toFixed(3),
      hot_to_spread: +(hot / single).toFixed(3),
      match_10000_lines_per_second: Math.round(10_000 / (many / 1_000)),
      match_growth: +(many / 10 / few).toFixed(2),
      match_dearer_growth: +(dearer[1] / 10 / dearer[0]).toFixed(2),
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
