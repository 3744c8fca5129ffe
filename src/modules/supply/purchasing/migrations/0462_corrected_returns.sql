-- A mistyped return is corrected by lines of its own: signed, they name the line they correct, and the day where that was wrong.
-- `cleared_minor`: what had been accrued for the billed goods that went back, before their bills. (Null: written before that was kept.)
alter table purchasing.return_line
  add column corrects_id uuid,
  add column returned_on date,
  add column cleared_minor bigint,
  drop constraint return_line_quantity_check,
  add constraint return_line_quantity_check check (quantity > 0 or corrects_id is not null),
  drop constraint return_line_claimed_check,
  add constraint return_line_claimed_check check (claimed > 0 or corrects_id is not null),
  add foreign key (company_id, corrects_id) references purchasing.return_line (company_id, id);
create index return_line_corrects on purchasing.return_line (company_id, corrects_id) where corrects_id is not null;
