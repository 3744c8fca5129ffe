import { raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { lockParties } from '#modules/master/parties/api.ts';
import { type Side, tablesOf } from '../side.ts';

/**
 * States what this operation paid back or gave up of a party, with what else was within a day: a limit is not passed in small parts.
 * After its rows are written.
 */
export async function stateMoney(tx: Tx, side: Side, deed: 'refund' | 'write_off', party: Id): Promise<void> {
  await lockParties(tx, [party]);
  const { payment, adjustment } = tablesOf(side);
  const [from, which] =
    deed === 'refund' ? [payment, raw('x.amount_minor < 0')] : [adjustment, raw(`x.kind = 'write_off'`)];
  const [found] = await tx.sql<{ name: string; own: bigint; all: bigint }>`
    select p.name, coalesce(sum(abs(x.base_minor)) filter (where x.event_id = ${tx.eventId}), 0)::bigint as own,
      coalesce(sum(abs(x.base_minor)), 0)::bigint as "all"
    from parties.party p
    left join ${from} x on x.company_id = p.company_id and x.party_id = p.id and ${which}
      and (x.event_id = ${tx.eventId} or exists (
        select from kernel.event e where e.company_id = x.company_id and e.id = x.event_id and e.at > ${tx.now}::timestamptz - interval '24 hours'))
    where p.company_id = ${tx.company} and p.id = ${party} group by p.name`;
  tx.state({ [side.party]: found!.name, amountMinor: found!.own, withOthersMinor: found!.all });
}
