import { entity, f } from '#kernel/entity.ts';
import { revaluationOf, settlementOf } from '#modules/finance/open-items/contract.ts';

const INVOICE_READ = 'receivables.invoice.read';

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
    sourceEntity: f.text('Kind of document', { derived: true }),
    sourceId: f.record('Follows from', 'sourceEntity'),
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
    suppliedOn: f.day('Supplied on'),
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
  children: [
    { entity: 'receivables.settlement', field: 'paymentId', label: 'Settled' },
    { entity: 'receivables.open_item', field: 'documentId', label: 'Open item' },
  ],
  links: [{ entity: 'ledger.entry', field: 'sourceId', label: 'Ledger entries' }],
});

export const settlement = settlementOf('receivables', 'receivables.payment.read');

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

export const revaluation = revaluationOf('receivables', INVOICE_READ);
