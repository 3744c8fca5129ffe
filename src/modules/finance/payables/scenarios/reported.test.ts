import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { releaseBill } from '../bill/contract.ts';
import { enterCredit, recordPayment } from '../contract.ts';
import { balances, billed, newNumber, openBuying, received } from './bill-world.ts';

scenario('B32: what was bought goes on to its end when the item and the supplier are out of use', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const archive = (name: string, id: string) =>
    execute(world.app, name, {
      actor: seedActor(world.app, 'owner'),
      company: world.company,
      input: { id, anyway: true },
      via: 'test',
    });
  const lines = [{ item: casting, quantity: '5', unitPrice: '40' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  await archive('catalog.archive_item', casting);
  await archive('parties.archive_party', supplier);
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  await world.as('storekeeper')(returnGoods, {
    ...{ receipt, reason: 'Cracked', lines: [{ line: receiptLine, quantity: '1' }] },
  });
  const made = await billed(world, supplier, [{ receiptLine, quantity: '4', unitPrice: '40' }]);
  expect(made).toMatchObject({ holds: [], totalMinor: 160_00n });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: '16000' });
  expect((await world.get('payables.bill', made.bill)).openMinor).toBe(0n);
});

scenario(
  'B32: a held bill is posted and credited with the tax that was named on it and is out of use since',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
    const tax = await newTax(world, { direction: 'purchase' }, '13');
    const bill = (unitPrice: string) =>
      billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '5', unitPrice, taxCodes: [tax] }]);
    const { held } = await bill('60');
    await execute(world.app, 'tax.archive_code', {
      ...{ actor: seedActor(world.app, 'owner'), company: world.company, input: { id: tax }, via: 'test' },
    });
    const { bill: posted } = await world.as('controller')(releaseBill, { held: held!, reason: 'Agreed' });
    expect(await world.get('payables.bill', posted)).toMatchObject({ netMinor: 300_00n, taxMinor: 39_00n });
    const [line] = (await world.list('payables.bill_line', { filter: { bill: posted } })).rows;
    await world.as('bookkeeper')(enterCredit, {
      ...{ bill: posted, supplierNumber: newNumber(), lines: [{ line: String(line!.id), quantity: '2' }] },
    });
    expect((await balances(world)).payable).toBe(-203_40n);
    await expect(bill('40')).refuses('tax_archived');
  },
);
