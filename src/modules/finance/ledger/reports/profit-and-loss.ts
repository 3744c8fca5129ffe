import { answer } from '#kernel/report.ts';
import { showDay } from '#kernel/values/format.ts';
import { profitAndLoss } from '../contract.ts';
import { comparedTo, type Movement, movements, rangeOf } from './movements.ts';
import { itemsOf, sectionRows, totalRow } from './statement.ts';

export default answer(profitAndLoss, async (tx, params) => {
  const range = await rangeOf(tx, params);
  const compared = params.compare === 'none' ? [] : [comparedTo(range, params.compare)];
  const ranges = [range, ...compared].map((of) => ({ ...of, closing: false }));
  const moved = (await movements(tx, ranges, params)).filter(isResult);
  const items = itemsOf(moved, () => -1n);
  const income = items.filter((item) => item.section === 'income');
  const expense = items.filter((item) => item.section === 'expense');
  return {
    rows: [
      ...sectionRows('Income', income),
      ...sectionRows('Expenses', expense),
      totalRow('result', 'Result', 'Result', items),
    ],
    taken: range,
    notes: compared.map((of) => `Compared with ${showDay(of.from)} to ${showDay(of.to)}.`),
  };
});

const isResult = (movement: Movement): boolean => movement.type === 'income' || movement.type === 'expense';
