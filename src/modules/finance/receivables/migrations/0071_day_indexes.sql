-- Lists are read newest first with the newest id first within a day: the whole index backwards, no sorting.
drop index receivables.invoice_day;
create index invoice_day on receivables.invoice (company_id, invoiced_on, id);
drop index receivables.payment_day;
create index payment_day on receivables.payment (company_id, received_on, id);
