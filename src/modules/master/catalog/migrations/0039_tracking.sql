-- Whether single lots or pieces of an item are followed, and how long they keep. Services are never in stock.
alter table catalog.item
  add column tracking text not null default 'none' check (tracking in ('none', 'lot', 'serial')),
  add column shelf_days int check (shelf_days > 0);
