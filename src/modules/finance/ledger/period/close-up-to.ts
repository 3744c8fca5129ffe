import { implement } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { closeUpTo, closing } from '../contract.ts';
import { brokenRules } from './proof.ts';
import { holdPeriod, openUntil, periodFlow, setState } from './state.ts';

export default implement(closeUpTo, async (tx, { period: id, reason }, refuse) => {
  const last = await holdPeriod(tx, id);
  if (!mayGo(periodFlow, last.state, 'closed')) refuse('wrong_state', { code: last.code, state: last.state });
  if (last.resultOpen) refuse('result_open', { code: last.code });
  const open = await openUntil(tx, last);
  // A few of one year or two: each is asked for as if it were closed alone.
  for (const { startsOn: from, endsOn: to } of open) await tx.emit(closing, { from, to });
  const broken = await brokenRules(tx);
  if (broken.length > 0) refuse('checks_failed', { rules: broken.join(' ') });
  for (const period of open) await setState(tx, period, 'closed', reason);
  tx.did(
    closeUpTo.many!,
    open.map((period) => ({ input: { period: period.id, reason } })),
  );
  return { periods: open.map((period) => period.id) };
});
