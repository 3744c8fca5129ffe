import { stockRefusals } from '#modules/supply/inventory/contract.ts';

/** What entering a bill may refuse. */
export const billRefusals = {
  no_supplier: 'The supplier {supplier} does not exist or is no supplier.',
  no_rate: 'There is no exchange rate for {currency} on {day}.',
  no_item: 'The item {item} does not exist.',
  other_supplier: 'Line {position} bills goods of another supplier.',
  other_currency: 'Line {position} bills goods ordered in {currency}.',
  needs_receipt: 'Line {position}: {item} is stocked. Bill it against its receipt or order.',
  needs_text: 'Line {position} needs an item or a description.',
  unknown_tax: 'A tax code chosen on a line does not exist.',
  negative_bill: 'The lines add up to less than nothing. Enter a credit.',
  total_differs: 'The lines make {total}, the paper says {given}.',
  duplicate_bill: 'Bill {number} of {supplier} was entered before.',
  maybe_duplicate:
    '{supplier} billed {number} on {day}: the same or almost the same number, or the same amount. Enter it again with “not a duplicate” if it is another bill.',
  more_than_received: 'A bill may not take more than was received and not yet billed.',
  cost_billed: 'The landed cost {number} is {state}.',
  ...stockRefusals,
} as const;
