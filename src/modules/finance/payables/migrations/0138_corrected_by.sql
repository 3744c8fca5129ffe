-- Whoever captured or corrected a held bill does not release it.
alter table payables.held_bill add column corrected_by text[] not null default '{}';
