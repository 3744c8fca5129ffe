import { answer } from '#kernel/report.ts';
import { addMonths, monthEnd, monthStart } from '#kernel/values/day.ts';
import { profitByMonth } from '../contract.ts';
import { figuresOf } from './figures.ts';

export default answer(profitByMonth, async (tx, { asOf, months }) => {
  const last = asOf ?? tx.today;
  const spans = Array.from({ length: months }, (_, index) => {
    const from = addMonths(monthStart(last), index + 1 - months);
    return { from, to: monthEnd(from) < last ? monthEnd(from) : last };
  });
  const figures = await figuresOf(tx, spans);
  return { rows: figures.map((row, index) => ({ month: spans[index]!.from.slice(0, 7), ...row })) };
});
