import { expect } from 'vitest';
import { setRate } from '#modules/finance/tax/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit, postBill } from '../contract.ts';
import { newNumber, openBuying, received } from './bill-world.ts';

/** Input tax at 19 % in January, 16 % from February on. */
async function newRate(world: World): Promise<void> {
  const { rows } = await world.list('tax.code', { filter: { code: 'IN-STD' } });
  const code = String(rows[0]!.id);
  await world.as('controller')(setRate, { taxCode: code, rate: '19' });
  await world.as('controller')(setRate, { taxCode: code, fromDay: '2026-02-01', rate: '16' });
}

scenario('B33: goods are taxed at the rate of the day they came, services at that of the day stated', async (world) => {
  const { supplier, casting } = await openBuying(world);
  await newRate(world);
  const early = await received(world, supplier, [{ item: casting, quantity: '10', unitPrice: '10' }], '2026-01-25');
  const late = await received(world, supplier, [{ item: casting, quantity: '10', unitPrice: '10' }], '2026-02-05');
  const enter = (lines: object[], more: object = {}) =>
    world.as('bookkeeper')(postBill, {
      ...{ supplier, supplierNumber: newNumber(), billedOn: '2026-02-10', acknowledgeDuplicate: true, ...more },
      lines: lines as never,
    });
  const goods = await enter([
    { receiptLine: early.lines[0], quantity: '10', unitPrice: '10' },
    { receiptLine: late.lines[0], quantity: '10', unitPrice: '10' },
  ]);
  expect(goods.totalMinor).toBe(235_00n);
  const { rows: lines } = await world.list('payables.bill_line', { filter: { bill: goods.bill! }, sort: 'position' });
  expect(lines.map((line) => line.suppliedOn)).toEqual(['2026-01-25', '2026-02-05']);
  const credit = await world.as('bookkeeper')(enterCredit, {
    ...{ bill: goods.bill!, supplierNumber: newNumber(), creditedOn: '2026-03-02' },
    lines: [{ line: String(lines[0]!.id), netMinor: 10_00n }],
  } as never);
  expect((credit as { totalMinor: bigint }).totalMinor).toBe(11_90n);

  const work = { description: 'Repair', unitPrice: '100' };
  expect((await enter([work])).totalMinor).toBe(116_00n);
  expect((await enter([work], { suppliedOn: '2026-01-31' })).totalMinor).toBe(119_00n);
  expect((await enter([{ ...work, suppliedOn: '2026-01-31' }])).totalMinor).toBe(119_00n);
});
