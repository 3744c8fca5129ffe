-- What the differences of a count came to, each without its sign: limits of a day look at all its counts.
alter table inventory.stock_count add column difference_minor bigint check (difference_minor >= 0);
