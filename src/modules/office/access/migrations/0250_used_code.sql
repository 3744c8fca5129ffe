-- Codes of second factors that opened a door: each does so once. Only the last minutes are kept.
create table auth.used_code (
  user_id text not null references auth."user" on delete cascade,
  code text not null,
  used_at timestamptz not null,
  primary key (user_id, code)
);
grant select, insert, update, delete on auth.used_code to countinghouse_app;
