-- The codes a line was taxed with, so that a credit note takes back the same taxes at the same rates. Null on lines posted
-- before, and where the tax was given.
alter table receivables.invoice_line add column tax_codes uuid[];
