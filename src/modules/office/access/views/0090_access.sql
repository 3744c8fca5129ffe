-- Roles are said by what they are called: those a company made bear a name, those of the program say what they are.
create view access.v_user as
  select m.company_id, m.id, u.name, u.email, coalesce(u.two_factor_enabled, false) as two_factor, m.joined_at,
    coalesce(r.roles, '') as roles, r.roles is not null as active,
    (select max(s.updated_at) from auth.session s where s.user_id = u.id) as last_seen_at
  from access.member m
  join auth."user" u on u.id = m.id::text
  left join lateral (
    select string_agg(coalesce(k.label, upper(left(g.role, 1)) || replace(substr(g.role, 2), '_', ' ')), ', ' order by g.role) as roles
    from kernel.user_role g left join kernel.role k on k.company_id = g.company_id and k.name = g.role
    where g.company_id = m.company_id and g.user_id = u.id
  ) r on true;

create view access.v_api_key as
  select k.company_id, k.id, k.name, k.user_id, u.email, array_to_string(k.scopes, ', ') as scopes, k.start || '…' as start,
    k.created_at, k.expires_at, k.revoked_at, coalesce(a.last_request, k.last_used_at) as last_used_at,
    case when k.revoked_at is not null or a.id is null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end as state
  from access.api_key k
  join auth."user" u on u.id = k.user_id::text
  left join auth.apikey a on a.id = k.id::text;

create view access.v_invitation as
  select i.company_id, i.id, i.email, i.name, (
      select string_agg(coalesce(k.label, upper(left(g.role, 1)) || replace(substr(g.role, 2), '_', ' ')), ', ' order by g.role)
      from unnest(i.roles) as g (role) left join kernel.role k on k.company_id = i.company_id and k.name = g.role) as roles, i.invited_at, i.expires_at, i.accepted_at,
    case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
      when i.expires_at <= now() then 'expired' else 'open' end as state
  from access.invitation i;

create view access.v_role as
  select r.company_id, r.name, r.label, array_to_string(r.permissions, ', ') as permissions,
    (select count(*) from kernel.user_role g where g.company_id = r.company_id and g.role = r.name)::int as users
  from kernel.role r;
