-- What a company writes about itself on its documents.
create table organisation.company_detail (
  company_id int not null references kernel.company,
  id uuid not null,
  legal_name text not null check (legal_name <> ''),
  street text,
  postal_code text,
  city text,
  country text references organisation.country,
  tax_id text,
  register text,
  email text,
  phone text,
  bank_name text,
  iban text,
  bic text,
  primary key (company_id, id),
  unique (company_id)
);
create index company_detail_country on organisation.company_detail (country);
call kernel.company_table('organisation.company_detail');
