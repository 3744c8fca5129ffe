-- Orders with how far their goods are.
create view purchasing.v_order as
select o.company_id, o.id, o.number, o.state, o.version, o.supplier_id, o.supplier_reference, o.ordered_on, o.expected_on, o.site_id, o.currency,
  o.terms_id, o.over_percent, o.note, o.direct, o.ship_to_id, o.net_minor, o.owner,
  case when o.state in ('draft', 'cancelled') then o.state else (
    select case when bool_and(l.received + l.cancelled >= l.quantity + l.replaced) then 'received' when bool_or(l.received > 0) then 'part_received' else 'open' end
    from purchasing.order_line l where l.company_id = o.company_id and l.order_id = o.id) end as receipt_state,
  o.state in ('sent', 'confirmed') and o.expected_on < kernel.today() as late
from purchasing.purchase_order o;

create view purchasing.v_order_line as
select l.company_id, l.id, l.order_id, l.position, l.item_id, l.stocked, l.description, l.quantity, l.unit, coalesce(l.ordered_unit, l.unit) as ordered_unit,
  coalesce(l.ordered_quantity, l.quantity) as ordered_quantity, l.unit_price,
  trim_scale(round(l.unit_price * l.quantity / coalesce(nullif(l.ordered_quantity, 0), l.quantity), 9)) as ordered_price, l.confirmed_price, l.price_reason, l.net_minor, l.expected_on, l.confirmed_on, coalesce(l.confirmed_on, l.expected_on) as due_on, l.received,
  l.rejected, l.replaced, l.cancelled, case when o.state in ('sent', 'confirmed') then greatest(l.quantity + l.replaced - l.received - l.cancelled, 0) else 0 end as open,
  case when o.state in ('sent', 'confirmed') then trim_scale(greatest((l.quantity - l.cancelled) * (100 + case when l.blanket_line_id is null then o.over_percent else 0 end) / 100
    + l.replaced - l.received, 0)) else 0 end as may_come, l.demand_id, l.blanket_line_id, l.spread_by,
  l.cost_centre_id, l.project_id,
  o.currency, o.state, o.supplier_id, o.site_id, o.direct, o.ordered_on, o.number as order_number, o.number || ' ' || l.description as label
from purchasing.order_line l
join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id;

create view purchasing.v_receipt as
select r.*, o.direct
from purchasing.receipt r
join purchasing.purchase_order o on o.company_id = r.company_id and o.id = r.order_id;

create view purchasing.v_receipt_line as
select r.company_id, r.id, r.receipt_id, r.order_line_id, l.order_id, l.item_id, l.description, l.unit, r.received_on, r.received, r.rejected,
  r.reject_reason, r.surplus, r.returned, r.received - r.returned as kept, r.billed, r.received - r.returned - r.billed + r.claimed as open, r.grni_minor, r.billed_minor, r.claimed, r.claim_minor,
  r.move_id, r.cost_centre_id, r.project_id, l.unit_price, o.currency, o.supplier_id,
  o.site_id, h.number as receipt_number, o.number as order_number, h.number || ' ' || l.description as label
from purchasing.receipt_line r
join purchasing.receipt h on h.company_id = r.company_id and h.id = r.receipt_id
join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id;

-- Returns and their lines as they are known now.
create view purchasing.v_supplier_return as
select r.company_id, r.id, r.number, r.receipt_id, r.supplier_id, coalesce(c.returned_on, r.returned_on) as returned_on, r.reason, r.replace, r.event_id
from purchasing.supplier_return r
left join lateral (
  select l.returned_on from purchasing.return_line l
  where l.company_id = r.company_id and l.return_id = r.id and l.returned_on is not null order by l.id desc limit 1
) c on true;

create view purchasing.v_return_line as
select l.company_id, l.id, l.return_id, l.receipt_line_id, l.quantity + coalesce(x.quantity, 0) as quantity,
  nullif(coalesce(l.claimed, 0) + coalesce(x.claimed, 0), 0) as claimed, l.event_id, r.number || ' ' || o.description as label
from purchasing.return_line l
left join lateral (
  select sum(x.quantity) as quantity, sum(x.claimed) as claimed from purchasing.return_line x where x.company_id = l.company_id and x.corrects_id = l.id
) x on true
join purchasing.supplier_return r on r.company_id = l.company_id and r.id = l.return_id
join purchasing.receipt_line c on c.company_id = l.company_id and c.id = l.receipt_line_id
join purchasing.order_line o on o.company_id = c.company_id and o.id = c.order_line_id
where l.corrects_id is null;

create view purchasing.v_landed_cost_line as
select l.*, c.number || ' ' || r.label as label
from purchasing.landed_cost_line l
join purchasing.landed_cost c on c.company_id = l.company_id and c.id = l.landed_cost_id
join purchasing.v_receipt_line r on r.company_id = l.company_id and r.id = l.receipt_line_id;

create view purchasing.v_source_policy as
select s.*, coalesce(i.name, c.name) as label
from purchasing.source_policy s
left join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
left join catalog.item_category c on c.company_id = s.company_id and c.id = s.category_id;
