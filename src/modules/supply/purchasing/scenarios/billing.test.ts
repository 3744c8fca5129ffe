import { expect } from 'vitest';
import { directly } from '#modules/supply/inventory/scenarios/stock-of.ts';
import { scenario } from '#test/harness.ts';
import { billReceiptLines, openReceipts } from '../api.ts';
import { placeOrder, receiveGoods } from '../contract.ts';
import { linesOfReceipt, openBuying } from './buying.ts';

scenario('bills clear the accrual of a receipt line to the last cent', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const lines = [{ item: casting, quantity: '3', unitPrice: '0.33333' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const [line] = await linesOfReceipt(world, receipt);
  const receiptLine = String(line!.id);
  // What a bill would post is left out on purpose, so the work is thrown away.
  const thrownAway = new Error('thrown away');
  const work = directly(world, async (tx) => {
    expect(await openReceipts(tx, { order })).toMatchObject([{ receiptLine, open: '3', grniMinor: 100n }]);
    const source = { entity: 'payables.bill', id: tx.newId() };
    const one = { receiptLine, quantity: '1', billedMinor: 40n, source, day: tx.today };
    expect(await billReceiptLines(tx, [one, one])).toMatchObject([
      { grniMinor: 33n, differenceMinor: 7n },
      { grniMinor: 34n, differenceMinor: 6n },
    ]);
    await expect(billReceiptLines(tx, [{ ...one, quantity: '2' }])).rejects.toMatchObject({
      code: 'more_than_received',
    });
    expect(await billReceiptLines(tx, [one])).toMatchObject([{ grniMinor: 33n, differenceMinor: 7n }]);
    expect(await openReceipts(tx, {})).toEqual([]);
    throw thrownAway;
  });
  await expect(work).rejects.toBe(thrownAway);
});
