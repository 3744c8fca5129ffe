import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import { DIMENSION_REFUSALS, POSTING_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { SETTLE_REFUSALS } from '#modules/finance/open-items/contract.ts';
import { TAX_REFUSALS } from '#modules/finance/tax/contract.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';
import { stockRefusals } from '#modules/supply/inventory/contract.ts';

/** What entering a bill may refuse. */
export const billRefusals = {
  no_supplier: PARTY_REFUSALS.no_supplier,
  no_rate: SHARED_REFUSALS.no_rate,
  other_supplier: 'Line {position} bills goods of another supplier.',
  ordered_in_other_currency: 'Line {position} bills goods ordered in {currency}.',
  other_order_line: 'Line {position} names another order line than that of the goods received.',
  needs_receipt:
    'Line {position}: {item} is stocked. Bill it against its receipt or order, and credit it against its bill.',
  needs_text: 'Line {position} needs an item or a description.',
  ...TAX_REFUSALS,
  negative_bill:
    'The lines add up to less than nothing. Enter a credit instead of a bill, or a bill instead of a credit.',
  total_differs: 'The lines with their taxes make {total}, the paper says {given}. Correct the lines, or the total.',
  duplicate_bill: 'Number {number} of {supplier} was entered before.',
  maybe_duplicate:
    '{supplier} sent {number} on {day}: the same or almost the same number, or the same amount. Enter it again with “not a duplicate” if it is another one.',
  more_than_received: 'A bill may not take more than was received and not yet billed.',
  cost_billed: 'The landed cost {number} is {state}.',
  cost_of_order: 'The landed cost {number} is a line of order {order}: bill that line.',
  wrong_state: 'This bill is {state}.',
  ...DIMENSION_REFUSALS,
  ...stockRefusals,
} as const;

/** What entering a credit for none of the bills may refuse. */
export const freeCreditRefusals = {
  ...billRefusals,
  zero_credit: 'A credit is more than nothing.',
  future_day: SHARED_REFUSALS.future_day,
} as const;

/** What booking a payment may refuse. */
export const paymentRefusals = {
  no_supplier: billRefusals.no_supplier,
  no_rate: billRefusals.no_rate,
  no_order: 'Order {order} is none of this supplier in {currency} that is sent and not cancelled.',
  ...SETTLE_REFUSALS,
  payment_hold: 'Payments to this supplier are held: {reason}.',
  bank_pending: 'The bank account of {supplier} waits for confirmation. Confirm or reject it first.',
  ...POSTING_REFUSALS,
} as const;
