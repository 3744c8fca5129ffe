-- A person who has an account already comes into a company with a code its owner hands over. Whoever made or administers the
-- account elsewhere may know its password, and does not have the code.
create table access.invitation (
  company_id int not null references kernel.company,
  id uuid not null,
  user_id uuid not null,
  email text not null,
  name text not null,
  roles text[] not null,
  code_hash text not null,
  invited_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (company_id, id)
);
create unique index on access.invitation (company_id, user_id) where accepted_at is null and revoked_at is null;
create index on access.invitation (user_id) where accepted_at is null and revoked_at is null;
call kernel.company_table('access.invitation', 'select, insert, update');

-- The companies a person is invited to now, or those whose code this is: who accepts is not in the company yet.
create function access.invited_to(person text, hash text default null) returns setof int language sql stable security definer
  set search_path = pg_catalog
  as $$
    select company_id from access.invitation
    where user_id::text = person and accepted_at is null and revoked_at is null and expires_at > now()
      and (hash is null or code_hash = hash)
  $$;
revoke all on function access.invited_to(text, text) from public;
grant execute on function access.invited_to(text, text) to countinghouse_app;

-- Whether another company has, or had, a say over an account.
create function access.known_elsewhere(person text) returns boolean language sql stable security definer
  set search_path = pg_catalog
  as $$ select exists (select from access.member where id::text = person and company_id <> kernel.company_id()) $$;
revoke all on function access.known_elsewhere(text) from public;
grant execute on function access.known_elsewhere(text) to countinghouse_app;
