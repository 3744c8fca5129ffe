-- `for_good`: goods a credit note takes back that stay with the customer and are not billed again.
-- `lowered_minor`: on an invoice, by how much less its goods are billed because credits had lowered their price; on a credit note, what of the lower
-- prices of its invoice the goods it takes back bear.
alter table receivables.invoice_line add column for_good boolean;
alter table receivables.invoice_line add column lowered_minor bigint;
