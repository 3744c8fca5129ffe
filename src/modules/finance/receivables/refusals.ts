import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import { POSTING_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { SETTLE_REFUSALS } from '#modules/finance/open-items/contract.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';

/** What posting invoices refuses; spread it, with the refusals of tax, into the contract of an operation that calls it. */
export const RECEIVABLE_REFUSALS = {
  no_customer: PARTY_REFUSALS.no_customer,
  no_rate: SHARED_REFUSALS.no_rate,
  nothing_to_post: 'An invoice needs a line.',
  negative_invoice:
    'The lines add up to less than nothing. Enter a credit note instead of an invoice, or an invoice instead of a credit note.',
} as const;

/** What booking a payment may refuse. */
export const paymentRefusals = {
  no_customer: RECEIVABLE_REFUSALS.no_customer,
  no_rate: RECEIVABLE_REFUSALS.no_rate,
  ...SETTLE_REFUSALS,
  ...POSTING_REFUSALS,
} as const;

/** What crediting an invoice refuses besides. */
export const CREDIT_REFUSALS = {
  nothing_to_credit: 'Nothing is left to credit.',
  not_an_invoice: '{number} is not an invoice.',
  no_line: SHARED_REFUSALS.no_line,
  credited_before: 'Of line {position} only {left} {left:is|are} left to credit.',
  either_or: 'Line {position}: enter a quantity, or an amount for a lower price.',
  too_little: 'Of line {position} that is less than the least amount.',
  before_invoice: '{number} is of {day}: nothing of it is credited before.',
  future_day: SHARED_REFUSALS.future_day,
} as const;
