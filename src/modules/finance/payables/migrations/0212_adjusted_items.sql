-- An item carries what was given of it as discount and as write-off, because limits hold for it over all payments.
alter table payables.open_item
  add column discounted_minor bigint not null default 0,
  add column written_off_minor bigint not null default 0;
grant update (discounted_minor, written_off_minor) on payables.open_item to countinghouse_app;
update payables.open_item x set discounted_minor = s.discounted, written_off_minor = s.written_off
from (
  select m.company_id, m.owed_id, coalesce(sum(m.amount_minor) filter (where a.kind = 'discount'), 0) as discounted,
    coalesce(sum(m.amount_minor) filter (where a.kind = 'write_off'), 0) as written_off
  from payables.match m
  join payables.open_item c on c.company_id = m.company_id and c.id = m.credit_id
  join payables.open_item d on d.company_id = m.company_id and d.id = m.owed_id and d.kind <> 'adjustment'
  join payables.adjustment a on a.company_id = c.company_id and a.id = c.document_id
  group by 1, 2
) s
where x.company_id = s.company_id and x.id = s.owed_id;

-- A small rest may be given up with a payment, as on the other side.
alter table payables.adjustment drop constraint adjustment_from;
