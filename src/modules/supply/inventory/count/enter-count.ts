import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { enterCount } from '../contract.ts';
import { lockCount } from './count.ts';

export default implement(enterCount, async (tx, input, refuse) => {
  const { id } = await lockCount(tx, input.count, refuse);
  const seen = new Set<string>();
  for (const line of input.lines) {
    if (seen.has(nameOf(line)))
      refuse('named_twice', {
        item: Object.values(await titleOf(tx, line))
          .join(' ')
          .trim(),
      });
    seen.add(nameOf(line));
  }
  const pieces = await tx.sql<{ id: Id }>`
    select id from catalog.item where company_id = ${tx.company} and tracking = 'serial' and id = any(${input.lines.map(({ item }) => item)}::uuid[])`;
  const single = new Set(pieces.map(({ id }) => id));
  const many = input.lines.find(
    ({ item, quantity }) => single.has(item) && !dec(quantity).eq(0) && !dec(quantity).eq(1),
  );
  if (many) refuse('serial_whole', await titleOf(tx, many));
  const entered = await tx.sql<{ item: Id; lot: string | null }>`
    update inventory.count_line l set counted_quantity = r.quantity, times_counted = l.times_counted + 1,
      counted_by = ${tx.actor.id}, counted_at = ${tx.now}
    from ${table(input.lines, { item: 'uuid', lot: 'text', quantity: 'numeric' })}
    left join inventory.lot t on t.company_id = ${tx.company} and t.item_id = r.item and t.number = r.lot
    where l.company_id = ${tx.company} and l.count_id = ${id} and l.item_id = r.item
      and (l.lot_id = t.id or l.new_lot = r.lot or l.lot_id is null and l.new_lot is null and r.lot is null)
    returning l.item_id as item, r.lot`;
  const found = new Set(entered.map(nameOf));
  const foreign = input.lines.find((line) => !found.has(nameOf(line)));
  if (foreign) refuse('not_in_count', await titleOf(tx, foreign));
  tx.record({ entity: 'inventory.stock_count', id, after: { counted: input.lines } });
  return { entered: entered.length };
});

/** What is counted, as people call it. */
export async function titleOf(tx: Tx, { item, lot }: { item: Id; lot?: string | null | undefined }) {
  const [row] = await tx.sql<{ code: string }>`
    select code from catalog.item where company_id = ${tx.company} and id = ${item}`;
  return { item: row?.code ?? '', lot: lot ?? '' };
}

const nameOf = ({ item, lot }: { item: Id; lot?: string | null | undefined }): string => `${item}/${lot ?? ''}`;
