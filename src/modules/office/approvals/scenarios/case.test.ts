import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import type { SeedRole } from '#kernel/module.ts';
import { runReport } from '#kernel/run-report.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { setBank } from '#modules/finance/payables/bank/contract.ts';
import { postBill } from '#modules/finance/payables/contract.ts';
import { postInvoice, recordPayment, recordPaymentsCommand } from '#modules/finance/receivables/contract.ts';
import { setRate } from '#modules/finance/tax/contract.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { attachFile, uploadFile } from '#modules/office/files/contract.ts';
import { receiveStock, revalueItem, setStandardCost } from '#modules/supply/inventory/contract.ts';
import { amendOrder, placeOrder } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { approve, setPolicy } from '../contract.ts';
import { hire, requestOf, role } from './people.ts';

const named = (operation: string) => `Rule of ${operation.split('.')[1]!.replaceAll('_', ' ')}`;

const policyOn = (world: World, operation: string) =>
  world.as('controller')(setPolicy, { name: named(operation), operation, steps: [role('controller')] });

/** What somebody reads of a request, as `label [line]: today → then`. */
async function readBy(world: World, role: SeedRole, request: string): Promise<string[]> {
  const { app, company } = world;
  const own = seedActor(app, role);
  const actor = { ...own, permissions: new Set([...own.permissions, 'approvals.request.read']) };
  const { rows } = await runReport({ app, actor, company }, 'approvals.case', { request });
  return rows.map(
    ({ line, label, was, will }) => `${label}${line ? ` ${line}` : ''}: ${was ? `${was} → ` : ''}${will}`,
  );
}

/** An id, a code of the program, minor units or a day as programs write it. */
const MACHINE = /[0-9a-f]{8}-[0-9a-f]{4}|[{}[\]"]|\b[a-z]+_[a-z]+\b|\d{4}-\d{2}-\d{2}|null|undefined/;

scenario('whoever approves an order reads supplier, goods, quantities, prices and amounts', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  await policyOn(world, 'purchasing.place_order');
  const buyer = await hire(world, 'Bea', ['buyer']);
  const lines = [
    { item: casting, quantity: '30' },
    { item: bolt, quantity: '1000', unitPrice: '0.2345' },
  ];
  const id = await requestOf(buyer.do(placeOrder, { supplier, lines, expectedOn: '2026-04-02', send: true }));
  const told = await readBy(world, 'owner', id);
  expect(told).toEqual(
    expect.arrayContaining([
      ...['Supplier: Foundry', 'Net: 1,434.50 EUR', 'Expected: 2 Apr 2026'],
      ...[expect.stringMatching(/^Item 1: Casting-\d+$/), 'Quantity 1: 30', 'Price 1: 40.00', 'Net 1: 1,200.00 EUR'],
      ...[expect.stringMatching(/^Item 2: Bolt-\d+$/), 'Quantity 2: 1,000', 'Price 2: 0.2345', 'Net 2: 234.50 EUR'],
    ]),
  );
  expect(told.filter((line) => MACHINE.test(line))).toEqual([]);
  expect(told.join('\n')).not.toMatch(/^(Currency|Open)/m);

  const without = (await readBy(world, 'storekeeper', id)).join('\n');
  expect(without).toMatch(/Item 1: Casting-/);
  expect(without).not.toMatch(/40\.00|234|1,200|1,434|Price|Net/);
});

scenario('whoever approves an amendment reads what stands today and what would', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const { order, version } = await placed(
    buyer.do(placeOrder, { supplier, lines: [{ item: casting, quantity: '10' }], send: true }),
  );
  await policyOn(world, 'purchasing.amend_order');
  const [line] = await linesOfOrder(world, order);
  const id = await requestOf(
    buyer.do(amendOrder, {
      ...{ order, version },
      lines: [
        { line: String(line!.id), quantity: '30' },
        { item: bolt, quantity: '200' },
      ],
    }),
  );
  const told = await readBy(world, 'owner', id);
  expect(told).toEqual(
    expect.arrayContaining([
      ...[
        'Supplier: Foundry',
        'Net: 400.00 EUR → 1,250.00 EUR',
        expect.stringMatching(/^Item 1: Casting-\d+$/),
        'Quantity 1: 10 → 30',
      ],
      ...[
        'Net 1: 400.00 EUR → 1,200.00 EUR',
        expect.stringMatching(/^Item 2: Bolt-\d+$/),
        'Quantity 2: 200',
        'Net 2: 50.00 EUR',
      ],
    ]),
  );
  expect(told.filter((text) => MACHINE.test(text))).toEqual([]);
});

scenario('a request leads to the document it is about, and done to what came of it', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const lines = [{ item: casting, quantity: '10' }];
  const { order, version } = await placed(buyer.do(placeOrder, { supplier, lines, send: true }));
  await policyOn(world, 'purchasing.amend_order');
  await policyOn(world, 'purchasing.place_order');
  const [line] = await linesOfOrder(world, order);
  const amended = await requestOf(
    buyer.do(amendOrder, { order, version, lines: [{ line: String(line!.id), quantity: '30' }] }),
  );
  const asked = await requestOf(buyer.do(placeOrder, { supplier, lines, send: true }));
  const documents = async (request: string, role: 'owner' | 'controller' = 'owner') =>
    (await world.report('approvals.documents', { request }, role)).rows.map((row) => [row.document, row.result]);
  expect(await documents(amended)).toEqual([[order, false]]);
  expect(await documents(asked)).toEqual([]);
  for (const request of [amended, asked]) await world.as('controller')(approve, { request });
  expect(await documents(amended)).toEqual([[order, true]]);
  const [[made, result]] = (await documents(asked)) as [[string, boolean]];
  expect(result).toBe(true);
  expect(await world.get('purchasing.purchase_order', made)).toMatchObject({ supplier });
  expect(made).not.toBe(order);
  const storekeeper = { ...seedActor(world.app, 'storekeeper'), permissions: new Set(['approvals.inbox.read']) };
  const unseen = await runReport({ ...world, actor: storekeeper }, 'approvals.documents', { request: asked });
  expect(unseen.rows).toEqual([]);
});

scenario('whoever approves reads what was entered that no record shows', async (world) => {
  const { supplier } = await openBuying(world);
  const shop = await openShop(world);
  const valve = await make(world, 'catalog.item', {
    ...{ code: 'VALVE', name: 'Valve', costingMethod: 'standard', listPrice: '12.50' },
  });
  const by = world.as('owner');
  await by(setStandardCost, { item: valve, unitCost: '10', reason: 'First' });
  await policyOn(world, 'payables.set_supplier_bank');
  await policyOn(world, 'inventory.set_standard_cost');
  await policyOn(world, 'inventory.revalue_item');
  await policyOn(world, 'inventory.receive_stock');
  await policyOn(world, 'tax.set_rate');
  const [code] = (await world.list('tax.code', { filter: { kind: 'percent' } })).rows;
  const told = async (deed: Promise<unknown>, who: SeedRole = 'controller') => {
    const lines = await readBy(world, who, await requestOf(deed));
    expect(lines.filter((text) => MACHINE.test(text))).toEqual([]);
    return lines;
  };

  const bank = { supplier, holder: 'Foundry Ltd', iban: 'DE89370400440532013000' };
  expect(await told(by(setBank, bank))).toEqual(
    expect.arrayContaining(['Holder: Foundry Ltd', 'IBAN: DE89370400440532013000']),
  );
  // As much as its list price, and told nevertheless.
  const cost = { item: valve, unitCost: '12.50', reason: 'Steel' };
  expect((await told(by(setStandardCost, cost))).join('; ')).toMatch(/[Cc]ost: 10\.00 → 12\.50/);
  const blind = (await told(by(setStandardCost, cost), 'storekeeper')).join('\n');
  expect(blind).toMatch(/Reason: Steel/);
  expect(blind).not.toMatch(/[Cc]ost: .*1[02]/);
  const worth = { item: shop.pump, site: shop.site, unitCost: '123', reason: 'Rust' };
  expect(await told(by(revalueItem, worth))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Item: (P-100|Pump)/), 'Unit cost: 123.00']),
  );
  const goods = {
    ...{ site: shop.site, reason: 'found' as const },
    lines: [{ item: shop.seal, quantity: '77', unitCost: '5.43' }],
  };
  expect(await told(by(receiveStock, goods))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Item 1: (S-10|Seal)/), 'Quantity 1: 77', 'Unit cost 1: 5.43']),
  );
  const unpriced = (await told(by(receiveStock, goods), 'storekeeper')).join('\n');
  expect(unpriced).toMatch(/Quantity 1: 77/);
  expect(unpriced).toMatch(/Not shown/);
  expect(unpriced).not.toMatch(/5\.43/);
  const rate = { taxCode: String(code!.id), fromDay: '2027-01-01', rate: '21.5' };
  expect((await told(by(setRate, rate))).join('; ')).toMatch(/Rate: .*21\.5 %/);
});

scenario('who may not read what it is about is told that it is asked, and no amount', async (world) => {
  const { supplier } = await openBuying(world);
  const { customer } = await openShop(world);
  const sam = await hire(world, 'Sam', ['storekeeper']);
  const guard = (operation: string) =>
    world.as('controller')(setPolicy, { name: named(operation), operation, steps: [role('storekeeper')] });
  for (const of of ['payables.bill', 'receivables.record_payment', 'payables.set_supplier_bank']) await guard(of);
  const by = world.as('owner');
  const lines = [{ description: 'Work', quantity: '3', unitPrice: '1234.56', taxCodes: [] }];
  const asked = [
    await requestOf(by(postBill, { supplier, supplierNumber: 'R-77', lines })),
    await requestOf(by(recordPayment, { customer, amountMinor: '876543' })),
    await requestOf(by(setBank, { supplier, holder: 'Foundry Ltd', iban: 'DE89370400440532013000' })),
  ];
  for (const id of asked) {
    const told = await readBy(world, 'storekeeper', id);
    expect(told).toEqual([
      expect.stringMatching(/^Operation: /),
      expect.stringMatching(/^Asked by: /),
      expect.stringMatching(/^Not shown: Amounts/),
    ]);
  }
  const actor = { ...seedActor(world.app, 'storekeeper'), id: sam.id };
  const waiting = await runReport({ ...world, actor }, 'approvals.inbox', {});
  expect(waiting.rows).toHaveLength(3);
  expect(JSON.stringify(waiting.rows)).not.toMatch(/876|8,765|1,234|3,703|DE89/);
  expect((await readBy(world, 'owner', asked[1]!)).join('\n')).toMatch(/8,765\.43 EUR/);
});

scenario('amounts are said in the currency they are meant in, or in none', async (world) => {
  await world.as('bookkeeper')(setRates, { rates: [{ currency: 'CHF', day: '2026-01-01', rate: '1.05' }] });
  const shop = await openShop(world);
  const swiss = await make(world, 'parties.party', {
    ...{ code: 'SWISS', name: 'Swiss AG', isCustomer: true, country: 'CH', currency: 'CHF' },
  });
  const by = world.as('owner');
  const work = [{ description: 'Work', unitPrice: '9000', taxCodes: [] }];
  const { invoice } = await by(postInvoice, { customer: swiss, lines: work });
  const [open] = (await world.list('receivables.open_item', { filter: { documentId: invoice } })).rows;
  await policyOn(world, 'receivables.record_payment');
  const told = async (deed: Promise<unknown>) =>
    (await readBy(world, 'controller', await requestOf(deed))).filter((line) => /765|76\.50/.test(line)).join('\n');
  const payment = (customer: string) => ({ customer, amountMinor: '876543' });
  expect(await told(by(recordPayment, payment(swiss)))).toMatch(/8,765\.43 CHF/);
  expect(await told(by(recordPayment, payment(swiss)))).not.toMatch(/8,765\.43 EUR/);
  expect(await told(by(recordPayment, payment(shop.customer)))).toMatch(/8,765\.43 EUR/);
  expect(await told(by(recordPayment, { ...payment(shop.customer), currency: 'CHF' }))).toMatch(/8,765\.43 CHF/);
  // What no record tells: the discount that was entered.
  const discounted = [{ item: String(open!.id), amountMinor: '876543', discountMinor: '7650' }];
  const settling = { ...payment(swiss), settle: 'listed' as const, applications: discounted };
  const said = await told(by(recordPayment, settling));
  expect(said).toMatch(/Discount.*: 76\.50 CHF/);
  expect(said).not.toMatch(/EUR/);
  const both = { payments: [payment(swiss), { ...payment(shop.customer), amountMinor: '276500' }] };
  expect(await told(by(recordPaymentsCommand, both))).not.toMatch(/8,765\.43 EUR/);
});

scenario('a file and the record it goes to are told to who may see that record', async (world) => {
  const { supplier } = await openBuying(world);
  const by = world.as('owner');
  const lines = [{ description: 'Work', unitPrice: '10', taxCodes: [] }];
  const { bill } = await by(postBill, { supplier, supplierNumber: 'R-5', lines });
  const content = Buffer.from('%PDF-1.7 terms').toString('base64');
  const { file } = await by(uploadFile, { name: 'Secret terms.pdf', content });
  await policyOn(world, 'files.attach_file');
  const id = await requestOf(by(attachFile, { file, entity: 'payables.bill', record: bill! }));
  expect((await readBy(world, 'controller', id)).join('\n')).toMatch(/Secret terms\.pdf/);
  const { number } = await world.get('payables.bill', bill!);
  const seen = (await world.report('approvals.case', { request: id }, 'controller')).rows;
  expect(seen.map(({ part }) => part)).toContain(`Bill ${number}`);
  expect((await readBy(world, 'storekeeper', id)).join('\n')).not.toMatch(/Secret|Bill/);
});

const placed = async (deed: Promise<{ order: string }>) => ({ ...(await deed), version: 1 });
