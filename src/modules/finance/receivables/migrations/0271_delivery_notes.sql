-- The delivery notes whose goods a line bills, as the invoice says them.
alter table receivables.invoice_line add column delivery_note text;
