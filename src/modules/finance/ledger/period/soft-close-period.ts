import { implement } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { softClosePeriod } from '../contract.ts';
import { holdPeriod, periodFlow, setState } from './state.ts';

export default implement(softClosePeriod, async (tx, { period: id, reason }, refuse) => {
  const period = await holdPeriod(tx, id);
  if (!mayGo(periodFlow, period.state, 'soft_closed'))
    refuse('wrong_state', { code: period.code, state: period.state });
  await setState(tx, period, 'soft_closed', reason);
  return { period: id };
});
