-- Freight agreed and not billed, where what was credited for good is not billed again; below zero more is billed than agreed and not credited.
create view sales.v_freight as
select company_id, id, case when freight_minor > freight_billed_minor then freight_minor - freight_billed_minor
  else least(0, freight_minor - freight_billed_minor + freight_waived_minor) end as owed
from sales.sales_order;

-- Orders with what follows from their lines and deliveries.
create view sales.v_order as
select o.company_id, o.id, o.number, o.state, o.version, o.customer_id, o.customer_reference, o.ordered_on, o.requested_on, o.promised_on, o.site_id,
  o.currency, o.terms_id, o.price_list_id, o.bill_to_id, o.ship_to_id, o.channel, o.owner, o.hold_reason, o.note, o.freight_minor,
  o.net_minor, o.tax_minor, o.net_minor + o.tax_minor + o.freight_minor as total_minor, o.open_base_minor,
  case when o.state in ('draft', 'cancelled') then o.state else (
    select case when bool_and(l.shipped + l.cancelled >= l.quantity + l.replaced) then 'delivered' when bool_or(l.shipped > 0) then 'part_delivered' else 'open' end
    from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id) end as delivery_state,
  case when o.state in ('draft', 'cancelled') then o.state else (
    select case when bool_or(l.shipped - l.returned - l.invoiced + l.credited - l.forgone > 0) or (f.owed > 0 and bool_or(l.invoiced > l.credited)
        and not bool_or(l.quantity + l.replaced - l.cancelled - l.returned - l.invoiced + l.credited - l.forgone > 0)) then 'to_invoice'
      when bool_or(l.shipped - l.returned - l.invoiced + l.credited - l.forgone < 0) or (f.owed < 0 and bool_or(l.invoiced > l.credited)) then 'to_credit'
      when bool_and(l.shipped + l.cancelled >= l.quantity + l.replaced) then 'invoiced' when bool_or(l.invoiced > 0) then 'part_invoiced' else 'open' end
    from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id) end as invoice_state,
  -- Not "exists": the planner would rather hash every open line of the company than look at the lines of one page.
  o.state in ('confirmed', 'on_hold') and o.promised_on < kernel.today() and coalesce((
    select bool_or(l.shipped + l.cancelled < l.quantity + l.replaced) from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id), false) as late
from sales.sales_order o join sales.v_freight f on f.company_id = o.company_id and f.id = o.id;

create view sales.v_order_line as
select l.company_id, l.id, l.order_id, l.position, l.item_id, l.stocked, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor,
  coalesce(r.quantity, 0) as reserved, l.shipped, l.invoiced, l.credited, l.forgone, l.returned, l.replaced, l.cancelled,
  l.quantity + l.replaced - l.shipped - l.cancelled as open,
  -- Owed by the customer and not billed; below zero: sent back, billed and not credited.
  l.shipped - l.returned - l.invoiced + l.credited - l.forgone as to_invoice,
  -- What must still be bought or made; a service is never short.
  case when l.stocked then l.quantity + l.replaced - l.shipped - l.cancelled - coalesce(r.quantity, 0) else 0 end as missing,
  -- What a delivery takes that says nothing of lines: what is reserved, of services what is open; nothing of it is being picked yet.
  greatest(0, least(
    case when l.stocked then coalesce(r.quantity, 0) end,
    l.quantity + l.replaced - l.shipped - l.cancelled - coalesce((
      select sum(d.quantity) from sales.delivery_line d join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id
      where d.company_id = l.company_id and d.order_line_id = l.id and h.state = 'picking'), 0))) as to_pick,
  l.requested_on, l.promised_on, l.cost_centre_id, l.project_id, l.price_reason, o.currency, o.state, o.customer_id, o.ordered_on, o.site_id, o.number as order_number
from sales.order_line l
join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
left join inventory.v_reserved r on r.company_id = l.company_id and r.demand_id = l.id;

-- Of each order: whether something is left to ship or invoice, and what the customer's credit must still cover, in the company's currency. Goods
-- sent back before they were billed are not owed; a part of what is not billed is worth its share.
create view sales.v_order_count as
select o.company_id, o.id, c.unfinished or (f.owed > 0 and c.billed and not c.waits) as unfinished,
  case when o.state = 'cancelled' then 0 else round((c.worth + case when f.owed > 0 and (c.waits or c.billed)
    then f.owed + round(o.freight_tax_minor::numeric * f.owed / o.freight_minor) else 0 end) * o.minor_rate)::bigint end as open_base_minor
from sales.sales_order o
join sales.v_freight f on f.company_id = o.company_id and f.id = o.id
cross join lateral (
  select bool_or(w.owed > 0 or w.open > 0) as unfinished, bool_or(w.owing > 0) as waits, bool_or(w.billed) as billed,
    coalesce(sum(case when w.owing > 0 then round(w.rest * w.owing / greatest(w.unbilled, w.owing)) end), 0) as worth
  from sales.order_line l
  cross join lateral (
    select l.shipped - l.returned - l.invoiced + l.credited - l.forgone as owed, l.quantity + l.replaced - l.shipped - l.cancelled as open,
      l.quantity + l.replaced - l.cancelled - l.returned - l.invoiced + l.credited - l.forgone as owing,
      l.quantity - l.cancelled - l.invoiced + l.credited - l.waived as unbilled, l.invoiced > l.credited as billed,
      l.net_minor + l.tax_minor - l.billed_minor - l.billed_tax_minor as rest
  ) w
  where l.company_id = o.company_id and l.order_id = o.id
) c;

-- A supplier delivers straight to the customer through a site the order itself is not delivered from.
create view sales.v_delivery as
select d.*, d.site_id <> o.site_id as direct
from sales.delivery d
join sales.sales_order o on o.company_id = d.company_id and o.id = d.order_id;

-- Lines of deliveries as their order names them, with what of them the customer has.
create view sales.v_delivery_line as
select d.company_id, d.id, d.delivery_id, d.order_line_id, d.item_id, l.position, l.description, l.unit, d.quantity, d.returned,
  d.quantity - d.returned as kept, d.billed, d.credited, d.forgone, h.number || ' ' || l.description as label
from sales.delivery_line d
join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id
join sales.order_line l on l.company_id = d.company_id and l.id = d.order_line_id;

-- Returns and their lines as they are known now.
create view sales.v_return as
select r.company_id, r.id, r.number, r.delivery_id, r.customer_id, coalesce(c.returned_on, r.returned_on) as returned_on, r.reason, r.credit_note_id
from sales.sales_return r
left join lateral (
  select l.returned_on from sales.return_line l where l.company_id = r.company_id and l.return_id = r.id and l.returned_on is not null order by l.id desc limit 1
) c on true;

create view sales.v_return_line as
select l.company_id, l.id, l.return_id, l.delivery_line_id, l.item_id, l.quantity + coalesce(c.quantity, 0) as quantity, l.restocked, l.replaced,
  r.number || ' ' || i.name as label
from sales.return_line l
left join lateral (
  select sum(x.quantity) as quantity from sales.return_line x where x.company_id = l.company_id and x.corrects_id = l.id
) c on true
join sales.sales_return r on r.company_id = l.company_id and r.id = l.return_id
join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
where l.corrects_id is null;
