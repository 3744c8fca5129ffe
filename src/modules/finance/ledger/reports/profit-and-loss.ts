import { answer } from '#kernel/report.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import { profitAndLoss } from '../contract.ts';
import { comparedTo, type Movement, movements, rangeOf } from './movements.ts';
import { against, beside, itemsOf, sectionRows, totalRow } from './statement.ts';

export default answer(profitAndLoss, async (tx, params) => {
  const range = await rangeOf(tx, params);
  const compared = params.compare === 'none' ? [] : [comparedTo(range, params.compare)];
  const ranges = [range, ...compared].map((of) => ({ ...of, closing: false }));
  const moved = (await movements(tx, ranges, params)).filter(isResult);
  const items = itemsOf(moved);
  const income = items.filter((item) => item.section === 'income');
  const expense = items.filter((item) => item.section === 'expense');
  return {
    rows: [
      ...sectionRows('Income', income),
      ...sectionRows('Expenses', expense),
      totalRow('result', 'Result', 'Profit or loss', [...income, ...expense.map(against)]),
    ],
    columns: beside(daysOf(range), compared[0] && daysOf(compared[0])),
    taken: range,
  };
});

const daysOf = ({ from, to }: { from: Day; to: Day }): string => [from, to].map(wholeDay).join(' to ');

/** A heading breaks between the days, not within them. */
const wholeDay = (day: Day): string => showDay(day).replaceAll(' ', '\u00a0');

const isResult = (movement: Movement): boolean => movement.type === 'income' || movement.type === 'expense';
