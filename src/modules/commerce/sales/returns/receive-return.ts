import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { type CreditNote, creditInvoices, stateCredit } from '#modules/finance/receivables/api.ts';
import { lockParties } from '#modules/master/parties/api.ts';
import { type LotPart, returnFromCustomer } from '#modules/supply/inventory/api.ts';
import { receiveReturn } from '../contract.ts';
import { billsOf, type CreditedGoods, markCredited, takeBills } from '../order/credits.ts';
import { type LockedOrder, lockOrders } from '../order/lock.ts';
import { loweredOf, recount, toInvoice } from '../order/owed.ts';
import { reserveLines } from '../order/reserve.ts';

export interface DeliveredLine {
  id: Id;
  orderLineId: Id;
  itemId: Id;
  itemCode: string;
  quantity: Decimal;
  returned: Decimal;
  /** Shipped less returned less billed plus credited, without what was credited for good and not back. */
  owed: Decimal;
  forgone: Decimal;
  moveId: Id | null;
}

/**
 * Goods that were not billed are not billed any more, and those credited for good stay credited; the others are credited at what their
 * invoice billed.
 */
export default implement(receiveReturn, async (tx, input, refuse) => {
  const { delivery, order, lines, elsewhere } = await lockShipped(tx, input.delivery);
  if (delivery.state !== 'shipped') refuse('wrong_state', { number: delivery.number, state: delivery.state });
  const day = input.returnedOn ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  if (day < delivery.shippedOn!) refuse('before_shipped', { number: delivery.number, day: delivery.shippedOn });
  const back = planBack(tx, { order, lines, elsewhere, wanted: input.lines }, refuse);
  const id = tx.newId();
  const credit = input.credit ?? !input.replace;
  // What is credited is judged with what else was: the customer comes before stock in the order of locks.
  if (credit) await lockParties(tx, [order.customerId]);
  await takeBack(tx, { id, order, day, back, reason: input.reason });
  const notes = credit
    ? await creditBilled(tx, { id, order, day, back, reason: input.reason, replace: input.replace })
    : [];
  const creditNotes = notes.map((note) => note.id);
  const baseMinor = sumMinor(notes.map((note) => note.baseMinor));
  if (notes.length > 0) await stateCredit(tx, { party: order.customerId, baseMinor, reason: input.reason });
  const [number] = await tx.takeNumbers('sales.return', 1);
  const creditNote = creditNotes[0] ?? null;
  await writeReturn(tx, {
    ...{ id, number: number!, delivery, order, day, back, creditNote },
    ...{ reason: input.reason, replace: input.replace },
  });
  const [now] = await recount(tx, [order.id]);
  if (input.replace && now!.state === 'confirmed') await reserveAgain(tx, order, back);
  return { return: id, creditNote, creditNotes };
});

export type Back = {
  id: Id;
  line: DeliveredLine;
  quantity: Decimal;
  /** Of the quantity, what was not billed; what was credited for good, by the deliveries that say so; and what was billed. */
  unbilled: Decimal;
  waived: { line: Id; quantity: Decimal }[];
  billed: Decimal;
  restock: boolean;
  lots?: readonly LotPart[] | null | undefined;
};

export async function lockShipped(tx: Tx, id: Id) {
  const [found] = await tx.sql<{
    orderId: Id;
  }>`select order_id from sales.delivery where company_id = ${tx.company} and id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'delivery' });
  const [order] = await lockOrders(tx, [found.orderId]);
  const [[delivery], lines, elsewhere] = await Promise.all([
    tx.sql<{
      id: Id;
      number: string;
      state: string;
      shippedOn: Day | null;
    }>`select id, number, state, shipped_on from sales.delivery where company_id = ${tx.company} and id = ${id} for no key update`,
    tx.sql<DeliveredLine>`select d.id, d.order_line_id, d.item_id, i.code as item_code, d.quantity, d.returned, d.quantity - d.returned - d.billed + d.credited - d.forgone as owed,
        d.forgone, d.move_id
      from sales.delivery_line d join catalog.item i on i.company_id = d.company_id and i.id = d.item_id
      where d.company_id = ${tx.company} and d.delivery_id = ${id}`,
    // Goods credited for good that came back and were sent again with another delivery.
    tx.sql<Waived>`select d.id, d.order_line_id, least(d.forgone, -(d.quantity - d.returned - d.billed + d.credited - d.forgone)) as forgone
      from sales.delivery_line d
      where d.company_id = ${tx.company} and d.order_line_id = any(${order!.lines.map((line) => line.id)}::uuid[]) and d.delivery_id <> ${id}
        and d.forgone > 0 and d.quantity - d.returned - d.billed + d.credited - d.forgone < 0 order by d.id`,
  ]);
  return { delivery: delivery!, order: order!, lines, elsewhere };
}

interface Waived {
  id: Id;
  orderLineId: Id;
  forgone: Decimal;
}

type Wanted = Omit<Back, 'id' | 'line' | 'unbilled' | 'waived' | 'billed'> & { line: Id };

/** What comes back, the goods of the delivery that were not billed first, then those credited for good. A line named twice has less left the second time. */
export function planBack(
  tx: Tx,
  args: {
    order: LockedOrder;
    lines: readonly DeliveredLine[];
    elsewhere: readonly Waived[];
    wanted: readonly Wanted[];
  },
  refuse: Refuse<Record<'no_line' | 'more_than_delivered', string>>,
): Back[] {
  const owed = new Map(args.order.lines.map((line) => [line.id, toInvoice(line)]));
  const state = args.lines.map((line) => ({ ...line }));
  const elsewhere = args.elsewhere.map((line) => ({ ...line }));
  return args.wanted.map((wish) => {
    const line = state.find((one) => one.id === wish.line);
    if (!line) return refuse('no_line');
    const left = dec(line.quantity).minus(line.returned);
    if (dec(wish.quantity).gt(left)) refuse('more_than_delivered', { item: line.itemCode, left: left.toFixed() });
    const ofOrder = owed.get(line.orderLineId)!;
    const open = [wish.quantity, line.owed, ofOrder].reduce((least, one) => (dec(one).lt(least) ? one : least));
    const unbilled = dec(open).gt(0) ? dec(open) : dec(0);
    line.returned = toDecimal(dec(line.returned).plus(wish.quantity));
    line.owed = toDecimal(dec(line.owed).minus(unbilled));
    owed.set(line.orderLineId, toDecimal(dec(ofOrder).minus(unbilled)));
    const others = elsewhere.filter((one) => one.orderLineId === line.orderLineId);
    const { taken, rest } = takeWaived([line, ...others], dec(wish.quantity).minus(unbilled).toFixed());
    return {
      ...wish,
      line: args.lines.find((one) => one.id === wish.line)!,
      id: tx.newId(),
      unbilled: toDecimal(unbilled),
      waived: taken,
      billed: rest,
    };
  });
}

function takeWaived(from: { id: Id; forgone: Decimal }[], quantity: Decimal) {
  let wanted = dec(quantity);
  const taken = from.flatMap((line) => {
    const part = wanted.lt(line.forgone) ? wanted : dec(line.forgone);
    if (part.lte(0)) return [];
    wanted = wanted.minus(part);
    line.forgone = toDecimal(dec(line.forgone).minus(part));
    return [{ line: line.id, quantity: toDecimal(part) }];
  });
  return { taken, rest: toDecimal(wanted) };
}

/** Goods come back at the cost they left with; what cannot be sold again leaves at once as scrap, so the loss shows. */
async function takeBack(
  tx: Tx,
  args: { id: Id; order: LockedOrder; day: Day; back: readonly Back[]; reason: string },
): Promise<void> {
  const source = { entity: 'sales.sales_return', id: args.id };
  const moved = args.back.filter(({ line }) => line.moveId);
  if (moved.length === 0) return;
  await returnFromCustomer(
    tx,
    moved.map(({ id, line, quantity, lots, restock }) => ({
      key: id,
      ofMove: line.moveId!,
      quantity,
      lots: lots ?? undefined,
      source,
      party: args.order.customerId,
      effectiveOn: args.day,
      scrapped: !restock,
      reason: args.reason,
    })),
  );
}

interface Crediting {
  id: Id;
  order: LockedOrder;
  day: Day;
  back: readonly Back[];
  reason: string;
  replace: boolean;
}

/** One credit note for each invoice that billed goods which came back: those of the delivery first, then those that wait for a credit, then the latest. */
export async function creditBilled(
  tx: Tx,
  { id, order, day, back, reason, replace }: Crediting,
): Promise<CreditNote[]> {
  const billed = back.filter((one) => dec(one.billed).gt(0));
  if (billed.length === 0) return [];
  const bills = await billsOf(tx, [...new Set(billed.map(({ line }) => line.orderLineId))]);
  const goods = billed.flatMap(({ line, billed: quantity }): CreditedGoods[] => {
    const own = bills.filter((bill) => bill.orderLine === line.orderLineId);
    return takeBills(
      [...own.filter((bill) => bill.deliveryLine === line.id), ...own.filter((bill) => bill.deliveryLine !== line.id)],
      quantity,
    );
  });
  const invoices = [...Map.groupBy(goods, ({ bill }) => bill.invoice)];
  const notes = await creditInvoices(
    tx,
    invoices.map(([invoice, parts]) => ({
      ...{
        invoice,
        creditedOn: day,
        reason: `${order.number}: ${reason}`,
        source: { entity: 'sales.sales_return', id },
      },
      lines: parts.map(({ bill, quantity }) => ({ line: bill.invoiceLine, quantity })),
    })),
  );
  await markCredited(
    tx,
    order.lines,
    goods,
    // What is sent again is billed again.
    notes.flatMap((note) =>
      note.credited.map((line) => ({ note: line, forgone: '0', again: replace ? line.quantity! : '0' })),
    ),
  );
  return notes;
}

/** What is sent again is promised from stock like any need. */
const reserveAgain = (tx: Tx, order: LockedOrder, back: readonly Back[]): Promise<number> =>
  reserveLines(
    tx,
    back
      .filter(({ line }) => line.moveId)
      .map(({ line, quantity }) => ({
        ...{ line: line.orderLineId, order: order.id, item: line.itemId, site: order.siteId, quantity },
      })),
  );

interface Written {
  id: Id;
  number: string;
  delivery: { id: Id; number: string };
  order: LockedOrder;
  day: Day;
  reason: string;
  replace: boolean;
  creditNote: Id | null;
  back: readonly Back[];
}

async function writeReturn(tx: Tx, w: Written): Promise<void> {
  await Promise.all([
    tx.sql`insert into sales.sales_return (company_id, id, number, delivery_id, customer_id, returned_on, reason, credit_note_id)
      values (${tx.company}, ${w.id}, ${w.number}, ${w.delivery.id}, ${w.order.customerId}, ${w.day}, ${w.reason}, ${w.creditNote})`,
    writeBack(tx, w),
  ]);
  const replaced = w.replace ? { replaced: true } : {};
  tx.record(
    { entity: 'sales.sales_return', id: w.id, after: { number: w.number, reason: w.reason, creditNote: w.creditNote } },
    { entity: 'sales.delivery', id: w.delivery.id, after: { returned: w.number } },
    { entity: 'sales.sales_order', id: w.order.id, after: { returned: w.number, ...replaced } },
  );
}

/** Keeps what came back as lines of a return, and counts it on the delivery and the order. */
export async function writeBack(
  tx: Tx,
  w: Pick<Written, 'id' | 'order' | 'replace'> & { back: readonly (Back & { corrects?: Id })[] },
): Promise<void> {
  const lower = loweredGone(w.order, w.replace ? [] : w.back);
  const rows = w.back.map(({ id, line, quantity, restock, unbilled, waived, corrects }, index) => ({
    ...{ id, line: line.id, orderLine: line.orderLineId, item: line.itemId, quantity, restock, unbilled },
    ...{ waived: w.replace ? [] : waived, corrects: corrects ?? null },
    ...{ lowered: lower[index]?.quantity ?? '0', loweredMinor: lower[index]?.minor ?? 0n },
  }));
  // In place of goods credited for good others are sent, which are owed as little; goods that were not billed are billed then.
  const gone = w.replace ? [] : w.back;
  const waived = gone.flatMap((one) => one.waived.map((part) => ({ ...part, orderLine: one.line.orderLineId })));
  const lowered = rows.filter((row) => dec(row.lowered).gt(0));
  await Promise.all([
    ...(waived.length > 0
      ? [
          tx.sql`with back as (select * from ${table(waived, { line: 'uuid', orderLine: 'uuid', quantity: 'numeric' })}), gone as (
              update sales.delivery_line d set forgone = d.forgone - b.quantity
              from (select line, sum(quantity) as quantity from back group by line) b where d.company_id = ${tx.company} and d.id = b.line
            )
            update sales.order_line l set forgone = l.forgone - b.quantity
            from (select order_line, sum(quantity) as quantity from back group by order_line) b where l.company_id = ${tx.company} and l.id = b.order_line`,
        ]
      : []),
    ...(lowered.length > 0
      ? [
          tx.sql`update sales.order_line l set lowered = l.lowered - r.quantity, lowered_minor = l.lowered_minor - r.minor
            from (select order_line, sum(lowered) as quantity, sum(lowered_minor)::bigint as minor
              from ${table(lowered, { orderLine: 'uuid', lowered: 'numeric', loweredMinor: 'bigint' })} group by order_line) r
            where l.company_id = ${tx.company} and l.id = r.order_line`,
        ]
      : []),
    tx.sql`insert into sales.return_line (company_id, id, return_id, delivery_line_id, item_id, quantity, restocked, replaced, corrects_id, unbilled, waived, lowered, lowered_minor)
      select ${tx.company}, id, ${w.id}, line, item, quantity, restock, ${w.replace}, corrects, unbilled, waived, lowered, lowered_minor
      from ${table(rows, {
        ...{ id: 'uuid', line: 'uuid', item: 'uuid', quantity: 'numeric', restock: 'boolean', corrects: 'uuid' },
        ...{ unbilled: 'numeric', waived: 'jsonb', lowered: 'numeric', loweredMinor: 'bigint' },
      })}`,
    tx.sql`update sales.delivery_line d set returned = d.returned + r.quantity
      from (select line, sum(quantity) as quantity from ${table(rows, { line: 'uuid', quantity: 'numeric' })} group by line) r
      where d.company_id = ${tx.company} and d.id = r.line`,
    tx.sql`update sales.order_line l set returned = l.returned + r.quantity, replaced = l.replaced + case when ${w.replace} then r.quantity else 0 end
      from (select order_line, sum(quantity) as quantity from ${table(rows, { orderLine: 'uuid', quantity: 'numeric' })} group by order_line) r
      where l.company_id = ${tx.company} and l.id = r.order_line`,
  ]);
}

/** Goods that were not billed take the lower price with them that a credit gave them; a line named twice has less left the second time. */
function loweredGone(order: LockedOrder, back: readonly Back[]): { quantity: Decimal; minor: bigint }[] {
  const left = new Map(order.lines.map(({ id, lowered, loweredMinor }) => [id, { lowered, loweredMinor }]));
  return back.map(({ line, unbilled }) => {
    const before = left.get(line.orderLineId)!;
    const part = loweredOf(before, unbilled);
    left.set(line.orderLineId, {
      lowered: toDecimal(dec(before.lowered).minus(part.quantity)),
      loweredMinor: before.loweredMinor - part.minor,
    });
    return part;
  });
}
