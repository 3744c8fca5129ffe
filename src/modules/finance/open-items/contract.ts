import type { Fact } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import type { Report } from '#kernel/report.ts';
import { DIMENSION_REFUSALS, POSTING_REFUSALS } from '#modules/finance/ledger/contract.ts';

/** What settling items with a payment may refuse, on every side; what has happened is dated no later than today (decision 031). */
export const SETTLE_REFUSALS = {
  zero_amount: 'A payment has an amount. What is paid back to a customer is a refund.',
  no_open_item: 'One of the open items is not of this {party}, or is settled.',
  not_open: 'Only {open} of the item is open.',
  nothing_owed:
    'One of the items is to the credit of the {party}: nothing of it is owed. Match it with what is owed, or record that it is paid back.',
  item_amount:
    '{paid} is paid for {settled} of an item in the same currency. Enter the same amount twice, or leave out how much of the item it settles.',
  item_unpaid: 'Nothing is paid for {settled} of the item. Enter what is paid for it, or leave out what it settles.',
  settles_nothing: '{paid} is less than the least amount of {currency}: it settles nothing of the item.',
  applied_too_much: 'More is applied than was paid.',
  discount_not_offered:
    'On {day} no more than {offered} of discount is left to take: {offer}. Take no more, or ask someone with the right to write off.',
  document_twice:
    'An item is named twice, and only {open} of it are open for the second. Name it once, with the whole amount.',
  write_off_too_much:
    'Only someone with the right may write off more than {limit} of a document, all its instalments together.',
  future_day: SHARED_REFUSALS.future_day,
  no_money: 'The account {account} holds no money. Choose a bank, cash or card account.',
  account_inactive: DIMENSION_REFUSALS.account_inactive,
  not_listed: 'Items named one by one are settled only by a payment that settles what is listed.',
  not_documents: 'Documents are settled only by a payment that settles documents.',
  no_documents: 'Name the documents the payment is for.',
  no_open_document:
    'One of the documents is not of this {party}, is settled, or is in another currency than the payment.',
  named_in_other_currency:
    'The reference names {number}, which is in {currency}. List it with what of the payment is for it in {paidIn}, and what of it that settles in {currency} where the rate of the day is not the one agreed.',
  nothing_to_settle: 'Money that goes back settles no items or documents.',
  far_from_rate:
    'At the rate of {day} that is worth {worth}, and {paid} is paid for it. Only someone with the right to write off may settle it so.',
  withheld_too_much: 'Only someone with the right to write off may settle with more than {limit} % of tax withheld.',
} as const;

export const matchRefusals = {
  not_a_credit: 'Only what was paid too much or credited is matched or paid back.',
  used_up: 'Nothing of this credit is open any more.',
  nothing_owed: SETTLE_REFUSALS.nothing_owed,
  other_party: 'Both sides must be of one {party}.',
  other_currency: 'Both sides must be in one currency.',
  not_open: SETTLE_REFUSALS.not_open,
  document_twice: SETTLE_REFUSALS.document_twice,
  future_day: SHARED_REFUSALS.future_day,
  ...POSTING_REFUSALS,
} as const;

export const unmatchRefusals = {
  already_undone: 'This match was undone before.',
  before_match: 'It was matched on {day}; it cannot be undone before.',
  future_day: SHARED_REFUSALS.future_day,
  ...POSTING_REFUSALS,
} as const;

export const writeOffRefusals = {
  not_open: SETTLE_REFUSALS.not_open,
  future_day: SHARED_REFUSALS.future_day,
  before_item: 'The item is of {day}: nothing of it is written off or paid back before.',
  ...POSTING_REFUSALS,
} as const;

/**
 * What paying back and writing off state, to approval policies and to those who approve. `deed`: how people call it. With others: what
 * was done so with the same party within a day, so that no limit is passed in small parts.
 */
export const moneyFacts = (party: 'customer' | 'supplier', deed: string) =>
  ({
    [party]: { label: party === 'customer' ? 'Customer' : 'Supplier', type: 'text' },
    amountMinor: { label: deed, type: 'money' },
    withOthersMinor: { label: `${deed}, with others of the ${party} within 24 hours`, type: 'money', beside: true },
  }) satisfies Record<string, Fact> as Readonly<Record<string, Fact>>;

/** What payments state, in the company’s currency. */
export const paymentFacts = (party: 'customer' | 'supplier') =>
  ({
    [party]: { label: party === 'customer' ? 'Customer' : 'Supplier', type: 'text' },
    amountMinor: { label: 'Amount', type: 'money' },
    withOthersMinor: {
      label: `Amount, with other payments of the ${party} within 24 hours`,
      type: 'money',
      beside: true,
    },
    givenUpMinor: { label: 'Written off, or discounted beyond what is offered', type: 'money' },
  }) satisfies Record<string, Fact> as Readonly<Record<string, Fact>>;

/** The columns of a proposal: which open items a payment would settle, with what and why. */
export const proposalColumns = {
  number: { label: 'Document', type: 'code', drill: { entity: 'entity', id: 'documentId' } },
  dueOn: { label: 'Due', type: 'day' },
  openMinor: { label: 'Open', type: 'money', currency: 'currency' },
  takesMinor: { label: 'Takes', type: 'money', currency: 'currency', explain: 'What of the payment goes to it.' },
  discountMinor: { label: 'Discount', type: 'money', currency: 'currency' },
  withheldMinor: { label: 'Tax withheld', type: 'money', currency: 'currency' },
  leftMinor: { label: 'Still open', type: 'money', currency: 'currency' },
  why: { label: 'Why', type: 'text' },
  numbers: { label: 'Known by', type: 'text', hidden: true },
  offeredMinor: { label: 'Discount when paid whole', type: 'money', currency: 'currency', hidden: true },
  withheldPercent: { label: 'Tax withheld %', type: 'percent', hidden: true },
  currency: { label: 'Currency', type: 'text', hidden: true },
  rate: {
    label: 'Rate of the day',
    type: 'price',
    hidden: true,
    explain: 'Of an item in another currency: what one of it is in that of the payment.',
  },
  worthMinor: {
    label: 'Pays it whole',
    type: 'money',
    currency: 'paidIn',
    hidden: true,
    explain: 'Of an item in another currency: what is open of it, at the rate of the day.',
  },
  paidIn: { label: 'Paid in', type: 'text', hidden: true },
  itemId: { label: 'Open item', type: 'reference', hidden: true },
  documentId: { label: 'Document', type: 'reference', hidden: true },
  entity: { label: 'Kind', type: 'code', hidden: true },
} as const satisfies Report['columns'];

/** What refunding refuses, on every side. */
export const refundRefusals = {
  not_a_credit: matchRefusals.not_a_credit,
  used_up: matchRefusals.used_up,
  not_open: SETTLE_REFUSALS.not_open,
  no_rate: SHARED_REFUSALS.no_rate,
  future_day: SHARED_REFUSALS.future_day,
  before_item: writeOffRefusals.before_item,
  ...POSTING_REFUSALS,
} as const;

/** What taking a payment back refuses, on every side. */
export const returnRefusals = {
  returned_already: '{number} was sent back before.',
  went_back: '{number} is itself money that went back: only a payment is sent back.',
  before_payment: '{number} is of {day}: it cannot come back before.',
  no_rate: SHARED_REFUSALS.no_rate,
  future_day: SHARED_REFUSALS.future_day,
  ...POSTING_REFUSALS,
} as const;

export const revalueRefusals = {
  revalued_already: 'What was open on {day} was revalued before, and nothing changed.',
  nothing_open: 'Nothing was open in another currency on {day}.',
  future_day: SHARED_REFUSALS.future_day,
  no_rate: SHARED_REFUSALS.no_rate,
  ...POSTING_REFUSALS,
} as const;

/** What the payments of a side settled. */
export const settlementOf = <const Side extends string>(side: Side, read: string) =>
  entity(`${side}.settlement`, {
    label: 'Settlement',
    plural: 'Settlements',
    about:
      'What a payment settled: which item, with money, discount, tax withheld or a rest given up. What was undone is left out.',
    table: `${side}.match`,
    view: `${side}.v_settlement`,
    title: 'number',
    fields: {
      payment: f.ref('Payment', `${side}.payment`),
      number: f.code('Document'),
      dueOn: f.day('Due'),
      kind: f.choice('With', ['money', 'discount', 'withholding', 'write_off', 'conversion']),
      amountMinor: f.money('Amount', { currency: 'currency' }),
      openMinor: f.money('Still open', { currency: 'currency' }),
      matchedOn: f.day('Day'),
      currency: f.currency('Currency'),
      item: f.ref('Open item', `${side}.open_item`),
    },
    list: ['number', 'dueOn', 'kind', 'amountMinor', 'openMinor', 'matchedOn'],
    search: [],
    order: 'matchedOn',
    read,
  });

/** What was open in other currencies at month ends of a side. */
export const revaluationOf = <const Side extends string>(side: Side, read: string) =>
  entity(`${side}.revaluation`, {
    label: 'Revaluation',
    plural: 'Revaluations',
    about: 'What was open in another currency at the end of a day and how its worth differed at that day’s rate.',
    table: `${side}.revaluation`,
    title: 'currency',
    fields: {
      revaluedOn: f.day('Day'),
      currency: f.currency('Currency'),
      rate: f.rate('Rate'),
      openMinor: f.money('Open', { currency: 'currency' }),
      baseMinor: f.money('Booked at'),
      differenceMinor: f.money('Difference'),
    },
    list: ['revaluedOn', 'currency', 'rate', 'openMinor', 'baseMinor', 'differenceMinor'],
    search: ['currency'],
    order: '-revaluedOn',
    read,
    links: [{ entity: 'ledger.entry', field: 'sourceId', label: 'Ledger entries' }],
  });
