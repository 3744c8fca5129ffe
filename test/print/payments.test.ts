import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { confirmBank, setBank } from '#modules/finance/payables/bank/contract.ts';
import {
  approveRun,
  enterCredit,
  payRun,
  proposeRun,
  recordPayment,
  unmatchItems,
} from '#modules/finance/payables/contract.ts';
import { returnPayment } from '#modules/finance/payables/payment/contract.ts';
import { expense, newNumber, openBuying } from '#modules/finance/payables/scenarios/bill-world.ts';
import * as receivables from '#modules/finance/receivables/contract.ts';
import { billed, newCustomer, termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { printDocument } from '#surfaces/print/print.ts';
import { scenario, type World } from '#test/harness.ts';
import { paper, papers } from './paper.ts';

const ADVICE = 'payables.remittance_advice';
const STATEMENT = 'receivables.statement_of_account';

const reader = (world: World, role: 'owner' | 'storekeeper' | 'bookkeeper') => ({
  ...{ app: world.app, company: world.company, actor: seedActor(world.app, role) },
});

scenario(
  'a run tells each supplier what was paid: bills, credits taken off, discount, and the last digits of the accounts',
  async (world) => {
    const one = (await openBuying(world)).supplier;
    const two = (await openBuying(world)).supplier;
    const { bank } = await world.as('bookkeeper')(setBank, {
      supplier: one,
      holder: 'Foundry',
      iban: 'DE89370400440532013000',
    });
    await world.as('controller')(confirmBank, { bank });
    const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
    await expense(world, one, '500', { terms, billedOn: '2026-02-24', supplierNumber: 'R-500' });
    const earlier = await expense(world, one, '200', { billedOn: '2026-02-20', supplierNumber: 'R-200' });
    await world.as('bookkeeper')(recordPayment, { supplier: one, amountMinor: 200_00n, reference: 'R-200' });
    const [paid] = (await world.list('payables.bill_line', { filter: { bill: earlier.bill } })).rows;
    await world.as('bookkeeper')(enterCredit, {
      ...{ bill: earlier.bill, supplierNumber: 'C-70' },
      lines: [{ line: String(paid!.id), netMinor: 70_00n }],
    });
    await expense(world, two, '40', { billedOn: '2026-02-20', supplierNumber: 'T-40' });
    const { run } = await world.as('bookkeeper')(proposeRun, {});
    await expect(printDocument(reader(world, 'owner'), 'payables.run_advices', run)).refuses('not_found');
    await world.as('controller')(approveRun, { run });
    const { payments } = await world.as('bookkeeper')(payRun, { run });

    const advices = await papers(world, 'payables.run_advices', run);
    expect(advices.map((advice) => [advice.title, advice.totals])).toEqual(
      expect.arrayContaining([
        ['Remittance advice', [['Paid EUR', '420.00']]],
        ['Remittance advice', [['Paid EUR', '40.00']]],
      ]),
    );
    const advice = advices.find(({ totals }) => totals![0]![1] === '420.00')!;
    expect(advice.headings).toEqual(['Date', 'Document', 'Amount', 'Discount', 'Paid']);
    expect(advice.lines.map((row) => [row.position, row.description, ...row.figures])).toEqual([
      ['24 Feb 2026', 'Bill R-500', '500.00', '10.00', '490.00'],
      ['2 Mar 2026', 'Credit C-70', '-70.00', '', '-70.00'],
    ]);
    expect(advice.facts).toContainEqual(['To your account', 'ending in 3000']);
    expect(JSON.stringify(advice)).not.toContain('DE8937');

    const own = payments.length === 2 ? payments : [];
    const each = await Promise.all(own.map((payment) => paper(world, ADVICE, payment)));
    expect(each).toEqual(expect.arrayContaining([...advices]));
    await expect(printDocument(reader(world, 'storekeeper'), ADVICE, own[0]!)).refuses('not_permitted');
    await printDocument(reader(world, 'bookkeeper'), ADVICE, own[0]!);
  },
);

scenario(
  'a payment says for ever what it settled when it was made, with what is on account; one that came back says so',
  async (world) => {
    const { supplier } = await openBuying(world);
    await expense(world, supplier, '100', { supplierNumber: 'R-1' });
    const { payment } = await world.as('bookkeeper')(recordPayment, {
      supplier,
      amountMinor: 130_00n,
      reference: 'R-1',
    });
    const before = await paper(world, ADVICE, payment);
    expect(before.lines.map((row) => [row.description, ...row.figures])).toEqual([
      ['Bill R-1', '100.00', '', '100.00'],
    ]);
    expect(before.totals).toEqual([
      ['On account', '30.00'],
      ['Paid EUR', '130.00'],
    ]);
    const [match] = (await world.list('payables.match')).rows;
    await world.as('bookkeeper')(unmatchItems, { match: String(match!.id) });
    await expense(world, supplier, '20', { supplierNumber: newNumber() });
    expect(await paper(world, ADVICE, payment)).toEqual(before);
    const { payment: back } = await world.as('bookkeeper')(returnPayment, { payment, reason: 'Account closed' });
    expect(await paper(world, ADVICE, payment)).toEqual(before);
    const returned = await paper(world, ADVICE, back);
    expect([returned.title, returned.totals]).toEqual(['Payment sent back', [['Received EUR', '130.00']]]);
  },
);

scenario(
  'a customer’s statement shows what is open by currency and age, or what moved the account in a period',
  async (world) => {
    const party = await newCustomer(world);
    const terms = await termsOf(world, [{ days: 10 }]);
    await world.as('controller')(setRates, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '0.9' }] });
    const bill = (net: string, more: object = {}) => billed(world, { party, net, terms, ...more });
    world.today('2026-01-05');
    const first = await bill('100');
    world.today('2026-02-10');
    const second = await bill('50');
    await world.as('bookkeeper')(receivables.recordPayment, { customer: party, amountMinor: 30_00n });
    world.today('2026-03-02');
    const dollars = await bill('200', { currency: 'USD' });
    const number = async ({ invoice }: { invoice: string }) =>
      String((await world.get('receivables.invoice', invoice)).number);
    const [one, two, three] = [await number(first), await number(second), await number(dollars)];

    const [open] = await papers(world, STATEMENT, party);
    expect(open!.opening).toBe('Open on your account at the end of 2 Mar 2026:');
    expect(open!.lines.map((row) => [row.position, row.description, ...row.figures])).toEqual([
      ['5 Jan 2026', `Invoice ${one}`, '15 Jan 2026', '46', '70.00'],
      ['10 Feb 2026', `Invoice ${two}`, '20 Feb 2026', '10', '50.00'],
    ]);
    expect(open!.totals).toEqual([
      ['1 to 30 days overdue', '50.00'],
      ['31 to 60 days overdue', '70.00'],
      ['Open EUR', '120.00'],
    ]);
    expect(open!.more).toMatchObject([
      {
        heading: 'USD',
        lines: [{ description: `Invoice ${three}`, figures: ['12 Mar 2026', '', '200.00'] }],
        totals: [
          ['Not due', '200.00'],
          ['Open USD', '200.00'],
        ],
      },
    ]);

    const [moved] = await papers(world, STATEMENT, party, { from: '2026-02-01', to: '2026-02-28' });
    await expect(papers(world, STATEMENT, party, { from: '2026-02-28', to: '2026-02-01' })).refuses('invalid_input');
    expect(moved!.more).toEqual([]);
    expect(moved!.lines.map((row) => [row.position, row.description, ...row.figures])).toEqual([
      ['31 Jan 2026', 'Opening balance', '', '', '100.00'],
      ['10 Feb 2026', `Invoice ${two}`, '50.00', '', '150.00'],
      ['10 Feb 2026', expect.stringMatching(/^Payment /), '', '30.00', '120.00'],
      ['28 Feb 2026', 'Closing balance', '', '', '120.00'],
    ]);
    const [early] = await papers(world, STATEMENT, party, { to: '2026-01-01' });
    expect([early!.opening, early!.lines]).toEqual(['Nothing is open on your account at the end of 1 Jan 2026.', []]);

    const { supplier } = await openBuying(world);
    await expect(printDocument(reader(world, 'owner'), STATEMENT, supplier)).refuses('not_found');
    await expect(printDocument(reader(world, 'storekeeper'), STATEMENT, party)).refuses('not_permitted');
    const some = printDocument(reader(world, 'owner'), 'receivables.invoice_document', first.invoice, {
      to: '2026-01-01',
    });
    await expect(some).refuses('invalid_input');
  },
);
