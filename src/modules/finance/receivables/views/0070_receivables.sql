-- Invoices with what is still open and whether it is overdue.
create view receivables.v_invoice as
select i.*, coalesce(o.open_minor, 0)::bigint as open_minor, o.due_on,
  case when coalesce(o.open_minor, 0) = 0 then 'paid' when o.overdue then 'overdue' when o.open_minor <> o.amount_minor then 'part_paid' else 'open' end as state,
  (select min(e.posted_on) from ledger.entry e where e.company_id = i.company_id and e.source_id = i.id and e.journal = 'sales') as posted_on,
  (select 'Posted on ' || to_char(min(e.posted_on), 'FMDD Mon YYYY') || ', since ' || to_char(i.invoiced_on, 'FMMonth') || ' is closed'
    from ledger.entry e where e.company_id = i.company_id and e.source_id = i.id and e.journal = 'sales' having min(e.posted_on) > i.invoiced_on) as posted_later
from receivables.invoice i
left join lateral (
  select sum(x.open_minor) as open_minor, sum(x.amount_minor) as amount_minor, min(x.due_on) filter (where x.open_minor <> 0) as due_on,
    bool_or(x.open_minor > 0 and x.due_on < kernel.today()) as overdue
  from receivables.open_item x where x.company_id = i.company_id and x.document_id = i.id
) o on true;

create view receivables.v_payment as
select p.*, coalesce(-x.open_minor, 0)::bigint as unmatched_minor,
  case when p.returns_id is not null then 'return' when r.id is not null then 'sent_back' when x.open_minor = 0 then 'settled' else 'open' end as state
from receivables.payment p
left join receivables.payment r on r.company_id = p.company_id and r.returns_id = p.id
left join receivables.open_item x on x.company_id = p.company_id and x.document_id = p.id;

-- Open items with the number of the document behind them.
create view receivables.v_open_item as
select x.*, coalesce(i.number, p.number, 'Adjustment') as number, i.reference,
  case when x.open_minor = 0 then 'settled' when x.open_minor > 0 and x.due_on < kernel.today() then 'overdue' else 'open' end as state,
  x.amount_minor < 0 as credit, x.open_minor = 0 as settled, c.name as party_name
from receivables.open_item x
join parties.party c on c.company_id = x.company_id and c.id = x.party_id
left join receivables.invoice i on i.company_id = x.company_id and i.id = x.document_id
left join receivables.payment p on p.company_id = x.company_id and p.id = x.document_id;

-- What payments settled, with money and without; what was undone is left out.
create view receivables.v_settlement as
select m.company_id, m.id, s.payment_id, s.kind, x.id as item_id, coalesce(i.number, p.number, 'Adjustment') as number, x.due_on, x.currency, m.amount_minor,
  x.open_minor, m.matched_on
from receivables.match m
join lateral (
  select c.document_id as payment_id, 'money' as kind, case when c.id = m.credit_id then m.debit_id else m.credit_id end as item_id
  from receivables.open_item c where c.company_id = m.company_id and c.id in (m.credit_id, m.debit_id) and c.kind = 'payment'
  union all
  select a.payment_id, a.kind, m.debit_id
  from receivables.open_item c join receivables.adjustment a on a.company_id = c.company_id and a.id = c.document_id
  where c.company_id = m.company_id and c.id = m.credit_id and a.payment_id is not null
) s on true
join receivables.open_item x on x.company_id = m.company_id and x.id = s.item_id
left join receivables.invoice i on i.company_id = x.company_id and i.id = x.document_id
left join receivables.payment p on p.company_id = x.company_id and p.id = x.document_id
where m.undoes_id is null and not exists (select from receivables.match u where u.company_id = m.company_id and u.undoes_id = m.id)
  and not exists (select from receivables.adjustment a where a.company_id = x.company_id and a.id = x.document_id and (a.payment_id = s.payment_id or s.kind <> 'money'));

-- What was billed and credited of the lines of orders; a price-only line is an amount without goods; goods credited for good are not billed again.
create view receivables.v_billed_line as
select l.company_id, l.id, l.invoice_id, i.number, i.kind, i.invoiced_on, l.source_line_id, l.credits_line_id, coalesce(l.price_only, false) as price_only,
  coalesce(l.for_good, false) as for_good, l.quantity, l.net_minor, coalesce((select sum((t ->> 'taxMinor')::bigint) from jsonb_array_elements(l.taxes) t), 0)::bigint as tax_minor
from receivables.invoice_line l
join receivables.invoice i on i.company_id = l.company_id and i.id = l.invoice_id;

-- Freight on the invoices of orders, and what of it was credited.
create view receivables.v_billed_freight as
select i.company_id, i.source_id as order_id, i.id as invoice_id, l.id as line_id, 'invoice' as kind, false as price_only, false as for_good, l.net_minor
from receivables.invoice i join receivables.invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id and l.role = 'freight_revenue'
where i.kind = 'invoice' and i.source_id is not null
union all
select i.company_id, i.source_id, i.id, l.id, 'credit_note', coalesce(c.price_only, false), coalesce(c.for_good, false), c.net_minor
from receivables.invoice i join receivables.invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id and l.role = 'freight_revenue'
join receivables.invoice_line c on c.company_id = l.company_id and c.credits_line_id = l.id
where i.kind = 'invoice' and i.source_id is not null;

-- Lines of invoices with the goods of them that can still be credited: none of a line whose price was lowered to nothing.
create view receivables.v_invoice_line as
select l.company_id, l.id, l.invoice_id, l.position, l.item_id, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor, l.supplied_on,
  l.cost_centre_id, l.project_id, l.site_id,
  coalesce((
    select case when l.net_minor <> 0 and sum(x.net_minor) = l.net_minor then 0
      else l.quantity - coalesce(sum(x.quantity) filter (where x.price_only is not true), 0) end
    from receivables.invoice_line x where x.company_id = l.company_id and x.credits_line_id = l.id having count(*) > 0), l.quantity) as to_credit
from receivables.invoice_line l;

-- What settled what, by the numbers of both.
create view receivables.v_match as
select m.*, (select x.number from receivables.v_open_item x where x.company_id = m.company_id and x.id = m.credit_id) ||
  case when m.undoes_id is null then ' against ' else ' no longer against ' end ||
  (select x.number from receivables.v_open_item x where x.company_id = m.company_id and x.id = m.debit_id) as label,
  m.undoes_id is not null or exists (select from receivables.match u where u.company_id = m.company_id and u.undoes_id = m.id) as undone
from receivables.match m;
