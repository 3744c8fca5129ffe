-- Requests with how far they are.
create view purchasing.v_quotation_request as
select r.company_id, r.id, r.number, r.state, r.site_id, r.requested_on, r.reply_by, r.note, r.owner,
  (select count(*)::int from purchasing.quotation q where q.company_id = r.company_id and q.request_id = r.id) as asked,
  (select count(*)::int from purchasing.quotation q where q.company_id = r.company_id and q.request_id = r.id and q.state <> 'invited') as replied,
  r.state = 'sent' and r.reply_by < kernel.today() and exists (
    select from purchasing.quotation q where q.company_id = r.company_id and q.request_id = r.id and q.state = 'invited') as late
from purchasing.quotation_request r;

create view purchasing.v_quotation as
select q.company_id, q.id, q.request_id, q.supplier_id, q.state, q.asked_on, q.replied_on, q.reference, q.currency, q.valid_until, q.extra_percent, q.reason,
  r.number as request_number, r.reply_by, r.state as request_state,
  r.state = 'sent' and q.state = 'invited' and r.reply_by < kernel.today() or q.replied_on > r.reply_by as late,
  coalesce(q.replied_on, kernel.today()) - q.asked_on as days, r.number || ' ' || p.name as label
from purchasing.quotation q
join purchasing.quotation_request r on r.company_id = q.company_id and r.id = q.request_id
join parties.party p on p.company_id = q.company_id and p.id = q.supplier_id;

create view purchasing.v_quotation_line as
select l.company_id, l.id, l.request_id, l.position, l.item_id, l.description, l.quantity, l.unit, l.needed_on, l.awarded, l.quantity - l.awarded as open,
  l.cost_centre_id, l.project_id,
  r.number || ' ' || l.description as label
from purchasing.quotation_line l
join purchasing.quotation_request r on r.company_id = l.company_id and r.id = l.request_id;

-- An offer with its supplier and what it would bring: the day promised, else the lead time from today.
create view purchasing.v_quotation_offer as
select o.company_id, o.id, o.quotation_id, o.line_id, o.declined, o.unit_price, o.minimum, o.lead_days, o.promised_on, o.supplier_item, q.request_id,
  q.supplier_id, q.currency, q.valid_until, q.extra_percent, l.item_id, l.position, coalesce(o.promised_on, kernel.today() + o.lead_days) as arrives_on,
  p.name || ' ' || l.description as label
from purchasing.quotation_offer o
join purchasing.quotation q on q.company_id = o.company_id and q.id = o.quotation_id
join purchasing.quotation_line l on l.company_id = o.company_id and l.id = o.line_id
join parties.party p on p.company_id = q.company_id and p.id = q.supplier_id;

create view purchasing.v_quotation_award as
select a.*, r.number || ' ' || o.label as label
from purchasing.quotation_award a
join purchasing.quotation_request r on r.company_id = a.company_id and r.id = a.request_id
join purchasing.v_quotation_offer o on o.company_id = a.company_id and o.id = a.offer_id;
