-- No invoice and no credit note asks for less than nothing.
alter table receivables.invoice add constraint not_negative check (total_minor >= 0);
