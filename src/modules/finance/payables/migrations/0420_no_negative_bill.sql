-- No bill and no credit asks for less than nothing.
alter table payables.bill add constraint not_negative check (total_minor >= 0);
