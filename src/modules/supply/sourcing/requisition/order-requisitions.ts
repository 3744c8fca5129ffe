import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { orderRequisitions } from '../contract.ts';
import { lockRequisitions } from './decide.ts';
import { orderBySupplier } from './order-by-supplier.ts';

interface Line {
  key: Id;
  item: Id;
  quantity: Decimal;
  supplier: Id | null;
  site: Id;
  neededOn: Day | null;
  costCentre: Id | null;
  project: Id | null;
}

export default implement(orderRequisitions, async (tx, { requisitions, send }, refuse) => {
  const locked = await lockRequisitions(tx, requisitions, 'ordered', refuse);
  const ids = locked.map((row) => row.id);
  const lines = await tx.sql<Line>`
    select l.id as key, l.item_id as item, l.quantity, l.supplier_id as supplier, r.site_id as site, r.needed_on,
      l.cost_centre_id as cost_centre, l.project_id as project
    from sourcing.requisition_line l join sourcing.requisition r on r.company_id = l.company_id and r.id = l.requisition_id
    where l.company_id = ${tx.company} and l.requisition_id = any(${ids}::uuid[]) and l.order_id is null and not l.given_up order by r.number, l.position`;
  const { orders, taken } = await orderBySupplier(
    tx,
    lines.map((line) => ({ ...line, begun: true })),
    send,
    refuse,
  );
  await Promise.all([
    tx.sql`update sourcing.requisition_line l set order_id = t.order_id, supplier_id = t.supplier, choice = t.choice
      from ${table(taken, { key: 'uuid', orderId: 'uuid', supplier: 'uuid', choice: 'text' }, 't')}
      where l.company_id = ${tx.company} and l.id = t.key`,
    tx.sql`update sourcing.requisition set state = 'ordered' where company_id = ${tx.company} and id = any(${ids}::uuid[])`,
  ]);
  tx.record(
    ...locked.map(({ id, state }) => ({
      entity: 'sourcing.requisition',
      id,
      before: { state },
      after: { state: 'ordered', orders: orders.map((order) => order.number) },
    })),
  );
  return { orders };
});
