import { answer } from '#kernel/report.ts';
import { addDays } from '#kernel/values/day.ts';
import { counted } from '#kernel/values/words.ts';
import { runsShort } from '../contract.ts';

/** Demand is measured by the day goods were recorded to leave, which an index finds; its quantities are corrected ones. */
export default answer(runsShort, async (tx, { coverDays, demandDays, most }) => {
  const rows = await tx.sql`
    with stock as (
      select s.item_id, sum(s.on_hand) as on_hand, sum(d.quantity) as sold
      from inventory.v_stock s
      cross join lateral (
        select coalesce(sum(-m.change), 0) as quantity from inventory.v_move m
        where m.company_id = ${tx.company} and m.stock_id = s.id and m.recorded_effective_on > ${addDays(tx.today, -demandDays)}
          and m.source_entity in ('sales.delivery', 'sales.sales_return')
      ) d
      where s.company_id = ${tx.company} group by s.item_id
    ), wanted as (
      select l.item_id, sum(l.open) as ordered from sales.v_order_line l
      where l.company_id = ${tx.company} and l.state in ('confirmed', 'on_hold') and l.open > 0 group by l.item_id
    ), measured as (
      select i.id as item_id, i.code as item, i.name, coalesce(s.on_hand, 0) as on_hand, coalesce(w.ordered, 0) as ordered,
        coalesce(s.on_hand, 0) - coalesce(w.ordered, 0) as over, greatest(coalesce(s.sold, 0), 0) / ${demandDays}::numeric as per_day
      from stock s full join wanted w on w.item_id = s.item_id
      join catalog.item i on i.company_id = ${tx.company} and i.id = coalesce(s.item_id, w.item_id)
      where i.kind = 'stocked' and i.active
    ), judged as (
      select *, case when over <= 0 then 0 when per_day > 0 then floor(over / per_day)::int end as lasts_days from measured
    )
    select item_id, item, name, on_hand, ordered, over as "left", round(per_day, 3) as per_day, lasts_days,
      ${tx.today}::date + lasts_days as runs_out_on, greatest(ceil(per_day * ${coverDays} - over), 0) as order_quantity
    from judged
    where over < 0 or (per_day > 0 and lasts_days < ${coverDays})
    order by lasts_days, over, item limit ${most + 1}`;
  return {
    rows: rows.slice(0, most),
    more: rows.length > most,
    notes: [
      `Demand of the last ${counted(demandDays, 'day')}; stock is to last ${counted(coverDays, 'day')}. What is on its way in is not counted.`,
    ],
  };
});
