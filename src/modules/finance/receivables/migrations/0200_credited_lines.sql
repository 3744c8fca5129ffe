-- What each line was taxed with and how much, so that the parts of a credit add up to the line; and the line a credit takes back.
-- `price_only`: the amount without goods, a lower price. Taxes are null on lines posted before.
alter table receivables.invoice_line add column taxes jsonb;
alter table receivables.invoice_line add column credits_line_id uuid;
alter table receivables.invoice_line add column price_only boolean;
alter table receivables.invoice_line add foreign key (company_id, credits_line_id) references receivables.invoice_line (company_id, id);
create index invoice_line_credits on receivables.invoice_line (company_id, credits_line_id) where credits_line_id is not null;
