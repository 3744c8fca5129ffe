-- Pieces with serial numbers keep the cost they came with: a stock row of them is costed piece by piece.
alter table inventory.stock drop constraint stock_method_check;
alter table inventory.stock
  add constraint stock_method_check check (method in ('fifo', 'average', 'standard', 'specific'));

-- Rows nothing has happened to yet; a row with moves keeps the method it has, and so do the item's other rows.
update inventory.stock s set method = 'specific'
from catalog.item i
where i.company_id = s.company_id and i.id = s.item_id and i.tracking = 'serial' and s.method in ('fifo', 'average')
  and not exists (
    select from inventory.stock o where o.company_id = s.company_id and o.item_id = s.item_id and o.last_on is not null);
