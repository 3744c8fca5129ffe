import { implement } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { closePeriod, closing } from '../contract.ts';
import { brokenRules } from './proof.ts';
import { holdPeriod, openUntil, periodFlow, setState } from './state.ts';

export default implement(closePeriod, async (tx, { period: id, reason }, refuse) => {
  const period = await holdPeriod(tx, id);
  if (!mayGo(periodFlow, period.state, 'closed')) refuse('wrong_state', { code: period.code, state: period.state });
  const [earlier] = await openUntil(tx, period);
  if (earlier && earlier.id !== id) refuse('earlier_open', { earlier: earlier.code });
  if (period.resultOpen) refuse('result_open', { code: period.code });
  const { startsOn: from, endsOn: to } = period;
  await tx.emit(closing, { from, to });
  const broken = await brokenRules(tx);
  if (broken.length > 0) refuse('checks_failed', { rules: broken.join(' ') });
  await setState(tx, period, 'closed', reason);
  return { period: id };
});
