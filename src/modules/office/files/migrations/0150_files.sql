create schema files;
grant usage on schema files to countinghouse_app;

-- What somebody uploaded: never changed, and the same content of the same person kept once.
create table files.file (
  company_id int not null references kernel.company,
  id uuid not null,
  name text not null check (name <> ''),
  media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg', 'image/webp')),
  size_bytes int not null check (size_bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea not null,
  uploaded_by text not null,
  uploaded_by_id text not null,
  uploaded_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, sha256, uploaded_by_id),
  check (octet_length(content) = size_bytes)
);
create index file_uploaded on files.file (company_id, uploaded_at desc);
-- Scans are compressed already.
alter table files.file alter column content set storage external;
call kernel.company_table('files.file', 'select, insert');

-- Which records a file belongs to, by the kind of record and its id.
create table files.attachment (
  company_id int not null,
  id uuid not null,
  file_id uuid not null,
  entity text not null,
  record_id uuid not null,
  attached_by text not null,
  attached_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, entity, record_id, file_id),
  foreign key (company_id, file_id) references files.file (company_id, id)
);
create index attachment_file on files.attachment (company_id, file_id);
call kernel.company_table('files.attachment', 'select, insert, delete');
