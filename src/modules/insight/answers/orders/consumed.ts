import { answer } from '#kernel/report.ts';
import { addMonths } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import { consumed } from '../contract.ts';

/** One order whenever it was placed, or the orders of a range: the last month when nothing is said. */
export default answer(consumed, async (tx, { from, to, order, customer }) => {
  const last = to ?? (order ? '9999-12-31' : tx.today);
  const first = from ?? (order ? '0001-01-01' : addMonths(last, -1));
  const rows = await tx.sql`
    with wanted as (
      select o.id from sales.v_order o
      where o.company_id = ${tx.company} and o.ordered_on between ${first} and ${last} and o.state <> 'draft'
        and (${order ?? null}::uuid is null or o.id = ${order ?? null}) and (${customer ?? null}::uuid is null or o.customer_id = ${customer ?? null})
    ), document as (
      select w.id as order_id, d.id from wanted w join sales.delivery d on d.company_id = ${tx.company} and d.order_id = w.id
      union all
      select w.id, r.id from wanted w join sales.delivery d on d.company_id = ${tx.company} and d.order_id = w.id
        join sales.sales_return r on r.company_id = ${tx.company} and r.delivery_id = d.id
    )
    select i.id as item_id, i.code as item, i.name, s.orders, s.quantity, s.cost_minor
    from (
      select m.item_id, count(distinct d.order_id)::int as orders, -sum(m.change) as quantity, -sum(v.borne_minor)::bigint as cost_minor
      from document d
      join inventory.v_move m on m.company_id = ${tx.company} and m.source_id = d.id
      join inventory.v_move_value v on v.company_id = ${tx.company} and v.id = m.id
      group by m.item_id
    ) s
    join catalog.item i on i.company_id = ${tx.company} and i.id = s.item_id
    where s.quantity <> 0 or s.cost_minor <> 0
    order by s.cost_minor desc, i.code limit 2000`;
  return { rows, notes: order ? [] : [`Orders from ${showDay(first)} to ${showDay(last)}.`] };
});
