-- Records keep who did something by id; people read names: the one they had when they last did anything.
create index event_actor on kernel.event (company_id, actor, id desc) include (actor_name);
create function kernel.person_name(company int, person text) returns text language sql stable
return (select e.actor_name from kernel.event e where e.company_id = company and e.actor = person order by e.id desc limit 1);
