import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, sumDecimals, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { stateCredit } from '#modules/finance/receivables/api.ts';
import { lockParties } from '#modules/master/parties/api.ts';
import { correctMoves, type LotPart, namedRows } from '#modules/supply/inventory/api.ts';
import type { LockedLine, LockedOrder } from '../order/lock.ts';
import { loweredOf, recount } from '../order/owed.ts';
import { keepReserved } from '../order/reserve.ts';
import { correctReturn } from './contract.ts';
import { creditBilled, type DeliveredLine, lockShipped, planBack, writeBack } from './receive-return.ts';

/** A line of a return as it is known now. */
interface Row {
  readonly id: Id;
  readonly deliveryLine: Id;
  readonly quantity: Decimal;
  readonly restocked: boolean;
  /** Of the quantity, what was not billed; null where that was not kept. */
  readonly unbilled: Decimal | null;
  readonly waived: readonly Waived[];
  /** Of the unbilled, goods whose price a credit had lowered. */
  readonly lowered: Decimal;
  readonly loweredMinor: bigint;
  /** How its goods came back; a service has none. */
  readonly moveId: Id | null;
}

interface Waived {
  readonly line: Id;
  readonly quantity: Decimal;
}

interface Head {
  readonly number: string;
  readonly delivery: Id;
  readonly returnedOn: Day;
  readonly replaced: boolean;
}

interface Corrected {
  readonly row: Row;
  readonly line: DeliveredLine;
  readonly ofOrder: LockedLine;
  readonly quantity: Decimal;
  readonly more: Big;
  readonly lots: LotPart[] | undefined;
}

type Refusing = Refuse<typeof correctReturn.refusals>;

/**
 * A return as it should have been recorded: its stock moves are corrected by new entries, and the order counts what really came
 * back. Goods that did not are owed again: what a credit note took back of them is billed once more, what waited for a credit does
 * not. Goods that came back beyond are counted and credited as by any return.
 */
export default implement(correctReturn, async (tx, input, refuse) => {
  const id = input.return;
  const { head, rows, order, delivery, lines, elsewhere } = await lockReturned(tx, id);
  const day = input.returnedOn && input.returnedOn !== head.returnedOn ? input.returnedOn : undefined;
  if (day && day > tx.today) refuse('future_day', { day });
  if (day && day < delivery.shippedOn!) refuse('before_shipped', { number: delivery.number, day: delivery.shippedOn });
  const wanted = plan({ rows, lines, order, replaced: head.replaced }, input.lines, refuse);
  const more = wanted.filter((one) => one.more.gt(0));
  const fewer = wanted.filter((one) => one.more.lt(0));
  const credit = more.length > 0 && (input.credit ?? !head.replaced);
  // What is credited is judged with what else was: the customer comes before stock in the order of locks.
  if (credit) await lockParties(tx, [order.customerId]);
  await correctMoves(
    tx,
    rows.flatMap((row) => {
      const one = wanted.find((candidate) => candidate.row === row);
      if (!row.moveId || !(one || day)) return [];
      const source = { entity: 'sales.sales_return', id };
      const { quantity = row.quantity, lots } = one ?? {};
      return [{ moveId: row.moveId, quantity, lots, effectiveOn: day, reason: input.reason, source }];
    }),
  );
  const kept = await notBack(tx, { id, replaced: head.replaced, fewer });
  const back = planBack(tx, { order, lines, elsewhere, wanted: more.map(beyond) }, refuse);
  const credited = { id, order, day: day ?? head.returnedOn, back, reason: input.reason, replace: head.replaced };
  const notes = credit ? await creditBilled(tx, credited) : [];
  if (notes.length > 0)
    await stateCredit(tx, {
      ...{ party: order.customerId, reason: input.reason },
      baseMinor: sumMinor(notes.map((note) => note.baseMinor)),
    });
  await writeKept(tx, { id, kept, replaced: head.replaced, day, first: rows[0]! });
  if (back.length > 0) {
    const corrected = back.map((one, index) => ({ ...one, corrects: more[index]!.row.id }));
    await writeBack(tx, { id, order, replace: head.replaced, back: corrected });
  }
  if (head.replaced)
    await keepReserved(
      tx,
      order,
      wanted.map(({ ofOrder }) => ({ line: ofOrder, direct: false })),
    );
  const [now] = await recount(tx, [order.id]);
  tx.record(
    {
      ...{ entity: 'sales.sales_return', id },
      before: {
        returnedOn: head.returnedOn,
        lines: wanted.map(({ row, line }) => ({ item: line.itemCode, quantity: row.quantity })),
      },
      after: {
        ...{ returnedOn: day ?? head.returnedOn, reason: input.reason, creditNote: notes[0]?.id ?? null },
        lines: wanted.map(({ line, quantity }) => ({ item: line.itemCode, quantity })),
      },
    },
    { entity: 'sales.sales_order', id: order.id, before: { state: order.state }, after: { state: now!.state } },
  );
  return { return: id, creditNotes: notes.map((note) => note.id), state: now!.state };
});

const beyond = ({ row, line, more }: Corrected) => ({
  ...{ line: line.id, quantity: toDecimal(more), restock: row.restocked },
});

async function lockReturned(tx: Tx, id: Id) {
  const [found] = await tx.sql<{ delivery: Id }>`
    select delivery_id as delivery from sales.sales_return where company_id = ${tx.company} and id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'return' });
  const shipped = await lockShipped(tx, found.delivery);
  const [[head], rows] = await Promise.all([
    tx.sql<Head>`
      select r.number, r.delivery_id as delivery, r.returned_on, exists (
        select from sales.return_line l where l.company_id = r.company_id and l.return_id = r.id and l.replaced
      ) as replaced
      from sales.v_return r where r.company_id = ${tx.company} and r.id = ${id}`,
    tx.sql<Row>`
      select l.id, l.delivery_line_id as delivery_line, l.quantity + coalesce(c.quantity, 0) as quantity, l.restocked,
        l.unbilled + coalesce(c.unbilled, 0) as unbilled, coalesce(w.parts, '[]') as waived, l.lowered + coalesce(c.lowered, 0) as lowered,
        l.lowered_minor + coalesce(c.lowered_minor, 0) as lowered_minor, m.id as move_id
      from sales.return_line l
      left join lateral (
        select sum(x.quantity) as quantity, sum(x.unbilled) as unbilled, sum(x.lowered) as lowered, sum(x.lowered_minor)::bigint as lowered_minor
        from sales.return_line x where x.company_id = l.company_id and x.corrects_id = l.id
      ) c on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('line', p.line, 'quantity', p.quantity::text)) as parts from (
          select e ->> 'line' as line, sum((e ->> 'quantity')::numeric) as quantity
          from sales.return_line x cross join lateral jsonb_array_elements(x.waived) e
          where x.company_id = l.company_id and (x.id = l.id or x.corrects_id = l.id) group by 1
        ) p where p.quantity > 0
      ) w on true
      left join inventory.v_move m on m.company_id = l.company_id and m.line_id = l.id and m.kind = 'carried'
      where l.company_id = ${tx.company} and l.return_id = ${id} and l.corrects_id is null order by l.id`,
  ]);
  return { head: head!, rows, ...shipped };
}

interface Returned {
  readonly rows: readonly Row[];
  readonly lines: readonly DeliveredLine[];
  readonly order: LockedOrder;
  readonly replaced: boolean;
}

function plan(
  { rows, lines, order, replaced }: Returned,
  wanted: readonly { line: Id; quantity: Decimal; lots?: LotPart[] | null | undefined }[],
  refuse: Refusing,
): Corrected[] {
  const lineOf = (row: Row) => lines.find((one) => one.id === row.deliveryLine)!;
  const of = { id: (row: Row) => row.id, item: (row: Row) => lineOf(row).itemCode };
  return namedRows(rows, wanted, of, refuse).map(([row, { quantity, lots }]): Corrected => {
    const line = lineOf(row);
    const ofOrder = order.lines.find((one) => one.id === line.orderLineId)!;
    const item = line.itemCode;
    const more = dec(quantity).minus(row.quantity);
    const left = toDecimal(dec(line.quantity).minus(line.returned).plus(row.quantity));
    if (dec(quantity).gt(left)) refuse('more_than_delivered', { item, left });
    if (replaced && more.neg().gt(ofOrder.open)) {
      const least = toDecimal(dec(row.quantity).minus(ofOrder.open));
      refuse('sent_again', { item, open: ofOrder.open, least });
    }
    if (replaced) ofOrder.open = toDecimal(dec(ofOrder.open).plus(more));
    return { row, line, ofOrder, quantity, more, lots: lots ?? undefined };
  });
}

/** What did not come back of a line, in the order opposite to that in which it was counted: first what was billed, last what was not. */
interface Kept {
  readonly row: Row;
  readonly line: DeliveredLine;
  readonly quantity: Decimal;
  readonly unbilled: Decimal;
  readonly waived: readonly Waived[];
  /** Of the unbilled, goods of a lower price that are owed again. */
  readonly lowered: Decimal;
  readonly loweredMinor: bigint;
  /** Goods credited with the return that are billed again, less what credits had taken off their price. */
  readonly again: { readonly quantity: Decimal; readonly minor: bigint };
}

interface NotBack {
  readonly id: Id;
  readonly replaced: boolean;
  readonly fewer: readonly Corrected[];
}

async function notBack(tx: Tx, { id, replaced, fewer }: NotBack): Promise<Kept[]> {
  const credited = replaced || fewer.length === 0 ? [] : await creditedWith(tx, id);
  return fewer.map(({ row, line, ofOrder, more }) => {
    const quantity = more.neg();
    const waivedInAll = sumDecimals(row.waived.map((part) => part.quantity));
    const unbilledInAll = dec(row.unbilled ?? dec(row.quantity).minus(waivedInAll));
    const billed = least(quantity, dec(row.quantity).minus(unbilledInAll).minus(waivedInAll));
    const waived = lastOf(row.waived, least(quantity.minus(billed), waivedInAll));
    const unbilled = quantity.minus(billed).minus(sumDecimals(waived.map((part) => part.quantity)));
    const stillLowered = loweredOf(row, toDecimal(unbilledInAll.minus(unbilled)));
    const lowered = credited.find((one) => one.orderLine === line.orderLineId);
    const again = lowered && loweredOf(lowered, toDecimal(billed));
    // What comes back beyond, of other lines, is judged by what is owed then.
    line.returned = toDecimal(dec(line.returned).minus(quantity));
    line.owed = toDecimal(dec(line.owed).plus(billed).plus(unbilled));
    ofOrder.returned = toDecimal(dec(ofOrder.returned).minus(quantity));
    ofOrder.forgone = toDecimal(sumDecimals([ofOrder.forgone, ...waived.map((part) => part.quantity)]));
    return {
      ...{ row, line, waived, quantity: toDecimal(quantity), unbilled: toDecimal(unbilled) },
      lowered: toDecimal(dec(row.lowered).minus(stillLowered.quantity)),
      loweredMinor: row.loweredMinor - stillLowered.minor,
      again: again && again.minor > 0n ? again : { quantity: '0', minor: 0n },
    };
  });
}

const least = (a: Big, b: Big): Big => (a.lt(b) ? a : b);

function lastOf(parts: readonly Waived[], quantity: Big): Waived[] {
  let wanted = quantity;
  return parts.toReversed().flatMap(({ line, quantity: most }) => {
    const part = least(wanted, dec(most));
    if (part.lte(0)) return [];
    wanted = wanted.minus(part);
    return [{ line, quantity: toDecimal(part) }];
  });
}

/** Of order lines, what the credit notes of a return credited less than it cost, because credits had lowered its price before. */
const creditedWith = (tx: Tx, id: Id) => tx.sql<{ orderLine: Id; lowered: Decimal; loweredMinor: bigint }>`
  select l.source_line_id as order_line, sum(l.quantity) as lowered, sum(coalesce(l.lowered_minor, 0))::bigint as lowered_minor
  from receivables.invoice i join receivables.invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id
  where i.company_id = ${tx.company} and i.source_entity = 'sales.sales_return' and i.source_id = ${id} and l.source_line_id is not null
  group by 1`;

interface Writing {
  readonly id: Id;
  readonly kept: readonly Kept[];
  readonly replaced: boolean;
  readonly day: Day | undefined;
  readonly first: Row;
}

/** Lines that take back what was counted as returned; another day is said by a line too. */
async function writeKept(tx: Tx, { id, kept, replaced, day, first }: Writing): Promise<void> {
  const rows = kept.map(({ row, line, quantity, unbilled, waived, lowered, loweredMinor, again }) => ({
    ...{ line: line.id, orderLine: line.orderLineId, back: quantity },
    ...{ corrects: row.id, id: tx.newId(), quantity: negated(quantity), unbilled: negated(unbilled) },
    waived: waived.map((part) => ({ ...part, quantity: negated(part.quantity) })),
    forgone: toDecimal(sumDecimals(waived.map((part) => part.quantity))),
    ...{ lowered: negated(lowered), loweredMinor: -loweredMinor },
    lowerAgain: toDecimal(dec(lowered).plus(again.quantity)),
    lowerAgainMinor: loweredMinor + again.minor,
  }));
  const none = { corrects: first.id, quantity: '0', unbilled: '0', waived: [], lowered: '0', loweredMinor: 0n };
  const made = [...rows, ...(day ? [{ ...none, id: tx.newId() }] : [])];
  const waived = kept.flatMap((one) => one.waived);
  await Promise.all([
    tx.sql`insert into sales.return_line (company_id, id, return_id, delivery_line_id, item_id, quantity, restocked, replaced, corrects_id, returned_on,
        unbilled, waived, lowered, lowered_minor)
      select ${tx.company}, r.id, ${id}, l.delivery_line_id, l.item_id, r.quantity, l.restocked, l.replaced, l.id, ${day ?? null}::date,
        r.unbilled, r.waived, r.lowered, r.lowered_minor
      from ${table(made, {
        ...{ id: 'uuid', corrects: 'uuid', quantity: 'numeric', unbilled: 'numeric', waived: 'jsonb' },
        ...{ lowered: 'numeric', loweredMinor: 'bigint' },
      })} join sales.return_line l on l.company_id = ${tx.company} and l.id = r.corrects`,
    tx.sql`update sales.delivery_line d set returned = d.returned - r.quantity
      from (select line, sum(back) as quantity from ${table(rows, { line: 'uuid', back: 'numeric' })} group by line) r
      where d.company_id = ${tx.company} and d.id = r.line`,
    tx.sql`update sales.order_line l set returned = l.returned - r.quantity, replaced = l.replaced - case when ${replaced} then r.quantity else 0 end,
        forgone = l.forgone + r.forgone, lowered = l.lowered + r.lowered, lowered_minor = l.lowered_minor + r.lowered_minor
      from (select order_line, sum(back) as quantity, sum(forgone) as forgone, sum(lower_again) as lowered, sum(lower_again_minor)::bigint as lowered_minor
        from ${table(rows, {
          ...{ orderLine: 'uuid', back: 'numeric', forgone: 'numeric' },
          ...{ lowerAgain: 'numeric', lowerAgainMinor: 'bigint' },
        })} group by order_line) r
      where l.company_id = ${tx.company} and l.id = r.order_line`,
    tx.sql`update sales.delivery_line d set forgone = d.forgone + r.quantity
      from (select line, sum(quantity) as quantity from ${table(waived, { line: 'uuid', quantity: 'numeric' })} group by line) r
      where d.company_id = ${tx.company} and d.id = r.line`,
  ]);
}

const negated = (quantity: Decimal): Decimal => toDecimal(dec(quantity).neg());
