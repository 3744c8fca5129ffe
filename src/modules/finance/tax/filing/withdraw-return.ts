import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { holdPeriods } from '#modules/finance/ledger/api.ts';
import { withdrawReturn } from './contract.ts';

export default implement(withdrawReturn, async (tx, { filing: id, reason }, refuse) => {
  await holdPeriods(tx);
  const [filing] = await tx.sql<{ label: string; state: string; later: string | null }>`
    select f.label, f.state, (
      select l.label from tax.v_filing l where l.company_id = f.company_id and l.state = 'filed' and l.ends_on > f.ends_on order by l.ends_on limit 1
    ) as later from tax.v_filing f where f.company_id = ${tx.company} and f.id = ${id}`;
  if (!filing) return refuseCommon('not_found', { what: 'tax return' });
  if (filing.state !== 'filed') refuse('withdrawn', { period: filing.label });
  if (filing.later) refuse('not_last', { later: filing.later });
  await tx.sql`
    insert into tax.filing_withdrawal (company_id, id, filing_id, reason, actor, withdrawn_on, event_id)
    values (${tx.company}, ${tx.newId()}, ${id}, ${reason}, ${tx.actor.id}, ${tx.today}, ${tx.eventId})`;
  tx.record({ entity: 'tax.filing', id, before: { state: 'filed' }, after: { state: 'withdrawn', reason } });
  return { filing: id };
});
