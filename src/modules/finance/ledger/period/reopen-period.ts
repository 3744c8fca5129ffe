import { implement } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { reopenPeriod } from '../contract.ts';
import { holdPeriod, periodFlow, setState } from './state.ts';

export default implement(reopenPeriod, async (tx, { period: id, reason }, refuse) => {
  const period = await holdPeriod(tx, id);
  if (!mayGo(periodFlow, period.state, 'open')) refuse('wrong_state', { code: period.code, state: period.state });
  if (period.state === 'closed' && period.actor === tx.actor.id) refuse('own_closing', { code: period.code });
  await setState(tx, period, 'open', reason);
  return { period: id };
});
