-- Orders with what follows from their lines and deliveries.
create view sales.v_order as
select o.company_id, o.id, o.number, o.state, o.version, o.customer_id, o.customer_reference, o.ordered_on, o.requested_on, o.promised_on, o.site_id,
  o.currency, o.terms_id, o.price_list_id, o.bill_to_id, o.ship_to_id, o.channel, o.owner, o.hold_reason, o.note, o.freight_minor,
  o.net_minor, o.tax_minor, o.net_minor + o.tax_minor + o.freight_minor as total_minor, o.open_base_minor,
  case when o.state in ('draft', 'cancelled') then o.state else (
    select case when bool_and(l.shipped + l.cancelled >= l.quantity) then 'delivered' when bool_or(l.shipped > 0) then 'part_delivered' else 'open' end
    from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id) end as delivery_state,
  case when o.state in ('draft', 'cancelled') then o.state else (
    select case when bool_and(l.shipped + l.cancelled >= l.quantity and l.invoiced >= l.shipped) then 'invoiced'
      when bool_or(l.shipped > l.invoiced) then 'to_invoice' when bool_or(l.invoiced > 0) then 'part_invoiced' else 'open' end
    from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id) end as invoice_state,
  -- Not "exists": the planner would rather hash every open line of the company than look at the lines of one page.
  o.state in ('confirmed', 'on_hold') and o.promised_on < kernel.today() and coalesce((
    select bool_or(l.shipped + l.cancelled < l.quantity) from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id), false) as late
from sales.sales_order o;

create view sales.v_order_line as
select l.company_id, l.id, l.order_id, l.position, l.item_id, l.stocked, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor,
  coalesce(r.quantity, 0) as reserved, l.shipped, l.invoiced, l.returned, l.cancelled, l.quantity - l.shipped - l.cancelled as open,
  -- What must still be bought or made; a service is never short.
  case when l.stocked then l.quantity - l.shipped - l.cancelled - coalesce(r.quantity, 0) else 0 end as missing,
  l.requested_on, l.promised_on, l.price_reason, o.currency, o.state, o.customer_id, o.ordered_on, o.site_id, o.number as order_number
from sales.order_line l
join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
left join inventory.v_reserved r on r.company_id = l.company_id and r.demand_id = l.id;
