import type { Tx } from '#kernel/tx.ts';
import { type Day, makeDay, yearOf } from '#kernel/values/day.ts';

/** The days a report is about: from the beginning of the year to today, unless it says otherwise. */
export const rangeOf = (tx: Tx, params: { from?: Day; to?: Day }): { from: Day; to: Day } => {
  const to = params.to ?? tx.today;
  const from = params.from ?? makeDay(yearOf(to), 1, 1);
  return { from, to };
};
