-- The run-time role may put a job into the queue and nothing else there.
create function kernel.enqueue(job text, payload jsonb) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform graphile_worker.add_job(job, payload::json, max_attempts => 10);
end $$;
revoke all on function kernel.enqueue(text, jsonb) from public;
grant execute on function kernel.enqueue(text, jsonb) to countinghouse_app;
