import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { customers } from '#modules/master/parties/api.ts';
import { release } from '#modules/supply/inventory/api.ts';
import { amendOrder } from '../contract.ts';
import { checkCredit, orderedWithinDay } from './credit.ts';
import { checkNeeds } from './dimensions.ts';
import { type LockedLine, type LockedOrder, lockOrders } from './lock.ts';
import { billedOf, loweredUpTo, owing, recount } from './owed.ts';
import { CODES_OF_LINE, insertLines } from './place-order.ts';
import { type LineRow, type OrderRow, prepareOrders, stateOrders } from './prepare.ts';
import { reserveLines } from './reserve.ts';

type Amendment = Input<typeof amendOrder>;

/**
 * The amended order is prepared as if it were placed anew (same facts, same prices, same taxes) for what of it is not billed
 * yet; what was billed stands. The lines that were there keep their ids and what has already happened to them.
 */
export default implement(amendOrder, async (tx, input, refuse) => {
  const [order] = await lockOrders(tx, [input.order]);
  if (!['draft', 'confirmed', 'on_hold'].includes(order!.state))
    refuse('wrong_state', { number: order!.number, state: order!.state });
  if (order!.version !== input.version) refuse('changed_meanwhile', { number: order!.number, version: order!.version });
  const given = changesOf(order!, input, refuse);
  const added = input.lines.filter((line) => !line.line);
  if (added.some((line) => !line.item || !line.quantity)) refuse('item_missing');
  const binds = order!.state !== 'draft' && (input.lines.length > 0 || input.freightMinor != null);
  const [row] = await prepareOrders(tx, [asInput(order!, input, given, added)], binds, refuse);
  if (order!.state !== 'draft' && input.lines.length > 0)
    await checkNeeds(tx, [{ number: order!.number, freightMinor: row!.input.freightMinor ?? 0n, lines: row!.lines }]);
  // The order itself is not counted twice.
  const counted = order!.state === 'draft' ? 0n : order!.openBaseMinor;
  const ofDay = await orderedWithinDay(tx, [order!.customerId], order!.id);
  const beside = {
    customerOpenMinor: row!.customerOpenMinor - counted,
    customerDayMinor: ofDay.get(order!.customerId) ?? 0n,
  };
  stateOrders(tx, [{ ...row!, ...beside }], binds);
  await write(tx, order!, row!, input);
  const [now] = await recount(tx, [order!.id]);
  // The order's own worth is counted by now; what makes it smaller needs no credit.
  if (order!.state !== 'draft' && now!.openBaseMinor > order!.openBaseMinor) {
    const customer = (await customers(tx, [order!.customerId])).get(order!.customerId)!;
    await checkCredit(tx, [{ customer, baseMinor: 0n }], false, refuse);
  }
  if (order!.state === 'confirmed') await followReservations(tx, order!, row!);
  return { order: order!.id, version: order!.version + 1 };
});

type Added = Amendment['lines'][number];

function changesOf(
  order: LockedOrder,
  input: Amendment,
  refuse: Refuse<Record<'no_line' | 'line_twice' | 'item_fixed' | 'below_shipped', string>>,
): Map<Id, Added> {
  const given = new Map<Id, Added>();
  for (const change of input.lines) {
    if (!change.line) continue;
    const line = order.lines.find((one) => one.id === change.line);
    if (!line) return refuse('no_line');
    if (given.has(line.id)) refuse('line_twice', { position: line.position });
    if (change.item && change.item !== line.itemId) refuse('item_fixed', { position: line.position });
    if (change.quantity && dec(change.quantity).lt(goneOf(line)))
      refuse('below_shipped', { position: line.position, gone: toDecimal(goneOf(line)), quantity: change.quantity });
    given.set(line.id, change);
  }
  return given;
}

/** Shipped or being picked, less what came back to be sent again. */
const goneOf = (line: LockedLine) => dec(line.quantity).minus(line.open).minus(line.cancelled);

/** What stays cancelled of a line that is ordered in another quantity now. */
function cancelledOf(line: LockedLine, quantity: Decimal): Decimal {
  const most = dec(quantity).plus(line.replaced).minus(line.shipped);
  return dec(line.cancelled).gt(most) ? toDecimal(most) : line.cancelled;
}

/** A field left out stays as it is; null clears it. */
const changed = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);

function asInput(order: LockedOrder, input: Amendment, given: Map<Id, Added>, added: readonly Added[]) {
  return {
    customer: order.customerId,
    customerReference: changed(input.customerReference, order.customerReference),
    orderedOn: order.orderedOn,
    requestedOn: changed(input.requestedOn, order.requestedOn),
    promisedOn: changed(input.promisedOn, order.promisedOn),
    ...{ site: order.siteId, begun: true },
    currency: order.currency,
    terms: order.termsId,
    priceList: order.priceListId,
    billTo: order.billToId,
    shipTo: changed(input.shipTo, order.shipToId),
    channel: 'desk',
    freightMinor: changed(input.freightMinor, order.freightMinor) ?? 0n,
    givenTaxMinor: order.givenTaxMinor,
    note: changed(input.note, order.note),
    lines: [
      ...order.lines.map((line) => keptLine(line, given.get(line.id) ?? {})),
      ...added.map((line) => ({ ...line, item: line.item!, quantity: line.quantity! })),
    ],
  };
}

function keptLine(line: LockedLine, change: Partial<Added>) {
  const quantity = change.quantity ?? line.quantity;
  const byHand = (line.priceReason as { by?: string }).by === 'hand';
  // Null takes the price from the lists again.
  const asked = change.unitPrice === null || change.discountPercent === null;
  const billed = billedOf(line);
  return {
    item: line.itemId,
    quantity,
    unitPrice: change.unitPrice ?? null,
    discountPercent: change.discountPercent ?? null,
    agreed: {
      had: line.quantity,
      ...{ unitPrice: line.unitPrice, discountPercent: line.discountPercent, billed, loweredMinor: line.loweredMinor },
      taxCodes: line.taxCodes,
      reason: asked ? { by: 'lists' } : line.priceReason,
      stands: !asked && (byHand || dec(quantity).eq(line.quantity)),
      unbilled: toDecimal(dec(quantity).minus(cancelledOf(line, quantity)).minus(billed.quantity)),
      ...{ costCentre: line.costCentre, project: line.project },
    },
    description: changed(change.description, line.description),
    requestedOn: changed(change.requestedOn, line.requestedOn),
    promisedOn: changed(change.promisedOn, line.promisedOn),
    taxCodes: changed(change.taxCodes, line.taxCodes),
    costCentre: changed(change.costCentre, line.costCentre),
    project: changed(change.project, line.project),
  };
}

async function write(tx: Tx, order: LockedOrder, row: OrderRow, input: Amendment): Promise<void> {
  const kept = row.lines.slice(0, order.lines.length).map((line, index) => {
    const was = order.lines[index]!;
    const cancelled = cancelledOf(was, line.quantity);
    const most = owing({ ...was, quantity: line.quantity, cancelled });
    return { ...line, id: was.id, cancelled, ...loweredUpTo(was, most) };
  });
  const added = row.lines.slice(order.lines.length).map((line) => ({ ...line, orderId: order.id }));
  row.lines = [...kept, ...added];
  await Promise.all([
    tx.sql`update sales.sales_order set version = version + 1, customer_reference = ${row.input.customerReference}, requested_on = ${row.input.requestedOn},
        promised_on = ${row.input.promisedOn}, ship_to_id = ${row.input.shipTo}, freight_minor = ${row.input.freightMinor}, note = ${row.input.note},
        net_minor = ${row.netMinor}, tax_minor = ${row.taxMinor}, freight_tax_minor = ${row.freightTaxMinor}, minor_rate = ${row.minorRate}
      where company_id = ${tx.company} and id = ${order.id}`,
    tx.sql`update sales.order_line l set quantity = r.quantity, unit_price = r.unit_price, discount_percent = r.discount_percent, price_reason = r.price_reason,
        description = r.description, tax_codes = r.codes, net_minor = r.net_minor, taxes = r.taxes, tax_minor = r.tax_minor, requested_on = r.requested_on,
        promised_on = r.promised_on, cancelled = r.cancelled, lowered = r.lowered, lowered_minor = r.lowered_minor, cost_centre_id = r.cost_centre,
        project_id = r.project
      from (select *, ${CODES_OF_LINE} as codes from ${table(kept, {
        id: 'uuid',
        quantity: 'numeric',
        unitPrice: 'numeric',
        discountPercent: 'numeric',
        priceReason: 'jsonb',
        description: 'text',
        taxCodes: 'jsonb',
        netMinor: 'bigint',
        taxes: 'jsonb',
        taxMinor: 'bigint',
        requestedOn: 'date',
        promisedOn: 'date',
        cancelled: 'numeric',
        lowered: 'numeric',
        loweredMinor: 'bigint',
        costCentre: 'uuid',
        project: 'uuid',
      })}) r
      where l.company_id = ${tx.company} and l.id = r.id`,
    ...(added.length > 0 ? [insertLines(tx, added)] : []),
  ]);
  tx.record({ entity: 'sales.sales_order', id: order.id, ...difference(order, row, input) });
}

/** Header fields and lines that changed, before and after: what the timeline shows. */
function difference(order: LockedOrder, row: OrderRow, input: Amendment): { before: object; after: object } {
  const fields = ['customerReference', 'requestedOn', 'promisedOn', 'shipTo', 'freightMinor', 'note'] as const;
  const old: Record<(typeof fields)[number], unknown> = { ...order, shipTo: order.shipToId };
  const altered = fields.filter(
    (name) => input[name] !== undefined && String(input[name] ?? '') !== String(old[name] ?? ''),
  );
  const pairs = row.lines.flatMap((line) => {
    const was = order.lines.find((candidate) => candidate.id === line.id);
    return was && shown(was) === shown(line)
      ? []
      : [{ was: was ? JSON.parse(shown(was)) : null, now: JSON.parse(shown(line)) }];
  });
  return {
    before: {
      version: order.version,
      ...Object.fromEntries(altered.map((name) => [name, old[name]])),
      lines: pairs.map((pair) => pair.was),
    },
    after: {
      version: order.version + 1,
      ...Object.fromEntries(altered.map((name) => [name, input[name]])),
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
    costCentre: line.costCentre,
    project: line.project,
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
    const gone = was ? goneOf(was).plus(cancelledOf(was, line.quantity)) : dec(0);
    return {
      line: line.id,
      order: order.id,
      item: line.itemId,
      site: order.siteId,
      quantity: dec(line.quantity)
        .minus(gone)
        .plus(was?.picked ?? 0)
        .toFixed(),
    };
  });
  await reserveLines(
    tx,
    needs.filter((need) => dec(need.quantity).gt(0)),
  );
}
