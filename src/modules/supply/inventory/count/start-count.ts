import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { LIMITS } from '#kernel/values/schema.ts';
import { siteFor } from '#modules/master/organisation/api.ts';
import { startCount } from '../contract.ts';

export default implement(startCount, async (tx, input, refuse) => {
  const { site, items = null, category = null, class: wanted = null, notCountedForDays: days = null } = input;
  await siteFor(tx, site);
  // Two counts of one difference would post it twice, so no line is in two counts at once, not even in counts started at once.
  await tx.sql`select pg_advisory_xact_lock(hashtext('inventory.count'), ${tx.company})`;
  // One statement reads and freezes: the book quantities are those of one instant.
  const lines = await tx.sql<{ item: Id; lot: Id | null; quantity: Decimal }>`
    with ranked as (
      select s.id, s.item_id, s.on_hand, i.category_id, i.tracking,
        sum(s.value_minor) over (order by s.value_minor desc, s.item_id) - s.value_minor as above,
        sum(s.value_minor) over () as total
      from inventory.stock s
      join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
      where s.company_id = ${tx.company} and s.site_id = ${site}
    )
    select item_id as item, t.lot_id as lot, coalesce(t.on_hand, ranked.on_hand) as quantity
    from ranked
    left join inventory.stock_lot t on t.company_id = ${tx.company} and t.stock_id = ranked.id and t.on_hand > 0
    where (tracking = 'none' or t.lot_id is not null) and not exists (
        select from inventory.count_line l join inventory.stock_count c on c.company_id = l.company_id and c.id = l.count_id
        where l.company_id = ${tx.company} and l.item_id = ranked.item_id and c.site_id = ${site} and c.state = 'counting')
      and (${items}::uuid[] is null or item_id = any(${items}::uuid[]))
      and (${category}::uuid is null or category_id = ${category}::uuid)
      and (${wanted}::text is null or ranked.on_hand <> 0 and ${wanted}::text = case
        when above < total * 0.80 then 'A' when above < total * 0.95 then 'B' else 'C' end)
      and (${days}::int is null or not exists (
        select from inventory.count_line l join inventory.stock_count c on c.company_id = l.company_id and c.id = l.count_id
        where l.company_id = ${tx.company} and l.item_id = ranked.item_id and c.site_id = ${site} and c.state <> 'cancelled'
          and c.started_at > ${tx.now}::timestamptz - make_interval(days => ${days}::int)))
    order by item_id, t.lot_id limit ${LIMITS.documentLines + 1}`;
  if (lines.length === 0) refuse('nothing_to_count');
  if (lines.length > LIMITS.documentLines) refuse('too_many', { limit: LIMITS.documentLines });
  const id = tx.newId();
  const [number] = await tx.takeNumbers('inventory.count', 1);
  await tx.sql`
    insert into inventory.stock_count (company_id, id, number, site_id, state, blind, limit_minor, note, started_at, started_by)
    values (${tx.company}, ${id}, ${number}, ${site}, 'counting', ${input.blind}, ${input.limitMinor}, ${input.note}, ${tx.now},
      ${tx.actor.id})`;
  const rows = lines.map((line) => ({ ...line, id: tx.newId() }));
  await tx.sql`
    insert into inventory.count_line (company_id, id, count_id, item_id, lot_id, book_quantity, frozen_at)
    select ${tx.company}, r.id, ${id}, r.item, r.lot, r.quantity, ${tx.now}
    from ${table(rows, { id: 'uuid', item: 'uuid', lot: 'uuid', quantity: 'numeric' })}`;
  tx.record({ entity: 'inventory.stock_count', id, after: { number, site, lines: lines.length } });
  return { count: id, number: number!, lines: lines.length };
});
