import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export * from './invoice/contract.ts';
export { CREDIT_REFUSALS, RECEIVABLE_REFUSALS } from './refusals.ts';

const INVOICE_READ = 'receivables.invoice.read';
const Party = v.Ref('parties.party', { isCustomer: true });
const Item = v.Ref('receivables.open_item');

const Application = z.object({
  item: Item,
  amountMinor: v.Minor.describe('How much of the payment settles it.'),
  discountMinor: v.Minor.nullish().describe('Early-payment discount granted.'),
  writeOffMinor: v.Minor.nullish().describe('A small rest given up.'),
});

const paymentRefusals = {
  no_customer: 'The customer {customer} does not exist.',
  no_rate: 'There is no exchange rate for {currency} on {day}.',
  zero_amount: 'A payment is more than nothing.',
  no_item: 'The open item {item} is not one of this customer.',
  other_currency: 'An item in {currency} cannot be settled with this payment.',
  not_open: 'Only {open} of the item is open.',
  applied_too_much: 'More is applied than was paid.',
  discount_not_offered: 'Only {offered} of discount is offered on {day}.',
  write_off_too_much: 'Only someone with the right may write off more than {limit}.',
  period_missing: 'No open period follows {about}, or no fiscal year holds it. Open the year first.',
} as const;

export const Payment = z.object({
  party: Party,
  amountMinor: v.Minor,
  currency: v.CurrencyCode.nullish(),
  receivedOn: v.Day.nullish(),
  account: v
    .Ref('ledger.account', { control: false })
    .nullish()
    .describe('The bank or cash account; the company’s bank when left out.'),
  method: z.enum(['transfer', 'card', 'cash', 'cheque', 'direct_debit']).default('transfer'),
  reference: z.string().trim().max(120).nullish(),
  /** `oldest`: settles the oldest due items first. `listed`: the applications alone. What is left stays to the customer's credit. */
  settle: z.enum(['oldest', 'listed', 'documents']).default('oldest'),
  documents: z.array(v.Id).max(200).nullish().describe('With settle = documents: the invoices it pays.'),
  applications: z.array(Application).max(500).nullish(),
});

export const recordPayment = command('receivables.record_payment', {
  label: 'Record payment',
  about:
    'Books money received from a customer and settles invoices with it; part payments, over-payments, discounts and small write-offs included.',
  permission: 'receivables.payment.write',
  input: Payment,
  output: z.object({ payment: z.string(), settledMinor: z.bigint(), leftMinor: z.bigint() }),
  refusals: paymentRefusals,
});

export const recordPaymentsCommand = command('receivables.record_payments', {
  label: 'Record payments',
  about: 'Books up to 1,000 payments in one transaction: all or none.',
  permission: 'receivables.payment.write',
  input: z.object({ payments: z.array(Payment).min(1).max(v.LIMITS.batchDocuments) }),
  output: z.object({ payments: z.array(z.string()) }),
  refusals: paymentRefusals,
});

export const matchItems = command('receivables.match_items', {
  label: 'Match',
  about: 'Settles open debits with an open credit of the same customer: a payment on account, a credit note.',
  permission: 'receivables.payment.write',
  input: z.object({
    credit: Item,
    debits: z
      .array(z.object({ item: Item, amountMinor: v.Minor.nullish() }))
      .min(1)
      .max(500),
    matchedOn: v.Day.nullish(),
  }),
  output: z.object({ matches: z.array(z.string()) }),
  refusals: {
    not_a_credit: 'The first item is no open credit.',
    other_party: 'Both sides must be of one customer.',
    other_currency: 'Both sides must be in one currency.',
    not_open: 'Only {open} of the item is open.',
  },
});

export const unmatchItems = command('receivables.unmatch', {
  label: 'Undo match',
  about:
    'Takes a settlement back: both items are open again, the exchange difference is reversed; a discount or write-off is taken back with its taxes.',
  permission: 'receivables.payment.write',
  input: z.object({ match: v.Ref('receivables.match'), undoneOn: v.Day.nullish() }),
  output: z.object({ match: z.string() }),
  refusals: {
    already_undone: 'This match was undone before.',
    before_match: 'It was matched on {day}; it cannot be undone before.',
  },
  on: { entity: 'receivables.match', field: 'match' },
});

export const writeOff = command('receivables.write_off', {
  label: 'Write off',
  about: 'Gives up what is open of an item: a loss, with its reason.',
  permission: 'receivables.write_off.write',
  input: z.object({ item: Item, amountMinor: v.Minor.nullish(), writtenOffOn: v.Day.nullish(), reason: v.Name }),
  output: z.object({ adjustment: z.string() }),
  refusals: {
    not_open: 'Only {open} of the item is open.',
    not_a_debit: 'Only what a customer owes can be written off.',
  },
  on: { entity: 'receivables.open_item', field: 'item', states: ['open', 'overdue'] },
});

export const invoice = entity('receivables.invoice', {
  label: 'Invoice',
  plural: 'Invoices',
  about: 'What a customer was billed or credited.',
  table: 'receivables.invoice',
  view: 'receivables.v_invoice',
  title: 'number',
  fields: {
    number: f.code('Number'),
    kind: f.choice('Kind', ['invoice', 'credit_note']),
    state: f.state('State'),
    partyId: f.ref('Customer', 'parties.party', { among: { isCustomer: true } }),
    invoicedOn: f.day('Date'),
    dueOn: f.day('Due'),
    totalMinor: f.money('Total', { currency: 'currency' }),
    openMinor: f.money('Open', { currency: 'currency' }),
    netMinor: f.money('Net', { currency: 'currency' }),
    taxMinor: f.money('Tax', { currency: 'currency' }),
    baseMinor: f.money('Total in company currency'),
    currency: f.currency('Currency'),
    rate: f.rate('Rate'),
    termsId: f.ref('Terms', 'parties.terms'),
    reference: f.text('Reference'),
    billToId: f.ref('Bill to', 'parties.address'),
    creditsId: f.ref('Credits', 'receivables.invoice'),
    sourceId: f.ref('Order', 'sales.sales_order'),
  },
  list: ['number', 'kind', 'state', 'partyId', 'invoicedOn', 'dueOn', 'totalMinor', 'openMinor'],
  search: ['number', 'reference'],
  order: '-invoicedOn',
  key: 'number',
  read: INVOICE_READ,
  state: 'state',
  children: [
    { entity: 'receivables.invoice_line', field: 'invoiceId', label: 'Lines' },
    { entity: 'receivables.open_item', field: 'documentId', label: 'Open items' },
  ],
  links: [
    { entity: 'receivables.invoice', field: 'creditsId', label: 'Credit notes' },
    { entity: 'ledger.entry', field: 'sourceId', label: 'Ledger entries' },
  ],
});

export const invoiceLine = entity('receivables.invoice_line', {
  label: 'Invoice line',
  plural: 'Invoice lines',
  about: 'One line of an invoice.',
  table: 'receivables.invoice_line',
  title: 'description',
  fields: {
    invoiceId: f.ref('Invoice', 'receivables.invoice'),
    position: f.number('#'),
    itemId: f.ref('Item', 'catalog.item'),
    description: f.text('Description'),
    quantity: f.quantity('Quantity'),
    unit: f.text('Unit'),
    unitPrice: f.price('Price'),
    discountPercent: f.percent('Discount'),
    netMinor: f.money('Net'),
  },
  list: ['position', 'itemId', 'description', 'quantity', 'unit', 'unitPrice', 'discountPercent', 'netMinor'],
  search: ['description'],
  order: 'position',
  read: INVOICE_READ,
});

export const payment = entity('receivables.payment', {
  label: 'Payment received',
  plural: 'Payments received',
  about: 'Money a customer paid.',
  table: 'receivables.payment',
  view: 'receivables.v_payment',
  title: 'number',
  fields: {
    number: f.code('Number'),
    partyId: f.ref('Customer', 'parties.party', { among: { isCustomer: true } }),
    receivedOn: f.day('Received'),
    amountMinor: f.money('Amount', { currency: 'currency' }),
    unmatchedMinor: f.money('Not yet applied', { currency: 'currency' }),
    currency: f.currency('Currency'),
    method: f.choice('Method', ['transfer', 'card', 'cash', 'cheque', 'direct_debit']),
    reference: f.text('Reference'),
    accountId: f.ref('Account', 'ledger.account'),
  },
  list: ['number', 'partyId', 'receivedOn', 'amountMinor', 'unmatchedMinor', 'method', 'reference'],
  search: ['number', 'reference'],
  order: '-receivedOn',
  key: 'number',
  read: 'receivables.payment.read',
  children: [{ entity: 'receivables.open_item', field: 'documentId', label: 'Open item' }],
  links: [{ entity: 'ledger.entry', field: 'sourceId', label: 'Ledger entries' }],
});

export const openItem = entity('receivables.open_item', {
  label: 'Open item',
  plural: 'Open items',
  about: 'What a customer owes or has to their credit: an instalment, a payment, an adjustment.',
  table: 'receivables.open_item',
  view: 'receivables.v_open_item',
  title: 'number',
  fields: {
    number: f.code('Document'),
    kind: f.choice('Kind', ['invoice', 'credit_note', 'payment', 'adjustment']),
    state: f.state('State'),
    partyId: f.ref('Customer', 'parties.party', { among: { isCustomer: true } }),
    documentId: f.text('Document reference'),
    openedOn: f.day('Date'),
    dueOn: f.day('Due'),
    discountOn: f.day('Discount until'),
    discountMinor: f.money('Discount', { currency: 'currency' }),
    amountMinor: f.money('Amount', { currency: 'currency' }),
    openMinor: f.money('Open', { currency: 'currency' }),
    currency: f.currency('Currency'),
    reference: f.text('Reference'),
  },
  list: ['number', 'kind', 'state', 'partyId', 'openedOn', 'dueOn', 'amountMinor', 'openMinor'],
  search: ['number', 'reference'],
  order: 'dueOn',
  read: INVOICE_READ,
  state: 'state',
});

export const match = entity('receivables.match', {
  label: 'Match',
  plural: 'Matches',
  about: 'A debit settled by a credit.',
  table: 'receivables.match',
  title: 'id',
  fields: {
    id: f.text('Reference'),
    partyId: f.ref('Customer', 'parties.party', { among: { isCustomer: true } }),
    debitId: f.ref('Debit', 'receivables.open_item'),
    creditId: f.ref('Credit', 'receivables.open_item'),
    amountMinor: f.money('Amount'),
    matchedOn: f.day('Day'),
    undoesId: f.ref('Undoes', 'receivables.match'),
  },
  list: ['partyId', 'debitId', 'creditId', 'amountMinor', 'matchedOn', 'undoesId'],
  search: [],
  order: '-matchedOn',
  read: INVOICE_READ,
});

const AsOf = z.object({ asOf: v.Day.optional(), party: Party.optional() });
const document = { entity: 'receivables.invoice', id: 'documentId' } as const;

export const ageing = report('receivables.ageing', {
  label: 'Receivables by age',
  about:
    'What customers owed at the end of a day, by how long it was overdue then; as it was on that day, whatever was paid since.',
  permission: INVOICE_READ,
  params: AsOf,
  columns: {
    customer: {
      label: 'Customer',
      type: 'text',
      drill: { report: 'receivables.open_items', params: { party: 'partyId', asOf: { param: 'asOf' } } },
    },
    totalMinor: {
      label: 'Total',
      type: 'money',
      total: true,
      drill: { report: 'receivables.open_items', params: { party: 'partyId', asOf: { param: 'asOf' } } },
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
    kind: { label: 'Kind', type: 'text' },
    openedOn: { label: 'Date', type: 'day' },
    dueOn: { label: 'Due', type: 'day' },
    daysOverdue: { label: 'Days overdue', type: 'number' },
    currency: { label: 'Currency', type: 'text' },
    openMinor: { label: 'Open', type: 'money', currency: 'currency' },
    openBaseMinor: { label: 'Open in company currency', type: 'money', total: true },
    documentId: { label: 'Document', type: 'reference', hidden: true },
    partyId: { label: 'Customer', type: 'reference', hidden: true },
  },
});

export const statement = report('receivables.statement', {
  label: 'Customer statement',
  about: 'Everything that moved a customer’s account between two days, with the balance after each line.',
  permission: INVOICE_READ,
  params: z.object({ party: Party, from: v.Day.optional(), to: v.Day.optional() }),
  columns: {
    day: { label: 'Day', type: 'day' },
    number: { label: 'Document', type: 'code', drill: document },
    kind: { label: 'Kind', type: 'text' },
    debitMinor: { label: 'Debit', type: 'money', total: true },
    creditMinor: { label: 'Credit', type: 'money', total: true },
    balanceMinor: { label: 'Balance', type: 'money', explain: 'Everything before this line, and this line.' },
    documentId: { label: 'Document', type: 'reference', hidden: true },
  },
});
