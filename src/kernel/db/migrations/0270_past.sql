-- What masters said before they were changed: one row a record and event, the row as it stood before (null: it was not there).
-- So a posted paper prints for ever what it said when it was posted, and posting costs nothing for it.
create table kernel.row_past (
  company_id int not null,
  source text not null,
  record_id uuid not null,
  event_id uuid not null,
  content jsonb,
  primary key (company_id, source, record_id, event_id)
);
call kernel.posted_table('kernel.row_past');

-- For tables whose rows have a company_id and an id. What is changed outside an operation has no event and is not kept.
create function kernel.keep_past() returns trigger language plpgsql as $$
declare
  event uuid := nullif(current_setting('countinghouse.event', true), '')::uuid;
  changed jsonb := to_jsonb(coalesce(old, new));
begin
  if event is not null and old is distinct from new then
    insert into kernel.row_past (company_id, source, record_id, event_id, content)
    values ((changed ->> 'company_id')::int, tg_table_schema || '.' || tg_table_name, (changed ->> 'id')::uuid, event, to_jsonb(old))
    on conflict do nothing;
  end if;
  return null;
end $$;

create procedure kernel.keeps_past(name regclass) language plpgsql as $$
begin
  execute format('create trigger keep_past after insert or update or delete on %s for each row execute function kernel.keep_past()', name);
end $$;

-- A row as it stood when an event began: what the first later change found, else what is there now. Null: it was not there.
create function kernel.as_of(company int, source text, record uuid, event uuid, present jsonb) returns jsonb language sql stable parallel safe as $$
  select case when p.event_id is null then present else p.content end
  from (select) one left join lateral (
    select r.event_id, r.content from kernel.row_past r
    where r.company_id = company and r.source = as_of.source and r.record_id = record and r.event_id > event order by r.event_id limit 1
  ) p on true $$;
