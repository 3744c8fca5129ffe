-- Billed goods that went back and whose credit was given up: a credit that comes after all is theirs first.
alter table purchasing.receipt_line add column given_up numeric not null default 0 check (given_up >= 0);
