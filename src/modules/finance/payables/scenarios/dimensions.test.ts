import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { byCostCentre, needCostCentre } from '#modules/finance/ledger/scenarios/dimension-books.ts';
import {
  allocateLandedCost,
  amendOrder,
  placeOrder,
  receiveGoods,
  returnGoods,
  sendOrder,
  settleClaim,
} from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { billed, openBuying, received } from './bill-world.ts';

async function buying(world: World) {
  const shop = await openBuying(world);
  const north = await make(world, 'ledger.cost_centre', { code: 'N', name: 'North' });
  const south = await make(world, 'ledger.cost_centre', { code: 'S', name: 'South' });
  await needCostCentre(world, 'expense', 'purchase_variance', 'bill_clearing');
  return { ...shop, north, south };
}

const books = async (world: World) => {
  const { inventory: _, payable: __, ...rest } = await byCostCentre(world);
  return rest;
};

const linesOfBill = async (world: World, bill: string) =>
  (await world.list('payables.bill_line', { filter: { bill: bill }, sort: 'position' })).rows;

scenario(
  'a purchase is borne by the cost centre of its line, through amendments, returns, bills and credits',
  async (world) => {
    const { supplier, casting, coating, north, south } = await buying(world);
    const [buyer, store] = [world.as('buyer'), world.as('storekeeper')];
    const goods = [
      { item: casting, quantity: '4' },
      { item: coating, quantity: '2' },
    ];
    const named = { code: 'needs_dimension', details: { where: 'Line 1', dimension: 'cost_centre' } };
    await expect(buyer(placeOrder, { supplier, lines: goods, send: true })).rejects.toMatchObject(named);
    const { order } = await buyer(placeOrder, { supplier, lines: goods });
    await expect(buyer(sendOrder, { order })).refuses('needs_dimension');
    const rows = await linesOfOrder(world, order);
    const [castings, coats] = rows.map((row) => String(row.id)) as [string, string];
    const give = (version: number, costCentre: string | null) =>
      buyer(amendOrder, { order, version, lines: [castings, coats].map((line) => ({ line, costCentre })) });
    await give(1, north);
    await buyer(sendOrder, { order });
    await expect(give(2, null)).refuses('needs_dimension');
    const receive = async (...quantities: string[]) => {
      const lines = [castings, coats].map((line, index) => ({ line, quantity: quantities[index]! }));
      const { receipt } = await store(receiveGoods, { order, lines });
      const received = (await linesOfReceipt(world, receipt)).map((row) => String(row.id)) as [string, string];
      return { receipt, lines: received };
    };
    const first = await receive('2', '1');
    expect(await books(world)).toEqual({ 'grni N': -14000n, 'expense N': 6000n });
    await give(2, south);
    const second = await receive('2', '1');
    expect(await books(world)).toEqual({
      'grni N': -14000n,
      'grni S': -14000n,
      'expense N': 6000n,
      'expense S': 6000n,
    });
    const back = (from: { receipt: string }, line: string, quantity = '1') =>
      store(returnGoods, { receipt: from.receipt, reason: 'Cracked', lines: [{ line, quantity }] });
    await back(first, first.lines[0]);
    expect(await books(world)).toMatchObject({ 'grni N': -10000n, 'grni S': -14000n });

    // Each accrual is cleared where it was made; what the bill gives to South moves there.
    const { bill } = await billed(world, supplier, [
      { receiptLine: first.lines[0], quantity: '1', unitPrice: '40.20' },
      { receiptLine: first.lines[1], quantity: '1', unitPrice: '60', costCentre: south },
      { receiptLine: second.lines[0], quantity: '2', unitPrice: '40' },
      { receiptLine: second.lines[1], quantity: '1', unitPrice: '60.10' },
    ]);
    expect(await books(world)).toEqual({ 'expense S': 12010n });
    const lines = await linesOfBill(world, bill);
    expect(lines.map((line) => line.costCentre)).toEqual([north, south, south, south]);

    // The claim and its credit meet where the goods were received, the expense where the bill put it.
    await back(second, second.lines[0]);
    await back(first, first.lines[1]);
    expect(await books(world)).toEqual({ 'grni S': 4000n, 'grni N': 6000n, 'expense N': -6000n, 'expense S': 12010n });
    const credit = (index: number, more: object = {}) =>
      world.as('bookkeeper')(enterCredit, {
        ...{ bill, supplierNumber: `C-${index}`, acknowledgeDuplicate: true },
        lines: [{ line: String(lines[index]!.id), quantity: '1', ...more }],
      });
    await credit(1);
    await credit(2, { netMinor: '3900' });
    expect(await books(world)).toEqual({ 'expense S': 6010n, 'purchase_variance S': 100n });
    // Goods that stay wait for a bill again, as they were received.
    await credit(0);
    await credit(3);
    expect(await books(world)).toEqual({
      ...{ 'grni N': -4000n, 'grni S': -6000n, 'expense S': 6000n, 'purchase_variance S': 100n },
    });
    expect(
      (await world.list('payables.bill_line', { filter: { item: coating } })).rows.map((row) => row.costCentre),
    ).toEqual([south, south, south, south]);
  },
);

scenario('bills before the goods, claims given up and freight stay with their cost centre', async (world) => {
  const { supplier, casting, coating, north, south } = await buying(world);
  const [buyer, store] = [world.as('buyer'), world.as('storekeeper')];
  const place = async (costCentre: string, lines: object[]) => {
    const made = await buyer(placeOrder, {
      ...{ supplier, send: true },
      lines: lines.map((line) => ({ quantity: '1', costCentre, ...line })) as [],
    });
    return { order: made.order, lines: (await linesOfOrder(world, made.order)).map((row) => String(row.id)) };
  };
  const early = await place(north, [{ item: casting }, { item: coating }]);
  await billed(world, supplier, [
    { orderLine: early.lines[0]!, unitPrice: '40.10' },
    { orderLine: early.lines[1]!, unitPrice: '60.10', costCentre: south },
  ]);
  expect(await books(world)).toEqual({ 'bill_clearing N': 4010n, 'bill_clearing S': 6010n });
  const { receipt } = await store(receiveGoods, { order: early.order });
  expect(await books(world)).toEqual({ 'expense S': 6010n });
  const [, came] = (await linesOfReceipt(world, receipt)).map((row) => String(row.id));
  await store(returnGoods, { receipt, reason: 'Poor', lines: [{ line: came!, quantity: '1' }] });
  await world.as('controller')(settleClaim, { line: came!, reason: 'They do not pay' });
  expect(await books(world)).toEqual({ 'expense S': 6010n });

  const freighted = await place(south, [{ item: casting }, { item: coating, spreadBy: 'value' }]);
  await store(receiveGoods, { order: freighted.order });
  expect(await books(world)).toEqual({ 'expense S': 6010n, 'grni S': -10000n });
  const spread = { label: 'Duty', amountMinor: '500', receipts: [receipt] };
  const { landedCost } = await world.as('bookkeeper')(allocateLandedCost, { ...spread, costCentre: north });
  expect(await books(world)).toMatchObject({ 'landed_cost_accrual N': -500n });
  await billed(world, supplier, [{ landedCost, description: 'Duty', unitPrice: '7', costCentre: south }]);
  expect(await books(world)).toEqual({ 'expense S': 6010n, 'grni S': -10000n });
  await expect(billed(world, supplier, [{ description: 'Rent', unitPrice: '9' }])).rejects.toMatchObject({
    ...{ code: 'needs_dimension', details: { where: 'Line 1' } },
  });
  await world.owner((sql) => sql`update ledger.cost_centre set active = false where id = ${south}`);
  await expect(billed(world, supplier, [{ description: 'Rent', unitPrice: '9', costCentre: south }])).refuses(
    'unknown_dimension',
  );
  await expect(buyer(placeOrder, { supplier, lines: [{ item: casting, quantity: '1', project: north }] })).refuses(
    'not_found',
  );
});

scenario('what was billed before its accounts needed a cost centre goes back and is credited', async (world) => {
  const { supplier, casting, coating } = await openBuying(world);
  const goods = [casting, coating].map((item) => ({ item, quantity: '2' }));
  const { receipt, lines } = await received(world, supplier, goods);
  const { bill } = await billed(world, supplier, [
    ...lines.map((receiptLine) => ({ receiptLine, quantity: '2', unitPrice: '40.10' })),
    { description: 'Rent', unitPrice: '9' },
  ]);
  await needCostCentre(world, 'expense', 'purchase_variance', 'bill_clearing');
  await world.as('storekeeper')(returnGoods, {
    ...{ receipt, reason: 'Cracked' },
    lines: lines.map((line) => ({ line, quantity: '1' })),
  });
  await world.as('controller')(settleClaim, { line: lines[1]!, reason: 'They do not pay' });
  const [ofGoods, , rent] = await linesOfBill(world, bill);
  await world.as('bookkeeper')(enterCredit, {
    ...{ bill, supplierNumber: 'C-1' },
    lines: [
      { line: String(ofGoods!.id), quantity: '1' },
      { line: String(rent!.id), quantity: '1' },
    ],
  });
  await expect(billed(world, supplier, [{ description: 'Rent', unitPrice: '9' }])).refuses('needs_dimension');
});

scenario('a credit that its posting refuses says why, every time', async (world) => {
  const { supplier } = await openBuying(world);
  const { bill } = await billed(world, supplier, [{ description: 'Rent', unitPrice: '9' }]);
  const [rent] = await linesOfBill(world, bill);
  // As a control account the one it was booked on takes nothing of it any more.
  const keep = (type: string, role: string | null) =>
    world.owner((sql) => sql`update ledger.account set type = ${type}, kept_for = ${role} where number = '6900'`);
  await keep('liability', 'grni');
  for (let time = 0; time < 20; time++)
    await expect(
      world.as('bookkeeper')(enterCredit, {
        ...{ bill, supplierNumber: 'C-1', lines: [{ line: String(rent!.id), quantity: '1' }] },
      }),
    ).refuses('control_account');
  await keep('expense', null);
});
