-- When a key was used last stays known when it is revoked: then the sign-in library forgets it.
alter table access.api_key add column last_used_at timestamptz;
