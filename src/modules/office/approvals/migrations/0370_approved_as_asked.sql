-- What was asked is what is carried out, or it is asked anew: the facts that were stated, and how the records stood that it changes.
alter table approvals.request
  add column facts jsonb not null default '[]',
  -- [{entity, record, changes}]: the records that were there before, and how many changes they had.
  add column standing jsonb not null default '[]',
  drop constraint request_state_check,
  add constraint request_state_check check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'done', 'failed', 'outdated'));
