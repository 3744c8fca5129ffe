import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import { absMinor } from '#kernel/values/money.ts';
import { Ref } from '#kernel/values/schema.ts';
import { type CountLine, differs, readCountLines, worthOf } from './differences.ts';

const COST = { right: 'catalog.cost.read' } as const;

const MOVED =
  'Some moved after the count began and before it was counted. What counts is what lay there when it began: if it was counted as it lay afterwards, ask for a recount.';
const OVERTAKEN = 'An earlier day changed meanwhile: have it counted again.';

export const countReview = answer(
  report('inventory.count_review', {
    label: 'Differences of a count',
    about:
      'For who approves a count: its lines that differ, those with the largest value first. Who counted in a blind count does not see it while the count goes on, nor does anybody before all of it is counted.',
    permission: 'inventory.count.read',
    params: z.object({ count: Ref('inventory.stock_count') }),
    columns: {
      item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      name: { label: 'Name', type: 'text' },
      lot: { label: 'Lot', type: 'text' },
      bookQuantity: { label: 'Book', type: 'quantity' },
      countedQuantity: { label: 'Counted', type: 'quantity' },
      earlierQuantity: { label: 'Counted before', type: 'quantity' },
      difference: { label: 'Difference', type: 'quantity' },
      worthMinor: { label: 'Worth', type: 'money', total: true, ...COST },
      timesCounted: { label: 'Times counted', type: 'number' },
      remark: { label: 'Remark', type: 'text' },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { count }) => {
    const [[head], lines] = await Promise.all([
      tx.sql<{ blind: boolean; state: string }>`
        select blind, state from inventory.stock_count where company_id = ${tx.company} and id = ${count}`,
      readCountLines(tx, count),
    ]);
    const counting = head?.state === 'counting';
    const hidden = counting && head.blind;
    if (hidden && lines.some((line) => line.countedQuantity === null))
      return { rows: [], notes: ['The count is blind and not all of it is counted.'] };
    if (hidden && lines.some((line) => line.countedBy === tx.actor.id))
      return { rows: [], notes: ['The count is blind and you counted in it: somebody else reviews it.'] };
    const rows = lines
      .filter((line) => differs(line) || (counting && line.overtaken))
      .map((line) => ({
        ...{ item: line.itemCode, itemId: line.item, name: line.name, lot: line.lot, timesCounted: line.timesCounted },
        ...{
          bookQuantity: line.bookQuantity,
          countedQuantity: line.countedQuantity,
          earlierQuantity: line.earlierQuantity,
        },
        difference: line.countedQuantity && toDecimal(dec(line.countedQuantity).minus(line.bookQuantity)),
        worthMinor: line.countedQuantity === null ? 0n : worthOf(line),
        remark: remarkOn(line, counting),
      }))
      .sort((a, b) => Number(absMinor(b.worthMinor) - absMinor(a.worthMinor)));
    return { rows };
  },
);

const remarkOn = (line: CountLine, counting: boolean): string | null => {
  if (line.overtaken && counting) return OVERTAKEN;
  if (line.found) return 'Found: it was not part of the count.';
  return line.moved ? MOVED : null;
};
