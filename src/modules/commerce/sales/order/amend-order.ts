import { type Input, implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { customers } from '#modules/master/parties/api.ts';
import { release } from '#modules/supply/inventory/api.ts';
import { amendOrder } from '../contract.ts';
import { checkCredit } from './credit.ts';
import { type LockedLine, type LockedOrder, lockOrders } from './lock.ts';
import { insertLines } from './place-order.ts';
import { type LineRow, type OrderRow, prepareOrders, stateOrders } from './prepare.ts';
import { reserveLines } from './reserve.ts';

type Amendment = Input<typeof amendOrder>;

/**
 * The amended order is prepared as if it were placed anew (same facts, same prices, same taxes), then the lines that were
 * there keep their ids and what has already happened to them.
 */
export default implement(amendOrder, async (tx, input, refuse) => {
  const [order] = await lockOrders(tx, [input.order]);
  if (!['draft', 'confirmed', 'on_hold'].includes(order!.state))
    refuse('wrong_state', { number: order!.number, state: order!.state });
  if (order!.version !== input.version) refuse('changed_meanwhile', { number: order!.number, version: order!.version });
  const given = new Map(input.lines.flatMap((line) => (line.line ? [[line.line, line] as const] : [])));
  if ([...given.keys()].some((id) => !order!.lines.some((line) => line.id === id))) refuse('no_line');
  for (const line of order!.lines) {
    const change = given.get(line.id);
    if (change?.item && change.item !== line.itemId) refuse('item_fixed', { position: line.position });
    if (change?.quantity && dec(change.quantity).lt(dec(line.quantity).minus(line.open).minus(line.cancelled))) {
      refuse('below_shipped', { position: line.position, shipped: line.shipped, quantity: change.quantity });
    }
  }
  const added = input.lines.filter((line) => !line.line);
  if (added.some((line) => !line.item || !line.quantity)) refuse('item_missing');
  const [row] = await prepareOrders(tx, [asInput(order!, input, given, added)], refuse);
  const priced = input.lines.length > 0 || input.freightMinor != null;
  stateOrders(tx, [row!], order!.state !== 'draft' && priced);
  if (order!.state !== 'draft' && row!.openBaseMinor > order!.openBaseMinor) {
    const customer = (await customers(tx, [order!.customerId])).get(order!.customerId)!;
    await checkCredit(tx, [{ customer, baseMinor: row!.openBaseMinor - order!.openBaseMinor }], false, refuse);
  }
  await write(tx, order!, row!, input);
  if (order!.state === 'confirmed') await followReservations(tx, order!, row!);
  return { order: order!.id, version: order!.version + 1 };
});

type Added = Amendment['lines'][number];

function asInput(order: LockedOrder, input: Amendment, given: Map<Id, Added>, added: readonly Added[]) {
  const kept = order.lines.map((line) => {
    const change = given.get(line.id);
    return {
      item: line.itemId,
      quantity: change?.quantity ?? line.quantity,
      unitPrice: change?.unitPrice ?? line.unitPrice,
      discountPercent: change?.discountPercent ?? line.discountPercent,
      agreed: change?.unitPrice == null && change?.discountPercent == null,
      description: change?.description ?? line.description,
      requestedOn: change?.requestedOn ?? line.requestedOn,
      promisedOn: change?.promisedOn ?? line.promisedOn,
      taxCodes: change?.taxCodes ?? line.taxCodes,
    };
  });
  return {
    customer: order.customerId,
    customerReference: input.customerReference ?? order.customerReference,
    orderedOn: order.orderedOn,
    requestedOn: input.requestedOn ?? order.requestedOn,
    promisedOn: input.promisedOn ?? order.promisedOn,
    site: order.siteId,
    currency: order.currency,
    terms: order.termsId,
    priceList: order.priceListId,
    billTo: order.billToId,
    shipTo: input.shipTo ?? order.shipToId,
    channel: 'desk',
    freightMinor: input.freightMinor ?? order.freightMinor,
    givenTaxMinor: order.givenTaxMinor,
    note: input.note ?? order.note,
    lines: [...kept, ...added.map((line) => ({ ...line, item: line.item!, quantity: line.quantity! }))],
  };
}

async function write(tx: Tx, order: LockedOrder, row: OrderRow, input: Amendment): Promise<void> {
  const kept = row.lines.slice(0, order.lines.length).map((line, index) => ({ ...line, id: order.lines[index]!.id }));
  const added = row.lines.slice(order.lines.length).map((line) => ({ ...line, orderId: order.id }));
  row.lines = [...kept, ...added];
  await Promise.all([
    tx.sql`update sales.sales_order set version = version + 1, customer_reference = ${row.input.customerReference}, requested_on = ${row.input.requestedOn},
        promised_on = ${row.input.promisedOn}, ship_to_id = ${row.input.shipTo}, freight_minor = ${row.input.freightMinor}, note = ${row.input.note},
        net_minor = ${row.netMinor}, tax_minor = ${row.taxMinor}, open_base_minor = ${row.openBaseMinor}
      where company_id = ${tx.company} and id = ${order.id}`,
    tx.sql`update sales.order_line l set quantity = r.quantity, unit_price = r.unit_price, discount_percent = r.discount_percent, price_reason = coalesce(r.price_reason, l.price_reason), description = r.description,
        net_minor = r.net_minor, requested_on = r.requested_on, promised_on = r.promised_on, cancelled = least(l.cancelled, r.quantity - l.shipped)
      from ${table(kept, { id: 'uuid', quantity: 'numeric', unitPrice: 'numeric', discountPercent: 'numeric', priceReason: 'jsonb', description: 'text', netMinor: 'bigint', requestedOn: 'date', promisedOn: 'date' })}
      where l.company_id = ${tx.company} and l.id = r.id`,
    ...(added.length > 0 ? [insertLines(tx, added)] : []),
  ]);
  tx.record({ entity: 'sales.sales_order', id: order.id, ...difference(order, row, input) });
}

/** Header fields and lines that changed, before and after: what the timeline shows. */
function difference(order: LockedOrder, row: OrderRow, input: Amendment): { before: object; after: object } {
  const fields = ['customerReference', 'requestedOn', 'promisedOn', 'shipTo', 'freightMinor', 'note'] as const;
  const old: Record<(typeof fields)[number], unknown> = { ...order, shipTo: order.shipToId };
  const changed = fields.filter((name) => input[name] != null && String(input[name]) !== String(old[name] ?? ''));
  const pairs = row.lines.flatMap((line) => {
    const was = order.lines.find((candidate) => candidate.id === line.id);
    return was && shown(was) === shown(line)
      ? []
      : [{ was: was ? JSON.parse(shown(was)) : null, now: JSON.parse(shown(line)) }];
  });
  return {
    before: {
      version: order.version,
      ...Object.fromEntries(changed.map((name) => [name, old[name]])),
      lines: pairs.map((pair) => pair.was),
    },
    after: {
      version: order.version + 1,
      ...Object.fromEntries(changed.map((name) => [name, input[name]])),
      lines: pairs.map((pair) => pair.now),
    },
  };
}

const shown = (line: LockedLine | LineRow): string =>
  JSON.stringify({
    line: line.position,
    quantity: dec(line.quantity).toFixed(),
    unitPrice: dec(line.unitPrice).toFixed(),
    discountPercent: dec(line.discountPercent).toFixed(),
    description: line.description,
    promisedOn: line.promisedOn,
  });

/** Reservations of changed lines start over: what was promised to nobody is free at once, the new need reserves anew. */
async function followReservations(tx: Tx, order: LockedOrder, row: OrderRow): Promise<void> {
  const before = new Map(order.lines.map((line) => [line.id, line]));
  const changed = row.lines.filter((line) => line.stocked && before.get(line.id)?.quantity !== line.quantity);
  await release(
    tx,
    changed.filter((line) => before.has(line.id)).map((line) => line.id),
  );
  const needs = changed.map((line) => {
    const was = before.get(line.id);
    const gone = was ? dec(was.quantity).minus(was.open).minus(was.cancelled) : dec(0);
    return {
      line: line.id,
      order: order.id,
      item: line.itemId,
      site: order.siteId,
      quantity: dec(line.quantity).minus(gone).toFixed(),
    };
  });
  await reserveLines(
    tx,
    needs.filter((need) => dec(need.quantity).gt(0)),
  );
}
