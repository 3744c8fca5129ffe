import { answer } from '#kernel/report.ts';
import { books } from '../contract.ts';

/** Events that wait longer than this many seconds for the seal are a fault; the sealer works every second. */
const SEAL_WAIT_SECONDS = 300;

export default answer(books, async (tx) => {
  const [rules, [chain], [waiting]] = await Promise.all([
    tx.sql`
      select rule, name, case when broken > 0 then 'broken' else 'holds' end as state, broken, example::text as example, checked_at
      from answers.proof where company_id = ${tx.company} order by broken > 0 desc, name`,
    tx.sql`
      select 'Every block of the seal names the digest of the block before it.' as rule, 'kernel.seal_chain' as name,
        case when count(*) filter (where torn) > 0 then 'broken' else 'holds' end as state, count(*) filter (where torn)::int as broken,
        'Block ' || min(number) filter (where torn) as example, ${tx.now}::timestamptz as checked_at
      from (
        select number, number <> row_number() over w or previous is distinct from coalesce(lag(digest) over w, decode(repeat('00', 32), 'hex')) as torn
        from kernel.seal_block where company_id = ${tx.company} window w as (order by number)
      ) block`,
    tx.sql`
      select 'Every event is sealed soon after it happened.' as rule, 'kernel.seal_waiting' as name,
        case when count(*) > 0 then 'broken' else 'holds' end as state, count(*)::int as broken, 'Since ' || min(recorded_at) as example,
        ${tx.now}::timestamptz as checked_at
      from (
        select e.recorded_at from kernel.event e
        where e.company_id = ${tx.company}
          and e.recorded_at < clock_timestamp() - make_interval(secs => ${SEAL_WAIT_SECONDS})
          and not exists (select from kernel.seal_event s where s.company_id = e.company_id and s.event_id = e.id) limit 20
      ) late`,
  ]);
  const unchecked = rules.length === 0 ? ['The rules have not been checked yet. “Check the books now” does so.'] : [];
  return { rows: [...rules, chain!, waiting!], notes: unchecked };
});
