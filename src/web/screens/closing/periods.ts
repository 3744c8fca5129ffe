import type { Row } from '../../api/meta.ts';

/* Which periods a close takes; no screen needed. Periods come in the order of their last days. */

/** The periods that a close up to one of them takes: those before it, and itself. */
export function untilPeriod(open: readonly Row[], period: unknown): readonly Row[] {
  const at = open.findIndex(({ id }) => id === period);
  return open.slice(0, at + 1);
}

const isOver = (today: string) => (period: Row) => String(period.endsOn) < today && period.closing !== true;

/** What is closed next: the oldest month that is over. Months are closed one after the other, each when its work is done. */
export const firstEnded = (open: readonly Row[], today: string): Row | undefined => open.find(isOver(today));

/** The periods that are over beyond those that will be closed, with the closing periods between them. */
export function overBeyond(open: readonly Row[], closing: readonly Row[], today: string): readonly Row[] {
  return open.slice(closing.length, open.findLastIndex(isOver(today)) + 1);
}
