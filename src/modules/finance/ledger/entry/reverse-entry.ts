import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Day } from '#kernel/values/day.ts';
import { reverseEntry } from '../contract.ts';
import { postingDays } from '../posting/days.ts';
import { reverse } from '../posting/reverse.ts';

export default implement(reverseEntry, async (tx, { entry, reason, effectiveOn }, refuse) => {
  const day = effectiveOn ?? tx.today;
  // What follows sees what the lock waited for.
  const [, [origin], days] = await Promise.all([
    tx.sql`select id from ledger.entry where company_id = ${tx.company} and id = ${entry} for no key update`,
    tx.sql<{ sourceEntity: string; journal: string; effectiveOn: Day; reversed: boolean; reversal: boolean }>`
      select source_entity, journal, effective_on, reversed_by is not null as reversed, reverses is not null as reversal
      from ledger.v_entry where company_id = ${tx.company} and id = ${entry}`,
    postingDays(tx, [day]),
  ]);
  if (!origin) return refuseCommon('not_found', { what: 'entry' });
  if (origin.sourceEntity !== 'ledger.entry' || origin.journal === 'closing') refuse('not_manual');
  if (origin.reversal) refuse('is_reversal');
  if (origin.reversed) refuse('already_reversed');
  if (day < origin.effectiveOn) refuse('before_origin', { day: origin.effectiveOn });
  if (!days.has(day)) refuse('period_missing', { day });
  const [posted] = await reverse(tx, [entry], day, { cause: reason });
  tx.record({ entity: 'ledger.entry', id: entry, before: { state: 'posted' }, after: { state: 'reversed', reason } });
  return { entry: posted!.id, postedOn: posted!.postedOn };
});
