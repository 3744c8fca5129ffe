import { expect } from 'vitest';
import { type Id, newId } from '#kernel/values/id.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario, statementsOf } from '#test/harness.ts';
import { matchItems, postInvoice, recordPayment, recordPaymentsCommand } from '../contract.ts';
import { billed, newCustomer, rate } from './books-of.ts';

scenario('an invoice is refused by the first rule it breaks, in this order', async (world) => {
  const party = await newCustomer(world);
  const line = { description: 'Work', unitPrice: '1' };
  const post = (input: object) =>
    world.as('bookkeeper')(postInvoice, { customer: party, lines: [line], ...input } as never);
  const far = { currency: 'USD', invoicedOn: '2031-01-01' };
  const item = newId();
  await expect(world.as('storekeeper')(postInvoice, { customer: party, lines: [line] })).refuses('not_permitted');
  await expect(post({ customer: newId(), lines: [{ unitPrice: '1', item }], ...far })).refuses('not_found');
  await expect(post({ lines: [{ unitPrice: '1', item }], ...far })).refuses('not_found');
  await expect(post({ lines: [{ unitPrice: '1' }], ...far })).refuses('needs_text');
  await expect(post({ lines: [{ ...line, unitPrice: '-1' }], ...far })).refuses('no_rate');
  await rate(world, '2026-01-01', '0.9');
  await expect(post({ lines: [{ ...line, taxCodes: [newId()] }], ...far })).refuses('not_found');
  await expect(post({ lines: [{ ...line, unitPrice: '-1' }], ...far })).refuses('negative_invoice');
  await expect(post(far)).refuses('period_missing');
  await post({ currency: 'USD' });
});

scenario('a payment is refused by the first rule it breaks, in this order', async (world) => {
  const [party, other] = [await newCustomer(world), await newCustomer(world)];
  const { item } = await billed(world, { party });
  const foreign = await billed(world, { party: other });
  const apply = (applications: object[], more: object = {}) =>
    world.as('bookkeeper')(recordPayment, {
      customer: party,
      amountMinor: 50_00n,
      settle: 'listed',
      applications,
      ...more,
    } as never);
  const one = (more: object) => apply([{ item, amountMinor: 50_00n, ...more }]);
  await expect(world.as('sales_desk')(recordPayment, { customer: party, amountMinor: 1n })).refuses('not_permitted');
  await expect(apply([], { customer: newId(), amountMinor: 0n, currency: 'USD' })).refuses('not_found');
  await expect(apply([], { amountMinor: 0n, currency: 'USD' })).refuses('zero_amount');
  await expect(
    world.as('bookkeeper')(postInvoice, {
      customer: party,
      lines: [{ description: 'Too much', quantity: '999999999', unitPrice: '999999999', taxCodes: [] }],
    }),
  ).refuses('amount_too_large');
  await expect(apply([{ item: foreign.item, amountMinor: 1n }], { currency: 'USD' })).refuses('no_rate');
  await rate(world, '2026-01-01', '0.9');
  await expect(apply([{ item: foreign.item, amountMinor: 1n }], { currency: 'USD' })).refuses('no_open_item');
  await expect(apply([{ item, amountMinor: 101_00n }], { currency: 'USD' })).refuses('applied_too_much');
  await expect(one({ amountMinor: 90_00n, discountMinor: 11_00n })).refuses('not_open');
  await expect(one({ amountMinor: 60_00n, discountMinor: 1n })).refuses('discount_not_offered');
  await expect(one({ amountMinor: 60_00n, writeOffMinor: 6_00n })).refuses('applied_too_much');
  await expect(one({ writeOffMinor: 5_01n })).refuses('write_off_too_much');
  await expect(apply([], { receivedOn: '2031-01-01' })).refuses('future_day');
  await expect(apply([], { receivedOn: '2020-01-01' })).refuses('period_missing');
  await one({ writeOffMinor: 5_00n });
});

scenario('a match is refused by the first rule it breaks, in this order', async (world) => {
  await rate(world, '2026-01-01', '0.9');
  const [party, other] = [await newCustomer(world), await newCustomer(world)];
  const debit = (await billed(world, { party })).item;
  const [foreign, dollars] = [
    (await billed(world, { party: other, currency: 'USD' })).item,
    (await billed(world, { party, currency: 'USD' })).item,
  ];
  const { payment } = await world.as('bookkeeper')(recordPayment, {
    customer: party,
    amountMinor: 40_00n,
    settle: 'listed',
  });
  const [row] = (await world.list('receivables.open_item', { filter: { documentId: payment } })).rows;
  const credit = String(row!.id);
  const match = (debits: { item: Id; amountMinor?: bigint }[], from = credit) =>
    world.as('bookkeeper')(matchItems, { credit: from, debits });
  await expect(match([{ item: foreign }], newId())).refuses('not_found');
  await expect(match([{ item: foreign }], debit)).refuses('not_a_credit');
  await expect(match([{ item: newId() }])).refuses('not_found');
  await expect(match([{ item: foreign, amountMinor: 41_00n }])).refuses('other_party');
  await expect(match([{ item: dollars, amountMinor: 41_00n }])).refuses('other_currency');
  await expect(match([{ item: debit, amountMinor: 41_00n }])).refuses('not_open');
  await expect(match([{ item: debit, amountMinor: 0n }])).refuses('invalid_input');
  await match([{ item: debit }]);
});

scenario('twenty post and pay at once: every number once, and none left out', async (world) => {
  const parties: string[] = [];
  for (let n = 0; n < 4; n++) parties.push(await newCustomer(world));
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const party = parties[n % 4]!;
      await billed(world, { party, invoicedOn: n % 2 ? '2026-03-02' : '2026-02-27' });
      // Every third is refused after its work was done, and must leave no gap.
      const tooMuch = [{ item: newId(), amountMinor: 1n }];
      const bad = { customer: party, amountMinor: 1n, settle: 'listed' as const, applications: tooMuch };
      if (n % 3 === 0) await expect(world.as('bookkeeper')(recordPayment, bad)).refuses('not_found');
      await world.as('bookkeeper')(recordPayment, { customer: party, amountMinor: 10_00n });
    }),
  );
  for (const [entity, prefix] of [
    ['receivables.invoice', 'INV-2026-'],
    ['receivables.payment', 'PAY-2026-'],
  ] as const) {
    const { rows } = await world.list(entity, { size: 100, sort: 'number' });
    expect(rows.map((row) => row.number)).toEqual(
      Array.from({ length: 20 }, (_, n) => `${prefix}${String(n + 1).padStart(5, '0')}`),
    );
  }
});

scenario('statements do not grow with lines, invoices or payments', async (world) => {
  const party = await newCustomer(world);
  const tax = await newTax(world, {}, '10');
  const invoice = (count: number) =>
    statementsOf(() =>
      world.as('bookkeeper')(postInvoice, {
        customer: party,
        lines: Array.from({ length: count }, () => ({ description: 'Work', unitPrice: '3', taxCodes: [tax] })),
      }),
    );
  const pay = (count: number) =>
    statementsOf(() =>
      world.as('bookkeeper')(recordPaymentsCommand, {
        payments: Array.from({ length: count }, () => ({ customer: party, amountMinor: 2_00n })),
      }),
    );
  await invoice(1);
  await pay(1);
  expect(await invoice(200)).toBe(await invoice(1));
  expect(await pay(100)).toBe(await pay(1));
});
