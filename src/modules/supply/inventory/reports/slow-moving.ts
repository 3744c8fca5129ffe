import { answer, type Row } from '#kernel/report.ts';
import { chosen } from './as-of.ts';
import { slowMoving } from './contract.ts';

export default answer(slowMoving, async (tx, params) => {
  const rows = await tx.sql<Row>`
    select *, case when idle_days >= ${params.deadDays} then 100 else 50 end as provision_percent,
      case when idle_days >= ${params.deadDays} then value_minor else (value_minor + 1) / 2 end as provision_minor
    from (
      select s.item_id, i.code as item, i.name, c.name as category, s.site_id, p.code as site, s.on_hand as quantity,
        s.value_minor, o.last_out, ${tx.today}::date - coalesce(o.last_out, o.first_in) as idle_days,
        case when o.last_year > 0 then ceil(s.on_hand * 365 / o.last_year)::int end as cover_days
      from inventory.stock s
      join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
      join organisation.site p on p.company_id = s.company_id and p.id = s.site_id
      left join catalog.item_category c on c.company_id = s.company_id and c.id = i.category_id
      cross join lateral (
        select max(effective_on) filter (where kind = 'issue') as last_out, min(effective_on) as first_in,
          sum(quantity) filter (where kind = 'issue' and effective_on > ${tx.today}::date - 365) as last_year
        from inventory.move m where m.company_id = s.company_id and m.stock_id = s.id
      ) o
      where ${chosen(tx, params)} and s.on_hand > 0
    ) x
    where idle_days >= ${params.slowDays}
    order by value_minor desc, item limit ${params.size + 1}`;
  return { rows: rows.slice(0, params.size), more: rows.length > params.size };
});
