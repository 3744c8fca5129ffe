-- A mistyped return is corrected by lines of its own: signed, they name the line they correct, and the day where that was wrong. Of what came back a
-- line says what was not billed, which of it had a lower price, and which goods had been credited for good, by the lines of deliveries that said so:
-- what turns out not to have come back is given back by it. (Null: written before that was kept.)
alter table sales.return_line
  add column corrects_id uuid,
  add column returned_on date,
  add column unbilled numeric,
  add column waived jsonb not null default '[]',
  add column lowered numeric not null default 0,
  add column lowered_minor bigint not null default 0,
  drop constraint return_line_quantity_check,
  add constraint return_line_quantity_check check (quantity > 0 or corrects_id is not null),
  add foreign key (company_id, corrects_id) references sales.return_line (company_id, id);
create index return_line_corrects on sales.return_line (company_id, corrects_id) where corrects_id is not null;
