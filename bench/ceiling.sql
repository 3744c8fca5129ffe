-- What the ceilings of the benches share: events with their records, ledger entries, numbers without gaps.
create schema ceiling;
create sequence ceiling.number;

create function ceiling.event(co int, event uuid, operation text, input jsonb, output jsonb, facts jsonb,
  entities text[], records uuid[], after jsonb[]) returns void language sql as $$
  insert into kernel.event (company_id, id, at, actor, actor_name, via, operation, input, output, facts, hash)
  values (co, event, now(), 'role:owner', 'owner', 'bench', operation, input, output, facts, '');
  insert into kernel.event_record (company_id, record_id, event_id, id, entity, after)
  select co, r.record, event, uuidv7(), r.entity, r.after from unnest(entities, records, after) r(entity, record, after);
$$;

create function ceiling.ids(count bigint) returns uuid[] language sql volatile as $$ select array_agg(uuidv7()) from generate_series(1, count) $$;

create function ceiling.post(co int, event uuid, day date, journal text, note text, made_by text, entries uuid[], sources uuid[],
  line_entries uuid[], roles text[], amounts bigint[], parties uuid[], items uuid[], codes uuid[]) returns void language plpgsql as $$
declare period uuid := (select id from ledger.period where company_id = co and day between starts_on and ends_on and not closing);
begin
  with entry as (
    insert into ledger.entry (company_id, id, journal, period_id, posted_on, effective_on, text, source_entity, source_id, actor, event_id)
    select co, e.id, journal, period, day, day, note, made_by, e.source, 'role:owner', event from unnest(entries, sources) e(id, source)
  )
  insert into ledger.line (company_id, id, entry_id, period_id, posted_on, account_id, role, amount_minor, party_id, item_id, tax_code_id, event_id)
  select co, uuidv7(), l.entry, period, day, r.account_id, l.role, l.amount, l.party, l.item, l.code, event
  from unnest(line_entries, roles, amounts, parties, items, codes) l(entry, role, amount, party, item, code)
  join ledger.account_role r on r.company_id = co and r.role = l.role;
end $$;

create function ceiling.numbers(co int, wanted text, in_year int, count int) returns bigint language sql as $$
  update kernel.number_series set next = next + count where company_id = co and series = wanted and year = in_year returning next - count
$$;
