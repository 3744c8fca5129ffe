import { answer } from '#kernel/report.ts';
import { addDays, type Day, monthEnd } from '#kernel/values/day.ts';
import { profitByMonth } from '../contract.ts';
import { type Movement, movements, netOf, rangeOf } from './movements.ts';

/** The most months one answer holds. */
const MOST_MONTHS = 120;

export default answer(profitByMonth, async (tx, params) => {
  const { from, to } = await rangeOf(tx, params);
  const months = monthsOf(from, to);
  const moved = await movements(
    tx,
    months.map((month) => ({ ...month, closing: false })),
    params,
  );
  const byMonth = Map.groupBy(moved, (movement) => movement.range);
  return {
    rows: months.map((month, index) => {
      const incomeMinor = -sumOf(byMonth.get(index), 'income');
      const expenseMinor = sumOf(byMonth.get(index), 'expense');
      const resultMinor = incomeMinor - expenseMinor;
      return {
        month: month.from.slice(0, 7),
        startsOn: month.from,
        endsOn: month.to,
        incomeMinor,
        expenseMinor,
        resultMinor,
      };
    }),
    taken: { from, to },
  };
});

const sumOf = (moved: Movement[] | undefined, type: string): bigint =>
  (moved ?? []).filter((movement) => movement.type === type).reduce((sum, movement) => sum + netOf(movement), 0n);

function monthsOf(from: Day, to: Day): { from: Day; to: Day }[] {
  const months: { from: Day; to: Day }[] = [];
  for (let day = from; day <= to && months.length < MOST_MONTHS; day = addDays(monthEnd(day), 1))
    months.push({ from: day, to: monthEnd(day) < to ? monthEnd(day) : to });
  return months;
}
