-- Somebody settles every held bill: without an order's buyer whoever captured it, as the event of it says.
update payables.held_bill h set owner = coalesce(
  (select e.actor_name from kernel.event e where e.company_id = h.company_id and e.at = h.captured_at and e.actor = h.captured_by limit 1), h.captured_by)
where h.owner is null;
alter table payables.held_bill alter column owner set not null;
