import { expect } from 'vitest';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { creditInvoice, postInvoice, recordPayment, unmatchItems } from '../contract.ts';
import { balances, newCustomer, openOf, rate, termsOf } from './books-of.ts';

type Line = { unitPrice: string; quantity?: string; taxCodes: string[] };
type Wanted = { line: number; quantity?: string; netMinor?: bigint };

/** An invoice, and credits of its lines by their place; they answer their totals. */
async function sold(world: World, customer: string, lines: Line[], more: object = {}) {
  const { invoice } = await world.as('bookkeeper')(postInvoice, {
    ...{ customer, ...more },
    lines: lines.map((line) => ({ description: 'Work', ...line })),
  });
  const { rows } = await world.list('receivables.invoice_line', { filter: { invoice }, sort: 'position' });
  const credit = async (...wanted: Wanted[]) =>
    (
      await world.as('bookkeeper')(creditInvoice, {
        ...{ invoice, reason: 'Wrong' },
        ...(wanted.length > 0 && {
          lines: wanted.map(({ line, ...one }) => ({ ...one, line: String(rows[line]!.id) })),
        }),
      })
    ).totalMinor;
  return { invoice, credit };
}

scenario('a credit worth more than its unpaid invoice is to the customer’s credit', async (world) => {
  const party = await newCustomer(world);
  const [twenty, seven] = [await newTax(world, {}, '20'), await newTax(world, {}, '7')];
  const lines = [
    { unitPrice: '100', taxCodes: [twenty] },
    { unitPrice: '-30', taxCodes: [seven] },
  ];
  const one = await sold(world, party, lines);
  await expect(one.credit({ line: 1, quantity: '1' })).refuses('negative_invoice');
  expect(await one.credit({ line: 0, netMinor: 80_00n })).toBe(96_00n);
  expect(await openOf(world, party)).toEqual([-8_10n]);
  await expect(one.credit()).refuses('negative_invoice');
  expect(await one.credit({ line: 0, quantity: '1' })).toBe(24_00n);
  expect((await openOf(world, party)).sort()).toEqual([-24_00n, -8_10n]);
  const terms = await termsOf(world, [{ percent: '50', days: 10 }, { days: 40 }]);
  const other = await newCustomer(world);
  const two = await sold(world, other, lines, { terms });
  expect(await two.credit({ line: 0, quantity: '1' })).toBe(120_00n);
  expect(await openOf(world, other)).toEqual([-32_10n]);
  const nothing = await sold(world, other, [lines[0]!, { unitPrice: '-100', taxCodes: [twenty] }]);
  expect(await nothing.credit({ line: 0, netMinor: 10_00n })).toBe(12_00n);
});

scenario('so it is in another currency, at the rate of the invoice, paid or not', async (world) => {
  await rate(world, '2026-03-01', '0.90');
  const party = await newCustomer(world, { currency: 'USD' });
  const lines = [
    { unitPrice: '100.01', taxCodes: [] },
    { unitPrice: '-30', taxCodes: [] },
  ];
  for (const paid of [0n, 1n, 70_01n]) {
    const { credit } = await sold(world, party, lines, { currency: 'USD' });
    if (paid > 0n)
      await world.as('bookkeeper')(recordPayment, {
        ...{ customer: party, currency: 'USD', amountMinor: paid, settle: 'oldest' as const },
      });
    await credit({ line: 0, netMinor: 80_00n });
    await credit({ line: 0, quantity: '1' });
  }
  expect(
    await world.owner(
      (sql) =>
        sql`select base_minor from receivables.invoice where kind = 'credit_note' and company_id = ${world.company} order by id`,
    ),
  ).toEqual([72_00n, 18_01n, 72_00n, 18_01n, 72_00n, 18_01n].map((baseMinor) => ({ baseMinor })));
});

scenario('a credit worth more than its invoice takes back no more discount than was given', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '19');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const lines = ['100', '-30'].map((unitPrice) => ({ unitPrice, taxCodes: [tax] }));
  const { credit } = await sold(world, party, lines, { terms });
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 81_63n });
  expect(await credit({ line: 0, netMinor: 71_00n })).toBe(84_49n);
  expect(await openOf(world, party)).toEqual([-82_82n]);
  expect((await balances(world)).cash_discount_given).toBeUndefined();
  expect(await credit({ line: 0, quantity: '1' })).toBe(34_51n);
  expect((await openOf(world, party)).sort()).toEqual([-34_51n, -82_82n]);
});

scenario('paid with a discount after such a credit, all of the discount is taken back', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '19');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const lines = ['100', '-30'].map((unitPrice) => ({ unitPrice, taxCodes: [tax] }));
  const { invoice, credit } = await sold(world, party, lines, { terms });
  const [item] = (await world.list('receivables.open_item', { filter: { documentId: invoice } })).rows;
  expect(await credit({ line: 0, quantity: '1' })).toBe(119_00n);
  expect(await openOf(world, party)).toEqual([-35_70n]);
  const { rows } = await world.list('receivables.match', { filter: { debit: String(item!.id) } });
  await world.as('bookkeeper')(unmatchItems, { match: String(rows[0]!.id) });
  await world.as('bookkeeper')(recordPayment, {
    ...{ customer: party, amountMinor: 81_63n, settle: 'listed' as const },
    applications: [{ item: String(item!.id), amountMinor: 81_63n, discountMinor: 1_67n }],
  });
  expect(await openOf(world, party)).toEqual([-117_33n]);
  expect((await balances(world)).cash_discount_given).toBeUndefined();
});

scenario(
  'of prices that contain tax each piece comes back at its price, and the last takes the rest',
  async (world) => {
    const party = await newCustomer(world);
    const tax = await newTax(world, { included: true }, '19');
    const one = await sold(world, party, [{ unitPrice: '9.99', quantity: '3', taxCodes: [tax] }]);
    for (let times = 0; times < 3; times += 1) expect(await one.credit({ line: 0, quantity: '1' })).toBe(9_99n);
    const many = await sold(world, party, [{ unitPrice: '1.99', quantity: '7', taxCodes: [tax] }]);
    for (let times = 0; times < 7; times += 1) expect(await many.credit({ line: 0, quantity: '1' })).toBe(1_99n);
    expect(await balances(world)).toEqual({});
  },
);

scenario('an invoice in another currency that is worth nothing here is credited and paid', async (world) => {
  await world.as('controller')(setRates, { rates: [{ currency: 'KWD', day: '2026-01-01', rate: '3.1' }] });
  const party = await newCustomer(world);
  const line = { unitPrice: '0.001', taxCodes: [] };
  const { credit } = await sold(world, party, [line], { currency: 'KWD' });
  expect(await credit()).toBe(1n);
  await sold(world, party, [line], { currency: 'KWD' });
  await world.as('bookkeeper')(recordPayment, { customer: party, currency: 'KWD', amountMinor: 1n });
  expect(await openOf(world, party)).toEqual([]);
});
