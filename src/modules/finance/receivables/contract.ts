import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';
import {
  matchRefusals,
  moneyFacts,
  paymentFacts,
  proposalColumns,
  refundRefusals,
  revalueRefusals,
  unmatchRefusals,
  writeOffRefusals,
} from '#modules/finance/open-items/contract.ts';
import { paymentRefusals } from './refusals.ts';

export { credited, creditFacts, creditInvoice, crediting, postCreditNote, postInvoice } from './invoice/contract.ts';
export { returnPayment } from './payment/contract.ts';
export { CREDIT_REFUSALS, RECEIVABLE_REFUSALS } from './refusals.ts';

const INVOICE_READ = 'receivables.invoice.read';
const Party = v.Ref('parties.party', { isCustomer: true });
const Item = v.Ref('receivables.open_item');

const Application = z.object({
  item: Item,
  amountMinor: v.NotNegativeMinor.describe('How much of the payment settles it.'),
  itemMinor: v.PositiveMinor.nullish().describe(
    'Of an item in another currency: how much of it the money settles, in its own; at the rate of the day if left empty.',
  ),
  discountMinor: v.NotNegativeMinor.nullish().describe('Early-payment discount granted, in the currency of the item.'),
  writeOffMinor: v.NotNegativeMinor.nullish().describe('A small rest given up, in the currency of the item.'),
});

const METHOD = z.enum(['transfer', 'card', 'cash', 'cheque', 'direct_debit']);

const Payment = z.object({
  customer: Party,
  amountMinor: v.Minor,
  currency: v.CurrencyCode.nullish(),
  receivedOn: v.DayOrToday,
  account: v
    .Ref('ledger.account', { control: false })
    .nullish()
    .describe('The bank or cash account; the company’s bank if left empty.'),
  method: METHOD.default('transfer'),
  reference: z.string().trim().max(120).nullish(),
  withheldPercent: v.Share.nullish().describe('Tax the customer kept back from what is settled, to pay it for us.'),
  settle: z
    .enum(['proposed', 'oldest', 'listed', 'documents'])
    .default('proposed')
    .describe(
      'Proposed: what the reference names, then what is of just this amount, then the oldest. Listed: the applications alone. What is left stays to the customer’s credit.',
    ),
  documents: z
    .array(v.Ref('receivables.invoice'))
    .max(200)
    .nullish()
    .describe('With settle = documents: the invoices it pays.'),
  applications: z.array(Application).max(500).nullish(),
});

export const recordPayment = command('receivables.record_payment', {
  label: 'Record payment',
  about:
    'Books money received from a customer and settles invoices with it; part payments, over-payments, discounts, tax the customer withheld and small write-offs included.',
  permission: 'receivables.payment.write',
  input: Payment,
  output: z.object({ payment: z.string(), settledMinor: z.bigint(), leftMinor: z.bigint() }),
  facts: paymentFacts('customer'),
  does: ['receivables.write_off'],
  refusals: paymentRefusals,
  at: { future_day: 'receivedOn' },
});

export const recordPaymentsCommand = command('receivables.record_payments', {
  label: 'Record payments',
  about: 'Books up to 1,000 payments at once: all of them, or none.',
  permission: 'receivables.payment.write',
  input: z.object({ payments: z.array(Payment).min(1).max(v.LIMITS.batchDocuments) }),
  output: z.object({ payments: z.array(z.string()) }),
  facts: paymentFacts('customer'),
  many: 'receivables.record_payment',
  does: ['receivables.write_off'],
  refusals: paymentRefusals,
});

export const refund = command('receivables.refund', {
  label: 'Refund',
  about:
    'Pays a customer back what was paid too much or credited: a payment with its own number that settles that credit.',
  permission: 'receivables.refund.write',
  input: z.object({
    item: v
      .Ref('receivables.open_item', { credit: true, settled: false })
      .describe('The payment or credit note that is paid back.')
      .meta({ title: 'Credit' }),
    amountMinor: v.PositiveMinor.nullish().describe('If left empty: all that is open of it.'),
    refundedOn: v.DayOrToday,
    account: v
      .Ref('ledger.account', { control: false })
      .nullish()
      .describe('The bank or cash account; the company’s bank if left empty.'),
    method: METHOD.default('transfer'),
    reference: z.string().trim().max(120).nullish(),
  }),
  output: z.object({ payment: z.string() }),
  facts: moneyFacts('customer', 'Paid back'),
  refusals: { ...paymentRefusals, ...refundRefusals },
  at: { future_day: 'refundedOn' },
  on: { entity: 'receivables.open_item', field: 'item', states: ['open'], where: { credit: true } },
});

export const matchItems = command('receivables.match_items', {
  label: 'Match',
  about: 'Settles open debits with an open credit of the same customer: a payment on account, a credit note.',
  permission: 'receivables.payment.write',
  input: z.object({
    credit: v.Ref('receivables.open_item', { credit: true, settled: false }),
    debits: z
      .array(
        z.object({
          item: v.Ref('receivables.open_item', { credit: false, settled: false }),
          amountMinor: v.PositiveMinor.nullish(),
        }),
      )
      .min(1)
      .max(500),
    matchedOn: v.DayOrToday,
  }),
  output: z.object({ matches: z.array(z.string()) }),
  refusals: matchRefusals,
  at: { future_day: 'matchedOn' },
  on: { entity: 'receivables.open_item', field: 'credit', states: ['open'], where: { credit: true } },
  lines: {
    ...{ input: 'debits', from: 'receivables.open_item', key: { item: 'id' }, open: 'openMinor' },
    by: { field: 'customer', record: 'customer' },
  },
});

export const unmatchItems = command('receivables.unmatch', {
  label: 'Undo match',
  about:
    'Takes a settlement back: both items are open again, the exchange difference is reversed; a discount, tax withheld or write-off is taken back with its taxes.',
  permission: 'receivables.payment.write',
  input: z.object({ match: v.Ref('receivables.match'), undoneOn: v.DayOrToday }),
  output: z.object({ match: z.string() }),
  refusals: unmatchRefusals,
  at: { future_day: 'undoneOn' },
  on: { entity: 'receivables.match', field: 'match', where: { undone: false } },
});

export const writeOff = command('receivables.write_off', {
  label: 'Write off',
  about:
    'Gives up what is open of an item, with its reason: a loss where a customer owes it, a gain where it is to the customer’s credit.',
  permission: 'receivables.write_off.write',
  input: z.object({
    item: Item,
    amountMinor: v.PositiveMinor.nullish(),
    writtenOffOn: v.DayOrToday,
    reason: v.Name,
  }),
  output: z.object({ adjustment: z.string() }),
  facts: moneyFacts('customer', 'Written off'),
  refusals: writeOffRefusals,
  at: { future_day: 'writtenOffOn' },
  on: { entity: 'receivables.open_item', field: 'item', states: ['open', 'overdue'] },
});

const AsOf = z.object({ asOf: v.Day.optional(), customer: Party.optional() });
/** An invoice, a credit note or a payment: the row says which. */
const document = { entity: 'entity', id: 'documentId' } as const;
const kindOf = { label: 'Kind of document', type: 'code', hidden: true } as const;

export const ageing = report('receivables.ageing', {
  label: 'Receivables by age',
  about:
    'What customers owed at the end of a day, by how long it was overdue then; as it was on that day, whatever was paid since. Credits stand with what is not due.',
  permission: INVOICE_READ,
  params: AsOf,
  columns: {
    customer: {
      label: 'Customer',
      type: 'text',
      drill: { report: 'receivables.open_items', params: { customer: 'partyId', asOf: { param: 'asOf' } } },
    },
    totalMinor: {
      label: 'Total',
      type: 'money',
      total: true,
      drill: { report: 'receivables.open_items', params: { customer: 'partyId', asOf: { param: 'asOf' } } },
    },
    notDueMinor: { label: 'Not due', type: 'money', total: true },
    to30Minor: { label: '1–30 days', type: 'money', total: true },
    to60Minor: { label: '31–60 days', type: 'money', total: true },
    to90Minor: { label: '61–90 days', type: 'money', total: true },
    over90Minor: { label: 'Over 90 days', type: 'money', total: true },
    partyId: { label: 'Customer', type: 'reference', hidden: true },
  },
  chart: { type: 'bar', x: 'customer', y: ['notDueMinor', 'to30Minor', 'to60Minor', 'to90Minor', 'over90Minor'] },
});

export const openItemsReport = report('receivables.open_items', {
  label: 'Open items',
  about: 'Every invoice, credit and payment that was not settled at the end of a day.',
  permission: INVOICE_READ,
  params: AsOf,
  columns: {
    number: { label: 'Document', type: 'code', drill: document },
    customer: { label: 'Customer', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
    kind: { label: 'Kind', type: 'choice' },
    openedOn: { label: 'Date', type: 'day' },
    dueOn: { label: 'Due', type: 'day' },
    daysOverdue: { label: 'Days overdue', type: 'number' },
    currency: { label: 'Currency', type: 'text' },
    openMinor: { label: 'Open', type: 'money', currency: 'currency' },
    openBaseMinor: { label: 'Open in company currency', type: 'money', total: true },
    documentId: { label: 'Document', type: 'reference', hidden: true },
    entity: kindOf,
    partyId: { label: 'Customer', type: 'reference', hidden: true },
  },
});

export const statement = report('receivables.statement', {
  label: 'Customer statement',
  about: 'Everything that moved a customer’s account between two days, with the balance after each line.',
  permission: INVOICE_READ,
  params: z.object({ customer: Party, from: v.Day.optional(), to: v.Day.optional() }),
  columns: {
    day: { label: 'Day', type: 'day' },
    number: { label: 'Document', type: 'code', drill: document },
    kind: { label: 'Kind', type: 'choice' },
    debitMinor: { label: 'Debit', type: 'money', total: true },
    creditMinor: { label: 'Credit', type: 'money', total: true },
    balanceMinor: { label: 'Balance', type: 'money', explain: 'Everything before this line, and this line.' },
    documentId: { label: 'Document', type: 'reference', hidden: true },
    entity: kindOf,
  },
});

export const settlementProposal = report('receivables.settlement_proposal', {
  label: 'What a payment would settle',
  about:
    'The open items of a customer with what a payment would settle of each and why: named in its reference, of just its amount, the oldest. Nothing is booked.',
  permission: INVOICE_READ,
  params: z.object({
    customer: Party,
    amountMinor: v.Minor,
    currency: v.CurrencyCode.optional(),
    receivedOn: v.Day.optional(),
    reference: z.string().max(120).optional(),
    withheldPercent: v.Share.optional(),
  }),
  columns: proposalColumns,
});

export const withheldReport = report('receivables.withheld', {
  label: 'Tax withheld by customers',
  about:
    'What customers kept back between two days and what of it was taken back, each on its own day: what the account of that tax moved by, and what the tax office is to credit us. What a credit takes back has the payment of what was withheld of its invoice last.',
  permission: INVOICE_READ,
  params: z.object({ from: v.Day.optional(), to: v.Day.optional(), customer: Party.optional() }),
  columns: {
    day: { label: 'Day', type: 'day' },
    customer: { label: 'Customer', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
    payment: { label: 'Payment', type: 'code', drill: { entity: 'receivables.payment', id: 'paymentId' } },
    withheldMinor: { label: 'Withheld', type: 'money', total: true },
    paymentId: { label: 'Payment', type: 'reference', hidden: true },
    partyId: { label: 'Customer', type: 'reference', hidden: true },
  },
});

export const revalue = command('receivables.revalue', {
  label: 'Revalue other currencies',
  about:
    'Values what customers owe in other currencies at the rate of a day: posts the unrealised exchange difference on that day and takes it back on the next.',
  permission: 'receivables.revaluation.write',
  input: z.object({ day: v.Day.describe('As a rule the last day of a month.') }),
  output: z.object({
    revaluations: z.array(z.object({ currency: z.string(), openMinor: z.bigint(), differenceMinor: z.bigint() })),
  }),
  refusals: revalueRefusals,
});
