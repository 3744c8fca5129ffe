import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import {
  creditInvoice,
  matchItems,
  postInvoice,
  recordPayment,
  unmatchItems,
} from '#modules/finance/receivables/contract.ts';
import {
  balances,
  billed,
  newCustomer,
  openOf,
  rate,
  termsOf,
} from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario, type World } from '#test/harness.ts';

/** An invoice of 1500.00 at 15 % and 1500.00 at 20 %, with 2 % off its total within ten days: 70.50 of 3525.00. */
async function discounted(world: World) {
  const codes = [await newTax(world, {}, '15'), await newTax(world, {}, '20')];
  const [terms] = (await world.list('parties.terms', { filter: { code: '2-10-NET30' } })).rows;
  const party = await make(world, 'parties.party', { code: 'C', name: 'Customer', isCustomer: true, country: 'AT' });
  const { invoice } = await world.as('bookkeeper')(postInvoice, {
    customer: party,
    terms: String(terms!.id),
    lines: codes.map((code) => ({ description: 'Work', quantity: '1', unitPrice: '1500', taxCodes: [code] })),
  });
  const [item] = (await world.list('receivables.open_item', { filter: { documentId: invoice } })).rows;
  expect([item!.openMinor, item!.discountMinor]).toEqual([352500n, 7050n]);
  return { party, invoice, item: String(item!.id), codes };
}

const stateOf = async (world: World, invoice: string) => (await world.get('receivables.invoice', invoice)).state;

scenario('a discount is taken by itself, and makes each tax smaller by its part', async (world) => {
  const { party, invoice, codes } = await discounted(world);
  world.today('2026-03-12');
  await world.as('bookkeeper')(recordPayment, {
    customer: party,
    amountMinor: 345450n,
    method: 'transfer',
    settle: 'oldest',
  });
  expect(await stateOf(world, invoice)).toBe('paid');
  const taxes = await world.owner(
    (sql) => sql<{ codeId: string; baseMinor: bigint; taxMinor: bigint }>`
    select code_id, base_minor, tax_minor from tax.tax_line where document_entity = 'receivables.adjustment'`,
  );
  expect(new Map(taxes.map((tax) => [tax.codeId, [tax.baseMinor, tax.taxMinor]]))).toEqual(
    new Map([
      [codes[0], [-3000n, -450n]],
      [codes[1], [-3000n, -600n]],
    ]),
  );
  const lines = await world.owner(
    (sql) => sql<{ role: string; amountMinor: bigint }>`
    select role, amount_minor from ledger.v_line where source_entity = 'receivables.adjustment' order by id`,
  );
  expect(lines.map((line) => [line.role, line.amountMinor])).toEqual([
    ['cash_discount_given', 6000n],
    ['tax_payable', 450n],
    ['tax_payable', 600n],
    ['receivable', -7050n],
  ]);
});

scenario('a discount is not taken after its day', async (world) => {
  const { party, invoice } = await discounted(world);
  world.today('2026-03-13');
  await world.as('bookkeeper')(recordPayment, {
    customer: party,
    amountMinor: 345450n,
    method: 'transfer',
    settle: 'oldest',
  });
  expect(await stateOf(world, invoice)).toBe('part_paid');
});

scenario('more discount than is offered needs the right to write off', async (world) => {
  const { party, item, invoice } = await discounted(world);
  const payment = {
    customer: party,
    amountMinor: 345449n,
    method: 'transfer',
    settle: 'listed',
    applications: [{ item, amountMinor: 345449n, discountMinor: 7051n }],
  } as const;
  await expect(world.as('bookkeeper')(recordPayment, { ...payment, applications: [...payment.applications] })).refuses(
    'discount_not_offered',
  );
  await world.as('controller')(recordPayment, { ...payment, applications: [...payment.applications] });
  expect(await stateOf(world, invoice)).toBe('paid');
});

scenario(
  'a discount of the least of a currency is given back whole, whatever it is worth in the books',
  async (world) => {
    await world.as('controller')(setRates, { rates: [{ currency: 'JPY', day: '2026-01-01', rate: '0.66' }] });
    const party = await newCustomer(world);
    const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '1', discountDays: 10 });
    const { invoice } = await world.as('bookkeeper')(postInvoice, {
      ...{ customer: party, currency: 'JPY', terms },
      lines: [{ description: 'Work', quantity: '100', unitPrice: '1', taxCodes: [] }],
    });
    const pay = { customer: party, currency: 'JPY', amountMinor: 99n, settle: 'oldest' } as const;
    await world.as('bookkeeper')(recordPayment, pay);
    expect((await balances(world)).cash_discount_given).toBe(66n);
    const [line] = (await world.list('receivables.invoice_line', { filter: { invoice } })).rows;
    const lines = [{ line: String(line!.id), quantity: '70' }];
    await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Most of it', lines });
    await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'The rest' });
    expect((await balances(world)).cash_discount_given).toBeUndefined();
  },
);

async function matchOf(world: World, item: string, amountMinor: bigint): Promise<string> {
  const { rows } = await world.list('receivables.match', { filter: { debit: item }, sort: 'id' });
  return String(rows.find((match) => match.amountMinor === amountMinor)!.id);
}

const itemOf = async (world: World, document: string): Promise<string> =>
  String((await world.list('receivables.open_item', { filter: { documentId: document } })).rows[0]!.id);

scenario('a discount undone after a credit had taken it back is taken back once', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, { box: 'Twenty' }, '20');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { invoice, item } = await billed(world, { party, net: '1000', tax, terms });
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 1176_00n });
  const { creditNote } = await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Wrong' });
  expect(await openOf(world, party)).toEqual([-1176_00n]);
  await world.as('bookkeeper')(unmatchItems, { match: await matchOf(world, item, 24_00n) });
  expect((await openOf(world, party)).sort()).toEqual([-1200_00n, 24_00n]);
  expect(await balances(world)).toEqual({ bank: 1176_00n, receivable: -1176_00n });
  await world.as('bookkeeper')(unmatchItems, { match: await matchOf(world, item, 1176_00n) });
  const credit = await itemOf(world, creditNote);
  await world.as('bookkeeper')(matchItems, { credit, debits: [{ item }] });
  // The invoice is credited whole, the money is the customer's.
  expect(await openOf(world, party)).toEqual([-1176_00n]);
  expect(await balances(world)).toEqual({ bank: 1176_00n, receivable: -1176_00n });
  const { rows } = await world.report('tax.return', { from: '2026-03-01', to: '2026-03-31' });
  expect(rows.filter((row) => row.baseMinor !== 0n || row.dueMinor !== 0n)).toEqual([]);
});

scenario('of two discounts that credits had taken back one is undone: of the other nothing is left', async (world) => {
  await rate(world, '2026-03-01', '0.90');
  await rate(world, '2026-03-05', '0.83');
  const party = await newCustomer(world, { currency: 'USD' });
  const tax = await newTax(world, {}, '20');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { invoice } = await world.as('bookkeeper')(postInvoice, {
    ...{ customer: party, terms },
    lines: [{ description: 'Work', quantity: '10', unitPrice: '100', taxCodes: [tax] }],
  });
  const item = await itemOf(world, invoice);
  const half = (amountMinor: bigint, discountMinor: bigint) =>
    world.as('bookkeeper')(recordPayment, {
      ...{ customer: party, amountMinor, settle: 'listed' as const },
      applications: [{ item, amountMinor, discountMinor }],
    });
  await half(594_00n, 6_00n);
  world.today('2026-03-05');
  await half(588_00n, 12_00n);
  const [line] = (await world.list('receivables.invoice_line', { filter: { invoice } })).rows;
  const lines = [{ line: String(line!.id), quantity: '3' }];
  await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Some of it', lines });
  await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'The rest' });
  expect((await openOf(world, party)).reduce((sum, open) => sum + open, 0n)).toBe(-1182_00n);
  await world.as('bookkeeper')(unmatchItems, { match: await matchOf(world, item, 12_00n) });
  expect((await openOf(world, party)).reduce((sum, open) => sum + open, 0n)).toBe(-1182_00n);
  const { cash_discount_given, tax_payable } = await balances(world);
  expect([cash_discount_given, tax_payable]).toEqual([undefined, undefined]);
});

scenario('a discount does not make a tax by the piece smaller', async (world) => {
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const party = await newCustomer(world);
  const fee = await newTax(world, { kind: 'fixed' }, '1');
  await world.as('bookkeeper')(postInvoice, {
    ...{ customer: party, terms },
    lines: [{ description: 'Goods', quantity: '10', unitPrice: '10', taxCodes: [fee] }],
  });
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 107_80n });
  expect(await balances(world)).toEqual({
    ...{ bank: 107_80n, revenue_service: -100_00n, cash_discount_given: 2_20n, tax_payable: -10_00n },
  });
});
