import { answer } from '#kernel/report.ts';
import { late } from '../contract.ts';

export default answer(late, async (tx) => ({
  rows: await tx.sql`
    select w.reason, count(*)::int as orders, min(o.promised_on) as oldest_on, ${tx.today}::date - min(o.promised_on) as days_late,
      sum(o.open_base_minor)::bigint as value_minor
    from sales.v_order o
    cross join lateral (
      select case when o.state = 'on_hold' then 'On hold' when bool_or(l.reserved < l.open) then 'Stock is missing'
        when exists (select from sales.delivery d where d.company_id = o.company_id and d.order_id = o.id and d.state = 'picking') then 'Being picked'
        else 'Ready to ship' end as reason
      from sales.v_order_line l where l.company_id = o.company_id and l.order_id = o.id and l.open > 0
    ) w
    where o.company_id = ${tx.company} and o.state in ('confirmed', 'on_hold') and o.promised_on < ${tx.today} and o.late
    group by w.reason order by orders desc, w.reason`,
}));
