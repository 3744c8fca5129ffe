import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { toJson } from '#kernel/db/sql.ts';
import { getRecord } from '#kernel/entity-read.ts';
import { runReport } from '#kernel/run-report.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import { placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, type linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { assignBill, rejectBill, releaseBill } from '../bill/contract.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, expense, openBuying, received, stateOf } from './bill-world.ts';

scenario('a bill that fits clears the accrual of its goods; a little dearer follows them', async (world) => {
  const { supplier, casting, coating } = await openBuying(world);
  const { lines } = await received(world, supplier, [
    { item: casting, quantity: '10' },
    { item: coating, quantity: '2' },
  ]);
  const [castings, coats] = lines;
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '20');
  const { bill, totalMinor } = await billed(world, supplier, [
    { receiptLine: castings!, quantity: '10', unitPrice: '40.50', taxCodes: [tax] },
    { receiptLine: coats!, quantity: '2', unitPrice: '61', taxCodes: [tax] },
  ]);
  expect(totalMinor).toBe(632_40n);
  expect(await balances(world)).toEqual({
    inventory: 405_00n,
    expense: 122_00n,
    tax_receivable: 105_40n,
    payable: -632_40n,
  });
  expect(await stateOf(world, bill)).toBe('open');
  expect((await world.report('purchasing.accrued', {})).rows).toEqual([]);
});

scenario('what the goods cost more goes where they went', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10', unitPrice: '10' }]);
  const [site] = (await world.list('organisation.site')).rows;
  await world.as('storekeeper')(issueStock, {
    site: String(site!.id),
    reason: 'scrap',
    lines: [{ item: casting, quantity: '4' }],
  });
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '11' }]);
  expect(await balances(world)).toEqual({ inventory: 66_00n, stock_loss: 44_00n, payable: -110_00n });
});

scenario('P3: three receipts, the second billed dearer', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const value = async () => (await balances(world)).inventory;
  const receipts = [];
  for (const unitPrice of ['10', '15', '20'])
    receipts.push((await received(world, supplier, [{ item: casting, quantity: '1', unitPrice }])).lines[0]!);
  expect(await value()).toBe(45_00n);
  for (const [index, unitPrice] of ['10', '17', '20'].entries())
    await billed(world, supplier, [{ receiptLine: receipts[index]!, quantity: '1', unitPrice }]);
  expect(await value()).toBe(47_00n);
  const [site] = (await world.list('organisation.site')).rows;
  for (const left of [37_00n, 20_00n, undefined]) {
    const lines = [{ item: casting, quantity: '1' }];
    await world.as('storekeeper')(issueStock, { site: String(site!.id), reason: 'scrap', lines });
    expect(await value()).toBe(left);
  }
});

scenario('P7: bought in euros by a dollar company; the rate of the bill is what the goods cost', async (world) => {
  const { supplier, casting } = await openBuying(world, { currency: 'USD' });
  await world.as('controller')(setRates, {
    rates: [
      { currency: 'USD', day: '2026-02-28', rate: '1.25' },
      { currency: 'USD', day: '2026-03-02', rate: '1.50' },
    ],
  });
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '1', unitPrice: '100' }]);
  expect(await balances(world)).toEqual({ inventory: 150_00n, grni: -150_00n });
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '1', unitPrice: '100' }], {
    billedOn: '2026-02-28',
  });
  expect(await balances(world)).toEqual({ inventory: 125_00n, payable: -125_00n });
});

scenario('a bill that does not fit is held with its reasons, and somebody else releases it', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const dear = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '6', unitPrice: '50' }]);
  expect(dear).toMatchObject({
    bill: '',
    holds: [{ position: 1, code: 'price', text: 'billed at 50.00, agreed 40.00, 25 % more' }],
  });
  const held = dear.held!;
  expect(await balances(world)).toEqual({ inventory: 400_00n, grni: -400_00n });
  expect(await world.get('payables.held_bill', held)).toMatchObject({
    state: 'held',
    owner: 'buyer',
    why: 'Line 1: billed at 50.00, agreed 40.00, 25 % more',
  });
  expect((await world.report('payables.held_lines', { held })).rows).toMatchObject([
    { position: 1n, quantity: '6', open: '10', unitPrice: '50', agreedPrice: '40', short: false },
  ]);
  // Who sees no purchase prices is not told what was agreed in words, either.
  const reader = { ...seedActor(world.app, 'bookkeeper'), permissions: new Set(['payables.bill.read']) };
  const asker = { app: world.app, company: world.company, actor: reader };
  const entity = world.app.registry.entities.get('payables.held_bill')!;
  expect(await getRecord({ ...asker, entity }, held)).not.toHaveProperty('why');
  for (const [report, params] of [
    ['payables.held_lines', { held }],
    ['payables.holds', { whose: 'all' }],
  ] as const)
    expect(toJson((await runReport(asker, report, params)).rows)).not.toMatch(/"why"|agreed/);
  await world.as('bookkeeper')(assignBill, { held, owner: 'Buyer' });
  world.today('2026-03-05T09:00:00Z');
  const { rows } = await world.report('payables.holds', { whose: 'all' });
  expect(rows).toMatchObject([{ heldId: held, owner: 'Buyer', daysHeld: 3, supplierNumber: dear.supplierNumber }]);
  expect((await world.report('payables.holds', {})).rows).toEqual([]);
  world.today('2026-03-02T09:00:00Z');
  await expect(world.as('bookkeeper')(releaseBill, { held, reason: 'Fine' })).refuses('not_permitted');
  const { bill } = await world.as('controller')(releaseBill, { held, reason: 'New price agreed' });
  expect(await balances(world)).toEqual({ inventory: 460_00n, grni: -160_00n, payable: -300_00n });
  expect((await world.get('payables.held_bill', held)).bill).toBe(bill);
  await expect(world.as('controller')(releaseBill, { held, reason: 'Again' })).refuses('wrong_state');

  const much = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '5', unitPrice: '40' }]);
  expect(much.holds).toMatchObject([{ code: 'quantity', text: 'billed 5, open 4' }]);
  await expect(world.as('controller')(releaseBill, { held: much.held!, reason: 'Fine' })).refuses('not_received');
  await world.as('controller')(rejectBill, { held: much.held!, reason: 'Only four came' });
  expect((await world.get('payables.held_bill', much.held!)).state).toBe('rejected');
});

scenario('who captured a bill cannot release it', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const { postBill } = await import('../contract.ts');
  const { held } = await world.as('owner')(postBill, {
    supplier,
    supplierNumber: 'X-1',
    lines: [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '80', taxCodes: [] }],
  });
  await expect(world.as('owner')(releaseBill, { held: held!, reason: 'Mine' })).refuses('own_bill');
});

scenario('a bill that names the order of goods that came says with which receipts', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order, receipt, lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const orderLine = String((await linesOfOrder(world, order))[0]!.id);
  const number = String((await world.get('purchasing.receipt', receipt)).number);
  const held = await billed(world, supplier, [{ orderLine, quantity: '10', unitPrice: '40' }]);
  expect(held.holds).toMatchObject([{ code: 'quantity', text: expect.stringContaining(`came with ${number}: `) }]);
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '40' }]);
  const again = await billed(world, supplier, [{ orderLine, quantity: '1', unitPrice: '40' }]);
  expect(again.holds).toMatchObject([{ code: 'quantity', text: 'billed 1, open 0' }]);
});

scenario('a bill before its goods waits for them, and is cleared when they come', async (world) => {
  const { supplier, casting, coating } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [
      { item: casting, quantity: '10' },
      { item: coating, quantity: '1' },
    ],
  });
  const [castings, coats] = await linesOfOrder(world, order);
  await billed(world, supplier, [
    { orderLine: String(castings!.id), quantity: '10', unitPrice: '40.30' },
    { orderLine: String(coats!.id), quantity: '1', unitPrice: '60' },
  ]);
  expect(await balances(world)).toEqual({ bill_clearing: 463_00n, payable: -463_00n });
  const again = await billed(world, supplier, [{ orderLine: String(castings!.id), quantity: '1', unitPrice: '40' }]);
  expect(again.holds).toMatchObject([{ code: 'quantity', text: 'billed 1, open 0' }]);
  await world.as('storekeeper')(receiveGoods, { order, lines: [{ line: String(castings!.id), quantity: '4' }] });
  expect(await balances(world)).toEqual({ inventory: 161_20n, bill_clearing: 301_80n, payable: -463_00n });
  await world.as('storekeeper')(receiveGoods, { order });
  expect(await balances(world)).toEqual({ inventory: 403_00n, expense: 60_00n, payable: -463_00n });
  expect((await world.report('purchasing.accrued', {})).rows).toEqual([]);
});

scenario('a credit for goods makes them unbilled again, and their return clears that', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { receipt, lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '20');
  const line = { receiptLine: lines[0]!, quantity: '10', unitPrice: '40', taxCodes: [tax] };
  const { bill } = await billed(world, supplier, [line]);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const back = { line: lines[0]!, quantity: '3' };
  const credit = (more: object) =>
    world.as('bookkeeper')(enterCredit, {
      bill,
      supplierNumber: 'C-1',
      lines: [{ line: String(billLine!.id), ...more }],
    });
  await expect(credit({})).refuses('needs_amount');
  await expect(credit({ quantity: '11' })).refuses('more_than_left');
  const { totalMinor } = await credit({ quantity: '3' });
  expect(totalMinor).toBe(144_00n);
  expect(await balances(world)).toEqual({
    inventory: 400_00n,
    grni: -120_00n,
    tax_receivable: 56_00n,
    payable: -336_00n,
  });
  await world.as('storekeeper')(returnGoods, { receipt, reason: 'Cracked', lines: [back] });
  expect(await balances(world)).toEqual({ inventory: 280_00n, tax_receivable: 56_00n, payable: -336_00n });
  await expect(credit({ quantity: '1' })).refuses('duplicate_bill');
});

scenario('a credit for a lower price lowers what the goods cost', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const { bill } = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '40' }]);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  await world.as('bookkeeper')(enterCredit, {
    bill,
    supplierNumber: 'C-2',
    lines: [{ line: String(billLine!.id), netMinor: 50_00n }],
  });
  expect(await balances(world)).toEqual({ inventory: 350_00n, payable: -350_00n });
  const [item] = (await world.list('payables.open_item', { filter: { documentId: bill } })).rows;
  expect(item!.openMinor).toBe(350_00n);
  const { rows } = await world.report('inventory.explain_cost', { move: String(await linesOfReceiptMove(world)) });
  expect(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))).toContain(
    'Credit C-2',
  );
});

const linesOfReceiptMove = async (world: Parameters<typeof linesOfReceipt>[0]) =>
  (await world.list('purchasing.receipt_line')).rows[0]!.move;

scenario('the same bill is entered once; the same amount is asked about', async (world) => {
  const { supplier } = await openBuying(world);
  const first = await expense(world, supplier, '100', { supplierNumber: 'A-1', acknowledgeDuplicate: false });
  expect(first.held).toBeNull();
  await expect(expense(world, supplier, '90', { supplierNumber: 'A-1' })).refuses('duplicate_bill');
  await expect(expense(world, supplier, '100', { acknowledgeDuplicate: false })).refuses('maybe_duplicate');
  const written = { supplierNumber: 'a 01', acknowledgeDuplicate: false };
  await expense(world, supplier, '33', written);
  await expect(expense(world, supplier, '34', { ...written, supplierNumber: 'A/01' })).refuses('maybe_duplicate');
  await expense(world, supplier, '100', { acknowledgeDuplicate: false, billedOn: '2026-01-15' });
  await expense(world, supplier, '100');
});

scenario('C7: what cannot be reclaimed is cost', async (world) => {
  const { supplier } = await openBuying(world);
  const none = await newTax(world, { direction: 'purchase', deductiblePercent: '0' }, '10');
  const half = await newTax(world, { direction: 'purchase', deductiblePercent: '50' }, '10');
  for (const tax of [none, half]) {
    const line = { description: 'Car', quantity: '10', unitPrice: '50', taxCodes: [tax] };
    expect((await billed(world, supplier, [line])).totalMinor).toBe(550_00n);
  }
  expect(await balances(world)).toEqual({ expense: 550_00n + 525_00n, tax_receivable: 25_00n, payable: -1100_00n });
});
