-- Who may be bought an item from, and who not. Of several rows in force the one with the latest first day holds.
create table purchasing.item_supplier (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid not null,
  supplier_id uuid not null,
  standing text not null check (standing in ('approved', 'conditional', 'blocked')),
  from_day date,
  to_day date check (to_day >= from_day),
  reason text,
  primary key (company_id, id),
  unique nulls not distinct (company_id, item_id, supplier_id, from_day),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id)
);
create index item_supplier_supplier on purchasing.item_supplier (company_id, supplier_id);
call kernel.company_table('purchasing.item_supplier');

-- Whether an item is bought from approved suppliers alone: said for the item, else for the nearest of its categories.
create table purchasing.source_policy (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid,
  category_id uuid,
  only_approved boolean not null default true,
  primary key (company_id, id),
  unique (company_id, item_id),
  unique (company_id, category_id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, category_id) references catalog.item_category (company_id, id),
  check (num_nonnulls(item_id, category_id) = 1)
);
call kernel.company_table('purchasing.source_policy');
