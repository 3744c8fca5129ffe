import { implement, type Refuse, refuser } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { suppliers } from '#modules/master/parties/api.ts';
import { drawBlankets } from '../blanket/draw.ts';
import { cancelRest, confirmOrder, placeOrder, restCancelled, sendOrder } from '../contract.ts';
import { checkSource, sourcesOf } from '../source/sources.ts';
import { askForSales } from './ask-for-sales.ts';
import { checkNeeds } from './dimensions.ts';
import { stateOrders } from './facts.ts';
import { type LockedOrder, lockOrders } from './lock.ts';
import { blockedSuppliers, byHand, netOf } from './prepare.ts';

export const sendHandler = implement(sendOrder, async (tx, { order: id }, refuse) => {
  const [order] = await lockOrders(tx, [id]);
  if (order!.state !== 'draft') refuse('wrong_state', { number: order!.number, state: order!.state });
  await checkNeeds(tx, [order!]);
  await askForSales(tx, order!, order!.lines);
  const { supplierId, currency, overPercent, lines } = order!;
  const [blocked, sources, facts] = await Promise.all([
    blockedSuppliers(tx, [supplierId]),
    sourcesOf(
      tx,
      lines.map(({ itemId }) => ({ supplier: supplierId, item: itemId, day: tx.today })),
    ),
    suppliers(tx, [supplierId]),
  ]);
  const supplier = facts.get(supplierId)!.name;
  const at = (await ratesOn(tx, [{ currency, day: tx.today }])).get(`${currency}/${tx.today}`);
  if (!at) return refuse('no_rate', { currency, day: tx.today });
  const netMinor = sumMinor(lines.map((line) => line.netMinor));
  await stateOrders(tx, [{ id, supplierId, supplier, currency, overPercent, netMinor, ...at }], lines.some(byHand));
  const reason = blocked.get(supplierId);
  if (reason !== undefined) refuse('supplier_blocked', { supplier, reason });
  for (const { itemId, itemCode: item } of lines)
    checkSource(sources.get(`${supplierId}/${itemId}`), { supplier, item }, refuse);
  await tx.sql`update purchasing.purchase_order set state = 'sent', sent_at = ${tx.now} where company_id = ${tx.company} and id = ${id}`;
  tx.record({ entity: 'purchasing.purchase_order', id, before: { state: 'draft' }, after: { state: 'sent' } });
  return { order: id, state: 'sent' };
});

type Confirming = Refuse<typeof confirmOrder.refusals>;

interface Confirmed {
  id: Id;
  position: number;
  asked: Day | null;
  day: Day | null;
  agreed: Decimal;
  price: Decimal | null;
  /** What the line cost until now. */
  before: Decimal;
  quantity: Decimal;
}

/** What was asked stays beside what was confirmed, so that the difference can be seen and measured. */
export const confirmHandler = implement(confirmOrder, async (tx, input, refuse) => {
  const [order] = await lockOrders(tx, [input.order]);
  if (order!.state !== 'sent' && order!.state !== 'confirmed')
    refuse('wrong_state', { number: order!.number, state: order!.state });
  const twice = input.lines.find((line, at) => input.lines.findIndex((other) => other.line === line.line) < at);
  const named = order!.lines.find((line) => line.id === twice?.line);
  if (named) refuse('line_twice', { position: named.position });
  const given = new Map(input.lines.map((line) => [line.line, line]));
  if ([...given.keys()].some((id) => !order!.lines.some((line) => line.id === id))) refuse('no_line');
  for (const { id, unitPrice, blanketLineId, itemCode } of order!.lines) {
    const price = given.get(id)?.unitPrice;
    if (blanketLineId && price != null && !dec(price).eq(unitPrice)) refuse('agreed_price', { item: itemCode });
  }
  const lines = order!.lines.map((line): Confirmed => {
    const said = given.get(line.id);
    return {
      id: line.id,
      position: line.position,
      asked: line.expectedOn,
      day: said?.expectedOn ?? input.expectedOn ?? line.confirmedOn ?? line.expectedOn,
      agreed: line.unitPrice,
      price: said?.unitPrice ?? line.confirmedPrice,
      before: line.confirmedPrice ?? line.unitPrice,
      quantity: line.quantity,
    };
  });
  if (lines.some(({ price, before }) => price !== null && dec(price).gt(before)))
    await stateDearer(tx, order!, lines, refuse);
  const due = lines.flatMap((line) => line.day ?? []).sort();
  await Promise.all([
    tx.sql`update purchasing.purchase_order set state = 'confirmed', confirmed_at = ${tx.now}, expected_on = ${due.at(-1) ?? order!.expectedOn},
        supplier_reference = coalesce(${input.supplierReference ?? null}, supplier_reference)
      where company_id = ${tx.company} and id = ${input.order}`,
    tx.sql`update purchasing.order_line l set confirmed_on = r.day, confirmed_price = r.price
      from ${table(lines, { id: 'uuid', day: 'date', price: 'numeric' })} where l.company_id = ${tx.company} and l.id = r.id`,
  ]);
  const later = lines.filter((line) => line.asked && line.day && line.day > line.asked);
  const dearer = lines.filter((line) => line.price !== null && dec(line.price).gt(line.agreed));
  tx.record({
    entity: 'purchasing.purchase_order',
    id: input.order,
    before: { state: order!.state },
    after: { state: 'confirmed', ...differences(lines) },
  });
  return { order: input.order, state: 'confirmed', later: later.length, dearer: dearer.length };
});

/** A supplier's dearer price may take an order over what was approved. */
async function stateDearer(tx: Tx, order: LockedOrder, lines: readonly Confirmed[], refuse: Confirming): Promise<void> {
  const { id, supplierId, currency, digits, overPercent } = order;
  const [facts, rates] = await Promise.all([suppliers(tx, [supplierId]), ratesOn(tx, [{ currency, day: tx.today }])]);
  const at = rates.get(`${currency}/${tx.today}`);
  if (!at) return refuse('no_rate', { currency, day: tx.today });
  const netMinor = sumMinor(
    lines.map(({ quantity, price, agreed }) => netOf({ quantity, unitPrice: price ?? agreed, digits })),
  );
  const supplier = facts.get(supplierId)!.name;
  await stateOrders(tx, [{ id, supplierId, supplier, currency, overPercent, netMinor, ...at }], true);
}

function differences(lines: readonly Confirmed[]): object {
  const other = lines.flatMap(({ position, asked, day, agreed, price }) => {
    const moved = day !== asked ? { asked, confirmed: day } : {};
    const priced = price !== null && !dec(price).eq(agreed) ? { agreed, confirmedPrice: price } : {};
    return Object.keys({ ...moved, ...priced }).length > 0 ? [{ line: position, ...moved, ...priced }] : [];
  });
  return other.length > 0 ? { differs: other } : {};
}

export const cancelRestHandler = implement(cancelRest, async (tx, { orders, reason, stillNeeded }, refuse) => {
  const locked = await lockOrders(tx, orders);
  const wrong = locked.find((order) => !['draft', 'sent', 'confirmed'].includes(order.state));
  if (wrong) refuse('wrong_state', { number: wrong.number, state: wrong.state });
  const rows = locked.map((order) => ({
    id: order.id,
    state: order.lines.some((line) => dec(line.received).gt(0)) ? 'done' : 'cancelled',
  }));
  await Promise.all([
    setStates(tx, rows),
    tx.sql`update purchasing.order_line set cancelled = cancelled + greatest(quantity + replaced - received - cancelled, 0)
      where company_id = ${tx.company} and order_id = any(${rows.map((row) => row.id)}::uuid[])`,
  ]);
  const drawn = locked.flatMap((order) => order.lines.flatMap((line) => line.blanketLineId ?? []));
  await drawBlankets(tx, drawn, [], refuser(placeOrder));
  tx.record(
    ...locked.map((order, index) => ({
      entity: 'purchasing.purchase_order',
      id: order.id,
      before: { state: order.state },
      after: { state: rows[index]!.state, reason },
    })),
  );
  await tx.emit(restCancelled, { stillNeeded, items: locked.flatMap(cancelledItems) });
  return { cancelled: rows.length };
});

const cancelledItems = ({ id: order, lines }: LockedOrder) =>
  [...Map.groupBy(lines, (line) => line.itemId)].map(([item, mine]) => ({
    ...{ order, item },
    received: toDecimal(mine.reduce((sum, line) => sum.plus(line.received), dec(0))),
    cancelled: toDecimal(mine.reduce((sum, line) => sum.plus(line.open), dec(0))),
  }));

export const setStates = (tx: Tx, rows: readonly { id: Id; state: string }[]): Promise<unknown> => tx.sql`
  update purchasing.purchase_order o set state = r.state from ${table(rows, { id: 'uuid', state: 'text' })}
  where o.company_id = ${tx.company} and o.id = r.id`;
