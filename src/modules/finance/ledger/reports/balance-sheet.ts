import { answer } from '#kernel/report.ts';
import { addMonths } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import { balanceSheet } from '../contract.ts';
import { EVER, movements } from './movements.ts';
import { against, beside, type Item, itemsOf, sectionRows, totalRow } from './statement.ts';

/** The result not yet carried forward is what income and expense accounts still hold; with it both sides are equal. */
export default answer(balanceSheet, async (tx, params) => {
  const to = params.to ?? tx.today;
  const compareTo = params.compareTo ?? addMonths(to, -12);
  const ranges = [to, compareTo].map((day) => ({ from: EVER, to: day, closing: true }));
  const items = itemsOf(await movements(tx, ranges));
  const of = (...types: string[]) => items.filter((item) => types.includes(item.section));
  const result = resultItem([...of('income'), ...of('expense').map(against)]);
  const equity = [...of('equity'), result];
  return {
    rows: [
      ...sectionRows('Assets', of('asset')),
      ...sectionRows('Liabilities', of('liability')),
      ...sectionRows('Equity', equity),
      totalRow('result', 'Equity and liabilities', 'Total Equity and liabilities', [...of('liability'), ...equity]),
    ],
    columns: beside(showDay(to), showDay(compareTo)),
    taken: { to, compareTo },
  };
});

const resultItem = (items: readonly Item[]): Item => ({
  account: null,
  number: null,
  name: 'Result not carried forward',
  section: 'equity',
  heading: 'Equity',
  amountMinor: items.reduce((sum, item) => sum + item.amountMinor, 0n),
  compareMinor: items.reduce((sum, item) => sum + item.compareMinor, 0n),
});
