-- An inspection follows its receipt: what came by now, which a correction may have made nothing. What nobody found unfit and is
-- gone all the same is missing.
alter table inventory.inspection add column missing numeric not null default 0 check (missing >= 0 and missing <= gone);
alter table inventory.inspection drop constraint inspection_quantity_check;

-- Receipts corrected before. What came more was free and stays so; what came less was never there, so it is neither gone nor
-- held, and last of all accepted.
create temporary table corrected on commit drop as
select n.company_id, n.id, n.stock_id, m.quantity as came, greatest(m.quantity - n.quantity, 0) as more,
  x.gone as less_gone, y.held as less_held, n.quantity - least(m.quantity, n.quantity) - x.gone - y.held as less_accepted
from inventory.inspection n
join lateral (
  select c.quantity from inventory.move_correction c where c.company_id = n.company_id and c.move_id = n.move_id order by c.id desc limit 1
) m on m.quantity <> n.quantity
cross join lateral (select least(greatest(n.quantity - m.quantity, 0), n.gone) as gone) x
cross join lateral (select least(greatest(n.quantity - m.quantity, 0) - x.gone, n.quantity - n.accepted - n.gone) as held) y;
update inventory.inspection n set quantity = c.came, accepted = n.accepted + c.more - c.less_accepted, gone = n.gone - c.less_gone,
  rejected = least(n.rejected - c.less_gone, c.came - (n.accepted + c.more - c.less_accepted))
from corrected c where c.company_id = n.company_id and c.id = n.id;
update inventory.stock s set held = s.held - c.held
from (select company_id, stock_id, sum(less_held) as held from corrected group by 1, 2) c
where c.company_id = s.company_id and c.stock_id = s.id and c.held > 0;

alter table inventory.inspection add constraint inspection_quantity_check check (quantity >= 0);
-- What came is accepted, rejected, missing or waits; what is gone was rejected or is missing.
alter table inventory.inspection add constraint inspection_parts check (accepted + rejected + missing <= quantity and gone <= rejected + missing);
