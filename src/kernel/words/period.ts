import { refuseCommon } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import type { PaperPeriod } from '../values/paper.ts';

/** Days of which the last comes before the first are a slip, not a question with an empty answer; left out, the last is today. */
export function refuseBackward({ today }: Tx, { from, to }: PaperPeriod): void {
  if (from === undefined || from <= (to ?? today)) return;
  const issue = to
    ? { path: 'to', message: 'The last day comes before the first. Change one of them.' }
    : { path: 'from', message: 'The first day has not come yet. Name an earlier one, or the last day too.' };
  refuseCommon('invalid_input', { issues: [issue] });
}
