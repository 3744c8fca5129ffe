import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { closeUntil } from '#modules/finance/ledger/scenarios/closed-months.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { correctMove } from '#modules/supply/inventory/contract.ts';
import {
  correctReturn,
  placeOrder,
  receiveGoods,
  returnGoods,
  settleClaim,
} from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying } from './bill-world.ts';

/** Ten pieces at 10, received in January. */
async function ten(world: World, item: object = {}, currency = 'EUR') {
  const { supplier } = await openBuying(world, { currency });
  await make(world, 'payables.supplier_rule', { supplier, pricePercent: '100', quantityPercent: '0' });
  const code = newNumber();
  const piece = await make(world, 'catalog.item', { code, name: code, costingMethod: 'fifo', ...item });
  const lines = [{ item: piece, quantity: '10', unitPrice: '10' }];
  const { order } = await world.as('buyer')(placeOrder, {
    ...{ supplier, currency, lines, orderedOn: '2026-01-10', send: true },
  });
  const store = world.as('storekeeper');
  const { receipt } = await store(receiveGoods, { order, receivedOn: '2026-01-20' });
  const line = String((await linesOfReceipt(world, receipt))[0]!.id);
  return {
    ...{ order, line, receipt },
    back: async (quantity: string, more: object = {}) =>
      (await store(returnGoods, { receipt, reason: 'Cracked', lines: [{ line, quantity }], ...more })).return,
    correct: async (id: string, quantity: string, more: object = {}) => {
      const [row] = (await world.list('purchasing.return_line', { filter: { return: id } })).rows;
      const wanted = [{ line: String(row!.id), quantity }];
      return store(correctReturn, { return: id, reason: 'Mistyped', lines: wanted, ...more });
    },
    bill: async (quantity: string, unitPrice: string) => {
      const { bill } = await billed(world, supplier, [{ receiptLine: line, quantity, unitPrice }], { currency });
      const [billLine] = (await world.list('payables.bill_line', { filter: { bill } })).rows;
      return (credited: string) =>
        world.as('bookkeeper')(enterCredit, {
          ...{ bill, supplierNumber: newNumber(), lines: [{ line: String(billLine!.id), quantity: credited }] },
        });
    },
    row: () => world.get('purchasing.receipt_line', line),
    state: async () => (await world.get('purchasing.purchase_order', order)).state,
  };
}

for (const costingMethod of ['fifo', 'average'])
  scenario(`${costingMethod}: a mistyped return is corrected before the bill: fewer, none, more`, async (world) => {
    const { back, correct, row, line } = await ten(world, { costingMethod });
    const id = await back('10');
    for (const quantity of ['1', '0', '4', '10', '2']) {
      await correct(id, quantity);
      await world.invariants();
      const left = 10n - BigInt(quantity);
      const minor = left * 10_00n;
      expect(await row()).toMatchObject({ returned: quantity, open: String(left), claimed: '0', grniMinor: minor });
      expect(await balances(world)).toEqual(left === 0n ? {} : { inventory: minor, grni: -minor });
    }
    await expect(correct(id, '11')).refuses('gone_before');
    const [shown] = (await world.list('purchasing.return_line', { filter: { return: id } })).rows;
    expect(shown).toMatchObject({ quantity: '2', receiptLine: line });
    const [move] = (await world.list('inventory.move', { filter: { sourceId: id } })).rows;
    await expect(
      world.as('storekeeper')(correctMove, { move: String(move!.id), quantity: '1', reason: 'Mistyped' }),
    ).refuses('document_move');
  });

for (const costingMethod of ['fifo', 'average'])
  scenario(`${costingMethod}: after the bill no credit is awaited of what did not go back`, async (world) => {
    const { bill, back, correct, row } = await ten(world, { costingMethod });
    const credit = await bill('10', '12');
    const id = await back('10');
    for (const quantity of ['1', '3', '0', '2']) {
      await correct(id, quantity);
      await world.invariants();
      const [gone, left] = [BigInt(quantity) * 12_00n, (10n - BigInt(quantity)) * 12_00n];
      expect(await row()).toMatchObject({ returned: quantity, claimed: quantity, open: '0', claimMinor: gone });
      expect(await balances(world)).toEqual({
        ...{ inventory: left, payable: -120_00n, ...(gone > 0n ? { grni: gone } : {}) },
      });
    }
    await credit('2');
    await expect(correct(id, '1')).refuses('credited_already');
    await correct(id, '5');
    await correct(id, '3');
    await expect(correct(id, '1')).refuses('credited_already');
    await credit('1');
    expect(await balances(world)).toEqual({ inventory: 84_00n, payable: -84_00n });
  });

scenario('billed in part: what waited for a bill goes back first, and stays last', async (world) => {
  const { bill, back, correct, row } = await ten(world);
  await bill('6', '12');
  const id = await back('7');
  expect(await row()).toMatchObject({ open: '0', claimed: '3' });
  await correct(id, '5');
  expect(await row()).toMatchObject({ open: '0', claimed: '1' });
  await correct(id, '2');
  expect(await row()).toMatchObject({ open: '2', claimed: '0', grniMinor: 20_00n });
  expect(await balances(world)).toEqual({ inventory: 92_00n, grni: -20_00n, payable: -72_00n });
  await correct(id, '6');
  expect(await row()).toMatchObject({ open: '0', claimed: '2' });
  await world.invariants();
  await correct(id, '0');
  expect(await balances(world)).toEqual({ inventory: 112_00n, grni: -40_00n, payable: -72_00n });
});

scenario('what is credited in its place is received anew; a claim given up stays given up', async (world) => {
  const { order, bill, back, correct } = await ten(world);
  const credit = await bill('10', '10');
  const id = await back('10');
  await credit('10');
  await expect(correct(id, '1')).refuses('credited_already');
  // As the refusal says: nine are here after all, and are ordered and received.
  const { supplier } = await world.get('purchasing.purchase_order', order);
  const [line] = await linesOfOrder(world, order);
  const made = await world.as('buyer')(placeOrder, {
    ...{ supplier: String(supplier), send: true },
    lines: [{ item: String(line!.item), quantity: '9', unitPrice: '10' }],
  });
  await world.as('storekeeper')(receiveGoods, { order: made.order });
  expect(await balances(world)).toEqual({ inventory: 90_00n, grni: -90_00n });
  const other = await ten(world);
  await other.bill('10', '10');
  const gone = await other.back('4');
  await world.as('controller')(settleClaim, { line: other.line, quantity: '3', reason: 'Refused' });
  await expect(other.correct(gone, '2')).refuses('credited_already');
  await other.correct(gone, '3');
});

scenario('others that came in place of what went back are corrected first', async (world) => {
  const { order, back, correct, state } = await ten(world);
  const id = await back('6', { replace: true });
  expect(await state()).toBe('sent');
  await correct(id, '4');
  expect((await linesOfOrder(world, order))[0]).toMatchObject({ open: '4', replaced: '4' });
  await world.as('storekeeper')(receiveGoods, { order });
  expect(await state()).toBe('done');
  await expect(correct(id, '3')).refuses('came_again');
  expect((await correct(id, '5')).state).toBe('sent');
  await correct(id, '4');
  expect(await state()).toBe('done');
});

scenario('the right day of a return, in another month and in a closed one', async (world) => {
  const { bill, back, correct } = await ten(world);
  await bill('4', '12');
  const id = await back('8');
  for (const day of ['2026-02-10', '2026-01-25', '2026-02-20']) {
    await correct(id, '8', { returnedOn: day });
    await world.invariants();
    expect(await balances(world)).toEqual({ inventory: 24_00n, grni: 24_00n, payable: -48_00n });
    expect(await world.get('purchasing.supplier_return', id)).toMatchObject({ returnedOn: day });
  }
  await expect(correct(id, '8', { returnedOn: '2026-01-19' })).refuses('before_received');
  await expect(correct(id, '8', { returnedOn: '2026-03-03' })).refuses('future_day');
  await closeUntil(world, '2026-02');
  await correct(id, '1', { returnedOn: '2026-01-30' });
  await world.invariants();
  await correct(id, '0', { returnedOn: '2026-03-01' });
  expect(await balances(world)).toEqual({ inventory: 108_00n, grni: -60_00n, payable: -48_00n });
});

scenario('in another currency, and of a service', async (world) => {
  await world.as('bookkeeper')(setRates, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '0.9' }] });
  const foreign = await ten(world, {}, 'USD');
  await foreign.bill('5', '11');
  const id = await foreign.back('7');
  await foreign.correct(id, '1');
  expect(await foreign.row()).toMatchObject({ open: '4', claimed: '0', grniMinor: 36_00n });
  const hours = await ten(world, { kind: 'service', unit: 'H', costingMethod: undefined });
  await hours.bill('5', '11');
  const gone = await hours.back('7');
  await hours.correct(gone, '6', { returnedOn: '2026-02-10' });
  expect(await hours.row()).toMatchObject({ open: '0', claimed: '1' });
  await hours.correct(gone, '1', { returnedOn: '2026-02-12' });
  expect(await hours.row()).toMatchObject({ open: '4', claimed: '0', grniMinor: 40_00n });
  expect((await balances(world)).expense).toBe(95_00n);
});

scenario('the right lots of a return', async (world) => {
  const { supplier } = await openBuying(world);
  const motor = await make(world, 'catalog.item', { code: newNumber(), name: 'Motor', tracking: 'serial' });
  const lines = [{ item: motor, quantity: '2', unitPrice: '50' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  const [line] = await linesOfOrder(world, order);
  const piece = (number: string) => ({ number, quantity: '1' });
  const store = world.as('storekeeper');
  const { receipt } = await store(receiveGoods, {
    ...{ order, lines: [{ line: String(line!.id), quantity: '2', lots: [piece('A1'), piece('A2')] }] },
  });
  const [received] = await linesOfReceipt(world, receipt);
  const { return: id } = await store(returnGoods, {
    ...{ receipt, reason: 'Loud', lines: [{ line: String(received!.id), quantity: '1', lots: [piece('A1')] }] },
  });
  const [row] = (await world.list('purchasing.return_line', { filter: { return: id } })).rows;
  const correct = (quantity: string, ...lots: { number: string; quantity: string }[]) =>
    store(correctReturn, { return: id, reason: 'Misread', lines: [{ line: String(row!.id), quantity, lots }] });
  const here = async () =>
    (await world.list('inventory.stock_lot', { filter: { item: motor } })).rows
      .filter((lot) => lot.onHand === '1')
      .map((lot) => lot.number)
      .sort();
  await correct('1', piece('A2'));
  expect(await here()).toEqual(['A1']);
  await correct('2', piece('A1'), piece('A2'));
  expect(await here()).toEqual([]);
  await correct('0');
  expect(await here()).toEqual(['A1', 'A2']);
});
