import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { creditInvoice, postInvoice } from '#modules/finance/receivables/contract.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { setTaxId } from '#modules/master/parties/contract.ts';
import { rehearse } from '#surfaces/rehearse.ts';
import { scenario } from '#test/harness.ts';
import { make, openShop } from '../../src/modules/commerce/sales/scenarios/shop.ts';
import { paper } from './paper.ts';

const INVOICE = 'receivables.invoice_document';

scenario('B24: an invoice says the rate in per cent, the day of supply and the delivery note', async (world) => {
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
});

scenario(
  'both tax ids stand on an invoice, and with a reverse charge that the recipient owes the tax',
  async (world) => {
    const shop = await openShop(world);
    const owner = world.as('owner');
    const [detail] = (await world.list('organisation.company_detail')).rows;
    const input = { id: detail!.id, changes: { taxId: 'ATU13585627' } };
    const actor = seedActor(world.app, 'owner');
    await execute(world.app, 'organisation.update_company_detail', { actor, company: world.company, input });
    const firm = await make(world, 'parties.party', {
      code: 'DE1',
      name: 'Werk GmbH',
      isCustomer: true,
      country: 'DE',
    });
    await owner(setTaxId, { party: firm, taxId: 'DE136695976' });
    const invoiceFor = async (customer: string) => {
      const lines = [{ item: shop.seal, quantity: '8' }];
      const { order } = await owner(placeOrder, { customer, lines, confirm: true });
      await owner(shipOrders, { orders: [order] });
      const { invoices } = await owner(invoiceOrders, { orders: [order] });
      return paper(world, INVOICE, invoices[0]!);
    };
    const said = await invoiceFor(firm);
    expect(said.company.footer).toContain('Tax id ATU13585627');
    expect(said.facts).toContainEqual(['Your tax id', 'DE136695976']);
    expect(said.totals).toEqual([
      ['Net', '100.00'],
      ['Intra-community supply 0 % on 100.00', '0.00'],
      ['Total EUR', '100.00'],
    ]);
    expect(said.closing).toContain('Intra-community supply, exempt from tax; the recipient owes it (reverse charge)');
    await owner(setTaxId, { party: shop.customer, taxId: 'ATU13585627' });
    const home = await invoiceFor(shop.customer);
    expect(home.company.footer).toContain('Tax id ATU13585627');
    expect(home.facts).toContainEqual(['Your tax id', 'ATU13585627']);
    expect(home.closing!.join()).not.toContain('reverse charge');
  },
);

scenario('an invoice without tax says why', async (world) => {
  const shop = await openShop(world);
  const [exempt] = (await world.list('tax.code', { filter: { code: 'EXPORT' } })).rows;
  const { invoice } = await world.as('owner')(postInvoice, {
    customer: shop.customer,
    lines: [{ description: 'Pump', quantity: '1', unitPrice: '10', taxCodes: [String(exempt!.id)] }],
  });
  const said = await paper(world, INVOICE, invoice);
  expect(said.closing).toContain('Export, exempt from tax');
});

scenario('an invoice in another currency states its tax in that of the company, with the rate', async (world) => {
  const shop = await openShop(world);
  const owner = world.as('owner');
  await owner(setRates, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '0.8513' }] });
  const { invoice } = await owner(postInvoice, {
    ...{ customer: shop.customer, currency: 'USD' },
    lines: [{ description: 'Pump', quantity: '1', unitPrice: '99.99' }],
  });
  const { totals } = await paper(world, INVOICE, invoice);
  const { taxMinor } = await world.get('receivables.invoice', invoice);
  expect(taxMinor).toBe(20_00n);
  expect(totals!.slice(-2)).toEqual([
    ['Tax in EUR at 0.8513 for 1 USD', '17.03'],
    ['Total USD', '119.99'],
  ]);
});

scenario(
  'a reason for taking no tax, or the tax id of a customer elsewhere in the union, is told to be lacking',
  async (world) => {
    const customer = await make(world, 'parties.party', {
      ...{ code: 'LYON', name: 'Lyon SA', isCustomer: true, country: 'FR', taxClass: 'business' },
    });
    const own = await newTax(world, { code: 'OWN0', name: 'Own zero' }, '0');
    const call = { actor: seedActor(world.app, 'owner'), company: world.company };
    const told = async (taxCodes?: string[]) => {
      const input = { customer, lines: [{ description: 'Pump', unitPrice: '10', taxCodes }] };
      const { reports } = await rehearse(world.app, 'receivables.post_invoice', { ...call, input });
      return reports
        .flatMap(({ rows }) => rows.map((row) => `${row.remark}: ${row.of}`))
        .filter((remark) => !/Company details|Address/.test(remark));
    };
    const lacksId = 'Tax id of the customer: Lyon SA';
    expect(await told()).toEqual([lacksId]);
    expect(await told([])).toEqual([lacksId, 'Why no tax is charged: Lines without a tax code']);
    expect(await told([own])).toEqual([lacksId, 'Why no tax is charged: OWN0 Own zero']);
    await world.as('owner')(setTaxId, { party: customer, taxId: 'FR40303265045' });
    await execute(world.app, 'tax.update_code', {
      ...call,
      input: { id: own, changes: { note: 'Exempt by our law' } },
    });
    expect([await told(), await told([own])]).toEqual([[], []]);
  },
);

scenario('what the paper will lack is told before an invoice is posted, and is not printed empty', async (world) => {
  const shop = await openShop(world);
  const call = { actor: seedActor(world.app, 'owner'), company: world.company };
  const input = { customer: shop.customer, lines: [{ description: 'Pump', unitPrice: '10' }] };
  const told = async () => {
    const { reports } = await rehearse(world.app, 'receivables.post_invoice', { ...call, input });
    return reports.flatMap(({ rows }) => rows.map((row) => `${row.remark}: ${row.of}`));
  };
  expect(await told()).toContain('Tax id of the company: Company details');
  const { invoice } = await world.as('owner')(postInvoice, input);
  const said = await paper(world, INVOICE, invoice);
  expect(JSON.stringify(said)).not.toContain('Tax id');
  expect(said.facts.map(([name]) => name)).not.toContain('Your tax id');
  const [detail] = (await world.list('organisation.company_detail')).rows;
  const changes = { taxId: 'ATU13585627', street: 'Werkstraße 1', city: 'Linz' };
  await execute(world.app, 'organisation.update_company_detail', { ...call, input: { id: detail!.id, changes } });
  const address = { party: shop.customer, kind: 'billing', street: 'Hof 1', city: 'Wels', country: 'AT' };
  await make(world, 'parties.address', address);
  expect(await told()).toEqual([]);
});
