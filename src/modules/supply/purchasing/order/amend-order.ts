import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { type Draw, drawBlankets } from '../blanket/draw.ts';
import { amendOrder } from '../contract.ts';
import { askForSales } from './ask-for-sales.ts';
import { checkNeeds } from './dimensions.ts';
import { stateOrders } from './facts.ts';
import { type LockedLine, type LockedOrder, lockOrders } from './lock.ts';
import { dueOf, insertLines } from './place-order.ts';
import { AS_ORDERED, byHand, type LineInput, type LineRow, prepareOrders } from './prepare.ts';

/**
 * The amended order is prepared as if it were placed anew (same facts, same rules); lines that were there keep their ids and
 * what has already happened to them.
 */
export default implement(amendOrder, async (tx, input, refuse) => {
  const [found] = await lockOrders(tx, [input.order]);
  const order = found!;
  if (!['draft', 'sent', 'confirmed'].includes(order.state))
    refuse('wrong_state', { number: order.number, state: order.state });
  if (order.version !== input.version) refuse('changed_meanwhile', { number: order.number, version: order.version });
  const twice = input.lines.find(
    (line, at) => line.line && input.lines.findIndex((one) => one.line === line.line) < at,
  );
  const named = order.lines.find((line) => line.id === twice?.line);
  if (named) refuse('line_twice', { position: named.position });
  const given = new Map(input.lines.flatMap((line) => (line.line ? [[line.line, line] as const] : [])));
  if ([...given.keys()].some((id) => !order.lines.some((line) => line.id === id))) refuse('no_line');
  for (const line of order.lines) {
    const change = given.get(line.id);
    if (change?.item && change.item !== line.itemId) refuse('item_fixed', { position: line.position });
    if (change?.blanketLine && change.blanketLine !== line.blanketLineId)
      refuse('blanket_fixed', { position: line.position });
    if (change?.spreadBy && change.spreadBy !== line.spreadBy) refuse('spread_fixed', { position: line.position });
  }
  const added = input.lines.filter((line) => !line.line);
  if (added.some((line) => !line.item || !line.quantity)) refuse('item_missing');
  const moved = order.lines.some(({ id, demandId }) => ![undefined, demandId].includes(given.get(id)?.demand));
  if (order.direct && (added.length > 0 || moved)) refuse('direct_fixed', { number: order.number });
  const kept = order.lines.map((line) => asInput(order, line, given.get(line.id)));
  const lines = [...kept, ...added.map((line) => ({ ...line, item: line.item!, quantity: line.quantity! }))];
  const [row] = await prepareOrders(tx, [headerInput(order, input, lines)], refuse);
  row!.lines.slice(0, order.lines.length).forEach((line, index) => {
    const was = order.lines[index]!;
    if (dec(line.quantity).plus(was.replaced).lt(was.received))
      refuse('below_received', { position: was.position, received: was.received, quantity: line.quantity });
    Object.assign(line, { id: was.id, priceReason: reasonOf(was, line, given.get(was.id)) });
  });
  if (order.state !== 'draft' && input.lines.length > 0)
    await checkNeeds(tx, [{ number: order.number, lines: row!.lines }]);
  const before = row!.lines.slice(0, order.lines.length).map((line, at) => ({
    ...line,
    cancelled: stillCancelled(order.lines[at]!, line.quantity),
  }));
  await askForSales(tx, order, raised(order, before));
  const after = row!.lines.slice(order.lines.length).map((line) => ({ ...line, orderId: order.id }));
  await stateOrders(
    tx,
    [{ ...row!, id: order.id }],
    row!.lines.some(byHand),
    order.state !== 'draft' && costsMore(order, row!.lines),
  );
  await Promise.all([
    tx.sql`update purchasing.purchase_order set version = version + 1, state = ${stateOf(order, row!.lines)}, expected_on = ${dueOf(row!)}, note = ${row!.note},
        net_minor = ${sumMinor(row!.lines.map((line) => line.netMinor))}
      where company_id = ${tx.company} and id = ${order.id}`,
    tx.sql`update purchasing.order_line l set quantity = r.quantity, ordered_unit = coalesce(r.ordered_unit, l.ordered_unit),
        ordered_quantity = case when r.quantity = l.quantity then l.ordered_quantity else r.ordered_quantity end, unit_price = r.unit_price,
        price_reason = coalesce(r.price_reason, l.price_reason), description = r.description, expected_on = r.expected_on, net_minor = r.net_minor,
        cancelled = r.cancelled, cost_centre_id = r.cost_centre, project_id = r.project,
        confirmed_price = case when r.unit_price = l.unit_price then l.confirmed_price end
      from ${table(before, { id: 'uuid', quantity: 'numeric', orderedUnit: 'text', orderedQuantity: 'numeric', unitPrice: 'numeric', priceReason: 'jsonb', description: 'text', expectedOn: 'date', netMinor: 'bigint', cancelled: 'numeric', costCentre: 'uuid', project: 'uuid' })}
      where l.company_id = ${tx.company} and l.id = r.id`,
    ...(after.length > 0 ? [insertLines(tx, after)] : []),
  ]);
  await drawBlankets(tx, ...drawsOf(tx, order, row!.lines), refuse);
  tx.record({ entity: 'purchasing.purchase_order', id: order.id, ...difference(order, row!.lines, input) });
  return { order: order.id, version: order.version + 1 };
});

/** The blanket lines the order draws from, and where it takes more than before: as of today. */
function drawsOf(tx: Tx, order: LockedOrder, lines: readonly LineRow[]): [Id[], Draw[]] {
  const was = new Map(order.lines.map((line) => [line.id, line]));
  const drawing = lines.flatMap(({ id, quantity, blanketLineId }) =>
    blanketLineId ? [{ id, quantity, blanketLine: blanketLineId, day: tx.today }] : [],
  );
  const more = drawing.filter(({ id, quantity }) => dec(quantity).gt(was.get(id)?.quantity ?? 0));
  return [drawing.map((line) => line.blanketLine), more];
}

/** Lines of more goods than before, with what is open of them then. */
const raised = (order: LockedOrder, lines: readonly { quantity: Decimal; cancelled: Decimal }[]): LockedLine[] =>
  order.lines.flatMap((was, at) => {
    const { quantity, cancelled } = lines[at]!;
    const open = toDecimal(dec(quantity).plus(was.replaced).minus(was.received).minus(cancelled));
    return dec(quantity).gt(was.quantity) ? [{ ...was, open }] : [];
  });

/** A line more, or one of more goods or dearer ones: what was approved does not cover it. */
const costsMore = (order: LockedOrder, lines: readonly LineRow[]): boolean =>
  lines.some((line, index) => {
    const was = order.lines[index];
    return !was || dec(line.quantity).gt(was.quantity) || dec(line.unitPrice).gt(was.unitPrice);
  });

/** Fewer ordered are taken from what was cancelled first, so that what is awaited stays awaited. */
function stillCancelled({ quantity: was, cancelled, replaced, received }: LockedLine, quantity: Decimal): Decimal {
  const left = dec(quantity).lt(was) ? dec(cancelled).minus(dec(was).minus(quantity)) : dec(cancelled);
  const most = dec(quantity).plus(replaced).minus(received);
  const least = left.lt(most) ? left : most;
  return least.gt(0) ? toDecimal(least) : '0';
}

/** An order of which everything has come is done when nothing more is asked for. */
const stateOf = (order: LockedOrder, lines: readonly LineRow[]): string => {
  const was = new Map(order.lines.map((line) => [line.id, line]));
  const complete = lines.every((line) => {
    const before = was.get(line.id);
    if (before === undefined) return false;
    return dec(before.received)
      .plus(stillCancelled(before, line.quantity))
      .gte(dec(line.quantity).plus(before.replaced));
  });
  return order.state !== 'draft' && complete ? 'done' : order.state;
};

type Change = { [Name in keyof LineInput]?: LineInput[Name] | null };

/** Left out: as it was. Given as null: cleared, a price to what the supplier's prices say. */
const asInput = (order: LockedOrder, line: LockedLine, change: Change | undefined): LineInput => ({
  item: line.itemId,
  quantity: change?.quantity ?? line.quantity,
  unit: change?.quantity || change?.unitPrice ? change.unit : null,
  ...priceOf(order, line, change),
  expectedOn: kept(change?.expectedOn, line.expectedOn),
  description: kept(change?.description, line.description),
  demand: kept(change?.demand, line.demandId),
  blanketLine: line.blanketLineId,
  spreadBy: line.spreadBy,
  costCentre: kept(change?.costCentre, line.costCentre),
  project: kept(change?.project, line.project),
  had: line.quantity,
  was: line,
});

const kept = <T>(given: T | null | undefined, was: T | null): T | null => (given === undefined ? was : given);

/**
 * A quantity called off has the price agreed for it. In a draft another quantity has another price, if it came from the supplier's
 * prices; what was sent keeps what was agreed.
 */
function priceOf(
  order: LockedOrder,
  line: LockedLine,
  change: Change | undefined,
): Pick<LineInput, 'unitPrice' | 'fallbackPrice'> {
  if (change?.unitPrice != null) return { unitPrice: change.unitPrice };
  if (line.blanketLineId) return { unitPrice: null };
  const fromPrices = (line.priceReason as { by?: string } | null)?.by === 'supplier_price';
  const anew = change?.unitPrice === null || (order.state === 'draft' && fromPrices && change?.quantity != null);
  return anew ? { unitPrice: null, fallbackPrice: line.unitPrice } : { unitPrice: line.unitPrice };
}

/** The reason of a price that is another; and of one that holds though its quantity is not reached any more. Null: as it was. */
function reasonOf(was: LockedLine, now: LineRow, change: Change | undefined): unknown {
  const anew = change?.unitPrice !== undefined || (change?.quantity != null && !byHand(now));
  if (anew) return now.priceReason;
  const from = (was.priceReason as { fromQuantity?: Decimal } | null)?.fromQuantity;
  return from !== undefined && dec(now.quantity).lt(from) ? AS_ORDERED : null;
}

const headerInput = (
  order: LockedOrder,
  input: { expectedOn?: string | null | undefined; note?: string | null | undefined },
  lines: readonly LineInput[],
) => ({
  supplier: order.supplierId,
  supplierReference: order.supplierReference,
  orderedOn: order.orderedOn,
  expectedOn: kept(input.expectedOn, order.expectedOn),
  ...{ site: order.siteId, begun: true },
  currency: order.currency,
  terms: order.termsId,
  overPercent: order.overPercent,
  note: kept(input.note, order.note),
  lines,
});

/** Header fields and lines that changed, before and after: what the timeline shows. */
function difference(
  order: LockedOrder,
  lines: readonly LineRow[],
  input: { expectedOn?: string | null | undefined; note?: string | null | undefined },
): { before: object; after: object } {
  const pairs = lines.flatMap((line) => {
    const was = order.lines.find((candidate) => candidate.id === line.id);
    return was && shown(was) === shown(line)
      ? []
      : [{ was: was ? JSON.parse(shown(was)) : null, now: JSON.parse(shown(line)) }];
  });
  const changed = (['expectedOn', 'note'] as const).filter(
    (name) => input[name] !== undefined && input[name] !== order[name],
  );
  return {
    before: {
      version: order.version,
      ...Object.fromEntries(changed.map((name) => [name, order[name]])),
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
    description: line.description,
    expectedOn: line.expectedOn,
    costCentre: line.costCentre,
    project: line.project,
  });
