-- The site a billed line was sold from, as its revenue is posted.
alter table receivables.invoice_line add column site_id uuid;
