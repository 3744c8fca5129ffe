-- What is still owed of a line = shipped − returned − invoiced + credited, for order lines and for each line of a delivery.
-- `taxes` and `net_minor` say what the line is worth as ordered, `billed_minor` and `billed_taxes` what of it is billed and not taken back by goods.
-- Minor units of the company's currency for one of the order's, at the rate of its day.
alter table sales.sales_order add column minor_rate numeric not null default 1 check (minor_rate > 0);
update sales.sales_order set minor_rate = round(open_base_minor::numeric / (net_minor + tax_minor + freight_minor), 12)
where open_base_minor > 0 and net_minor + tax_minor + freight_minor > 0 and state in ('draft', 'confirmed', 'on_hold')
  and not exists (select from sales.order_line l where l.company_id = sales_order.company_id and l.order_id = sales_order.id and l.invoiced > 0);

-- Part of `tax_minor`: freight goes onto the first invoice with it.
alter table sales.sales_order add column freight_tax_minor bigint not null default 0;

alter table sales.order_line add column taxes jsonb not null default '[]';
alter table sales.order_line add column tax_minor bigint not null default 0;
alter table sales.order_line add column credited numeric not null default 0 check (credited >= 0);
alter table sales.order_line add column billed_minor bigint not null default 0;
alter table sales.order_line add column billed_taxes jsonb not null default '[]';
alter table sales.order_line add column billed_tax_minor bigint not null default 0;
-- Goods that came back and are sent again.
alter table sales.order_line add column replaced numeric not null default 0 check (replaced >= 0);
alter table sales.order_line drop constraint order_line_check;
alter table sales.order_line add constraint order_line_check
  check (shipped + cancelled <= quantity + replaced and invoiced - credited <= shipped and returned <= shipped and replaced <= returned and credited <= invoiced);

alter table sales.delivery_line add column billed numeric not null default 0 check (billed >= 0);
alter table sales.delivery_line add column credited numeric not null default 0 check (credited >= 0 and credited <= billed);

alter table sales.return_line add column replaced boolean not null default false;

-- Which goods of a delivery were billed on which line of an invoice, and what of them was credited since.
create table sales.billing (
  company_id int not null,
  id uuid not null,
  order_line_id uuid not null,
  delivery_line_id uuid not null,
  invoice_id uuid not null,
  invoice_line_id uuid not null,
  quantity numeric not null check (quantity > 0),
  credited numeric not null default 0 check (credited >= 0 and credited <= quantity),
  primary key (company_id, id),
  foreign key (company_id, order_line_id) references sales.order_line (company_id, id),
  foreign key (company_id, delivery_line_id) references sales.delivery_line (company_id, id)
) with (fillfactor = 80);
create index billing_order_line on sales.billing (company_id, order_line_id);
create index billing_delivery_line on sales.billing (company_id, delivery_line_id);
create index billing_invoice_line on sales.billing (company_id, invoice_line_id);
call kernel.company_table('sales.billing', 'select, insert, update');

-- What was invoiced before this step: goods of the earlier delivery on the earlier invoice.
insert into sales.billing (company_id, id, order_line_id, delivery_line_id, invoice_id, invoice_line_id, quantity)
select d.company_id, gen_random_uuid(), d.order_line_id, d.id, i.invoice_id, i.id, least(d.upto, i.upto) - greatest(d.upto - d.quantity, i.upto - i.quantity)
from (
  select x.company_id, x.id, x.order_line_id, x.quantity, sum(x.quantity) over (partition by x.company_id, x.order_line_id order by x.id) as upto
  from sales.delivery_line x join sales.delivery h on h.company_id = x.company_id and h.id = x.delivery_id where h.state = 'shipped'
) d
join (
  select l.company_id, l.id, l.invoice_id, l.source_line_id, l.quantity, sum(l.quantity) over (partition by l.company_id, l.source_line_id order by l.id) as upto
  from receivables.invoice_line l join receivables.invoice v on v.company_id = l.company_id and v.id = l.invoice_id where v.kind = 'invoice'
) i on i.company_id = d.company_id and i.source_line_id = d.order_line_id
where least(d.upto, i.upto) > greatest(d.upto - d.quantity, i.upto - i.quantity);
update sales.delivery_line d set billed = b.quantity
from (select company_id, delivery_line_id, sum(quantity) as quantity from sales.billing group by 1, 2) b
where b.company_id = d.company_id and b.delivery_line_id = d.id;
alter table sales.delivery_line drop column invoiced;
