-- What a credit took off for good is not owed again. `waived`: of what was credited, goods credited for good; `forgone`: those of them that did not come
-- back. What is still owed of a line = shipped − returned − invoiced + credited − forgone.
-- `lowered`: goods to be billed again whose price a credit lowered before, and `lowered_minor` by how much in all.
alter table sales.order_line add column waived numeric not null default 0 check (waived >= 0 and waived <= credited);
alter table sales.order_line add column forgone numeric not null default 0 check (forgone >= 0 and forgone <= waived);
alter table sales.order_line add column lowered numeric not null default 0 check (lowered >= 0);
alter table sales.order_line add column lowered_minor bigint not null default 0 check (lowered > 0 or lowered_minor = 0);
alter table sales.order_line drop constraint order_line_check;
alter table sales.order_line add constraint order_line_check
  check (shipped + cancelled <= quantity + replaced and invoiced - credited + forgone <= shipped and returned <= shipped and replaced <= returned and credited <= invoiced);
alter table sales.delivery_line add column forgone numeric not null default 0 check (forgone >= 0 and forgone <= credited);

-- Freight is owed as goods are: agreed less billed. `freight_billed_minor`: invoiced, less what was credited to be billed again; `freight_waived_minor`:
-- credited for good.
alter table sales.sales_order add column freight_billed_minor bigint not null default 0;
alter table sales.sales_order add column freight_waived_minor bigint not null default 0;
update sales.sales_order o set freight_billed_minor = f.invoiced - f.again, freight_waived_minor = f.for_good
from (
  select i.company_id, i.source_id, sum(l.net_minor) as invoiced, sum(coalesce(c.again, 0)) as again, sum(coalesce(c.for_good, 0)) as for_good
  from receivables.invoice i
  join receivables.invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id and l.role = 'freight_revenue'
  left join lateral (
    select sum(x.net_minor) filter (where x.price_only is not true) as again, sum(x.net_minor) filter (where x.price_only) as for_good
    from receivables.invoice_line x where x.company_id = l.company_id and x.credits_line_id = l.id
  ) c on true
  where i.kind = 'invoice' and i.source_entity = 'sales.sales_order' group by 1, 2
) f
where f.company_id = o.company_id and f.source_id = o.id;
alter table sales.sales_order drop column freight_invoiced;
