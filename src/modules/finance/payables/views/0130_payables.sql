-- Bills with what is still open of them and whether it is overdue.
create view payables.v_bill as
select b.*, coalesce(o.open_minor, 0)::bigint as open_minor, o.due_on,
  case when coalesce(o.open_minor, 0) = 0 then 'paid' when o.overdue then 'overdue' when o.open_minor <> o.amount_minor then 'part_paid' else 'open' end as state,
  (select min(e.posted_on) from ledger.entry e where e.company_id = b.company_id and e.source_id = b.id and e.journal = 'purchase') as posted_on,
  (select 'Posted on ' || to_char(min(e.posted_on), 'FMDD Mon YYYY') || ', since ' || to_char(b.billed_on, 'FMMonth') || ' is closed'
    from ledger.entry e where e.company_id = b.company_id and e.source_id = b.id and e.journal = 'purchase' having min(e.posted_on) > b.billed_on) as posted_later
from payables.bill b
left join lateral (
  select sum(x.open_minor) as open_minor, sum(x.amount_minor) as amount_minor, min(x.due_on) filter (where x.open_minor <> 0) as due_on,
    bool_or(x.open_minor > 0 and x.due_on < kernel.today()) as overdue
  from payables.open_item x where x.company_id = b.company_id and x.document_id = b.id
) o on true;

create view payables.v_payment as
select p.*, coalesce(-x.open_minor, 0)::bigint as unmatched_minor,
  case when p.returns_id is not null then 'return' when r.id is not null then 'sent_back' when x.open_minor = 0 then 'settled' else 'open' end as state
from payables.payment p
left join payables.payment r on r.company_id = p.company_id and r.returns_id = p.id
left join payables.open_item x on x.company_id = p.company_id and x.document_id = p.id;

create view payables.v_open_item as
select x.*, coalesce(b.number, p.number, 'Adjustment') as number, b.supplier_number,
  case when x.open_minor = 0 then 'settled' when x.open_minor > 0 and x.due_on < kernel.today() then 'overdue' else 'open' end as state,
  x.amount_minor < 0 as credit, x.open_minor = 0 as settled, c.name as party_name
from payables.open_item x
join parties.party c on c.company_id = x.company_id and c.id = x.party_id
left join payables.bill b on b.company_id = x.company_id and b.id = x.document_id
left join payables.payment p on p.company_id = x.company_id and p.id = x.document_id;

create view payables.v_run_line as
select l.company_id, l.id, l.run_id, l.party_id, l.item_id, l.amount_minor, l.discount_minor, l.withheld_minor, l.reason, b.supplier_number, b.number as bill_number,
  x.document_id as bill_id, x.due_on, r.currency, k.holder, coalesce(k.iban, k.account) as account
from payables.run_line l
join payables.payment_run r on r.company_id = l.company_id and r.id = l.run_id
join payables.open_item x on x.company_id = l.company_id and x.id = l.item_id
left join payables.bill b on b.company_id = x.company_id and b.id = x.document_id
left join payables.supplier_bank k on k.company_id = l.company_id and case when l.bank_id is null then k.party_id = l.party_id and k.state = 'confirmed' else k.id = l.bank_id end;

-- Why bills are held, in words.
create view payables.v_held_bill as
select h.company_id, h.id, h.state, h.party_id, h.supplier_number, h.billed_on, h.currency, h.total_minor, h.owner, h.captured_by, h.captured_at, h.decided_by,
  h.decided_at, h.reason, h.bill_id, h.input,
  (select string_agg('Line ' || (r ->> 'position') || ': ' || (r ->> 'text'), '; ' order by ord) from jsonb_array_elements(h.holds) with ordinality e(r, ord)) as why
from payables.held_bill h;

create view payables.v_supplier_rule as
select r.*, p.name as supplier from payables.supplier_rule r join parties.party p on p.company_id = r.company_id and p.id = r.party_id;

-- What payments settled, with money and without; what was undone is left out.
create view payables.v_settlement as
select m.company_id, m.id, s.payment_id, s.kind, x.id as item_id, coalesce(b.supplier_number, b.number, p.number, 'Adjustment') as number, x.due_on, x.currency,
  m.amount_minor, x.open_minor, m.matched_on
from payables.match m
join lateral (
  select c.document_id as payment_id, 'money' as kind, case when c.id = m.credit_id then m.owed_id else m.credit_id end as item_id
  from payables.open_item c where c.company_id = m.company_id and c.id in (m.credit_id, m.owed_id) and c.kind = 'payment'
  union all
  select a.payment_id, a.kind, m.owed_id
  from payables.open_item c join payables.adjustment a on a.company_id = c.company_id and a.id = c.document_id
  where c.company_id = m.company_id and c.id = m.credit_id and a.payment_id is not null
) s on true
join payables.open_item x on x.company_id = m.company_id and x.id = s.item_id
left join payables.bill b on b.company_id = x.company_id and b.id = x.document_id
left join payables.payment p on p.company_id = x.company_id and p.id = x.document_id
where m.undoes_id is null and not exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id)
  and not exists (select from payables.adjustment a where a.company_id = x.company_id and a.id = x.document_id and (a.payment_id = s.payment_id or s.kind <> 'money'));

-- Lines of bills with what of them can still be credited: goods, or, where none are left, what is left of the price.
create view payables.v_bill_line as
select l.*, greatest(l.quantity - c.quantity, 0) as to_credit,
  case when l.quantity <= c.quantity then nullif(l.net_minor - c.net_minor, 0) end as to_lower_minor
from payables.bill_line l
cross join lateral (
  select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.net_minor), 0)::bigint as net_minor
  from payables.bill_line x where x.company_id = l.company_id and x.credits_line_id = l.id
) c;

-- What settled what, by the numbers of both.
create view payables.v_match as
select m.*, (select x.number from payables.v_open_item x where x.company_id = m.company_id and x.id = m.credit_id) ||
  case when m.undoes_id is null then ' against ' else ' no longer against ' end ||
  (select coalesce(x.supplier_number, x.number) from payables.v_open_item x where x.company_id = m.company_id and x.id = m.owed_id) as label,
  m.undoes_id is not null or exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id) as undone
from payables.match m;
