import { expect } from 'vitest';
import { closeUntil } from '#modules/finance/ledger/scenarios/closed-months.ts';
import { creditInvoice } from '#modules/finance/receivables/contract.ts';
import { balances } from '#modules/finance/receivables/scenarios/books-of.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { correctMove, receiveStock } from '#modules/supply/inventory/contract.ts';
import { scenario } from '#test/harness.ts';
import { correctReturn, receiveReturn, shipOrders } from '../contract.ts';
import { bill, type CaseShop, caseShop, documentOf, giveBack, lineOf, order, orderOf, ship } from './cases-world.ts';
import { make } from './shop.ts';

const correct = async (shop: CaseShop, id: string, quantity: string, more: object = {}, line: object = {}) => {
  const [row] = (await shop.world.list('sales.return_line', { filter: { return: id } })).rows;
  return shop.world.as('storekeeper')(correctReturn, {
    ...{ return: id, reason: 'Mistyped', ...more },
    lines: [{ line: String(row!.id), quantity, ...line }],
  });
};

/** What lies in stock, and what sales cost. */
const goods = async ({ world }: CaseShop) => {
  const { inventory, cogs, stock_loss: lost } = await balances(world);
  return [inventory ?? 0n, cogs ?? 0n, lost ?? 0n];
};

scenario('a mistyped return is corrected before the invoice: fewer, none, more', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '10');
  const sent = await ship(shop, id);
  const back = await giveBack(shop, sent, '10');
  for (const [quantity, left] of [
    ['1', '9'],
    ['0', '10'],
    ['4', '6'],
    ['10', '0'],
    ['2', '8'],
  ] as const) {
    await correct(shop, back.return, quantity);
    await world.invariants();
    expect(await lineOf(shop, id)).toMatchObject({ returned: quantity, toInvoice: left });
    const cost = BigInt(left) * 10_00n;
    expect(await goods(shop)).toEqual([1000_00n - cost, cost, 0n]);
    expect(await orderOf(shop, id)).toMatchObject({ state: left === '0' ? 'done' : 'confirmed' });
  }
  await expect(correct(shop, back.return, '11')).refuses('more_than_delivered');
  expect(await bill(shop, id)).toMatchObject({ net: 800_00n });
  const [line] = (await world.list('sales.return_line', { filter: { return: back.return } })).rows;
  expect(line).toMatchObject({ quantity: '2' });
  const [move] = (await world.list('inventory.move', { filter: { sourceId: back.return } })).rows;
  const input = { move: String(move!.id), quantity: '1', reason: 'Mistyped' };
  await expect(world.as('storekeeper')(correctMove, input)).refuses('document_move');
});

scenario('after the invoice: what was credited of goods that did not come back is billed again', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '10');
  const sent = await ship(shop, id);
  await bill(shop, id);
  const back = await giveBack(shop, sent, '10');
  expect(await documentOf(world, back.creditNote!)).toMatchObject({ net: 1000_00n });
  await correct(shop, back.return, '1');
  expect(await lineOf(shop, id)).toMatchObject({ returned: '1', toInvoice: '9' });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'confirmed', openBaseMinor: 1080_00n });
  expect(await bill(shop, id)).toMatchObject({ net: 900_00n, total: 1080_00n });
  // More came back all the same: that is credited as by any return.
  const { creditNotes } = await correct(shop, back.return, '3');
  expect(await documentOf(world, creditNotes[0]!)).toMatchObject({ net: 200_00n });
  await correct(shop, back.return, '0');
  expect(await bill(shop, id)).toMatchObject({ net: 300_00n });
  expect(await balances(world)).toMatchObject({ revenue: -1000_00n, tax_payable: -200_00n, receivable: 1200_00n });
  expect(await goods(shop)).toEqual([900_00n, 100_00n, 0n]);
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done' });
});

scenario('returned without a credit, credited by hand, credited for good: the rule holds', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '10');
  const sent = await ship(shop, id);
  const invoice = await bill(shop, id);
  const back = await giveBack(shop, sent, '6', { credit: false });
  expect(await lineOf(shop, id)).toMatchObject({ toInvoice: '-6' });
  await correct(shop, back.return, '4');
  expect(await lineOf(shop, id)).toMatchObject({ toInvoice: '-4' });
  const credit = (quantity: string, more: object = {}) =>
    world.as('bookkeeper')(creditInvoice, {
      ...{ invoice: invoice.id, reason: 'Agreed', ...more },
      lines: [{ line: invoice.lines[0]!, quantity }],
    });
  await credit('4');
  await correct(shop, back.return, '1');
  expect(await lineOf(shop, id)).toMatchObject({ toInvoice: '3' });
  await bill(shop, id);
  // Two of what the customer keeps are credited for good, and come back.
  await credit('2', { billAgain: false });
  const second = await giveBack(shop, sent, '2');
  expect(second.creditNote).toBeNull();
  expect(await lineOf(shop, id)).toMatchObject({ forgone: '0', returned: '3' });
  await correct(shop, second.return, '1');
  expect(await lineOf(shop, id)).toMatchObject({ forgone: '1', returned: '2', toInvoice: '0' });
  await correct(shop, second.return, '0');
  expect(await lineOf(shop, id)).toMatchObject({ forgone: '2', returned: '1', toInvoice: '0' });
});

scenario('scrapped goods, and goods that are to be sent again', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '10');
  const sent = await ship(shop, id);
  const scrapped = await world.as('storekeeper')(receiveReturn, {
    delivery: sent.delivery,
    reason: 'Broken',
    lines: [{ line: sent.line, quantity: '5', restock: false }],
  });
  expect(await goods(shop)).toEqual([900_00n, 50_00n, 50_00n]);
  await correct(shop, scrapped.return, '2');
  expect(await goods(shop)).toEqual([900_00n, 80_00n, 20_00n]);
  await correct(shop, scrapped.return, '0');
  expect(await goods(shop)).toEqual([900_00n, 100_00n, 0n]);
  const again = await giveBack(shop, sent, '6', { replace: true });
  expect(await lineOf(shop, id)).toMatchObject({ open: '6', reserved: '6' });
  await correct(shop, again.return, '4');
  expect(await lineOf(shop, id)).toMatchObject({ open: '4', reserved: '4', replaced: '4' });
  await correct(shop, again.return, '5');
  expect(await lineOf(shop, id)).toMatchObject({ open: '5', reserved: '5', replaced: '5' });
  await world.as('storekeeper')(shipOrders, { orders: [id] });
  await expect(correct(shop, again.return, '4')).refuses('sent_again');
  expect(await bill(shop, id)).toMatchObject({ net: 1000_00n });
});

scenario('the right day of a return, also of a closed month, and the right piece', async (world) => {
  const shop = await caseShop(world);
  const motor = await make(world, 'catalog.item', {
    code: 'MOTOR',
    name: 'Motor',
    tracking: 'serial',
    listPrice: '90',
  });
  const piece = (number: string) => [{ number, quantity: '1' }];
  await world.as('storekeeper')(receiveStock, {
    ...{ site: shop.site, reason: 'production', effectiveOn: '2026-01-05' },
    lines: [
      { item: motor, quantity: '1', unitCost: '19', lots: piece('M1') },
      { item: motor, quantity: '1', unitCost: '25', lots: piece('M2') },
    ],
  });
  const id = await order({ ...shop, item: motor }, '2');
  const { deliveries } = await world.as('storekeeper')(shipOrders, { orders: [id], shippedOn: '2026-01-20' });
  const [row] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0]! } })).rows;
  const sent = { delivery: deliveries[0]!, line: String(row!.id) };
  const back = await world.as('storekeeper')(receiveReturn, {
    ...{ delivery: sent.delivery, reason: 'Loud' },
    lines: [{ line: sent.line, quantity: '1', lots: piece('M1') }],
  });
  const start = await goods(shop);
  await correct(shop, back.return, '1', {}, { lots: piece('M2') });
  expect(await goods(shop)).toEqual([start[0]! + 6_00n, start[1]! - 6_00n, 0n]);
  await correct(shop, back.return, '1', { returnedOn: '2026-02-10' });
  expect(await world.get('sales.sales_return', back.return)).toMatchObject({ returnedOn: '2026-02-10' });
  await expect(correct(shop, back.return, '1', { returnedOn: '2026-01-19' })).refuses('before_shipped');
  await expect(correct(shop, back.return, '1', { returnedOn: '2026-03-03' })).refuses('future_day');
  await closeUntil(world, '2026-02');
  await correct(shop, back.return, '0', { returnedOn: '2026-01-25' });
  expect(await lineOf(shop, id)).toMatchObject({ returned: '0', toInvoice: '2' });
  await correct(shop, back.return, '2', {}, { lots: [...piece('M1'), ...piece('M2')] });
  expect((await goods(shop))[1]).toBe(0n);
});

scenario('in another currency, of a service, twice in one return', async (world) => {
  const shop = await caseShop(world);
  await world.as('bookkeeper')(setRates, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '0.9' }] });
  const service = await make(world, 'catalog.item', {
    ...{ code: 'HOURS', name: 'Hours', kind: 'service', unit: 'H', listPrice: '50' },
  });
  for (const item of [shop.item, service]) {
    const id = await order({ ...shop, item }, '9', { unitPrice: '33.335' }, { currency: 'USD' });
    const sent = await ship(shop, id);
    await bill(shop, id);
    const back = await world.as('storekeeper')(receiveReturn, {
      ...{ delivery: sent.delivery, reason: 'Wrong' },
      lines: [
        { line: sent.line, quantity: '3' },
        { line: sent.line, quantity: '2' },
      ],
    });
    const rows = (await world.list('sales.return_line', { filter: { return: back.return } })).rows;
    const lineWith = (quantity: string) => String(rows.find((row) => row.quantity === quantity)!.id);
    await world.as('storekeeper')(correctReturn, {
      ...{ return: back.return, reason: 'Mistyped' },
      lines: [
        { line: lineWith('3'), quantity: '4' },
        { line: lineWith('2'), quantity: '0' },
      ],
    });
    expect(await lineOf(shop, id)).toMatchObject({ returned: '4', toInvoice: '1' });
    const one = [{ line: lineWith('3'), quantity: '4' }];
    await expect(
      world.as('storekeeper')(correctReturn, { return: back.return, reason: 'Twice', lines: [...one, ...one] }),
    ).refuses('named_twice');
    await world.as('storekeeper')(correctReturn, {
      ...{ return: back.return, reason: 'Mistyped', lines: [{ line: lineWith('3'), quantity: '0' }] },
    });
    expect(await lineOf(shop, id)).toMatchObject({ returned: '0', toInvoice: '5' });
    await bill(shop, id);
  }
});
