import { expect } from 'vitest';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { setRate } from '#modules/finance/tax/contract.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario } from '#test/harness.ts';
import {
  creditInvoice,
  matchItems,
  postInvoice,
  recordPayment,
  recordPaymentsCommand,
  unmatchItems,
  writeOff,
} from '../contract.ts';
import { balances, billed, linesOf, newCustomer, openOf, rate, termsOf } from './books-of.ts';

/** Case C1: five at 40.00 with 10 % tax, one at 20.00 without. */
async function caseC1(world: Parameters<typeof newCustomer>[0]) {
  const party = await newCustomer(world);
  const ten = await newTax(world, { box: 'Ten per cent' }, '10');
  const { invoice } = await world.as('bookkeeper')(postInvoice, {
    customer: party,
    lines: [
      { description: 'Goods', quantity: '5', unitPrice: '40', taxCodes: [ten] },
      { description: 'Book', quantity: '1', unitPrice: '20', taxCodes: [] },
    ],
  });
  return { party, invoice };
}

scenario('C1: an invoice with tax on its first line only', async (world) => {
  const { invoice } = await caseC1(world);
  const made = await world.get('receivables.invoice', invoice);
  expect([made.netMinor, made.taxMinor, made.totalMinor]).toEqual([220_00n, 20_00n, 240_00n]);
  expect(await linesOf(world, invoice)).toEqual([
    ['receivable', 240_00n],
    ['revenue_service', -220_00n],
    ['tax_payable', -20_00n],
  ]);
  const { rows } = await world.report('tax.return', { from: '2026-03-01', to: '2026-03-31' });
  expect(rows).toMatchObject([{ box: 'Ten per cent', baseMinor: 200_00n, dueMinor: 20_00n }]);
});

scenario('C3: paid in three parts, the last unit written off', async (world) => {
  const { party, invoice } = await caseC1(world);
  const [item] = (await world.list('receivables.open_item', { filter: { documentId: invoice } })).rows;
  const pay = world.as('bookkeeper');
  await pay(recordPayment, { customer: party, amountMinor: 120_00n });
  await pay(recordPayment, { customer: party, amountMinor: 20_00n });
  expect((await world.get('receivables.invoice', invoice)).state).toBe('part_paid');
  await pay(recordPayment, {
    customer: party,
    amountMinor: 99_00n,
    settle: 'listed',
    applications: [{ item: String(item!.id), amountMinor: 99_00n, writeOffMinor: 1_00n }],
  });
  expect((await world.get('receivables.invoice', invoice)).state).toBe('paid');
  const matches = (await world.list('receivables.match', { filter: { debit: item!.id } })).rows;
  expect(matches.map((match) => match.amountMinor).sort((a, b) => Number(a) - Number(b))).toEqual([
    1_00n,
    20_00n,
    99_00n,
    120_00n,
  ]);
  expect(await balances(world)).toMatchObject({ bank: 239_00n, write_off: 1_00n });
});

scenario(
  'a customer keeps tax back when paying: the invoice is paid, the tax waits for its certificate',
  async (world) => {
    const party = await newCustomer(world);
    const pay = world.as('bookkeeper');
    const { invoice } = await billed(world, { party, net: '100' });
    const proposed = await world.report('receivables.settlement_proposal', {
      ...{ customer: party, amountMinor: 90_00n, withheldPercent: '10' },
    });
    expect(proposed.rows).toMatchObject([
      { takesMinor: 90_00n, withheldMinor: 10_00n, leftMinor: 0n, why: 'Just this amount' },
    ]);
    await pay(recordPayment, { customer: party, amountMinor: 45_00n, withheldPercent: '10' });
    expect(await openOf(world, party)).toEqual([50_00n]);
    const { leftMinor } = await pay(recordPayment, { customer: party, amountMinor: 45_00n, withheldPercent: '10' });
    expect(leftMinor).toBe(0n);
    expect((await world.get('receivables.invoice', invoice)).state).toBe('paid');
    expect(await balances(world)).toEqual({ bank: 90_00n, withholding_receivable: 10_00n, revenue_service: -100_00n });
    const settled = (await world.list('receivables.settlement')).rows.map((row) => [row.kind, row.amountMinor]);
    expect(settled.sort()).toEqual([
      ['money', 45_00n],
      ['money', 45_00n],
      ['withholding', 5_00n],
      ['withholding', 5_00n],
    ]);
    // Taken back, the tax is owed again.
    const matches = (await world.list('receivables.match', { filter: { amountMinor: '500' } })).rows;
    await pay(unmatchItems, { match: String(matches[0]!.id) });
    expect(await openOf(world, party)).toEqual([5_00n]);
    expect((await balances(world)).withholding_receivable).toBe(5_00n);
  },
);

scenario('more tax kept back than is usual is settled with the right to write off alone', async (world) => {
  const party = await newCustomer(world);
  await billed(world, { party, net: '1200' });
  const pay = { customer: party, amountMinor: 12_00n, withheldPercent: '99' };
  await expect(world.as('bookkeeper')(recordPayment, pay)).refuses('withheld_too_much');
  await expect(world.as('bookkeeper')(recordPaymentsCommand, { payments: [pay] })).refuses('withheld_too_much');
  await world.as('bookkeeper')(recordPayment, { ...pay, amountMinor: 70_00n, withheldPercent: '30' });
  expect(await openOf(world, party)).toEqual([1100_00n]);
  await world.as('controller')(recordPayment, { ...pay, amountMinor: 11_00n });
  expect(await openOf(world, party)).toEqual([]);
});

scenario('what is paid too much stays to the customer’s credit until it is matched', async (world) => {
  const party = await newCustomer(world);
  const first = await billed(world, { party });
  const paid = await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 130_00n });
  expect(paid).toMatchObject({ settledMinor: 100_00n, leftMinor: 30_00n });
  expect((await world.get('receivables.invoice', first.invoice)).state).toBe('paid');
  const second = await billed(world, { party, net: '50' });
  const [credit] = (await world.list('receivables.open_item', { filter: { documentId: paid.payment } })).rows;
  await world.as('bookkeeper')(matchItems, { credit: String(credit!.id), debits: [{ item: second.item }] });
  expect(await openOf(world, party)).toEqual([20_00n]);
  expect(await balances(world)).toMatchObject({ receivable: 20_00n });
});

scenario('instalments by percentage, by amount and the rest, each due on its day', async (world) => {
  const terms = await termsOf(world, [{ percent: '70' }, { fixed: '200', days: 30 }, { days: 60 }]);
  const { items } = await billed(world, { party: await newCustomer(world), net: '1000', terms });
  expect(items.map((item) => [item.dueOn, item.amountMinor])).toEqual([
    ['2026-03-02', 700_00n],
    ['2026-04-01', 200_00n],
    ['2026-05-01', 100_00n],
  ]);
  world.today('2026-04-15');
  const { rows } = await world.report('receivables.ageing', {});
  expect(rows).toMatchObject([{ totalMinor: 1000_00n, notDueMinor: 100_00n, to30Minor: 200_00n, to60Minor: 700_00n }]);
});

scenario('C7: the discount on the whole leaves 1035, on the net amount 1050', async (world) => {
  const tax = await newTax(world, {}, '15');
  const pay = async (discountOn: 'total' | 'net') => {
    const party = await newCustomer(world);
    const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '10', discountDays: 10, discountOn });
    const { item, invoice } = await billed(world, { party, net: '1000', tax, terms });
    const { discountMinor } = await world.get('receivables.open_item', item);
    const amountMinor = 1150_00n - (discountMinor as bigint);
    await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor });
    expect((await world.get('receivables.invoice', invoice)).state).toBe('paid');
    return amountMinor;
  };
  expect(await pay('total')).toBe(1035_00n);
  const whole = await balances(world);
  expect(whole).toMatchObject({ cash_discount_given: 100_00n, tax_payable: -135_00n });
  expect(await pay('net')).toBe(1050_00n);
  const both = await balances(world);
  expect(both).toMatchObject({ cash_discount_given: 200_00n, tax_payable: -135_00n - 150_00n });
});

scenario('a part payment in time earns its part of the discount, and no more', async (world) => {
  const party = await newCustomer(world);
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { item, invoice } = await billed(world, { party, net: '1000', terms });
  const half = (discountMinor: bigint) => ({
    customer: party,
    amountMinor: 490_00n,
    settle: 'listed' as const,
    applications: [{ item, amountMinor: 490_00n, discountMinor }],
  });
  await expect(world.as('bookkeeper')(recordPayment, half(10_01n))).refuses('discount_not_offered');
  await world.as('bookkeeper')(recordPayment, half(10_00n));
  expect(await openOf(world, party)).toEqual([500_00n]);
  // The rest, still in time, is settled with its own part of the discount.
  world.today('2026-03-12');
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 490_00n });
  expect((await world.get('receivables.invoice', invoice)).state).toBe('paid');
  expect(await balances(world)).toMatchObject({ cash_discount_given: 20_00n, bank: 980_00n });
});

scenario('a discount whose match is undone is taken back, its taxes too', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, { box: 'Fifteen' }, '15');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '10', discountDays: 10 });
  const { item } = await billed(world, { party, net: '1000', tax, terms });
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 1035_00n });
  const matches = (await world.list('receivables.match', { filter: { debit: item } })).rows;
  const given = matches.find((match) => match.amountMinor === 115_00n)!;
  await world.as('bookkeeper')(unmatchItems, { match: String(given.id) });
  expect(await openOf(world, party)).toEqual([115_00n]);
  expect(await balances(world)).toEqual({
    bank: 1035_00n,
    receivable: 115_00n,
    revenue_service: -1000_00n,
    tax_payable: -150_00n,
  });
  const { rows } = await world.report('tax.return', { from: '2026-03-01', to: '2026-03-31' });
  expect(rows).toMatchObject([{ box: 'Fifteen', baseMinor: 1000_00n, dueMinor: 150_00n }]);
  await expect(world.as('bookkeeper')(unmatchItems, { match: String(given.id) })).refuses('already_undone');
  const mirror = (await world.list('receivables.match', { filter: { credit: given.credit } })).rows;
  const again = mirror.find((match) => match.undoes === null && match.id !== given.id)!;
  await expect(world.as('bookkeeper')(unmatchItems, { match: String(again.id) })).refuses('already_undone');
});

scenario('a write-off that is undone leaves the customer owing again', async (world) => {
  const party = await newCustomer(world);
  const { item } = await billed(world, { party });
  await expect(world.as('bookkeeper')(writeOff, { item, reason: 'Insolvent' })).refuses('not_permitted');
  await world.as('controller')(writeOff, { item, reason: 'Insolvent' });
  expect(await openOf(world, party)).toEqual([]);
  const [match] = (await world.list('receivables.match', { filter: { debit: item } })).rows;
  await expect(world.as('bookkeeper')(unmatchItems, { match: String(match!.id), undoneOn: '2026-03-01' })).refuses(
    'before_match',
  );
  await world.as('bookkeeper')(unmatchItems, { match: String(match!.id) });
  expect(await openOf(world, party)).toEqual([100_00n]);
  expect(await balances(world)).toEqual({ receivable: 100_00n, revenue_service: -100_00n });
});

scenario(
  'dollars: the difference between invoice and payment is realised, and taken back with the match',
  async (world) => {
    await rate(world, '2026-03-01', '0.90');
    await rate(world, '2026-03-20', '0.80');
    await rate(world, '2026-04-20', '1.00');
    const party = await newCustomer(world, { currency: 'USD' });
    const { item, invoice } = await billed(world, { party, net: '1000' });
    expect(await linesOf(world, invoice)).toEqual([
      ['receivable', 900_00n],
      ['revenue_service', -900_00n],
    ]);
    world.today('2026-03-20');
    await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 400_00n });
    expect(await balances(world)).toMatchObject({ bank: 320_00n, receivable: 540_00n, fx_loss: 40_00n });
    world.today('2026-04-20');
    await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 600_00n });
    expect((await world.get('receivables.invoice', invoice)).state).toBe('paid');
    expect(await balances(world)).toEqual({
      bank: 920_00n,
      revenue_service: -900_00n,
      fx_loss: 40_00n,
      fx_gain: -60_00n,
    });
    const matches = (await world.list('receivables.match', { filter: { debit: item } })).rows;
    const loss = matches.find((match) => match.amountMinor === 400_00n)!;
    await world.as('bookkeeper')(unmatchItems, { match: String(loss.id) });
    expect(await balances(world)).toEqual({
      bank: 920_00n,
      receivable: 40_00n,
      revenue_service: -900_00n,
      fx_gain: -60_00n,
    });
    expect(await openOf(world, party)).toEqual([400_00n, -400_00n]);
  },
);

scenario(
  'a credit note settles what is open of its invoice and leaves the rest to the customer’s credit',
  async (world) => {
    const party = await newCustomer(world);
    const { invoice } = await billed(world, { party });
    await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 70_00n });
    await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Broken' });
    expect(await openOf(world, party)).toEqual([-70_00n]);
    await expect(world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Again' })).refuses('nothing_to_credit');
  },
);

scenario('a credit note takes back the taxes of its invoice, whatever they are today', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '10');
  const taxed = await billed(world, { party, tax });
  const untaxed = await billed(world, { party });
  world.today('2026-03-10');
  await world.as('controller')(setRate, { taxCode: tax, fromDay: '2026-03-05', rate: '12' });
  for (const [{ invoice }, total] of [
    [taxed, 110_00n],
    [untaxed, 100_00n],
  ] as const) {
    const { totalMinor } = await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Broken' });
    expect(totalMinor).toBe(total);
  }
  expect(await openOf(world, party)).toEqual([]);
  expect(await balances(world)).toEqual({});
});

scenario('what a past day looked like stays, whatever is paid, undone or credited later', async (world) => {
  const party = await newCustomer(world);
  await billed(world, { party });
  world.today('2026-04-10');
  const before = {
    ageing: (await world.report('receivables.ageing', { asOf: '2026-04-10' })).rows,
    items: (await world.report('receivables.open_items', { asOf: '2026-04-10', customer: party })).rows,
    statement: (await world.report('receivables.statement', { customer: party, to: '2026-04-10' })).rows,
  };
  expect(before.ageing).toMatchObject([{ totalMinor: 100_00n, to60Minor: 100_00n }]);
  world.today('2026-04-20');
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 60_00n });
  await billed(world, { party, net: '30' });
  expect({
    ageing: (await world.report('receivables.ageing', { asOf: '2026-04-10' })).rows,
    items: (await world.report('receivables.open_items', { asOf: '2026-04-10', customer: party })).rows,
    statement: (await world.report('receivables.statement', { customer: party, to: '2026-04-10' })).rows,
  }).toEqual(before);
  const { rows } = await world.report('receivables.statement', { customer: party });
  expect(rows.map((row) => row.balanceMinor)).toEqual([100_00n, 40_00n, 70_00n]);
});

scenario('money that came before the invoice it settles is owed back until then', async (world) => {
  await rate(world, '2026-01-10', '0.80');
  await rate(world, '2026-02-20', '0.90');
  world.today('2026-02-20');
  const party = await newCustomer(world, { currency: 'USD' });
  const { item } = await billed(world, { party, net: '100' });
  const pay = world.as('bookkeeper');
  const { payment } = await pay(recordPayment, {
    ...{ customer: party, amountMinor: 60_00n, receivedOn: '2026-01-10', settle: 'listed' },
    applications: [{ item, amountMinor: 60_00n }],
  });
  const [match] = (await world.list('receivables.match', { filter: { debit: item } })).rows;
  expect(match).toMatchObject({ matchedOn: '2026-02-20' });
  const owedOn = async (asOf: string) => {
    const { rows } = await world.report('receivables.ageing', { asOf });
    return rows.reduce((sum, row) => sum + BigInt(String(row.totalMinor)), 0n);
  };
  expect(await Promise.all(['2026-01-09', '2026-01-10', '2026-02-19', '2026-02-20'].map(owedOn))).toEqual([
    ...[0n, -48_00n, -48_00n, 36_00n],
  ]);
  expect(await linesOf(world, payment)).toEqual([
    ['bank', 48_00n],
    ['receivable', -48_00n],
  ]);
});

scenario('what comes for a closed month is owed from the day it was posted on', async (world) => {
  const party = await newCustomer(world);
  const { rows } = await world.list('ledger.period', { filter: { code: '2025-01' } });
  await world.as('controller')(closePeriod, { period: String(rows[0]!.id) });
  const { invoice } = await billed(world, { party, invoicedOn: '2025-01-15' });
  await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 60_00n, receivedOn: '2025-01-20' });
  expect(await world.get('receivables.invoice', invoice)).toMatchObject({ invoicedOn: '2025-01-15' });
  expect((await world.report('receivables.ageing', { asOf: '2025-01-31' })).rows).toEqual([]);
  expect((await world.report('receivables.ageing', { asOf: '2025-02-01' })).rows).toMatchObject([
    { totalMinor: 40_00n },
  ]);
});
