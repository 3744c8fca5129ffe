import { expect } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import {
  allocateLandedCost,
  placeOrder,
  receiveGoods,
  returnGoods,
  settleClaim,
} from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying, received } from './bill-world.ts';

/** Ten castings received at 40 and billed, and how they go back and are credited. */
async function billedGoods(world: World, price = '40') {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '0' });
  const { order, receipt, lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const { bill } = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: price }]);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  return {
    ...{ supplier, casting, order, receipt, receiptLine: lines[0]! },
    back: (quantity: string, more: object = {}) =>
      world.as('owner')(returnGoods, {
        ...{ receipt, reason: 'Cracked', lines: [{ line: lines[0]!, quantity }] },
        ...more,
      }),
    credit: (more: object) =>
      world.as('bookkeeper')(enterCredit, {
        ...{ bill, supplierNumber: newNumber(), lines: [{ line: String(billLine!.id), ...more }] },
      }),
    line: async () => (await linesOfReceipt(world, receipt))[0]!,
  };
}

const waiting = async (world: World, params: object = {}) =>
  (await world.report('purchasing.accrued', params)).rows.map(({ quantity, accruedMinor, why }) => [
    quantity,
    accruedMinor,
    why,
  ]);
const CREDIT = 'Sent back after its bill: credit awaited';

scenario('billed goods go back first; the credit that comes weeks later clears what was awaited', async (world) => {
  const { back, credit, line } = await billedGoods(world);
  expect((await back('3')).claimedMinor).toBe(120_00n);
  expect(await balances(world)).toEqual({ inventory: 280_00n, grni: 120_00n, payable: -400_00n });
  expect(await line()).toMatchObject({ returned: '3', billed: '10', open: '0', claimed: '3', claimMinor: 120_00n });
  expect(await waiting(world)).toEqual([['-3', -120_00n, CREDIT]]);
  world.today('2026-03-30');
  await credit({ quantity: '2' });
  expect(await waiting(world)).toEqual([['-1', -40_00n, CREDIT]]);
  await credit({ quantity: '1' });
  expect(await balances(world)).toEqual({ inventory: 280_00n, payable: -280_00n });
  expect(await waiting(world)).toEqual([]);
  expect(await waiting(world, { asOf: '2026-03-20' })).toEqual([['-3', -120_00n, CREDIT]]);
});

scenario('a credit of another amount than was awaited is a purchase variance', async (world) => {
  const { back, credit } = await billedGoods(world);
  await back('4');
  await credit({ quantity: '4', netMinor: 130_00n });
  expect(await balances(world)).toEqual({ inventory: 240_00n, payable: -270_00n, purchase_variance: 30_00n });
});

scenario('goods that went back and goods that are to go back in one credit; no more than there were', async (world) => {
  const { back, credit, line } = await billedGoods(world);
  await back('2');
  await credit({ quantity: '5' });
  // Three are to go back and wait as received and not billed.
  expect(await line()).toMatchObject({ billed: '5', returned: '2', open: '3', claimed: '0', grniMinor: 120_00n });
  expect(await balances(world)).toEqual({ inventory: 320_00n, grni: -120_00n, payable: -200_00n });
  await back('4');
  expect(await line()).toMatchObject({ open: '0', claimed: '1', claimMinor: 40_00n });
  await expect(back('5')).refuses('gone_before');
  await credit({ quantity: '1' });
  await expect(credit({ quantity: '5' })).refuses('more_than_left');
  expect(await balances(world)).toEqual({ inventory: 160_00n, payable: -160_00n });
});

scenario('freight that the supplier does not credit, either way round', async (world) => {
  const [one, other] = [await billedGoods(world, '44'), await billedGoods(world, '44')];
  await world.as('bookkeeper')(allocateLandedCost, {
    ...{ label: 'Freight', amountMinor: 60_00n, receipts: [one.receipt, other.receipt] },
  });
  await one.back('5');
  expect((await balances(world)).purchase_variance).toBe(15_00n);
  await one.credit({ quantity: '5', netMinor: 200_00n });
  const first = await balances(world);
  expect(first.purchase_variance).toBe(35_00n);
  await other.credit({ quantity: '5', netMinor: 200_00n });
  await other.back('5');
  const both = await balances(world);
  expect(both.purchase_variance).toBe(70_00n);
  expect(both.grni).toBeUndefined();
});

scenario(
  'a lower price while a credit is awaited: what went back is still awaited at what was billed',
  async (world) => {
    const { back, credit } = await billedGoods(world);
    await back('5');
    await credit({ netMinor: 100_00n });
    // Half of the lower price is of goods whose credit is awaited.
    expect(await balances(world)).toEqual({
      ...{ inventory: 150_00n, grni: 200_00n, payable: -300_00n, purchase_variance: -50_00n },
    });
    await credit({ quantity: '5', netMinor: 150_00n });
    expect(await balances(world)).toEqual({ inventory: 150_00n, payable: -150_00n });
  },
);

scenario('goods billed before they came, sent back, then credited: not those that are still to come', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const lines = [{ item: casting, quantity: '10' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  const { bill } = await billed(world, supplier, [{ orderLine: line, quantity: '10', unitPrice: '40' }]);
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity: '6' }] });
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  const back = { receipt, reason: 'Cracked', lines: [{ line: receiptLine, quantity: '2' }] };
  await world.as('owner')(returnGoods, back);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const credit = { bill, supplierNumber: newNumber(), lines: [{ line: String(billLine!.id), quantity: '2' }] };
  await world.as('bookkeeper')(enterCredit, credit);
  expect(await balances(world)).toEqual({ inventory: 160_00n, bill_clearing: 160_00n, payable: -320_00n });
});

scenario('a service that is billed and not accepted', async (world) => {
  const { supplier, coating } = await openBuying(world);
  const { receipt, lines } = await received(world, supplier, [{ item: coating, quantity: '4' }]);
  const { bill } = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '4', unitPrice: '60' }]);
  const back = { receipt, reason: 'Poor', lines: [{ line: lines[0]!, quantity: '1' }] };
  await world.as('owner')(returnGoods, back);
  expect(await balances(world)).toEqual({ expense: 180_00n, grni: 60_00n, payable: -240_00n });
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const line = { line: String(billLine!.id), quantity: '1', netMinor: 50_00n };
  await world.as('bookkeeper')(enterCredit, { bill, supplierNumber: newNumber(), lines: [line] });
  expect(await balances(world)).toEqual({ expense: 190_00n, payable: -190_00n });
});

scenario('goods of a bill in another currency go back at the rate of their bill', async (world) => {
  const { supplier, casting } = await openBuying(world, { currency: 'USD' });
  for (const [day, rate] of [
    ['2026-03-01', '0.5'],
    ['2026-03-20', '0.8'],
  ])
    await make(world, 'organisation.currency_rate', { currency: 'USD', day, rate });
  const { receipt, lines } = await received(world, supplier, [{ item: casting, quantity: '4', unitPrice: '100' }]);
  const { bill } = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '4', unitPrice: '100' }]);
  world.today('2026-03-21');
  const back = { receipt, reason: 'Cracked', lines: [{ line: lines[0]!, quantity: '4' }] };
  await world.as('owner')(returnGoods, back);
  expect((await balances(world)).grni).toBe(200_00n);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const line = { line: String(billLine!.id), quantity: '4' };
  await world.as('bookkeeper')(enterCredit, { bill, supplierNumber: newNumber(), lines: [line] });
  expect(await balances(world)).toEqual({});
});

scenario('what is not there any more cannot go back; what is awaited by age', async (world) => {
  const { supplier, casting, back } = await billedGoods(world);
  const site = String((await world.list('organisation.site')).rows[0]!.id);
  await world.as('owner')(issueStock, { site, reason: 'own_use', lines: [{ item: casting, quantity: '8' }] });
  await expect(back('3')).refuses('short_stock');
  await back('2');
  world.today('2026-05-15');
  await received(world, supplier, [{ item: casting, quantity: '1' }]);
  const ages = async (asOf?: string) => (await world.report('purchasing.accrued_by_age', { asOf })).rows;
  expect(await ages()).toMatchObject([
    { why: 'Not billed yet', lines: 1, upTo30Minor: 40_00n, accruedMinor: 40_00n },
    { why: CREDIT, lines: 1, upTo30Minor: 0n, upTo90Minor: -80_00n, accruedMinor: -80_00n },
  ]);
  expect(await ages('2026-03-31')).toMatchObject([{ why: CREDIT, upTo30Minor: -80_00n, accruedMinor: -80_00n }]);
  expect(await ages('2026-03-01')).toEqual([]);
});

scenario(
  'goods that come in place of what went back are paid for with the credit that does not come',
  async (world) => {
    const { order, receiptLine, back, line } = await billedGoods(world, '44');
    await back('3', { replace: true });
    const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
    const replacement = String((await linesOfReceipt(world, receipt))[0]!.id);
    expect(await balances(world)).toEqual({ inventory: 428_00n, grni: 12_00n, payable: -440_00n });
    const settle = (more: object) =>
      world.as('bookkeeper')(settleClaim, { line: receiptLine, reason: 'Replaced', ...more });
    await expect(settle({ quantity: '4', replacement })).refuses('not_awaited');
    expect((await settle({ quantity: '2', replacement })).settledMinor).toBe(88_00n);
    await expect(settle({ line: replacement })).refuses('not_awaited');
    await settle({ replacement });
    expect(await balances(world)).toEqual({ inventory: 440_00n, payable: -440_00n });
    expect(await line()).toMatchObject({ billed: '7', returned: '3', claimed: '0', open: '0' });
    expect(await waiting(world)).toEqual([]);
  },
);

scenario('goods that came in place weeks ago are settled with a part of the claim at another price', async (world) => {
  const { order, receiptLine, back, line } = await billedGoods(world, '44');
  await back('4', { replace: true });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const replacement = String((await linesOfReceipt(world, receipt))[0]!.id);
  world.today('2026-05-15');
  const settle = { line: receiptLine, quantity: '3', replacement, reason: 'Replaced' };
  expect((await world.as('bookkeeper')(settleClaim, settle)).settledMinor).toBe(132_00n);
  expect(await verifyInvariants(world.app.ownerPool)).toEqual([]);
  expect(await balances(world)).toEqual({ inventory: 436_00n, grni: 4_00n, payable: -440_00n });
  expect(await line()).toMatchObject({ claimed: '1', claimMinor: 44_00n });
  const of = async (asOf?: string) => (await waiting(world, { asOf })).map(([quantity, minor]) => [quantity, minor]);
  expect(await of()).toEqual([
    ['-1', -44_00n],
    ['1', 40_00n],
  ]);
});

scenario('a credit that is given up is a purchase variance', async (world) => {
  const { receiptLine, back, credit } = await billedGoods(world);
  const other = await billedGoods(world);
  await back('3');
  const input = { line: receiptLine, reason: 'Refused by the supplier' };
  await expect(world.as('storekeeper')(settleClaim, input)).refuses('not_permitted');
  const settle = world.as('controller');
  await expect(settle(settleClaim, { ...input, replacement: other.receiptLine })).refuses('other_goods');
  await expect(settle(settleClaim, { ...input, replacement: receiptLine })).refuses('more_than_unbilled');
  await settle(settleClaim, { ...input, quantity: '1' });
  await credit({ quantity: '2' });
  expect(await balances(world)).toEqual({ inventory: 680_00n, payable: -720_00n, purchase_variance: 40_00n });
});

scenario('what stood before its documents were kept is carried, and goes on from there', async (world) => {
  const { supplier, casting, back, credit } = await billedGoods(world);
  await received(world, supplier, [{ item: casting, quantity: '5' }]);
  await world.owner(async (sql) => {
    await sql`alter table purchasing.accrual disable trigger user`;
    await sql`delete from purchasing.accrual`;
    await sql`update purchasing.receipt_line set carried = received - returned - billed, carried_minor = grni_minor`;
    await sql`alter table purchasing.accrual enable trigger user`;
  });
  expect(await verifyInvariants(world.app.ownerPool)).toEqual([]);
  await back('4');
  await credit({ quantity: '4' });
  expect(await waiting(world)).toEqual([['5', 200_00n, 'Not billed yet']]);
});

scenario('goods entered for a closed month are accrued from the day their entry was posted on', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { rows } = await world.list('ledger.period', { filter: { code: '2025-01' } });
  await world.as('controller')(closePeriod, { period: String(rows[0]!.id) });
  await received(world, supplier, [{ item: casting, quantity: '2' }], '2025-01-20');
  expect(await waiting(world, { asOf: '2025-01-31' })).toEqual([]);
  expect(await waiting(world, { asOf: '2025-02-01' })).toEqual([['2', 80_00n, 'Not billed yet']]);
});
