/*
 * Orders of five lines through confirm, deliver, invoice and pay, on a durable server of its own, beside functions written by
 * hand that make the same rows (o2c-ceiling.sql).
 * Run: npm run bench -- o2c. BENCH_SECONDS a round (4), BENCH_CLIENTS (8). The last line is JSON.
 */
import { Refusal } from '#kernel/refusal.ts';
import { openDoor } from './http-door.ts';
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
import { type Ceiling, openCeiling } from './o2c-ceiling.ts';
import { openShop, proveBooks, type Shop } from './shop.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 8);
const LINES = 5;
const BATCH = 100;
const HOT = 20;
const SCHEMAS = ['sales', 'inventory', 'receivables', 'tax', 'kernel'];

const order = (shop: Shop, items: readonly string[]) => ({
  customer: pick(shop.customers),
  lines: items.map((item) => ({ item, quantity: '2' })),
});

/** One order to its payment. */
async function oneOrder(shop: Shop, call: Caller, items: readonly string[], times: Timings): Promise<void> {
  const timed = timing(call, times);
  const draft = order(shop, items);
  const placed = await timed('confirm', 'sales.place_order', { ...draft, confirm: true });
  const orders = [placed.order];
  await timed('deliver', 'sales.ship_orders', { orders });
  const { invoices } = await timed('invoice', 'sales.invoice_orders', { orders });
  await timed('pay', 'receivables.record_payment', {
    customer: draft.customer,
    amountMinor: String(placed.totalMinor),
    settle: 'documents',
    documents: invoices,
  });
}

/** A hundred orders to their payments, four operations; each payment is a part of its invoice. */
async function manyOrders(shop: Shop): Promise<void> {
  const drafts = Array.from({ length: BATCH }, () => order(shop, some(LINES, shop.items)));
  const { orders } = await shop.call('sales.place_orders', { orders: drafts, confirm: true });
  await shop.call('sales.ship_orders', { orders: orders as string[] });
  const { invoices } = await shop.call('sales.invoice_orders', { orders: orders as string[] });
  const payments = (invoices as string[]).map((invoice, n) => ({
    customer: drafts[n]!.customer,
    amountMinor: '1000',
    settle: 'documents',
    documents: [invoice],
  }));
  await shop.call('receivables.record_payments', { payments });
}

/** Each round beside its ceiling, so that both meet the same machine and tables of the same size. */
async function rounds(shop: Shop, ceiling: Ceiling) {
  const rate = (clients: number, orders: number, work: () => Promise<void>) =>
    linesAnHour({ clients, lines: orders * LINES, seconds: SECONDS, work });
  const single = async (name: string, items: readonly string[]) => {
    const times: Timings = {};
    const made = await rate(CLIENTS, 1, () => oneOrder(shop, shop.call, some(LINES, items), times));
    say(name, made, times);
    return made;
  };
  const clients = Math.min(4, CLIENTS);
  const plain = async (name: string, clients: number, orders: number, work: () => Promise<void>) => {
    const made = await rate(clients, orders, work);
    say(name, made);
    return made;
  };
  const alone = () => ceiling.order(pick(shop.customers), some(LINES, shop.items));
  const many = () => ceiling.orders(some(BATCH, shop.customers), some(BATCH * LINES, shop.items), LINES);
  const same = shop.items.slice(0, LINES);
  const once = () => oneOrder(shop, shop.call, same, {});
  await once();
  await sayStatements(shop, (call) => oneOrder(shop, call, same, {}));
  await compareRows(shop, { schemas: SCHEMAS, ours: once, byHand: () => ceiling.order(pick(shop.customers), same) });
  await plain('warming the ceiling', CLIENTS, 1, alone);
  await single('warming', shop.items);
  const ceilingSingle = await plain('ceiling, single', CLIENTS, 1, alone);
  const spread = await single('single, spread', shop.items);
  const hot = await single(`single, all on ${HOT} items`, shop.items.slice(0, HOT));
  const ceilingBatch = await plain(`ceiling, ${BATCH} orders a call`, clients, BATCH, many);
  const batch = await plain(`${BATCH} orders an operation`, clients, BATCH, () => manyOrders(shop));
  const door = await openDoor(shop, CLIENTS);
  const times: Timings = {};
  const http = await rate(CLIENTS, 1, () => oneOrder(shop, door.call, some(LINES, shop.items), times)).finally(
    door.close,
  );
  say(`HTTP, ${CLIENTS} clients in this same process`, http, times);
  return { ceilingSingle, single: spread, hot, ceilingBatch, batch, http };
}

const shop = await openShop({ customers: 50, items: 200, connections: CLIENTS });
const ceiling = await openCeiling(shop, CLIENTS);
try {
  const { ceilingSingle, single, hot, ceilingBatch, batch, http } = await rounds(shop, ceiling);
  await proveBooks(shop);
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
