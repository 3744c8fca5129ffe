import { implement, refuser } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import { freeNumbers } from '#modules/master/organisation/api.ts';
import { type DrawRefusals, drawBlankets } from '../blanket/draw.ts';
import { placeOrder, placeOrders } from '../contract.ts';
import { checkNeeds } from './dimensions.ts';
import { type StatedFacts, stateOrders } from './facts.ts';
import { byHand, type LineRow, type OrderInput, type OrderRow, prepareOrders } from './prepare.ts';

export const placeOrderHandler = implement(placeOrder, async (tx, { send, ...order }, refuse) => {
  const [row] = await prepareOrders(tx, [order], refuse);
  const { numbers } = await insertOrders(tx, [row!], send, refuse);
  return {
    order: row!.id,
    number: numbers[0]!,
    state: send ? 'sent' : 'draft',
    netMinor: row!.netMinor,
    currency: row!.currency,
  };
});

export const placeOrdersHandler = implement(placeOrders, async (tx, { orders, send }, refuse) => {
  const rows = await prepareOrders(tx, orders, refuse);
  const { stated } = await insertOrders(tx, rows, send, refuse);
  placed(tx, orders, stated, send);
  return { orders: rows.map((row) => row.id) };
});

/** What another operation did by placing orders: a policy over placing one holds for it. */
export const placed = (tx: Tx, orders: readonly object[], stated: readonly StatedFacts[], send: boolean): void =>
  tx.did(
    'purchasing.place_order',
    orders.map((order, index) => ({ facts: stated[index]!, input: { ...order, send }, binds: send })),
  );

/** For other modules: orders of a batch, all or none, with the refusals of placing orders; answers ids and numbers in order. */
export async function orderGoods(tx: Tx, orders: readonly OrderInput[], send: boolean) {
  const refuse = refuser(placeOrders);
  const rows = await prepareOrders(tx, orders, refuse);
  const { numbers, stated } = await insertOrders(tx, rows, send, refuse);
  placed(tx, orders, stated, send);
  return rows.map((row, index) => ({ order: row.id, number: numbers[index]! }));
}

/** Writes orders, drafts or sent ones, which is said for policies over sending, and draws what they call off; answers their numbers and what each states. */
export async function insertOrders(
  tx: Tx,
  rows: readonly OrderRow[],
  send: boolean,
  refuse: DrawRefusals,
): Promise<{ numbers: string[]; stated: StatedFacts[] }> {
  const state = send ? 'sent' : 'draft';
  if (send) await checkNeeds(tx, rows);
  const stated = await stateOrders(tx, rows, rows.flatMap((row) => row.lines).some(byHand), send);
  if (send)
    tx.did(
      'purchasing.send_order',
      rows.map((row, index) => ({ facts: stated[index]!, input: { order: row.id } })),
    );
  const missing = rows.filter((row) => !row.number).length;
  const taken = await freeNumbers(tx, {
    ...{ series: 'purchasing.order', count: missing, given: rows.flatMap(({ number }) => number ?? []) },
    borne: (numbers) =>
      tx.sql`select number from purchasing.purchase_order where company_id = ${tx.company} and number = any(${numbers}::text[])`,
  });
  const headers = rows.map((row) => ({ ...row, number: row.number ?? taken.shift()!, expectedOn: dueOf(row) }));
  await Promise.all([
    tx.sql`insert into purchasing.purchase_order (company_id, id, number, state, supplier_id, supplier_reference, ordered_on, expected_on, site_id, currency,
        terms_id, over_percent, note, direct, ship_to_id, net_minor, owner, sent_at)
      select ${tx.company}, id, number, ${state}, supplier_id, supplier_reference, ordered_on, expected_on, site_id, currency, terms_id, over_percent, note,
        direct, ship_to_id, net_minor, ${tx.actor.name}, ${send ? tx.now : null}::timestamptz
      from ${table(headers, {
        id: 'uuid',
        number: 'text',
        supplierId: 'uuid',
        supplierReference: 'text',
        orderedOn: 'date',
        expectedOn: 'date',
        siteId: 'uuid',
        currency: 'text',
        termsId: 'uuid',
        overPercent: 'numeric',
        note: 'text',
        direct: 'boolean',
        shipToId: 'uuid',
        netMinor: 'bigint',
      })}`,
    insertLines(
      tx,
      rows.flatMap((row) => row.lines),
    ),
  ]);
  const draws = rows.flatMap(({ orderedOn, lines }) =>
    lines.flatMap(({ blanketLineId }) => (blanketLineId ? [{ blanketLine: blanketLineId, day: orderedOn }] : [])),
  );
  await drawBlankets(
    tx,
    draws.map((draw) => draw.blanketLine),
    draws,
    refuse,
  );
  tx.record(
    ...headers.map(({ id, number, netMinor, overPercent, lines }) => ({
      entity: 'purchasing.purchase_order',
      id,
      after: {
        ...{ number, state, netMinor, lines: lines.length },
        ...(dec(overPercent).gt(0) ? { overPercent } : {}),
      },
    })),
  );
  return { numbers: headers.map((header) => header.number), stated };
}

/** An order is expected when the last of it is. */
export const dueOf = (row: Pick<OrderRow, 'expectedOn' | 'lines'>): string | null =>
  row.lines
    .flatMap((line) => line.expectedOn ?? [])
    .sort()
    .at(-1) ?? row.expectedOn;

export const insertLines = (tx: Tx, lines: readonly LineRow[]): Promise<unknown> => tx.sql`
  insert into purchasing.order_line (company_id, id, order_id, position, item_id, stocked, description, quantity, unit, ordered_unit, ordered_quantity,
    unit_price, price_reason, expected_on, net_minor, demand_id, blanket_line_id, spread_by, cost_centre_id, project_id)
  select ${tx.company}, id, order_id, position, item_id, stocked, description, quantity, unit, ordered_unit, ordered_quantity, unit_price, price_reason,
    expected_on, net_minor, demand_id, blanket_line_id, spread_by, cost_centre, project
  from ${table(lines, {
    id: 'uuid',
    orderId: 'uuid',
    position: 'int',
    itemId: 'uuid',
    stocked: 'boolean',
    description: 'text',
    quantity: 'numeric',
    unit: 'text',
    orderedUnit: 'text',
    orderedQuantity: 'numeric',
    unitPrice: 'numeric',
    priceReason: 'jsonb',
    expectedOn: 'date',
    netMinor: 'bigint',
    demandId: 'uuid',
    blanketLineId: 'uuid',
    spreadBy: 'text',
    costCentre: 'uuid',
    project: 'uuid',
  })}`;
