const period_missing = 'No open period follows {about}, or no fiscal year holds it. Open the year first.';

/** What settling items with a payment may refuse, on every side. `party`: what people call who owes, `customer`. */
export const settleRefusals = (party: string) =>
  ({
    no_open_item: `One of the open items is not of this ${party}, or is settled.`,
    other_currency: 'An item in {currency} cannot be settled with this payment.',
    not_open: 'Only {open} of the item is open.',
    applied_too_much: 'More is applied than was paid.',
    discount_not_offered: 'Only {offered} of discount is offered on {day}.',
    write_off_too_much: 'Only someone with the right may write off more than {limit} of an item.',
  }) as const;

export const matchRefusals = (party: string) =>
  ({
    not_a_credit: 'The first item is no open credit.',
    other_party: `Both sides must be of one ${party}.`,
    other_currency: 'Both sides must be in one currency.',
    not_open: 'Only {open} of the item is open.',
    period_missing,
  }) as const;

export const unmatchRefusals = {
  already_undone: 'This match was undone before.',
  before_match: 'It was matched on {day}; it cannot be undone before.',
  period_missing,
} as const;

export const writeOffRefusals = { not_open: 'Only {open} of the item is open.', period_missing } as const;
