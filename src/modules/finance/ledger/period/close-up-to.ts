import { implement } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { closeUpTo } from '../contract.ts';
import { brokenRules } from './proof.ts';
import { holdPeriod, openUntil, periodFlow, setState } from './state.ts';

export default implement(closeUpTo, async (tx, { period: id, reason }, refuse) => {
  const last = await holdPeriod(tx, id);
  if (!mayGo(periodFlow, last.state, 'closed')) refuse('wrong_state', { code: last.code, state: last.state });
  const broken = await brokenRules(tx);
  if (broken.length > 0) refuse('checks_failed', { rules: broken.join(' ') });
  const open = await openUntil(tx, last);
  // A few of one year or two, each with its own row of states.
  for (const period of open) await setState(tx, period, 'closed', reason);
  return { periods: open.map((period) => period.id) };
});
