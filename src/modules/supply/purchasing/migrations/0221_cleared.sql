-- What was accrued for the goods that are billed and still here: what waits for a bill again when theirs is taken back.
alter table purchasing.receipt_line add column cleared_minor bigint not null default 0;
update purchasing.receipt_line r
set cleared_minor = round((r.billed - r.claimed) * coalesce(l.confirmed_price, l.unit_price) * r.rate * 10::numeric ^ y.digits)
from purchasing.order_line l, kernel.company c, organisation.currency y
where r.billed > r.claimed and l.company_id = r.company_id and l.id = r.order_line_id and c.id = r.company_id and y.code = c.currency;
