import { answer } from '#kernel/report.ts';
import { addDays, addMonths, monthStart } from '#kernel/values/day.ts';
import { rangeOf } from '#modules/finance/ledger/api.ts';
import { profit } from '../contract.ts';
import { figuresOf } from './figures.ts';

export default answer(profit, async (tx, { asOf }) => {
  const to = asOf ?? tx.today;
  const month = monthStart(to);
  const year = await rangeOf(tx, { to });
  const named = [
    { period: 'This month', from: month, to },
    { period: 'Last month', from: addMonths(month, -1), to: addDays(month, -1) },
    { period: 'This year', ...year },
    { period: 'Last year', from: addMonths(year.from, -12), to: addDays(year.from, -1) },
  ];
  const figures = await figuresOf(tx, named);
  return { rows: figures.map((row, index) => ({ period: named[index]!.period, ...row })) };
});
