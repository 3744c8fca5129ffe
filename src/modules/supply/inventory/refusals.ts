/** Refusals every operation that moves stock may give; an operation that calls the api spreads them into its own. */
export const stockRefusals = {
  short_stock: 'Only {available} of {item} at {site}.',
  short_stock_then: '{item} at {site} would have been short by {short} on {day} ({document}).',
  not_stocked: '{item} is not a stocked item.',
  item_not_active: '{item} is not in use any more.',
  no_cost: '{item} has no cost yet: receive it at a cost or give it a standard cost first.',
  unknown_move: 'There is no such stock move.',
  too_much_back: 'Only {left} of that move can still come back.',
  bad_quantity: 'The quantity of {item} must be more than zero, with at most nine decimals.',
  period_missing: 'There is no period for {day}.',
} as const;
