-- The day of supply of a line, whose tax rate holds and which the invoice states. Null: the day of the invoice.
alter table receivables.invoice_line add column supplied_on date;
