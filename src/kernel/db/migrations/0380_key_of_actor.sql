-- A key is one of whoever sent the request: nobody uses up another's.
drop index kernel.event_request_key;
create unique index event_request_key on kernel.event (company_id, actor, request_key) where request_key is not null;
