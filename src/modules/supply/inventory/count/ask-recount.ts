import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { askRecount } from '../contract.ts';
import { lockStock } from '../stock/lock.ts';
import { lockCount } from './count.ts';
import { differs, readCountLines } from './differences.ts';
import { titleOf } from './enter-count.ts';

/** The lines are frozen again, under the locks of their stock: what moved since the first count is in the new quantity. */
export default implement(askRecount, async (tx, input, refuse) => {
  const count = await lockCount(tx, input.count, refuse);
  const lines = await readCountLines(tx, count.id);
  const wanted = input.items && new Set(input.items);
  // What differs is not told to who counted blind, by what is to be counted again neither.
  if (!wanted && count.blind && lines.some((line) => line.countedBy === tx.actor.id)) refuse('blind_own');
  const again = lines.filter((line) =>
    wanted ? wanted.has(line.item) : differs(line) || (line.overtaken && line.countedQuantity !== null),
  );
  const foreign = input.items?.find((item) => !lines.some((line) => line.item === item));
  if (foreign) refuse('not_in_count', await titleOf(tx, { item: foreign }));
  if (again.length === 0) refuse('nothing_differs');
  await lockStock(
    tx,
    again.map(({ item }) => ({ item, site: count.siteId })),
  );
  await tx.sql`
    update inventory.count_line l set earlier_quantity = l.counted_quantity, earlier_by = l.counted_by, counted_quantity = null,
      counted_by = null, counted_at = null, frozen_at = ${tx.now}, book_quantity = coalesce(t.on_hand, case when l.lot_id is null then s.on_hand else 0 end)
    from ${table(again, { id: 'uuid', item: 'uuid' })}
    join inventory.stock s on s.company_id = ${tx.company} and s.item_id = r.item and s.site_id = ${count.siteId}
    join inventory.count_line o on o.company_id = ${tx.company} and o.id = r.id
    left join inventory.stock_lot t on t.company_id = ${tx.company} and t.stock_id = s.id and t.lot_id = o.lot_id
    where l.company_id = ${tx.company} and l.id = r.id`;
  tx.record({
    entity: 'inventory.stock_count',
    id: count.id,
    after: { countAgain: again.map((line) => line.itemCode) },
  });
  return { lines: again.length };
});
