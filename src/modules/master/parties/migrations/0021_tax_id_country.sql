-- A tax id is right by the rules of one country. Remembering which keeps "valid" true to the party when it moves.
alter table parties.party add column tax_id_country text references organisation.country;
update parties.party set tax_id_country = country where tax_id_valid;
alter table parties.party drop column tax_id_valid;
alter table parties.party add column tax_id_valid boolean not null generated always as (coalesce(tax_id_country = country, false)) stored;
