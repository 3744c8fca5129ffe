import { addDays, addMonths, type Day, monthEnd, monthStart } from '#kernel/values/day.ts';

interface Days {
  readonly from: Day;
  readonly to: Day;
}

const monthsOf = ({ from, to }: Days): number => {
  const month = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return Math.max(1, month(to) - month(from) + 1);
};

/** The days of the return that is filed next: as many months as the last one, from where it ended; the month before today without one. */
export function nextReturn(last: Days | undefined, today: Day): Days {
  if (!last) {
    const from = monthStart(addMonths(monthStart(today), -1));
    return { from, to: monthEnd(from) };
  }
  const from = addDays(last.to, 1);
  return { from, to: monthEnd(addMonths(monthStart(from), monthsOf(last) - 1)) };
}
