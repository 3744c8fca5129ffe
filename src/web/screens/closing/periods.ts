import type { Row } from '../../api/meta.ts';

/* Which periods a close takes; no screen needed. Periods come in the order of their last days. */

/** The periods that a close up to one of them takes: those before it, and itself. */
export function untilPeriod(open: readonly Row[], period: unknown): readonly Row[] {
  const at = open.findIndex(({ id }) => id === period);
  return open.slice(0, at + 1);
}

/** What is usually closed next: the last month that is over. */
export const lastEnded = (open: readonly Row[], today: string): Row | undefined =>
  open.findLast(({ endsOn, closing }) => String(endsOn) < today && closing !== true);
