-- A supplier's number without what is written now this way and now that: spaces, dashes, small letters, leading zeros.
create function payables.plain_number(number text) returns text language sql immutable parallel safe
return ltrim(regexp_replace(upper(number), '[^A-Z0-9]', '', 'g'), '0');
create index bill_plain_number on payables.bill (company_id, party_id, payables.plain_number(supplier_number));
create index bill_amount on payables.bill (company_id, party_id, total_minor, billed_on);
