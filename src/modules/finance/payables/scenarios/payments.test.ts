import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario, statementsOf } from '#test/harness.ts';
import { confirmBank, rejectBank, setBank } from '../bank/contract.ts';
import {
  approveRun,
  enterCredit,
  matchItems,
  paymentFile,
  payRun,
  postBillsCommand,
  proposeRun,
  recordPayment,
  recordPaymentsCommand,
  unmatchItems,
} from '../contract.ts';
import { balances, billed, expense, itemsOf, newNumber, openBuying, received, stateOf } from './bill-world.ts';

scenario('C9: a bill of 1500 and 15 % paid with 10 % discount, tax too', async (world) => {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '15');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '10', discountDays: 10 });
  const { bill } = await billed(world, supplier, [{ description: 'Work', unitPrice: '1500', taxCodes: [tax] }], {
    terms,
  });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 1552_50n });
  expect(await stateOf(world, bill)).toBe('paid');
  expect(await balances(world)).toEqual({
    bank: -1552_50n,
    cash_discount_taken: -150_00n,
    expense: 1500_00n,
    tax_receivable: 202_50n,
  });
});

scenario('a prepayment waits for its bill; a part payment leaves the rest open', async (world) => {
  const { supplier } = await openBuying(world);
  const paid = await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 60_00n });
  expect(paid).toMatchObject({ settledMinor: 0n, leftMinor: 60_00n });
  const { bill } = await expense(world, supplier, '100');
  const [credit] = await itemsOf(world, paid.payment);
  const [owed] = await itemsOf(world, bill);
  const { matches } = await world.as('bookkeeper')(matchItems, {
    credit: String(credit!.id),
    bills: [{ item: String(owed!.id) }],
  });
  expect(await stateOf(world, bill)).toBe('part_paid');
  await world.as('bookkeeper')(unmatchItems, { match: matches[0]! });
  expect(await stateOf(world, bill)).toBe('open');
  await expect(world.as('bookkeeper')(unmatchItems, { match: matches[0]! })).refuses('already_undone');
});

scenario('tax withheld is owed to the tax office', async (world) => {
  const { supplier } = await openBuying(world);
  const { bill } = await expense(world, supplier, '1000');
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 900_00n, withheldPercent: '10' });
  expect(await stateOf(world, bill)).toBe('paid');
  expect(await balances(world)).toEqual({ bank: -900_00n, expense: 1000_00n, withholding_payable: -100_00n });
});

scenario(
  'no more tax is withheld than the rule of the supplier says, without the right to write off',
  async (world) => {
    const { supplier } = await openBuying(world);
    await expense(world, supplier, '1000');
    const pay = { supplier, amountMinor: 10_00n, withheldPercent: '99' };
    await expect(world.as('bookkeeper')(recordPayment, pay)).refuses('withheld_too_much');
    const withholding = await make(world, 'payables.withholding', { code: 'W', name: 'Withheld', percent: '10' });
    await make(world, 'payables.supplier_rule', { supplier, withholding });
    await expect(world.as('bookkeeper')(recordPayment, { ...pay, withheldPercent: '11' })).refuses('withheld_too_much');
    await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 90_00n });
    await world.as('owner')(recordPayment, { ...pay, amountMinor: 9_00n });
    expect(await balances(world)).toEqual({ bank: -99_00n, expense: 1000_00n, withholding_payable: -901_00n });
  },
);

scenario('dollars paid dearer than billed are a loss, taken back with the match', async (world) => {
  const { supplier } = await openBuying(world, { currency: 'USD' });
  await world.as('controller')(setRates, {
    rates: [
      { currency: 'USD', day: '2026-03-01', rate: '0.90' },
      { currency: 'USD', day: '2026-03-20', rate: '1.00' },
    ],
  });
  const { bill } = await expense(world, supplier, '1000');
  world.today('2026-03-20');
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 1000_00n });
  expect(await balances(world)).toEqual({ bank: -1000_00n, expense: 900_00n, fx_loss: 100_00n });
  const [match] = (await world.list('payables.match')).rows;
  await world.as('bookkeeper')(unmatchItems, { match: String(match!.id) });
  expect(await balances(world)).toEqual({ bank: -1000_00n, expense: 900_00n, payable: 100_00n });
  expect(await stateOf(world, bill)).toBe('overdue');
});

scenario(
  'from proposal to file: another person approves, credits are taken off, a new bank account stops it',
  async (world) => {
    const one = (await openBuying(world)).supplier;
    const two = (await openBuying(world)).supplier;
    const three = (await openBuying(world)).supplier;
    const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
    const due = await expense(world, one, '100', { billedOn: '2026-02-20' });
    const early = await expense(world, one, '500', { terms, billedOn: '2026-02-24' });
    const late = await expense(world, one, '70', { terms: await termsOf(world, [{ days: 60 }]) });
    await expense(world, two, '50', { billedOn: '2026-02-20' });
    await expense(world, three, '40', { billedOn: '2026-02-20' });
    const [line] = (await world.list('payables.bill_line', { filter: { bill: due.bill } })).rows;
    await world.as('bookkeeper')(enterCredit, {
      bill: late.bill,
      supplierNumber: newNumber(),
      lines: [
        {
          line: String((await world.list('payables.bill_line', { filter: { bill: late.bill } })).rows[0]!.id),
          netMinor: 70_00n,
        },
      ],
    });
    await world.as('bookkeeper')(enterCredit, {
      bill: due.bill,
      supplierNumber: newNumber(),
      lines: [{ line: String(line!.id), netMinor: 10_00n }],
    });
    const bank = async (supplier: string, iban: string) =>
      (await world.as('bookkeeper')(setBank, { supplier, holder: 'Foundry', iban })).bank;
    const first = await bank(one, 'DE89 3704 0044 0532 0130 00');
    await expect(world.as('bookkeeper')(confirmBank, { bank: first })).refuses('not_permitted');
    await world.as('controller')(confirmBank, { bank: first });
    await bank(two, 'AT611904300234573201');
    await world.as('controller')(confirmBank, { bank: await bank(three, 'FR1420041010050500013M02606') });

    const proposed = await world.as('bookkeeper')(proposeRun, { payOn: '2026-03-02' });
    // 100 less 10 credited; 500 less 2 %, whose discount ends before the next run; the third supplier's 40.
    expect(proposed).toMatchObject({ totalMinor: 90_00n + 490_00n + 40_00n, payments: 2, leftOut: 1 });
    const { run } = proposed;
    expect(await world.get('payables.payment_run', run)).toMatchObject({
      leftOut: [{ reason: 'The bank account waits for confirmation.' }],
    });
    await expect(world.as('bookkeeper')(approveRun, { run })).refuses('not_permitted');
    await expect(world.as('bookkeeper')(payRun, { run })).refuses('wrong_state');
    await world.as('controller')(approveRun, { run });
    const changed = await bank(three, 'DE89370400440532013000');
    await expect(world.as('bookkeeper')(payRun, { run })).refuses('bank_pending');
    await world.as('controller')(rejectBank, { bank: changed });
    const [detail] = (await world.list('organisation.company_detail')).rows;
    const update = world.app.registry.operations.get('organisation.update_company_detail')!.contract;
    const own = { iban: 'AT611904300234573201', legalName: 'Test Works' };
    await world.as('owner')(update, { id: detail!.id, changes: own } as never);
    const { content, fileName } = await world.as('bookkeeper')(paymentFile, { run });
    expect(fileName).toBe('RUN-00001.xml');
    expect(content).toContain('<CtrlSum>620.00</CtrlSum>');
    expect(content).toContain('<IBAN>FR1420041010050500013M02606</IBAN>');
    const { payments } = await world.as('bookkeeper')(payRun, { run });
    expect(payments).toHaveLength(2);
    expect([await stateOf(world, due.bill), await stateOf(world, early.bill)]).toEqual(['paid', 'paid']);
    expect(await balances(world)).toMatchObject({ bank: -620_00n, cash_discount_taken: -10_00n, payable: -50_00n });
    await expect(world.as('bookkeeper')(payRun, { run })).refuses('wrong_state');
  },
);

scenario(
  'who proposes does not approve, also with all rights; who enters an account does not confirm it',
  async (world) => {
    const { supplier } = await openBuying(world);
    await expect(world.as('owner')(proposeRun, {})).refuses('nothing_due');
    await expense(world, supplier, '100', { billedOn: '2026-02-20' });
    const { run } = await world.as('owner')(proposeRun, {});
    await expect(world.as('owner')(approveRun, { run })).refuses('own_run');
    const enter = (input: object) => world.as('owner')(setBank, { supplier, holder: 'X', ...input } as never);
    await expect(enter({ supplier: newId() })).refuses('not_found');
    await expect(enter({})).refuses('needs_account');
    for (const wrong of [{ iban: 'AT00' }, { iban: 'AT611904300234573201', bic: 'x' }])
      await expect(enter(wrong)).refuses('invalid_input');
    await expect(enter({ routing: '021000022', account: '1' })).refuses('bad_routing');
    const { bank } = await enter({ routing: '021000021', account: '1' });
    await expect(world.as('owner')(confirmBank, { bank })).refuses('own_change');
  },
);

scenario('a supplier’s statement beside our books', async (world) => {
  const { supplier } = await openBuying(world);
  await expense(world, supplier, '100', { supplierNumber: 'S1' });
  await expense(world, supplier, '200', { supplierNumber: 'S2' });
  await expense(world, supplier, '300', { supplierNumber: 'S3' });
  await expense(world, supplier, '1234.5', { supplierNumber: 'S-5' });
  const statement = 'S1;100.00\nS2\t250\nS4 ; 7\n\ns 5;1.234,50\nTotal';
  const { rows } = await world.report('payables.statement_check', { supplier, statement });
  expect(rows.map((row) => [row.supplierNumber, row.finding])).toEqual([
    ['Total', 'Cannot be read'],
    ['S3', 'Not on the statement'],
    ['S2', 'Differs'],
    ['S4', 'We do not have it'],
    ['S1', 'Agrees'],
    ['s 5', 'Agrees'],
  ]);
  // What was paid ahead is open too, and named, so that both sides add up.
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 80_00n, settle: 'listed' });
  const ahead = await world.report('payables.statement_check', { supplier, statement });
  const paid = ahead.rows.find((row) => row.finding === 'Paid ahead, and not on the statement');
  expect(paid).toMatchObject({ supplierNumber: 'PMT-2026-00001', ours: '-80', entity: 'payables.payment' });
  expect((await world.get('payables.payment', String(paid!.documentId))).number).toBe('PMT-2026-00001');
  const ours = ahead.rows.reduce((sum, row) => sum + Number(row.ours ?? 0), 0);
  const [owed] = (await world.report('payables.ageing', { supplier })).rows;
  expect(BigInt(ours * 100)).toBe(owed!.totalMinor);
});

scenario('a payment order in dollars for the American bank, made when it was approved', async (world) => {
  const { supplier } = await openBuying(world, { currency: 'USD' });
  await world.as('controller')(setRates, { rates: [{ currency: 'USD', day: '2026-02-01', rate: '0.90' }] });
  await expense(world, supplier, '100.5', { supplierNumber: 'A-17', billedOn: '2026-02-20' });
  const { bank } = await world.as('bookkeeper')(setBank, {
    ...{ supplier, holder: 'Foundry', routing: '021000021', account: '123456789' },
  });
  await world.as('controller')(confirmBank, { bank });
  const { run } = await world.as('bookkeeper')(proposeRun, { payOn: '2026-03-09', currency: 'USD' });
  world.today('2026-03-03T10:20:30Z');
  await world.as('controller')(approveRun, { run });
  world.today('2026-03-05');
  const [detail] = (await world.list('organisation.company_detail')).rows;
  const update = world.app.registry.operations.get('organisation.update_company_detail')!.contract;
  await world.as('owner')(update, { id: detail!.id, changes: { legalName: 'Test Works' } } as never);
  const file = (more: object) =>
    world.as('bookkeeper')(paymentFile, { run, format: 'nacha_ctx', companyId: '1234567890', ...more });
  await expect(file({})).refuses('no_own_bank');
  await expect(file({ routing: '011401534' })).refuses('bad_file');
  const { content, fileName } = await file({ routing: '011401533' });
  expect(fileName).toBe('RUN-00001.ach');
  const lines = content.trimEnd().split('\n');
  expect(lines.every((line) => line.length === 94)).toBe(true);
  // Made on 3 March at 10:20, to be paid on 9 March.
  expect(lines[0]!.slice(23, 33)).toBe('2603031020');
  expect(lines[1]!.slice(63, 75)).toBe('260309260309');
  expect(lines[2]).toMatch(/^622021000021123456789 +0000010050RUN-00001-1/);
  expect(content).toContain('RMR*IV*A-17');
  expect((await file({ routing: '011401533' })).content).toBe(content);
});

scenario('a payment is refused by the first rule it breaks, in this order', async (world) => {
  const { supplier } = await openBuying(world);
  const { bill } = await expense(world, supplier, '100');
  const item = String((await itemsOf(world, bill))[0]!.id);
  const pay = (input: object) =>
    world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 50_00n, settle: 'listed', ...input } as never);
  const apply = (amountMinor: bigint, discountMinor = 0n) => ({ applications: [{ item, amountMinor, discountMinor }] });
  await expect(world.as('buyer')(recordPayment, { supplier, amountMinor: 1n })).refuses('not_permitted');
  await expect(pay({ supplier: newId(), amountMinor: 0n })).refuses('not_found');
  await expect(pay({ amountMinor: 0n, currency: 'USD' })).refuses('zero_amount');
  await expect(pay({ currency: 'USD' })).refuses('no_rate');
  await expect(pay({ applications: [{ item: newId(), amountMinor: 200_00n }] })).refuses('not_found');
  await expect(pay(apply(101_00n))).refuses('not_open');
  await expect(pay(apply(60_00n, 1n))).refuses('discount_not_offered');
  await expect(pay(apply(60_00n, 1n))).rejects.toThrow('its terms offer none');
  await expect(pay(apply(60_00n))).refuses('applied_too_much');
  await pay(apply(50_00n));
});

scenario('numbers have no gap under twenty at once; statements do not grow', async (world) => {
  const { supplier } = await openBuying(world);
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      await expense(world, supplier, '10');
      await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 5_00n });
    }),
  );
  const numbers = async (entity: string) =>
    (await world.list(entity, { size: 100, sort: 'number' })).rows.map((row) => row.number);
  const inOrder = (prefix: string) =>
    Array.from({ length: 20 }, (_, n) => `${prefix}-2026-${String(n + 1).padStart(5, '0')}`);
  expect(await numbers('payables.bill')).toEqual(inOrder('BILL'));
  expect(await numbers('payables.payment')).toEqual(inOrder('PMT'));
  const bills = (count: number, lines: number) =>
    statementsOf(() =>
      world.as('bookkeeper')(postBillsCommand, {
        bills: Array.from({ length: count }, () => ({
          ...{ supplier, supplierNumber: newNumber(), acknowledgeDuplicate: true },
          lines: Array.from({ length: lines }, () => ({ description: 'Work', unitPrice: '3', taxCodes: [] })),
        })),
      }),
    );
  const pay = (count: number) =>
    statementsOf(() =>
      world.as('bookkeeper')(recordPaymentsCommand, {
        payments: Array.from({ length: count }, () => ({ supplier, amountMinor: 2_00n })),
      }),
    );
  await bills(1, 1);
  expect(await bills(30, 20)).toBe(await bills(1, 1));
  expect(await pay(50)).toBe(await pay(1));
});

scenario('an order is paid ahead, its bills are settled with it, and nothing else is', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order, lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const rent = await expense(world, supplier, '30');
  const pay = (amountMinor: bigint, more: object = {}) =>
    world.as('bookkeeper')(recordPayment, { supplier, amountMinor, order, ...more });
  const { payment, leftMinor } = await pay(250_00n);
  expect(leftMinor).toBe(250_00n);
  expect(await stateOf(world, rent.bill)).toBe('open');
  const shown = async () =>
    (await world.list('payables.payment', { filter: { order: order } })).rows.map((row) => row.unmatchedMinor);
  expect(await shown()).toEqual([250_00n]);
  const first = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '5', unitPrice: '40' }]);
  expect(await stateOf(world, first.bill)).toBe('paid');
  expect(await shown()).toEqual([50_00n]);
  const second = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '5', unitPrice: '40' }]);
  expect((await itemsOf(world, second.bill)).map((item) => item.openMinor)).toEqual([150_00n]);
  expect((await itemsOf(world, payment)).map((item) => item.openMinor)).toEqual([0n]);
  const other = await openBuying(world);
  await expect(pay(1n, { supplier: other.supplier })).refuses('no_order');
});
