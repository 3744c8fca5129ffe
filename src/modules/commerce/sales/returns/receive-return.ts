import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type InvoiceDraft, postInvoices, taxedWith } from '#modules/finance/receivables/api.ts';
import { type LotPart, returnFromCustomer } from '#modules/supply/inventory/api.ts';
import { receiveReturn } from '../contract.ts';
import { type LockedOrder, lockOrders } from '../order/lock.ts';

interface DeliveredLine {
  id: Id;
  orderLineId: Id;
  itemId: Id;
  itemCode: string;
  quantity: Decimal;
  returned: Decimal;
  invoiced: boolean;
  moveId: Id | null;
}

export default implement(receiveReturn, async (tx, input, refuse) => {
  const { delivery, order, lines } = await lockShipped(tx, input.delivery);
  if (delivery.state !== 'shipped') refuse('wrong_state', { number: delivery.number, state: delivery.state });
  const back = input.lines.map((wanted) => {
    const line = lines.find((candidate) => candidate.id === wanted.line);
    if (!line) return refuse('no_line');
    const left = dec(line.quantity).minus(line.returned);
    if (dec(wanted.quantity).gt(left)) refuse('more_than_delivered', { item: line.itemCode, left: left.toFixed() });
    return { ...wanted, line, id: tx.newId() };
  });
  const id = tx.newId();
  const day = input.returnedOn ?? tx.today;
  await takeBack(tx, { id, order, day, back, reason: input.reason });
  const credited = input.credit ? back.filter(({ line }) => line.invoiced) : [];
  const creditNote = credited.length > 0 ? tx.newId() : null;
  if (creditNote) {
    const billed = await taxedWith(
      tx,
      credited.map(({ line }) => line.orderLineId),
    );
    const draft = { id: creditNote, order, day, returnId: id, credited, reason: input.reason, billed };
    await postInvoices(tx, [creditDraft(draft)]);
  }
  const [number] = await tx.takeNumbers('sales.return', 1);
  await writeReturn(tx, { id, number: number!, delivery, order, day, reason: input.reason, creditNote, back });
  return { return: id, creditNote };
});

type Back = {
  id: Id;
  line: DeliveredLine;
  quantity: Decimal;
  restock: boolean;
  lots?: readonly LotPart[] | null | undefined;
};

async function lockShipped(tx: Tx, id: Id) {
  const [found] = await tx.sql<{
    orderId: Id;
  }>`select order_id from sales.delivery where company_id = ${tx.company} and id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'delivery' });
  const [order] = await lockOrders(tx, [found.orderId]);
  const [[delivery], lines] = await Promise.all([
    tx.sql<{
      id: Id;
      number: string;
      state: string;
    }>`select id, number, state from sales.delivery where company_id = ${tx.company} and id = ${id} for no key update`,
    tx.sql<DeliveredLine>`select d.id, d.order_line_id, d.item_id, i.code as item_code, d.quantity, d.returned, d.invoiced, d.move_id
      from sales.delivery_line d join catalog.item i on i.company_id = d.company_id and i.id = d.item_id
      where d.company_id = ${tx.company} and d.delivery_id = ${id}`,
  ]);
  return { delivery: delivery!, order: order!, lines };
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

function creditDraft(args: {
  id: Id;
  order: LockedOrder;
  day: Day;
  returnId: Id;
  credited: readonly Back[];
  reason: string;
  billed: Awaited<ReturnType<typeof taxedWith>>;
}): InvoiceDraft {
  const { order, billed } = args;
  // The rates are those of the invoice, not of the day the goods come back.
  const taxedOn = [...billed.values()]
    .map((line) => line.invoicedOn)
    .sort()
    .at(-1);
  return {
    ...(taxedOn ? { taxedOn } : {}),
    id: args.id,
    kind: 'credit_note',
    party: order.customerId,
    source: { entity: 'sales.sales_return', id: args.returnId },
    invoicedOn: args.day,
    currency: order.currency,
    terms: order.termsId,
    billTo: order.billToId,
    shipTo: order.shipToId,
    reference: `${order.number}: ${args.reason}`,
    lines: args.credited.map(({ line, quantity }) => {
      const sold = order.lines.find((candidate) => candidate.id === line.orderLineId)!;
      const taxCodes = billed.get(sold.id)?.taxCodes ?? sold.taxCodes;
      return {
        item: line.itemId,
        description: sold.description,
        quantity,
        unit: sold.unit,
        unitPrice: sold.unitPrice,
        discountPercent: sold.discountPercent,
        ...(taxCodes ? { taxCodes } : {}),
        role: sold.stocked ? ('revenue' as const) : ('revenue_service' as const),
        sourceLine: sold.id,
      };
    }),
  };
}

interface Written {
  id: Id;
  number: string;
  delivery: { id: Id; number: string };
  order: LockedOrder;
  day: Day;
  reason: string;
  creditNote: Id | null;
  back: readonly Back[];
}

async function writeReturn(tx: Tx, w: Written): Promise<void> {
  const rows = w.back.map(({ id, line, quantity, restock }) => ({
    id,
    line: line.id,
    orderLine: line.orderLineId,
    item: line.itemId,
    quantity,
    restock,
  }));
  await Promise.all([
    tx.sql`insert into sales.sales_return (company_id, id, number, delivery_id, customer_id, returned_on, reason, credit_note_id)
      values (${tx.company}, ${w.id}, ${w.number}, ${w.delivery.id}, ${w.order.customerId}, ${w.day}, ${w.reason}, ${w.creditNote})`,
    tx.sql`insert into sales.return_line (company_id, id, return_id, delivery_line_id, item_id, quantity, restocked)
      select ${tx.company}, id, ${w.id}, line, item, quantity, restock from ${table(rows, { id: 'uuid', line: 'uuid', item: 'uuid', quantity: 'numeric', restock: 'boolean' })}`,
    tx.sql`update sales.delivery_line d set returned = d.returned + r.quantity
      from (select line, sum(quantity) as quantity from ${table(rows, { line: 'uuid', quantity: 'numeric' })} group by line) r
      where d.company_id = ${tx.company} and d.id = r.line`,
    tx.sql`update sales.order_line l set returned = l.returned + r.quantity
      from (select order_line, sum(quantity) as quantity from ${table(rows, { orderLine: 'uuid', quantity: 'numeric' })} group by order_line) r
      where l.company_id = ${tx.company} and l.id = r.order_line`,
  ]);
  tx.record(
    { entity: 'sales.sales_return', id: w.id, after: { number: w.number, reason: w.reason, creditNote: w.creditNote } },
    { entity: 'sales.delivery', id: w.delivery.id, after: { returned: w.number } },
    { entity: 'sales.sales_order', id: w.order.id, after: { returned: w.number } },
  );
}
