import { table } from '#kernel/db/sql.ts';
import { on } from '#kernel/event.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { type CreditedLine, owedTaxes } from '#modules/finance/receivables/api.ts';
import { credited, crediting } from '#modules/finance/receivables/contract.ts';
import { type LockedLine, lockOrders } from './lock.ts';
import { addTaxes, loweredOf, recount, taxOf, toInvoice, toSend } from './owed.ts';

/** Goods of a delivery billed on a line of an invoice, and what of them is not credited. */
export interface Bill {
  readonly id: Id;
  readonly orderLine: Id;
  readonly deliveryLine: Id;
  readonly invoice: Id;
  readonly invoiceLine: Id;
  left: Decimal;
  /** Of the delivery line: shipped less returned less billed plus credited, without what was credited for good; below zero goods came back and wait for a credit. */
  readonly owed: Decimal;
}

export interface CreditedGoods {
  readonly bill: Bill;
  readonly quantity: Decimal;
}

/** Of the goods of a credit note's line, what stays with the customer, owed no more; or what is to be billed again. */
export interface Fate {
  readonly note: CreditedLine;
  readonly forgone: Decimal;
  readonly again: Decimal;
}

/** The bills of order lines with something left to credit: of goods that came back first, then the latest. Their orders must be locked. */
export const billsOf = (tx: Tx, orderLines: readonly Id[]): Promise<Bill[]> => tx.sql<Bill>`
  select b.id, b.order_line_id as order_line, b.delivery_line_id as delivery_line, b.invoice_id as invoice, b.invoice_line_id as invoice_line,
    b.quantity - b.credited as left, d.quantity - d.returned - d.billed + d.credited - d.forgone as owed
  from sales.billing b join sales.delivery_line d on d.company_id = b.company_id and d.id = b.delivery_line_id
  where b.company_id = ${tx.company} and b.order_line_id = any(${orderLines}::uuid[]) and b.quantity > b.credited
  order by d.quantity - d.returned - d.billed + d.credited - d.forgone < 0 desc, b.delivery_line_id desc, b.invoice_line_id desc`;

/** Takes a quantity from bills, in their order; what was taken is not left for the next. */
export function takeBills(bills: readonly Bill[], quantity: Decimal): CreditedGoods[] {
  let wanted = dec(quantity);
  return bills.flatMap((bill) => {
    const part = wanted.lt(bill.left) ? wanted : dec(bill.left);
    if (part.lte(0)) return [];
    wanted = wanted.minus(part);
    bill.left = toDecimal(dec(bill.left).minus(part));
    return [{ bill, quantity: toDecimal(part) }];
  });
}

/**
 * Counts what was credited: on the bills, the goods and the order lines, these also in money. Goods credited for good stay billed.
 * Of goods to be billed again, the next invoice takes off what credits took off their price.
 */
export async function markCredited(
  tx: Tx,
  lines: readonly LockedLine[],
  goods: readonly CreditedGoods[],
  fates: readonly Fate[],
): Promise<void> {
  const bills = goods.map(({ bill, quantity }) => ({ id: bill.id, quantity }));
  const forgone = forgoneOf(goods, fates);
  const delivered = goods.map(({ bill, quantity }, index) => ({
    ...{ deliveryLine: bill.deliveryLine, quantity, forgone: forgone[index]! },
  }));
  const money = lines.flatMap((line) => {
    const own = fates.filter(({ note }) => note.sourceLine === line.id);
    return own.length === 0 ? [] : [countsOf(line, own)];
  });
  if (money.length === 0) return;
  await Promise.all([
    tx.sql`update sales.billing b set credited = b.credited + r.quantity
      from (select id, sum(quantity) as quantity from ${table(bills, { id: 'uuid', quantity: 'numeric' })} group by id) r
      where b.company_id = ${tx.company} and b.id = r.id`,
    tx.sql`update sales.delivery_line d set credited = d.credited + r.quantity, forgone = d.forgone + r.forgone
      from (select delivery_line, sum(quantity) as quantity, sum(forgone) as forgone
        from ${table(delivered, { deliveryLine: 'uuid', quantity: 'numeric', forgone: 'numeric' })} group by delivery_line) r
      where d.company_id = ${tx.company} and d.id = r.delivery_line`,
    tx.sql`update sales.order_line l set credited = l.credited + r.quantity, waived = l.waived + r.waived, forgone = l.forgone + r.forgone,
        lowered = l.lowered + r.lowered, lowered_minor = l.lowered_minor + r.lowered_minor,
        billed_minor = l.billed_minor - r.net, billed_taxes = r.taxes, billed_tax_minor = r.tax
      from ${table(money, {
        id: 'uuid',
        quantity: 'numeric',
        waived: 'numeric',
        forgone: 'numeric',
        lowered: 'numeric',
        loweredMinor: 'bigint',
        net: 'bigint',
        taxes: 'jsonb',
        tax: 'bigint',
      })} where l.company_id = ${tx.company} and l.id = r.id`,
  ]);
}

function countsOf(line: LockedLine, fates: readonly Fate[]) {
  const back = fates.filter(({ note }) => !note.forGood);
  const taxes = back.reduce((sum, { note }) => addTaxes(sum, owedTaxes(note.taxes), -1n), line.billedTaxes);
  const sum = (amounts: readonly Decimal[]) => toDecimal(amounts.reduce((all, one) => all.plus(one), dec(0)));
  const lowered = back.filter(({ note, again }) => note.loweredMinor > 0n && dec(again).gt(0));
  return {
    id: line.id,
    quantity: sum(fates.map(({ note }) => note.quantity!)),
    waived: sum(fates.flatMap(({ note }) => (note.forGood ? [note.quantity!] : []))),
    forgone: sum(fates.map(({ forgone }) => forgone)),
    lowered: sum(lowered.map(({ again }) => again)),
    loweredMinor: sumMinor(
      lowered.map(
        ({ note, again }) => loweredOf({ lowered: note.quantity!, loweredMinor: note.loweredMinor }, again).minor,
      ),
    ),
    net: sumMinor(back.map(({ note }) => note.netMinor)),
    ...{ taxes, tax: taxOf(taxes) },
  };
}

/** What is forgone of each of the goods that were taken: what came back is of the first. */
function forgoneOf(goods: readonly CreditedGoods[], fates: readonly Fate[]): Decimal[] {
  const left = new Map<Id, ReturnType<typeof dec>>();
  for (const { note, forgone } of fates)
    left.set(note.sourceLine!, (left.get(note.sourceLine!) ?? dec(0)).plus(forgone));
  return goods
    .toReversed()
    .map(({ bill, quantity }) => {
      const open = left.get(bill.orderLine) ?? dec(0);
      const forgone = open.lt(quantity) ? open : dec(quantity);
      left.set(bill.orderLine, open.minus(forgone));
      return toDecimal(forgone);
    })
    .toReversed();
}

/** By hand: goods that came back and wait for a credit are credited first; the others stay, for good or to be billed again. */
function fatesOf(lines: readonly LockedLine[], notes: readonly CreditedLine[]): Fate[] {
  const waiting = new Map(lines.map((line) => [line.id, cameBack(line)]));
  return notes.map((note) => {
    const before = waiting.get(note.sourceLine!)!;
    const back = before.lt(note.quantity!) ? before : dec(note.quantity!);
    waiting.set(note.sourceLine!, before.minus(back));
    const stays = toDecimal(dec(note.quantity!).minus(back));
    return note.forGood ? { note, forgone: stays, again: '0' } : { note, forgone: '0', again: stays };
  });
}

/** Came back billed and not credited, and is not made up for by goods still to be sent in its place. */
function cameBack(line: LockedLine) {
  const open = toSend(line);
  const replacing = dec(open).lt(line.replaced) ? dec(open) : dec(line.replaced);
  const back = dec(0).minus(toInvoice(line)).minus(replacing);
  return back.gt(0) ? back : dec(0);
}

const SALES_ORDER = 'sales.sales_order';

/** Orders are held before the open items of their invoices. */
export const holdCredited = on(crediting, async (tx, { sources }) => {
  const orders = sources.flatMap((source) => (source.entity === SALES_ORDER ? [source.id] : []));
  if (orders.length > 0) await lockOrders(tx, orders);
});

/** Goods credited by hand, and freight, are to be billed again unless they came back or were credited for good. */
export const billAgain = on(credited, async (tx, { notes }) => {
  const mine = notes.filter((note) => note.source.entity === SALES_ORDER);
  if (mine.length === 0) return;
  const orders = await lockOrders(
    tx,
    mine.map((note) => note.source.id),
  );
  const lines = orders.flatMap((order) => order.lines);
  const goods = mine.flatMap((note) => note.lines.filter((line) => line.sourceLine && line.quantity !== null));
  const bills = await billsOf(tx, [...new Set(goods.map((line) => line.sourceLine!))]);
  const taken = goods.flatMap((line) =>
    takeBills(
      bills.filter((bill) => bill.invoiceLine === line.invoiceLine),
      line.quantity!,
    ),
  );
  await markCredited(tx, lines, taken, fatesOf(lines, goods));
  await markFreight(
    tx,
    mine.flatMap((note) =>
      note.lines.filter((line) => line.role === 'freight_revenue').map((line) => ({ order: note.source.id, ...line })),
    ),
  );
  const now = await recount(
    tx,
    orders.map((order) => order.id),
  );
  tx.record(
    ...orders.map((order) => {
      const state = now.find((one) => one.id === order.id)!.state;
      return {
        entity: SALES_ORDER,
        id: order.id,
        before: { state: order.state },
        after: { credited: mine.find((note) => note.source.id === order.id)!.creditNote, state },
      };
    }),
  );
});

/** Counts credited freight: what is billed again is billed no more, the rest is credited for good. */
export async function markFreight(
  tx: Tx,
  credits: readonly Pick<CreditedLine & { order: Id }, 'order' | 'quantity' | 'forGood' | 'netMinor'>[],
): Promise<void> {
  if (credits.length === 0) return;
  const rows = credits.map(({ order, quantity, forGood, netMinor }) => {
    const again = quantity !== null && !forGood;
    return { id: order, again: again ? netMinor : 0n, waived: again ? 0n : netMinor };
  });
  await tx.sql`update sales.sales_order o set freight_billed_minor = o.freight_billed_minor - r.again, freight_waived_minor = o.freight_waived_minor + r.waived
    from (select id, sum(again)::bigint as again, sum(waived)::bigint as waived
      from ${table(rows, { id: 'uuid', again: 'bigint', waived: 'bigint' })} group by 1) r
    where o.company_id = ${tx.company} and o.id = r.id`;
}
