import type { RecordOf } from '../../api/contracts.ts';

/** A period, as far as it is looked at here. */
type Ending = Pick<RecordOf<'ledger.period'>, 'id' | 'endsOn' | 'closing'>;

/* Which periods a close takes; no screen needed. Periods come in the order of their last days. */

/** The periods that a close up to one of them takes: those before it, and itself. */
export function untilPeriod<P extends Ending>(open: readonly P[], period: unknown): readonly P[] {
  const at = open.findIndex(({ id }) => id === period);
  return open.slice(0, at + 1);
}

const isOver = (today: string) => (period: Ending) => String(period.endsOn) < today && period.closing !== true;

/** What is closed next: the oldest month that is over. Months are closed one after the other, each when its work is done. */
export const firstEnded = <P extends Ending>(open: readonly P[], today: string): P | undefined =>
  open.find(isOver(today));

/** The periods that are over beyond those that will be closed, with the closing periods between them. */
export function overBeyond<P extends Ending>(open: readonly P[], closing: readonly P[], today: string): readonly P[] {
  return open.slice(closing.length, open.findLastIndex(isOver(today)) + 1);
}
