-- A part of a payment that settles an item in another currency far from the rate of the day gives some of the item up, in its currency.
alter table receivables.adjustment add column given_up_minor bigint;
