import { expect } from 'vitest';
import { creditInvoice, postInvoice } from '#modules/finance/receivables/contract.ts';
import { setRate } from '#modules/finance/tax/contract.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { invoiceOrders, pickDelivery, placeOrder, shipDelivery } from '../contract.ts';
import { openShop, type Shop } from './shop.ts';

/** Standard rate 19 % in January, 16 % from February on; today is 2 March. */
async function openTaxedShop(world: World): Promise<Shop> {
  const shop = await openShop(world);
  const { rows } = await world.list('tax.code', { filter: { code: 'STD' } });
  const code = String(rows[0]!.id);
  await world.as('controller')(setRate, { taxCode: code, rate: '19' });
  await world.as('controller')(setRate, { taxCode: code, fromDay: '2026-02-01', rate: '16' });
  await world.as('storekeeper')(receiveStock, {
    ...{ site: shop.site, reason: 'production', effectiveOn: '2026-01-02' },
    lines: [{ item: shop.pump, quantity: '10', unitCost: '150' }],
  });
  return shop;
}

/** Orders pumps and ships some of them on each of these days. */
async function shippedOn(world: World, shop: Shop, days: readonly string[]): Promise<string> {
  const { order } = await world.as('owner')(placeOrder, {
    ...{ customer: shop.customer, orderedOn: '2026-01-05', confirm: true },
    lines: [{ item: shop.pump, quantity: String(days.length), unitPrice: '100' }],
  });
  for (const day of days) {
    const { delivery } = await world.as('owner')(pickDelivery, { order });
    const [picked] = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
    await world.as('owner')(shipDelivery, {
      ...{ delivery, shippedOn: day },
      lines: [{ line: String(picked!.id), quantity: '1' }],
    });
  }
  return order;
}

const invoiced = async (world: World, order: string, invoicedOn: string) => {
  const { invoices } = await world.as('owner')(invoiceOrders, { orders: [order], invoicedOn });
  const invoice = await world.get('receivables.invoice', invoices[0]!);
  const { rows } = await world.list('tax.tax_line', { filter: { documentId: invoices[0]! }, sort: 'rate' });
  return { invoice, taxes: rows.map((row) => [row.rate, row.baseBaseMinor, row.taxBaseMinor]) };
};

scenario('B33: goods shipped before a new rate are taxed at the old one, and credited at it', async (world) => {
  const shop = await openTaxedShop(world);
  const order = await shippedOn(world, shop, ['2026-01-25']);
  const { invoice, taxes } = await invoiced(world, order, '2026-02-02');
  expect(taxes).toEqual([['19', 100_00n, 19_00n]]);
  const { totalMinor } = await world.as('owner')(creditInvoice, { invoice: String(invoice.id), reason: 'Wrong' });
  expect(totalMinor).toBe(119_00n);
});

scenario('B33: one invoice of deliveries before and after a new rate has lines of both', async (world) => {
  const shop = await openTaxedShop(world);
  const order = await shippedOn(world, shop, ['2026-01-20', '2026-01-25', '2026-02-01', '2026-02-03']);
  const { invoice, taxes } = await invoiced(world, order, '2026-02-10');
  expect(taxes).toEqual([
    ['16', 200_00n, 32_00n],
    ['19', 200_00n, 38_00n],
  ]);
  const { rows } = await world.list('receivables.invoice_line', {
    filter: { invoice: invoice.id },
    sort: 'position',
  });
  expect(rows.map((row) => [row.quantity, row.suppliedOn])).toEqual([
    ['2', '2026-01-25'],
    ['2', '2026-02-03'],
  ]);
});

scenario(
  'B33: a service is taxed by the day of supply it states, an advance by the day of its invoice',
  async (world) => {
    const shop = await openTaxedShop(world);
    const post = (more: object, line: object = {}) =>
      world.as('bookkeeper')(postInvoice, {
        ...{ customer: shop.customer, invoicedOn: '2026-02-02', ...more },
        lines: [{ item: shop.service, unitPrice: '100', ...line }],
      });
    expect((await post({ suppliedOn: '2026-01-31' })).totalMinor).toBe(119_00n);
    expect((await post({ suppliedOn: '2026-01-31' }, { suppliedOn: '2026-02-01' })).totalMinor).toBe(116_00n);
    expect((await post({})).totalMinor).toBe(116_00n);
    expect((await post({ invoicedOn: '2026-01-15' })).totalMinor).toBe(119_00n);
  },
);
