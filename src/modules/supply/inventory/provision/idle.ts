import { type Fragment, part } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';

/**
 * By item: since when it lay idle at the end of a day (`item_id, last_use, idle_days`). That is since it was last used at any
 * site, or since it came when all of it came later. Losses, transfers and returns to suppliers are no use, so none of them
 * makes old stock look young; goods bought again after the last were sold are as old as they are.
 */
export const idleItems = (tx: Tx, day: Day): Fragment => part`
  select u.item_id, u.last_use, ${day}::date - case when u.last_use is not null and u.quantity > coalesce(a.quantity, 0) then u.last_use
      else coalesce(a.first_in, u.last_use, u.first_in) end as idle_days
  from (
    select item_id, max(effective_on) filter (where used) as last_use, min(effective_on) filter (where change > 0) as first_in,
      sum(change) as quantity
    from inventory.v_move where company_id = ${tx.company} and effective_on <= ${day}::date group by item_id
  ) u
  left join lateral (
    select sum(m.change) as quantity, min(m.effective_on) filter (where m.change > 0 and m.counterpart <> 'transit') as first_in
    from inventory.v_move m
    where m.company_id = ${tx.company} and m.item_id = u.item_id and m.effective_on > u.last_use and m.effective_on <= ${day}::date
  ) a on u.last_use is not null`;
