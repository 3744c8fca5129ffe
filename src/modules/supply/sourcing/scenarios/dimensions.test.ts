import { expect } from 'vitest';
import { placeOrder as sell } from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { agreeBlanket, callOff } from '#modules/supply/purchasing/blanket/contract.ts';
import { cancelRest } from '#modules/supply/purchasing/contract.ts';
import { awardQuotations, recordQuotation, requestQuotations } from '#modules/supply/purchasing/quotation/contract.ts';
import { linesOfOrder, openBuying, price } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { approveRequisition, buyForSale, orderRequisitions, requestGoods } from '../contract.ts';

scenario('an order is placed for what its requisition, quotation, call-off or sale was for', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const shop = await openShop(world);
  const costCentre = await make(world, 'ledger.cost_centre', { code: 'N', name: 'North' });
  const project = await make(world, 'ledger.project', { code: 'P', name: 'Hall' });
  const [buy, store] = [world.as('buyer'), world.as('storekeeper')];
  const borne = async (order: string) =>
    (await linesOfOrder(world, order)).map((line) => [line.costCentre, line.project]);

  const { requisition } = await store(requestGoods, {
    lines: [
      { item: casting, quantity: '7', costCentre },
      { item: bolt, quantity: '100', project },
    ],
  });
  await world.as('controller')(approveRequisition, { requisition });
  const asked = await buy(orderRequisitions, { requisitions: [requisition] });
  expect(await borne(asked.orders[0]!.order)).toEqual([
    [costCentre, null],
    [null, project],
  ]);
  // Asked for again, it is for the same.
  await buy(cancelRest, { orders: [asked.orders[0]!.order], reason: 'Too late' });
  const again = await buy(orderRequisitions, { requisitions: [requisition] });
  expect(await borne(again.orders[0]!.order)).toContainEqual([costCentre, null]);

  const { request } = await buy(requestQuotations, {
    suppliers: [supplier],
    lines: [{ item: casting, quantity: '5', costCentre, project }],
  });
  const [quotation] = (await world.list('purchasing.quotation', { filter: { request: request } })).rows;
  const [line] = (await world.list('purchasing.quotation_line', { filter: { request: request } })).rows;
  expect(line).toMatchObject({ costCentre, project });
  const { offers } = await buy(recordQuotation, {
    quotation: String(quotation!.id),
    lines: [{ line: String(line!.id), unitPrice: '38', leadDays: 10 }],
  });
  const won = await buy(awardQuotations, { request, awards: [{ offer: offers[0]! }] });
  expect(await borne(won.orders[0]!.order)).toEqual([[costCentre, project]]);

  const agreed = await buy(agreeBlanket, {
    ...{ supplier, validTo: '2026-06-30' },
    lines: [{ item: casting, quantity: '30', unitPrice: '35' }],
  });
  const called = await buy(callOff, {
    blanket: agreed.blanket,
    lines: [{ line: agreed.lines[0]!, quantity: '3', project }],
  });
  expect(await borne(called.order)).toEqual([[null, project]]);

  await price(world, supplier, shop.pump, '140');
  const sale = await world.as('sales_desk')(sell, {
    ...{ customer: shop.customer, confirm: true },
    lines: [{ item: shop.pump, quantity: '12', costCentre, project }],
  });
  const bought = await buy(buyForSale, { order: sale.order });
  expect(await borne(bought.orders[0]!.order)).toEqual([[costCentre, project]]);

  await world.owner((sql) => sql`update ledger.project set active = false where id = ${project}`);
  const lines = [{ item: casting, quantity: '1', project }];
  await expect(store(requestGoods, { lines })).refuses('unknown_dimension');
  await expect(buy(requestQuotations, { suppliers: [supplier], lines })).refuses('unknown_dimension');
});
