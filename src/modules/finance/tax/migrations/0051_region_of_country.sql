-- A region means something only in its country.
alter table tax.rule add constraint region_of_country check (region is null or country is not null);
