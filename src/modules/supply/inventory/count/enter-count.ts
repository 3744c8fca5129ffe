import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Id } from '#kernel/values/id.ts';
import { enterCount } from '../contract.ts';
import { lockCount } from './count.ts';

export default implement(enterCount, async (tx, input, refuse) => {
  const { id } = await lockCount(tx, input.count, refuse);
  const lines = [...new Map(input.lines.map((line) => [line.item, line])).values()];
  const entered = await tx.sql<{ item: Id }>`
    update inventory.count_line l set counted_quantity = r.quantity, times_counted = l.times_counted + 1,
      counted_by = ${tx.actor.id}, counted_at = ${tx.now}
    from ${table(lines, { item: 'uuid', quantity: 'numeric' })}
    where l.company_id = ${tx.company} and l.count_id = ${id} and l.item_id = r.item
    returning l.item_id as item`;
  const found = new Set(entered.map((row) => row.item));
  const foreign = lines.find((line) => !found.has(line.item));
  if (foreign) refuse('not_in_count', { item: foreign.item });
  tx.record({ entity: 'inventory.stock_count', id, after: { counted: lines } });
  return { entered: entered.length };
});
