-- A rule or a group charges its codes without anybody naming them: they stay in use until it names others.
create function tax.check_code_out_of_use() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if exists (select from tax.rule r where r.company_id = new.company_id and r.code_id = new.id and r.active)
    or exists (
      select from tax.group_member m join tax.code g on g.company_id = m.company_id and g.id = m.group_id and g.active
      where m.company_id = new.company_id and m.code_id = new.id) then
    raise exception 'the tax code % is charged by a rule or a group', new.code
      using errcode = 'check_violation', schema = 'tax', table = 'code', constraint = 'code_active_charged_check';
  end if;
  return new;
end $$;
create trigger check_out_of_use before update of active on tax.code
  for each row when (old.active and not new.active) execute function tax.check_code_out_of_use();

create function tax.check_rule_in_use() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.active and not (select c.active from tax.code c where c.company_id = new.company_id and c.id = new.code_id for share) then
    raise exception 'the rule charges a tax code that is out of use'
      using errcode = 'check_violation', schema = 'tax', table = 'rule', constraint = 'rule_code_active_check';
  end if;
  return new;
end $$;
create trigger check_in_use before insert or update of code_id, active on tax.rule
  for each row execute function tax.check_rule_in_use();
