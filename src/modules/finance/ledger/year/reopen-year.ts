import { implement } from '#kernel/command.ts';
import { reopenYear } from '../contract.ts';
import { reverse } from '../posting/reverse.ts';
import { closingEntry, holdYear } from './year.ts';

export default implement(reopenYear, async (tx, { year: id, reason }, refuse) => {
  const year = await holdYear(tx, id);
  const entry = await closingEntry(tx, id);
  if (!entry) return refuse('not_closed', { code: year.code });
  if (year.closingState === 'closed') refuse('closing_period_closed', { code: year.code });
  const [posted] = await reverse(tx, [entry], year.endsOn, { cause: reason });
  tx.record({ entity: 'ledger.fiscal_year', id, before: { closedBy: entry }, after: { closedBy: null, reason } });
  return { entry: posted!.id };
});
