import { expect } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { scenario, type World } from '#test/harness.ts';
import { cancelRest, confirmOrder, placeOrder, receiveGoods, returnGoods } from '../contract.ts';
import { balances, linesOfOrder, linesOfReceipt, openBuying } from './buying.ts';

/** Ten castings ordered, with what may be over. */
async function ordered(world: World, overPercent = '0') {
  const { supplier, casting } = await openBuying(world);
  const lines = [{ item: casting, quantity: '10' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, overPercent, lines, send: true });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  const take = (quantity: string, more: object = {}) =>
    world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity, ...more }] });
  const back = async (receipt: string, quantity: string, replace?: boolean) => {
    const found = String((await linesOfReceipt(world, receipt))[0]!.id);
    const lines = [{ line: found, quantity }];
    return world.as('storekeeper')(returnGoods, { receipt, reason: 'Cracked', lines, ...(replace ? { replace } : {}) });
  };
  const state = async () => {
    const [{ open, replaced }] = (await linesOfOrder(world, order)) as [{ open: string; replaced: string }];
    return [(await world.get('purchasing.purchase_order', order)).state, open, replaced];
  };
  return { order, line, take, back, state };
}

scenario('what went back is awaited again when it is to be replaced, and only then', async (world) => {
  const { order, take, back, state } = await ordered(world);
  await world.as('buyer')(confirmOrder, { order });
  const { receipt } = await take('10');
  expect(await state()).toEqual(['done', '0', '0']);
  await back(receipt, '2');
  expect(await state()).toEqual(['done', '0', '0']);
  await back(receipt, '3', true);
  expect(await state()).toEqual(['confirmed', '3', '3']);
  expect((await world.report('purchasing.arrivals', {})).rows).toMatchObject([{ open: '3' }]);
  await expect(take('4')).refuses('too_much');
  await take('3');
  expect(await state()).toEqual(['done', '0', '3']);
  expect(await balances(world)).toEqual({ inventory: 320_00n, grni: -320_00n });
});

scenario('a replacement that is not awaited any more; one that was over before', async (world) => {
  const first = await ordered(world);
  const { receipt } = await first.take('10');
  await first.back(receipt, '4', true);
  await world.as('buyer')(cancelRest, { orders: [first.order], reason: 'Too late' });
  expect(await first.state()).toEqual(['done', '0', '4']);
  const over = await ordered(world, '20');
  const more = await over.take('12');
  await over.back(more.receipt, '1', true);
  // One of the two that were over fills the gap.
  expect(await over.state()).toEqual(['done', '0', '1']);
});

scenario('what came too much is rejected on the spot; far too much is asked about', async (world) => {
  const { take, state } = await ordered(world);
  const rejected = (quantity: string, more: object = {}) => ({ rejected: quantity, rejectReason: 'Surplus', ...more });
  await expect(take('12')).refuses('too_much');
  await expect(take('8', rejected('13'))).refuses('too_much_rejected');
  await take('8', rejected('12'));
  expect(await state()).toEqual(['sent', '2', '0']);
  await expect(take('3', rejected('1'))).refuses('too_much');
  await expect(take('2', rejected('100'))).refuses('too_much_rejected');
  await take('2', rejected('100', { counted: true }));
  expect(await state()).toEqual(['done', '0', '0']);
  expect(await balances(world)).toEqual({ inventory: 400_00n, grni: -400_00n });
});

scenario('what is accrued is held to the ledger line by line, not only in all', async (world) => {
  const { take } = await ordered(world);
  const [one, other] = [await take('4'), await take('6')];
  const shift = (from: string, to: string) =>
    world.owner(async (sql) => {
      await sql`update purchasing.receipt_line set grni_minor = grni_minor - 5 where receipt_id = ${from}`;
      await sql`update purchasing.receipt_line set grni_minor = grni_minor + 5 where receipt_id = ${to}`;
    });
  await shift(one.receipt, other.receipt);
  const broken = await verifyInvariants(world.app.ownerPool);
  expect(broken.map(({ invariant, rows }) => [invariant, rows.length])).toEqual([
    ['purchasing.accrual', 2],
    ['purchasing.owed', 2],
  ]);
  // The rows of the documents wrong as well: then the ledger tells.
  const rows = (sign: number) =>
    world.owner(async (sql) => {
      await sql`alter table purchasing.accrual disable trigger user`;
      await sql`update purchasing.accrual set open_minor = open_minor + case when source_id = ${one.receipt} then -5 else 5 end * ${sign}::int`;
      await sql`alter table purchasing.accrual enable trigger user`;
    });
  await rows(1);
  const told = await verifyInvariants(world.app.ownerPool);
  expect(told.map(({ invariant, rows }) => [invariant, rows.length])).toEqual([['purchasing.accrual', 2]]);
  await rows(-1);
  await shift(other.receipt, one.receipt);
});
