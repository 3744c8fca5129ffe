import { table } from '#kernel/db/sql.ts';
import { on } from '#kernel/event.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type CreditedLine, owedTaxes } from '#modules/finance/receivables/api.ts';
import { credited, crediting } from '#modules/finance/receivables/contract.ts';
import { type LockedLine, lockOrders } from './lock.ts';
import { addTaxes, recount, taxOf } from './owed.ts';

/** Goods of a delivery billed on a line of an invoice, and what of them is not credited. */
export interface Bill {
  readonly id: Id;
  readonly orderLine: Id;
  readonly deliveryLine: Id;
  readonly invoice: Id;
  readonly invoiceLine: Id;
  left: Decimal;
  /** Of the delivery line: shipped less returned less billed plus credited; below zero goods came back and wait for a credit. */
  readonly owed: Decimal;
}

export interface CreditedGoods {
  readonly bill: Bill;
  readonly quantity: Decimal;
}

/** The bills of order lines with something left to credit: of goods that came back first, then the latest. Their orders must be locked. */
export const billsOf = (tx: Tx, orderLines: readonly Id[]): Promise<Bill[]> => tx.sql<Bill>`
  select b.id, b.order_line_id as order_line, b.delivery_line_id as delivery_line, b.invoice_id as invoice, b.invoice_line_id as invoice_line,
    b.quantity - b.credited as left, d.quantity - d.returned - d.billed + d.credited as owed
  from sales.billing b join sales.delivery_line d on d.company_id = b.company_id and d.id = b.delivery_line_id
  where b.company_id = ${tx.company} and b.order_line_id = any(${orderLines}::uuid[]) and b.quantity > b.credited
  order by d.quantity - d.returned - d.billed + d.credited < 0 desc, b.delivery_line_id desc, b.invoice_line_id desc`;

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

/** Counts what was credited: on the bills, the goods and the order lines, these also in money. */
export async function markCredited(
  tx: Tx,
  lines: readonly LockedLine[],
  goods: readonly CreditedGoods[],
  notes: readonly CreditedLine[],
): Promise<void> {
  const bills = goods.map(({ bill, quantity }) => ({ id: bill.id, deliveryLine: bill.deliveryLine, quantity }));
  const money = lines.flatMap((line) => {
    const own = notes.filter((note) => note.sourceLine === line.id && note.quantity !== null);
    if (own.length === 0) return [];
    const taxes = own.reduce((sum, note) => addTaxes(sum, owedTaxes(note.taxes), -1n), line.billedTaxes);
    const quantity = own.reduce((sum, note) => sum.plus(note.quantity!), dec(0));
    const net = own.reduce((sum, note) => sum + note.netMinor, 0n);
    return [{ id: line.id, quantity: toDecimal(quantity), net, taxes, tax: taxOf(taxes) }];
  });
  if (money.length === 0) return;
  await Promise.all([
    tx.sql`update sales.billing b set credited = b.credited + r.quantity
      from (select id, sum(quantity) as quantity from ${table(bills, { id: 'uuid', quantity: 'numeric' })} group by id) r
      where b.company_id = ${tx.company} and b.id = r.id`,
    tx.sql`update sales.delivery_line d set credited = d.credited + r.quantity
      from (select delivery_line, sum(quantity) as quantity from ${table(bills, { deliveryLine: 'uuid', quantity: 'numeric' })} group by delivery_line) r
      where d.company_id = ${tx.company} and d.id = r.delivery_line`,
    tx.sql`update sales.order_line l set credited = l.credited + r.quantity, billed_minor = l.billed_minor - r.net, billed_taxes = r.taxes, billed_tax_minor = r.tax
      from ${table(money, { id: 'uuid', quantity: 'numeric', net: 'bigint', taxes: 'jsonb', tax: 'bigint' })} where l.company_id = ${tx.company} and l.id = r.id`,
  ]);
}

const SALES_ORDER = 'sales.sales_order';

/** Orders are held before the open items of their invoices. */
export const holdCredited = on(crediting, async (tx, { sources }) => {
  const orders = sources.flatMap((source) => (source.entity === SALES_ORDER ? [source.id] : []));
  if (orders.length > 0) await lockOrders(tx, orders);
});

/** Goods credited by hand are to be billed again, unless they came back; freight whose whole line was credited too. */
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
  await markCredited(tx, lines, taken, goods);
  const freight = mine.flatMap((note) =>
    note.lines.some((line) => line.role === 'freight_revenue' && line.quantity !== null && dec(line.quantity).eq(1))
      ? [note.source.id]
      : [],
  );
  if (freight.length > 0)
    await tx.sql`update sales.sales_order set freight_invoiced = false where company_id = ${tx.company} and id = any(${freight}::uuid[])`;
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
