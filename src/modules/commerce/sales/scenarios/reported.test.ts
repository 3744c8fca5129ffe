import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { creditInvoice, recordPayment } from '#modules/finance/receivables/contract.ts';
import { setCredit } from '#modules/master/parties/contract.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { amendOrder, confirmOrder, holdOrder, placeOrder, receiveReturn, releaseOrder } from '../contract.ts';
import { bill, caseShop, lineOf, order, ship } from './cases-world.ts';

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
