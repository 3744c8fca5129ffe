import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { creditInvoice, recordPayment } from '#modules/finance/receivables/contract.ts';
import { balances } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setCredit } from '#modules/master/parties/contract.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import * as purchasing from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import {
  amendOrder,
  confirmOrder,
  holdOrder,
  pickDelivery,
  placeOrder,
  receiveReturn,
  releaseOrder,
  shipDelivery,
} from '../contract.ts';
import { bill, caseShop, giveBack, lineOf, order, ship } from './cases-world.ts';
import { make } from './shop.ts';

/** Takes a master record out of use. */
const archive = (world: World, name: string, id: string) =>
  execute(world.app, name, {
    actor: seedActor(world.app, 'owner'),
    company: world.company,
    input: { id, anyway: true },
    via: 'test',
  });

scenario('B19: a credit limit holds by holding, drafts, amending and billing, until it is paid', async (world) => {
  const shop = await caseShop(world);
  const desk = world.as('sales_desk');
  await world.as('controller')(setCredit, { party: shop.customer, creditLimitMinor: '120000' });
  const place = (quantity: string, confirm = true) =>
    desk(placeOrder, { customer: shop.customer, confirm, lines: [{ item: shop.item, quantity }] });
  const { order: nine } = await place('9');
  await desk(holdOrder, { order: nine, reason: 'Asked to wait' });
  await expect(place('3')).refuses('credit_exceeded');
  const { order: draft } = await place('3', false);
  await expect(desk(confirmOrder, { order: draft })).refuses('credit_exceeded');
  await world.as('controller')(releaseOrder, { order: nine });
  const line = String((await lineOf(shop, nine)).id);
  await expect(desk(amendOrder, { order: nine, version: 1, lines: [{ line, quantity: '11' }] })).refuses(
    'credit_exceeded',
  );
  await ship(shop, nine);
  await expect(desk(confirmOrder, { order: draft })).refuses('credit_exceeded');
  const { total } = await bill(shop, nine);
  await expect(desk(confirmOrder, { order: draft })).refuses('credit_exceeded');
  await world.as('bookkeeper')(recordPayment, { customer: shop.customer, amountMinor: String(total) });
  await desk(confirmOrder, { order: draft });
});

scenario(
  'B32: what was sold goes on to its end when the item, the customer and the tax are out of use',
  async (world) => {
    const shop = await caseShop(world);
    const id = await order(shop, '3');
    // All that is left of it is sold.
    const rest = [{ item: shop.item, quantity: '97' }];
    await world.as('owner')(issueStock, { site: shop.site, reason: 'scrap', lines: rest });
    await archive(world, 'catalog.archive_item', shop.item);
    const out = await ship(shop, id);
    await world.as('storekeeper')(receiveReturn, {
      ...{ delivery: out.delivery, reason: 'Sent back' },
      lines: [{ line: out.line, quantity: '1', restock: false }],
    });
    const made = await bill(shop, id);
    expect(made).toMatchObject({ total: 240_00n, quantities: ['2'] });
    await archive(world, 'parties.archive_party', shop.customer);
    await world.as('bookkeeper')(recordPayment, { customer: shop.customer, amountMinor: '12000' });
    await world.as('bookkeeper')(creditInvoice, {
      ...{ invoice: made.id, reason: 'Agreed' },
      lines: [{ line: made.lines[0]!, quantity: '1' }],
    });
    expect((await world.get('receivables.invoice', made.id)).openMinor).toBe(0n);
  },
);

scenario('B32: a tax named by hand on an order holds to its end when it is out of use', async (world) => {
  const shop = await caseShop(world);
  const tax = await newTax(world, {}, '13');
  const id = await order(shop, '5', { taxCodes: [tax] });
  const first = await ship(shop, id);
  await archive(world, 'tax.archive_code', tax);
  const made = await bill(shop, id);
  expect(made).toMatchObject({ net: 500_00n, tax: 65_00n });
  await giveBack(shop, first, '2');
  await world.as('bookkeeper')(creditInvoice, {
    ...{ invoice: made.id, reason: 'Agreed' },
    lines: [{ line: made.lines[0]!, quantity: '1' }],
  });
  // Credited to be billed again, with the same tax.
  expect(await bill(shop, id)).toMatchObject({ net: 100_00n, tax: 13_00n });
  expect((await balances(world)).tax_payable).toBe(-39_00n);
  // Another order does not take it.
  await expect(order(shop, '1', { taxCodes: [tax] })).refuses('tax_archived');
});

/** What is bought at a price a piece, received in the order given, with pieces named where they have numbers. */
async function buy(
  world: World,
  item: string,
  received: readonly { unitPrice: string; quantity: string; number?: string }[],
) {
  const { supplier } = await openBuying(world);
  const lines = received.map(({ unitPrice, quantity }) => ({ item, quantity, unitPrice }));
  const { order: id } = await world.as('buyer')(purchasing.placeOrder, { supplier, lines, send: true });
  const rows = await linesOfOrder(world, id);
  const came = received.map(({ quantity, number }, index) => ({
    ...{ line: String(rows[index]!.id), quantity },
    ...(number ? { lots: [{ number, quantity }] } : {}),
  }));
  await world.as('storekeeper')(purchasing.receiveGoods, { order: id, lines: came });
}

/** Sells and ships pieces, named where they have numbers; answers the delivery line and what gives one of them back. */
async function sell(world: World, customer: string, item: string, quantity: string, numbers: readonly string[] = []) {
  const { order: id } = await world.as('sales_desk')(placeOrder, {
    ...{ customer, confirm: true, lines: [{ item, quantity }] },
  });
  const store = world.as('storekeeper');
  const { delivery } = await store(pickDelivery, { order: id });
  const [row] = (await world.list('sales.delivery_line', { filter: { delivery } })).rows;
  const line = String(row!.id);
  const lots = (named: readonly string[]) =>
    named.length > 0 ? { lots: named.map((number) => ({ number, quantity: '1' })) } : {};
  await store(shipDelivery, { delivery, lines: [{ line, quantity, ...lots(numbers) }] });
  return (restock: boolean, number?: string) =>
    store(receiveReturn, {
      ...{ delivery, reason: 'Sent back' },
      lines: [{ line, quantity: '1', restock, ...lots(number ? [number] : []) }],
    });
}

scenario('B06: pieces that were bought leave and come back at their own cost', async (world) => {
  const { customer } = await caseShop(world);
  const start = (await balances(world)).inventory!;
  const motor = await make(world, 'catalog.item', {
    code: 'MOTOR',
    name: 'Motor',
    tracking: 'serial',
    listPrice: '90',
  });
  await buy(world, motor, [
    { number: 'A', unitPrice: '19', quantity: '1' },
    { number: 'B', unitPrice: '25', quantity: '1' },
    { number: 'C', unitPrice: '21', quantity: '1' },
    { number: 'D', unitPrice: '23.10', quantity: '1' },
  ]);
  const back = await sell(world, customer, motor, '2', ['C', 'D']);
  expect((await balances(world)).cogs).toBe(44_10n);
  await back(true, 'D');
  expect(await balances(world)).toMatchObject({ cogs: 21_00n, inventory: start + 67_10n });
  await back(false, 'C');
  expect(await balances(world)).toMatchObject({ stock_loss: 21_00n, inventory: start + 67_10n });
});

for (const costing of [{ costingMethod: 'fifo' }, { costingMethod: 'average' }, { tracking: 'serial' }])
  scenario(
    `B35: what comes back to be scrapped leaves at what it came with, ${Object.values(costing)}`,
    async (world) => {
      const { customer } = await caseShop(world);
      const start = (await balances(world)).inventory!;
      const item = await make(world, 'catalog.item', { code: 'X-1', name: 'Part', listPrice: '90', ...costing });
      const numbers = (...names: string[]) => ('tracking' in costing ? names : []);
      const came = (unitPrice: string, ...names: string[]) =>
        'tracking' in costing
          ? names.map((number) => ({ unitPrice, quantity: '1', number }))
          : [{ unitPrice, quantity: String(names.length) }];
      await buy(world, item, came('10', 'A', 'B'));
      const back = await sell(world, customer, item, '2', numbers('A', 'B'));
      await buy(world, item, came('20', 'C', 'D'));
      await back(false, numbers('A')[0]);
      expect(await balances(world)).toMatchObject({ stock_loss: 10_00n, inventory: start + 40_00n, cogs: 10_00n });
    },
  );
