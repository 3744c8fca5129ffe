-- Blanket orders with what of them can still be called off.
create view purchasing.v_blanket_order as
select b.company_id, b.id, b.number, b.state, b.supplier_id, b.reference, b.currency, b.valid_from, b.valid_to, b.amount_minor, b.drawn_minor,
  b.amount_minor - b.drawn_minor as open_minor, b.note, b.owner,
  case when b.state = 'closed' then 'closed' when b.valid_to < kernel.today() then 'expired' when b.valid_from > kernel.today() then 'not_yet'
    when b.drawn_minor >= b.amount_minor or not exists (
      select from purchasing.blanket_line l where l.company_id = b.company_id and l.blanket_id = b.id and (l.quantity is null or l.drawn < l.quantity))
    then 'used_up' else 'open' end as standing
from purchasing.blanket_order b;

create view purchasing.v_blanket_line as
select l.company_id, l.id, l.blanket_id, l.position, l.item_id, i.unit, l.quantity, l.drawn, l.quantity - l.drawn as open,
  (select p.unit_price from purchasing.blanket_price p where p.company_id = l.company_id and p.line_id = l.id and p.from_quantity = 0) as unit_price,
  b.number, b.currency, b.supplier_id, b.valid_from, b.valid_to, b.standing, b.number || ' ' || i.name as label
from purchasing.blanket_line l
join purchasing.v_blanket_order b on b.company_id = l.company_id and b.id = l.blanket_id
join catalog.item i on i.company_id = l.company_id and i.id = l.item_id;
