import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { recordPayment } from '../contract.ts';
import { billed, openBuying } from './bill-world.ts';

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
