import { implement } from '#kernel/command.ts';
import { listInvariants } from '#kernel/db/invariants.ts';
import { raw } from '#kernel/db/sql.ts';
import { mayGo } from '#kernel/entity.ts';
import type { Tx } from '#kernel/tx.ts';
import { closePeriod, closing } from '../contract.ts';
import { holdPeriod, type PeriodFacts, periodFlow, setState } from './state.ts';

export default implement(closePeriod, async (tx, { period: id, reason }, refuse) => {
  const period = await holdPeriod(tx, id);
  if (!mayGo(periodFlow, period.state, 'closed')) refuse('wrong_state', { code: period.code, state: period.state });
  const [earlier] = await earlierOpen(tx, period);
  if (earlier) refuse('earlier_open', { earlier: earlier.code });
  const { startsOn: from, endsOn: to } = period;
  await tx.emit(closing, { from, to });
  const broken = await brokenRules(tx);
  if (broken.length > 0) refuse('checks_failed', { rules: broken.join(' ') });
  await setState(tx, period, 'closed', reason);
  return { period: id };
});

const earlierOpen = (tx: Tx, period: PeriodFacts) =>
  tx.sql<{ code: string }>`
    select code from ledger.v_period
    where company_id = ${tx.company} and state <> 'closed' and (ends_on, closing) < (${period.endsOn}::date, ${period.closing})
    order by ends_on, closing limit 1`;

/** The rules the books of this company break, in words: all invariants of all modules, bound to the company by row security. */
async function brokenRules(tx: Tx): Promise<string[]> {
  const results = await Promise.all(
    listInvariants().map(async ({ rule, text }) => {
      const rows = await tx.sql`select from (${raw(text)}) as broken limit 1`;
      return rows.length > 0 ? [rule] : [];
    }),
  );
  return results.flat();
}
