import { answer, type Row } from '#kernel/report.ts';
import { idleItems } from '../provision/idle.ts';
import { chosen } from './as-of.ts';
import { slowMoving } from './contract.ts';

export default answer(slowMoving, async (tx, params) => {
  const rows = await tx.sql<Row>`
    select s.item_id, i.code as item, i.name, c.name as category, s.site_id, p.code as site, s.on_hand as quantity,
      s.value_minor, o.last_use as last_out, o.idle_days,
      case when y.used > 0 then ceil(s.on_hand * 365 / y.used)::int end as cover_days
    from inventory.stock s
    join (${idleItems(tx, tx.today)}) o on o.item_id = s.item_id and o.idle_days >= ${params.slowDays}
    join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
    join organisation.site p on p.company_id = s.company_id and p.id = s.site_id
    left join catalog.item_category c on c.company_id = s.company_id and c.id = i.category_id
    left join lateral (
      select sum(m.quantity) as used from inventory.v_move m
      where m.company_id = s.company_id and m.stock_id = s.id and m.used and m.effective_on > ${tx.today}::date - 365
    ) y on true
    where ${chosen(tx, params)} and s.on_hand > 0
    order by s.value_minor desc, item limit ${params.size + 1}`;
  return { rows: rows.slice(0, params.size), more: rows.length > params.size };
});
