import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { byCostCentre, needCostCentre } from '#modules/finance/ledger/scenarios/dimension-books.ts';
import { creditInvoice, postInvoice } from '#modules/finance/receivables/contract.ts';
import { correctReceiptCost } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { amendOrder, confirmOrder, invoiceOrders, placeOrder, receiveReturn, shipOrders } from '../contract.ts';
import { correctDelivery } from '../delivery/contract.ts';
import { type CaseShop, caseShop, documentOf, lineOf, order, orderOf, ship } from './cases-world.ts';
import { make } from './shop.ts';

const centres = async (world: World) => ({
  north: await make(world, 'ledger.cost_centre', { code: 'N', name: 'North' }),
  south: await make(world, 'ledger.cost_centre', { code: 'S', name: 'South' }),
});

const needAll = (world: World) => needCostCentre(world, 'revenue', 'revenue_service', 'freight_revenue', 'cogs');

const forCentre = async (shop: CaseShop, id: string, version: number, costCentre: string | null) =>
  shop.world.as('sales_desk')(amendOrder, {
    ...{ order: id, version },
    lines: [{ line: String((await lineOf(shop, id)).id), costCentre }],
  });

const books = async (world: World) => {
  const {
    inventory: _,
    receivable: __,
    tax_payable: ___,
    production_clearing: ____,
    ...rest
  } = await byCostCentre(world);
  return rest;
};

scenario('a sale is borne by the cost centre of its line, through amendments, returns and credits', async (world) => {
  const shop = await caseShop(world);
  const { north, south } = await centres(world);
  await needAll(world);
  const id = await order(shop, '2', { costCentre: north }, { freightMinor: '500' });
  const first = await ship(shop, id);
  expect(await books(world)).toEqual({ 'cogs N': 2000n });
  // What left was borne by North and stays so; what is billed and leaves from now on is South's.
  await world.as('sales_desk')(amendOrder, {
    ...{ order: id, version: 1 },
    lines: [{ line: String((await lineOf(shop, id)).id), costCentre: south, quantity: '6' }],
  });
  const second = await ship(shop, id);
  expect(await books(world)).toEqual({ 'cogs N': 2000n, 'cogs S': 4000n });
  await world.as('owner')(correctDelivery, {
    ...{ delivery: second.delivery, reason: 'Counted again' },
    lines: [{ line: second.line, quantity: '3' }],
  });
  expect(await books(world)).toEqual({ 'cogs N': 2000n, 'cogs S': 3000n });
  // Goods that come back and are scrapped leave with whom they came back to.
  await world.as('storekeeper')(receiveReturn, {
    ...{ delivery: first.delivery, reason: 'Broken' },
    lines: [{ line: first.line, quantity: '1', restock: false }],
  });
  expect(await books(world)).toEqual({ 'cogs N': 1000n, 'cogs S': 3000n, 'stock_loss N': 1000n });
  await forCentre(shop, id, 2, north);
  await forCentre(shop, id, 3, south);
  const { invoices } = await world.as('bookkeeper')(invoiceOrders, { orders: [id] });
  const invoice = await documentOf(world, invoices[0]!);
  expect(await books(world)).toMatchObject({ 'revenue S': -40000n, 'freight_revenue S': -500n });
  // A credit takes back what its invoice said, whatever the order says by now.
  await forCentre(shop, id, 4, north);
  await world.as('storekeeper')(receiveReturn, {
    ...{ delivery: second.delivery, reason: 'Wrong', replace: true, credit: true },
    lines: [{ line: second.line, quantity: '1' }],
  });
  expect(await books(world)).toMatchObject({ 'revenue S': -30000n, 'cogs S': 2000n, 'cogs N': 1000n });
  await world.as('bookkeeper')(creditInvoice, {
    ...{ invoice: invoice.id, reason: 'Dear' },
    lines: [{ line: invoice.lines[0]!, netMinor: '1000' }],
  });
  await ship(shop, id);
  await world.as('bookkeeper')(invoiceOrders, { orders: [id] });
  expect(await books(world)).toEqual({
    ...{ 'cogs N': 3000n, 'cogs S': 2000n, 'stock_loss N': 1000n },
    ...{ 'revenue S': -29000n, 'revenue N': -20000n, 'freight_revenue S': -500n },
  });
  const lines = await world.owner(
    (sql) => sql<{ whole: boolean }>`
      select party_id is not null and item_id is not null and site_id is not null as whole from ledger.line where role = 'revenue'`,
  );
  expect(lines.every(({ whole }) => whole)).toBe(true);
});

scenario(
  'a line that lacks what its accounts need is refused when it is confirmed, else named when it is posted',
  async (world) => {
    const shop = await caseShop(world);
    const { north } = await centres(world);
    const desk = world.as('sales_desk');
    const early = await order(shop, '1');
    const { number } = (await orderOf(shop, early)) as { number: string };
    await needAll(world);
    const lines = [{ item: shop.item, quantity: '1' }];
    await expect(desk(placeOrder, { customer: shop.customer, confirm: true, lines })).rejects.toMatchObject({
      ...{ code: 'needs_dimension', details: { where: 'Line 1', dimension: 'cost_centre' } },
    });
    const { order: draft } = await desk(placeOrder, { customer: shop.customer, lines });
    await expect(desk(confirmOrder, { order: draft })).refuses('needs_dimension');
    await forCentre(shop, draft, 1, north);
    await desk(confirmOrder, { order: draft });
    await expect(forCentre(shop, draft, 2, null)).refuses('needs_dimension');
    // Confirmed before the account asked for it.
    const named = { code: 'needs_dimension', details: { where: `Order ${number}, line 1` } };
    await expect(ship(shop, early)).rejects.toMatchObject(named);
    await world.owner((sql) => sql`update ledger.account set requires = null where requires is not null`);
    await world.as('storekeeper')(shipOrders, { orders: [early] });
    await needCostCentre(world, 'revenue');
    await expect(world.as('bookkeeper')(invoiceOrders, { orders: [early] })).rejects.toMatchObject(named);
    await forCentre(shop, early, 1, north);
    await world.as('bookkeeper')(invoiceOrders, { orders: [early] });
    expect(await byCostCentre(world)).toMatchObject({ 'revenue N': -10000n, cogs: 1000n });
  },
);

scenario('what was sold before its accounts needed a cost centre comes back and is credited', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '3');
  const sent = await ship(shop, id);
  const { invoices } = await world.as('bookkeeper')(invoiceOrders, { orders: [id] });
  const invoice = await documentOf(world, invoices[0]!);
  await needAll(world);
  const back = { delivery: sent.delivery, reason: 'Broken' };
  await world.as('storekeeper')(receiveReturn, { ...back, lines: [{ line: sent.line, quantity: '1' }] });
  const scrapped = { line: sent.line, quantity: '1', restock: false };
  await world.as('storekeeper')(receiveReturn, { ...back, credit: true, lines: [scrapped] });
  await world.as('bookkeeper')(creditInvoice, {
    ...{ invoice: invoice.id, reason: 'Dear' },
    lines: [{ line: invoice.lines[0]!, netMinor: '1000' }],
  });
  const [move] = (await world.list('inventory.move', { filter: { kind: 'receipt' } })).rows;
  await world.as('controller')(correctReceiptCost, { move: String(move!.id), reason: 'Dearer', unitCost: '12' });
  expect(Object.keys(await books(world)).every((name) => !name.endsWith(' N'))).toBe(true);
});

scenario(
  'null clears a project and a cost centre; what is left out stays; what is not there is refused',
  async (world) => {
    const shop = await caseShop(world);
    const { north, south } = await centres(world);
    const project = await make(world, 'ledger.project', { code: 'P1', name: 'New hall' });
    const desk = world.as('sales_desk');
    const id = await order(shop, '1', { costCentre: north, project });
    expect(await lineOf(shop, id)).toMatchObject({ costCentre: north, project: project });
    const line = String((await lineOf(shop, id)).id);
    await desk(amendOrder, { order: id, version: 1, lines: [{ line, quantity: '2' }] });
    expect(await lineOf(shop, id)).toMatchObject({ costCentre: north, project: project });
    await desk(amendOrder, { order: id, version: 2, lines: [{ line, costCentre: null }] });
    expect(await lineOf(shop, id)).toMatchObject({ costCentre: null, project: project });
    await desk(amendOrder, { order: id, version: 3, lines: [{ line, costCentre: south, project: null }] });
    expect(await lineOf(shop, id)).toMatchObject({ costCentre: south, project: null });

    const { output } = await execute(world.app, 'ledger.create_cost_centre', {
      ...{ actor: seedActor(world.app, 'owner'), company: world.other, input: { code: 'X', name: 'Elsewhere' } },
    });
    const foreign = (output as { id: string }).id;
    await world.owner((sql) => sql`update ledger.cost_centre set active = false where id = ${south}`);
    for (const [costCentre, code] of [
      [foreign, 'not_found'],
      [south, 'unknown_dimension'],
      [project, 'not_found'],
    ] as const) {
      await expect(order(shop, '1', { costCentre })).rejects.toMatchObject({
        code,
        message: expect.stringContaining('Line 1'),
      });
      await expect(
        desk(amendOrder, { order: id, version: 4, lines: [{ item: shop.item, quantity: '1', costCentre }] }),
      ).rejects.toMatchObject({ code });
      await expect(
        world.as('bookkeeper')(postInvoice, {
          customer: shop.customer,
          lines: [{ description: 'Advice', unitPrice: '10', costCentre }],
        }),
      ).rejects.toMatchObject({ code, message: expect.stringContaining('Line 1') });
    }
    // An order that has it keeps it.
    await desk(amendOrder, { order: id, version: 4, lines: [{ line, quantity: '3' }] });
    expect(await lineOf(shop, id)).toMatchObject({ costCentre: south, quantity: '3' });
  },
);
