import { expect } from 'vitest';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario, type World } from '#test/harness.ts';
import { creditInvoice, postCreditNote, postInvoice, recordPayment } from '../contract.ts';
import { balances, newCustomer, openOf, rate, termsOf } from './books-of.ts';

/** An invoice of lines (quantity, price), all taxed alike. */
async function invoiced(world: World, party: string, lines: [string, string][], more: object = {}) {
  const { tax, ...head } = more as { tax?: string };
  const { invoice, totalMinor } = await world.as('bookkeeper')(postInvoice, {
    ...{ customer: party, ...head },
    lines: lines.map(([quantity, unitPrice]) => ({
      ...{ description: 'Goods', quantity, unitPrice, taxCodes: tax ? [tax] : [] },
    })),
  });
  const rows = (await world.list('receivables.invoice_line', { filter: { invoice: invoice }, sort: 'position' })).rows;
  return { invoice, totalMinor, lines: rows.map((row) => String(row.id)) };
}

const credit = async (world: World, invoice: string, line: object | null, more: object = {}) =>
  (
    await world.as('bookkeeper')(creditInvoice, {
      ...{ invoice, reason: 'Agreed', ...more },
      ...(line ? { lines: [line as { line: string }] } : {}),
    })
  ).totalMinor;

scenario('B01: credits line by line add up to the invoice', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '20');
  const prices = ['68.33', '68.33', '57.50', '85.00'].map((price): [string, string] => ['1', price]);
  const { invoice, totalMinor, lines } = await invoiced(world, party, prices, { tax });
  expect(totalMinor).toBe(33499n);
  let sum = 0n;
  for (const line of lines) sum += await credit(world, invoice, { line, quantity: '1' });
  expect(sum).toBe(33499n);
  await expect(credit(world, invoice, null)).refuses('nothing_to_credit');
  expect(await balances(world)).toEqual({});
});

scenario('B01a: credits by quantity add up, with two decimals, none and three', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '10');
  const cases = [
    ['EUR', '33.335', undefined, [3334n, 3334n, 3333n]],
    ['JPY', '33.4', tax, [36n, 38n, 36n]],
    ['KWD', '0.0335', tax, [37n, 38n, 36n]],
  ] as const;
  await world.as('controller')((await import('#modules/master/organisation/contract.ts')).setRates, {
    rates: ['JPY', 'KWD'].map((currency) => ({ currency, day: '2026-01-01', rate: '0.77' })),
  });
  for (const [currency, price, code, parts] of cases) {
    const { invoice, totalMinor, lines } = await invoiced(world, party, [['3', price]], {
      ...{ currency, ...(code ? { tax: code } : {}) },
    });
    const made: bigint[] = [];
    for (let n = 0; n < 3; n += 1) made.push(await credit(world, invoice, { line: lines[0], quantity: '1' }));
    expect(made, currency).toEqual(parts);
    expect(made.reduce((a, b) => a + b)).toBe(totalMinor);
  }
  expect(await openOf(world, party)).toEqual([]);
  expect(await balances(world)).toEqual({});
});

scenario('B03b: a line named twice credits what both say, and no more than was billed', async (world) => {
  const party = await newCustomer(world);
  const { invoice, lines } = await invoiced(world, party, [['3', '100']]);
  const twice = (a: string, b: string) =>
    world.as('bookkeeper')(creditInvoice, {
      ...{ invoice, reason: 'Twice' },
      lines: [a, b].map((quantity) => ({ line: lines[0]!, quantity })),
    });
  const error = await twice('2', '2').catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'credited_before', message: 'Of line 1 only 1 is left to credit.' });
  expect(await twice('2', '1')).toMatchObject({ totalMinor: 30000n });
});

scenario('B25: a credit is worth what its invoice was, wholly and in parts, paid in between or not', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '20');
  await rate(world, '2026-01-01', '1.5');
  const head = { currency: 'USD', tax, invoicedOn: '2026-01-10' };
  const whole = await invoiced(world, party, [['1', '100']], head);
  const parts = await invoiced(
    world,
    party,
    [
      ['3', '33.335'],
      ['7', '0.11'],
    ],
    head,
  );
  const paid = await invoiced(world, party, [['3', '33.33']], head);
  await rate(world, '2026-02-01', '1.0');
  await credit(world, whole.invoice, null);
  expect(await balances(world)).toMatchObject({ receivable: expect.any(BigInt) });
  for (let n = 0; n < 3; n += 1) {
    await credit(world, parts.invoice, { line: parts.lines[0], quantity: '1' });
    await credit(world, parts.invoice, { line: parts.lines[1], quantity: n === 2 ? '5' : '1' });
  }
  await credit(world, paid.invoice, { line: paid.lines[0], quantity: '1' });
  await world.as('bookkeeper')(recordPayment, { customer: party, currency: 'USD', amountMinor: '7999' });
  await credit(world, paid.invoice, null);
  // What is left: the money, the customer's credit for it, and what the rate of the payment differed by.
  const left = await balances(world);
  expect(left).not.toHaveProperty('revenue_service');
  expect(left).not.toHaveProperty('tax_payable');
  expect(left).not.toHaveProperty('rounding');
  const ledger = await world.owner(
    (sql) => sql<{ base: bigint; tax: bigint }>`
      select sum(base_base_minor)::bigint as base, sum(tax_base_minor)::bigint as tax from tax.tax_line where company_id = ${world.company}`,
  );
  expect(ledger[0]).toEqual({ base: 0n, tax: 0n });
  expect(await openOf(world, party)).toEqual([-7999n]);
});

scenario(
  'B27: a price is lowered without goods, and goods that come back later are credited at what is left',
  async (world) => {
    const party = await newCustomer(world);
    const tax = await newTax(world, {}, '20');
    const { invoice, lines } = await invoiced(world, party, [['100', '20']], { tax });
    const [line] = lines;
    expect(await credit(world, invoice, { line, netMinor: '20000' })).toBe(24000n);
    expect(await credit(world, invoice, { line, quantity: '10' })).toBe(21600n);
    await expect(credit(world, invoice, { line, netMinor: '162001' })).refuses('credited_before');
    await expect(credit(world, invoice, { line, netMinor: '1', quantity: '1' })).refuses('either_or');
    await expect(credit(world, invoice, { line })).refuses('either_or');
    await expect(credit(world, invoice, { line, quantity: '0.0001' })).refuses('too_little');
    expect(await credit(world, invoice, null)).toBe(240000n - 24000n - 21600n);
    expect(await balances(world)).toEqual({});
  },
);

scenario('B27: a credit note that takes back no invoice needs its right and a reason', async (world) => {
  const party = await newCustomer(world);
  const input = {
    customer: party,
    reason: 'Bonus 2025',
    lines: [{ description: 'Bonus', unitPrice: '100', taxCodes: [] }],
  };
  await expect(world.as('bookkeeper')(postCreditNote, input)).refuses('not_permitted');
  const { creditNote, totalMinor } = await world.as('controller')(postCreditNote, input);
  expect(totalMinor).toBe(10000n);
  expect(await world.get('receivables.invoice', creditNote)).toMatchObject({ kind: 'credit_note', openMinor: -10000n });
  expect(await balances(world)).toEqual({ receivable: -10000n, revenue_service: 10000n });
  const nothing = { ...input, lines: [{ description: 'Bonus', unitPrice: '0' }] };
  await expect(world.as('controller')(postCreditNote, nothing)).refuses('zero_credit');
});

scenario('a full credit after a discount gives back what was paid, and leaves no tax', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '20');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { invoice } = await invoiced(world, party, [['10', '100']], { tax, terms });
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: '117600' });
  expect(await openOf(world, party)).toEqual([]);
  await credit(world, invoice, null);
  expect(await openOf(world, party)).toEqual([-117600n]);
  expect(await balances(world)).toEqual({ bank: 117600n, receivable: -117600n });
});

scenario(
  'a credit lies between its invoice and today, an invoice that lies ahead is credited on its day',
  async (world) => {
    const party = await newCustomer(world);
    world.today('2026-03-10');
    const { invoice, lines } = await invoiced(world, party, [['4', '10']], { invoicedOn: '2026-03-05' });
    const part = { line: lines[0], quantity: '1' };
    await expect(credit(world, invoice, part, { creditedOn: '2026-03-04' })).refuses('before_invoice');
    await expect(credit(world, invoice, part, { creditedOn: '2026-03-11' })).refuses('future_day');
    await credit(world, invoice, part, { creditedOn: '2026-03-05' });
    await credit(world, invoice, part);
    const ahead = await invoiced(world, party, [['1', '10']], { invoicedOn: '2026-04-01' });
    await expect(credit(world, ahead.invoice, null, { creditedOn: '2026-03-10' })).refuses('before_invoice');
    await credit(world, ahead.invoice, null);
    const [note] = (await world.list('receivables.invoice', { filter: { kind: 'credit_note' }, sort: '-invoicedOn' }))
      .rows;
    expect(note).toMatchObject({ invoicedOn: '2026-04-01' });
    const free = { customer: party, reason: 'Bonus', lines: [{ description: 'Bonus', unitPrice: '1', taxCodes: [] }] };
    await expect(world.as('controller')(postCreditNote, { ...free, creditedOn: '2026-03-11' })).refuses('future_day');
  },
);

scenario('the terms of thirds make three equal parts', async (world) => {
  const party = await newCustomer(world);
  const [thirds] = (await world.list('parties.terms', { filter: { code: 'THIRDS' } })).rows;
  await invoiced(world, party, [['1', '120']], { terms: thirds!.id });
  expect(await openOf(world, party)).toEqual([4000n, 4000n, 4000n]);
  await invoiced(world, party, [['1', '100000']], { terms: thirds!.id });
  const large = (await openOf(world, party)).filter((open) => open !== 4000n);
  expect(large.sort()).toEqual([3333333n, 3333333n, 3333334n]);
});

scenario('a tax by the piece goes back with the pieces, and stays when the price alone is lowered', async (world) => {
  const party = await newCustomer(world);
  const [excise, vat] = [
    await newTax(world, { kind: 'fixed', affectsNext: true }, '0.55'),
    await newTax(world, {}, '20'),
  ];
  const { invoice, totalMinor } = await world.as('bookkeeper')(postInvoice, {
    customer: party,
    lines: [{ description: 'Goods', quantity: '3', unitPrice: '10', taxCodes: [excise, vat] }],
  });
  // 30.00, 1.65 by the piece, and 20 % of both.
  expect(totalMinor).toBe(37_98n);
  const line = String((await world.list('receivables.invoice_line', { filter: { invoice } })).rows[0]!.id);
  expect(await credit(world, invoice, { line, netMinor: 9_00n })).toBe(10_80n);
  // A third of 21.00 and of 4.53, and the 0.55 of one piece.
  expect(await credit(world, invoice, { line, quantity: '1' })).toBe(9_06n);
  expect(await credit(world, invoice, null)).toBe(18_12n);
  expect(await balances(world)).toEqual({});
});
