-- Another unit is another one: the item's own has no factor but one.
create function catalog.check_other_unit() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if exists (select from catalog.item i where i.company_id = new.company_id and i.id = new.item_id and i.unit = new.unit) then
    raise exception 'the unit % is the own unit of its item', new.unit
      using errcode = 'check_violation', schema = 'catalog', table = 'item_unit', constraint = 'item_unit_unit_other_check';
  end if;
  return new;
end $$;
create trigger check_other_unit before insert or update of item_id, unit on catalog.item_unit
  for each row execute function catalog.check_other_unit();
