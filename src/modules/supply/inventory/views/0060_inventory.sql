-- Each move as it is known now: its last correction applied, what joined its value later included. Quantity zero: cancelled.
-- Used: the goods went where goods are wanted, to customers, production or own use; not lost, moved or given back.
create view inventory.v_move as
select m.company_id, m.id, m.stock_id, s.item_id, s.site_id, m.kind,
  coalesce(c.quantity, m.quantity) as quantity,
  case when m.kind in ('receipt', 'gain', 'carried') then 1 when m.kind = 'revalue' then 0 else -1 end
    * coalesce(c.quantity, m.quantity) as change,
  coalesce(c.effective_on, m.effective_on) as effective_on,
  m.quantity as recorded_quantity, m.effective_on as recorded_effective_on,
  m.seq, m.counterpart, split_part(m.other_side, '/', 1) as other_side,
  nullif(split_part(m.other_side, '/', 2), '')::uuid as cost_centre_id, nullif(split_part(m.other_side, '/', 3), '')::uuid as project_id, m.parcel_id, m.layer_id, m.location_id, m.reason,
  m.source_entity, m.source_id, m.line_id, m.demand_id, m.recorded_at, m.event_id,
  m.kind = 'issue' and (m.counterpart in ('customer', 'production') or split_part(m.other_side, '/', 1) = 'expense')
    and coalesce(c.quantity, m.quantity) > 0 as used,
  (select i.name || ', ' || case m.kind when 'carried' then 'value carried over' when 'supplier_return' then 'return to supplier' when 'revalue' then 'revaluation' else m.kind end || ' of ' || to_char(coalesce(c.effective_on, m.effective_on), 'FMDD Mon YYYY')
   from catalog.item i where i.company_id = s.company_id and i.id = s.item_id) as label
from inventory.move m
join inventory.stock s on s.company_id = m.company_id and s.id = m.stock_id
left join lateral (
  select quantity, effective_on from inventory.move_correction c
  where c.company_id = m.company_id and c.move_id = m.id order by c.id desc limit 1
) c on true;

-- What each move put into stock (+) or took out (-), and what its own other side bears of it.
create view inventory.v_move_value as
select m.company_id, m.id,
  coalesce(e.value_minor, 0) as stock_minor,
  coalesce(e.value_minor, 0) + coalesce(f.value_minor, 0) as borne_minor
from inventory.move m
left join lateral (
  select sum(value_minor)::bigint as value_minor from inventory.layer_entry e
  where e.company_id = m.company_id and e.move_id = m.id
) e on true
left join lateral (
  select sum(value_minor)::bigint as value_minor from inventory.shift f
  where f.company_id = m.company_id and f.move_id = m.id and f.role = 'move'
) f on true;

create view inventory.v_stock as
select s.company_id, s.id, s.item_id, i.code as item_code, s.site_id, s.method, s.on_hand, s.reserved, s.held,
  s.on_hand - s.reserved - s.held as available, s.value_minor,
  case when s.on_hand <> 0 then round(s.value_minor / s.on_hand / 10::numeric ^ k.digits, 6) end as unit_cost
from inventory.stock s
join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
join kernel.company k on k.id = s.company_id;

-- A blind count keeps the book quantity to itself while it goes on.
create view inventory.v_count_line as
select l.company_id, l.id, l.count_id, l.item_id, i.code as item_code, l.lot_id,
  case when not (c.blind and c.state = 'counting') then l.book_quantity end as book_quantity,
  l.counted_quantity,
  case when not (c.blind and c.state = 'counting') then l.counted_quantity - l.book_quantity end as difference,
  l.times_counted, l.counted_by, l.counted_at, l.earlier_quantity, l.earlier_by, l.found, l.new_lot, coalesce(t.number, l.new_lot) as lot_number,
  i.name as item_name, i.unit
from inventory.count_line l
join inventory.stock_count c on c.company_id = l.company_id and c.id = l.count_id
join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
left join inventory.lot t on t.company_id = l.company_id and t.id = l.lot_id;

-- What each demand has reserved, and where.
create view inventory.v_reserved as
select r.company_id, r.demand_id, s.item_id, s.site_id, r.quantity, r.source_entity, r.source_id, r.reserved_at
from inventory.reservation r
join inventory.stock s on s.company_id = r.company_id and s.id = r.stock_id;

-- What each site has of each lot.
create view inventory.v_stock_lot as
select t.company_id, t.id, t.stock_id, s.item_id, s.site_id, t.lot_id, l.number, l.expires_on, l.received_on, l.state, t.on_hand
from inventory.stock_lot t
join inventory.stock s on s.company_id = t.company_id and s.id = t.stock_id
join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id
where t.on_hand > 0;

-- What each move brought or took of each lot.
create view inventory.v_move_lot as
select t.company_id, t.id, t.move_id, t.lot_id, l.number, l.item_id, s.site_id, t.quantity, t.party_id, m.effective_on, m.kind, m.counterpart,
  m.source_entity, m.source_id, m.line_id
from inventory.move_lot t
join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id
join inventory.move m on m.company_id = t.company_id and m.id = t.move_id
join inventory.stock s on s.company_id = m.company_id and s.id = m.stock_id;

create view inventory.v_inspection as
select n.company_id, n.id, s.item_id, i.code as item_code, s.site_id, n.supplier_id, n.move_id, n.quantity,
  n.quantity - n.accepted - n.rejected - n.missing as waiting, n.quantity > n.accepted + n.rejected + n.missing as open,
  n.accepted, n.rejected, n.missing, n.quantity - n.accepted - n.gone as held, n.reason,
  n.received_at, n.received_by, n.inspected_at, n.inspected_by
from inventory.inspection n
join inventory.stock s on s.company_id = n.company_id and s.id = n.stock_id
join catalog.item i on i.company_id = s.company_id and i.id = s.item_id;

-- Where in each site goods lie; what no location holds lies in the site at large.
create view inventory.v_stock_location as
select t.company_id, t.stock_id, s.item_id, s.site_id, t.location_id, l.code, l.name, t.on_hand
from inventory.stock_location t
join inventory.stock s on s.company_id = t.company_id and s.id = t.stock_id
join inventory.location l on l.company_id = t.company_id and l.id = t.location_id
where t.on_hand > 0;
