-- Lines of a requisition that is ordered in part, taken back before they were ordered: nobody buys them.
alter table sourcing.requisition_line add column given_up boolean not null default false check (not (given_up and order_id is not null));

-- Requisitions that were called cancelled though a part of them was ordered and came.
with part as (
  select r.company_id, r.id from sourcing.requisition r
  where r.state = 'cancelled'
    and exists (select from sourcing.requisition_line l where l.company_id = r.company_id and l.requisition_id = r.id and l.order_id is null)
    and exists (select from sourcing.requisition_line l where l.company_id = r.company_id and l.requisition_id = r.id and l.order_id is not null)
), given as (
  update sourcing.requisition_line l set given_up = true from part p
  where p.company_id = l.company_id and p.id = l.requisition_id and l.order_id is null
)
update sourcing.requisition r set state = 'ordered' from part p where p.company_id = r.company_id and p.id = r.id;
