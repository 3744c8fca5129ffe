import { expect } from 'vitest';
import { invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { creditInvoice, postInvoice } from '#modules/finance/receivables/contract.ts';
import { scenario } from '#test/harness.ts';
import { openShop } from '../../src/modules/commerce/sales/scenarios/shop.ts';
import { paper } from './paper.ts';

const INVOICE = 'receivables.invoice_document';

scenario(
  'B24: an invoice says the rate in per cent, the day of supply, the delivery note and both tax ids',
  async (world) => {
    const shop = await openShop(world);
    const owner = world.as('owner');
    const { order } = await owner(placeOrder, {
      customer: shop.customer,
      lines: [{ item: shop.seal, quantity: '8' }],
      confirm: true,
    });
    const { deliveries } = await owner(shipOrders, { orders: [order], shippedOn: '2026-03-02' });
    const { number } = await world.get('sales.delivery', deliveries[0]!);
    world.today('2026-03-05');
    const { invoices } = await owner(invoiceOrders, { orders: [order] });
    const said = await paper(world, INVOICE, invoices[0]!);
    expect(said.facts).toContainEqual(['Supplied', '2 Mar 2026']);
    expect(said.facts).toContainEqual(['Delivery note', number]);
    expect(said.totals).toEqual([
      ['Net', '100.00'],
      ['Standard rate 20 % on 100.00', '20.00'],
      ['Total EUR', '120.00'],
    ]);
    const { creditNote } = await owner(creditInvoice, { invoice: invoices[0]!, reason: 'Agreed' });
    const credit = await paper(world, INVOICE, creditNote);
    expect(credit.title).toBe('Credit note');
    expect(credit.totals!.at(1)).toEqual(['Standard rate 20 % on 100.00', '20.00']);
  },
);

scenario('an invoice without tax says why', async (world) => {
  const shop = await openShop(world);
  const [exempt] = (await world.list('tax.code', { filter: { code: 'EXPORT' } })).rows;
  const { invoice } = await world.as('owner')(postInvoice, {
    party: shop.customer,
    lines: [{ description: 'Pump', quantity: '1', unitPrice: '10', taxCodes: [String(exempt!.id)] }],
  });
  const said = await paper(world, INVOICE, invoice);
  expect(said.closing).toContain('Export, exempt from tax');
});
