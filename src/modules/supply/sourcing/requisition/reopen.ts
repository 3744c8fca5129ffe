import { table } from '#kernel/db/sql.ts';
import { on } from '#kernel/event.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { restCancelled } from '#modules/supply/purchasing/contract.ts';

interface Line {
  id: Id;
  requisition: Id;
  order: Id;
  item: Id;
  quantity: Decimal;
}

/** What of a requisition line will not come. */
interface Short extends Line {
  readonly again: Decimal;
}

/**
 * Orders are not awaited any more. What was asked for and did not come is asked for again, as approved; the latest lines go
 * short first, one that came in part is divided. When it is needed no more, requisitions of which nothing came are cancelled.
 */
export const reopenRequisitions = on(restCancelled, async (tx, { stillNeeded, items }) => {
  const orders = [...new Set(items.map(({ order }) => order))];
  await tx.sql`
    select r.id from sourcing.requisition r
    where r.company_id = ${tx.company} and r.state in ('approved', 'ordered') and r.id in (
      select l.requisition_id from sourcing.requisition_line l where l.company_id = ${tx.company} and l.order_id = any(${orders}::uuid[]))
    order by r.id for no key update`;
  const lines = await tx.sql<Line>`
    select l.id, l.requisition_id as requisition, l.order_id as "order", l.item_id as item, l.quantity
    from sourcing.requisition_line l join sourcing.requisition r on r.company_id = l.company_id and r.id = l.requisition_id
    where l.company_id = ${tx.company} and l.order_id = any(${orders}::uuid[]) and r.state in ('approved', 'ordered')
    order by r.number desc, l.position desc`;
  const short = items.flatMap((item) => shortOf(item, lines));
  if (short.length === 0) return;
  if (stillNeeded) await reopen(tx, short);
  else await cancelWhole(tx, short);
});

function shortOf(of: { order: Id; item: Id; received: Decimal; cancelled: Decimal }, lines: readonly Line[]): Short[] {
  const mine = lines.filter(({ order, item }) => order === of.order && item === of.item);
  const missing = mine.reduce((sum, { quantity }) => sum.plus(quantity), dec(0)).minus(of.received);
  let left = missing.lt(of.cancelled) ? missing : dec(of.cancelled);
  return mine.flatMap((line) => {
    if (left.lte(0)) return [];
    const again = toDecimal(left.lt(line.quantity) ? left : dec(line.quantity));
    left = left.minus(again);
    return [{ ...line, again }];
  });
}

async function reopen(tx: Tx, short: readonly Short[]): Promise<void> {
  const rows = short.map(({ id, again, quantity }) => ({
    id,
    again,
    whole: dec(again).eq(quantity),
    part: tx.newId(),
  }));
  const shape = { id: 'uuid', again: 'numeric', whole: 'bool', part: 'uuid' } as const;
  const requisitions = [...new Set(short.map(({ requisition }) => requisition))];
  await Promise.all([
    tx.sql`
      insert into sourcing.requisition_line (company_id, id, requisition_id, position, item_id, quantity, supplier_id, reason,
        cost_centre_id, project_id)
      select l.company_id, s.part, l.requisition_id,
        (select max(position) from sourcing.requisition_line m where m.company_id = l.company_id and m.requisition_id = l.requisition_id)
          + row_number() over (partition by l.requisition_id order by l.position),
        l.item_id, s.again, case when l.choice = 'named' then l.supplier_id end, l.reason,
        l.cost_centre_id, l.project_id
      from ${table(rows, shape, 's')} join sourcing.requisition_line l on l.company_id = ${tx.company} and l.id = s.id where not s.whole`,
    tx.sql`
      update sourcing.requisition_line l set quantity = case when s.whole then l.quantity else l.quantity - s.again end,
        order_id = case when not s.whole then l.order_id end, supplier_id = case when not s.whole or l.choice = 'named' then l.supplier_id end,
        choice = case when not s.whole then l.choice end
      from ${table(rows, shape, 's')} where l.company_id = ${tx.company} and l.id = s.id`,
    tx.sql`update sourcing.requisition set state = 'approved' where company_id = ${tx.company} and id = any(${requisitions}::uuid[])`,
  ]);
  tx.record(
    ...[...Map.groupBy(short, ({ requisition }) => requisition)].map(([id, mine]) => ({
      ...{ entity: 'sourcing.requisition', id, before: { state: 'ordered' } },
      after: { state: 'approved', again: mine.map(({ item, again }) => ({ item, quantity: again })) },
    })),
  );
}

/** Requisitions that have nothing left but what was cancelled. */
async function cancelWhole(tx: Tx, short: readonly Short[]): Promise<void> {
  const gone = short.filter(({ again, quantity }) => dec(again).eq(quantity)).map(({ id }) => id);
  const cancelled = await tx.sql<{ id: Id }>`
    update sourcing.requisition r set state = 'cancelled'
    where r.company_id = ${tx.company} and r.id = any(${short.map(({ requisition }) => requisition)}::uuid[]) and not exists (
      select from sourcing.requisition_line l where l.company_id = r.company_id and l.requisition_id = r.id and not l.given_up and l.id <> all(${gone}::uuid[]))
    returning r.id`;
  tx.record(
    ...cancelled.map(({ id }) => ({
      ...{ entity: 'sourcing.requisition', id, before: { state: 'ordered' } },
      after: { state: 'cancelled', because: 'its order was cancelled' },
    })),
  );
}
