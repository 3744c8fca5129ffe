import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import { POSTING_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { ITEM_REFUSALS } from '#modules/master/catalog/contract.ts';

/** Refusals about lots and serial numbers; part of `stockRefusals`. */
const lotRefusals = {
  lot_untracked: '{item} is not followed by lot: leave the lots away.',
  lot_sum: 'The lots named for {item} make {given}, not {quantity}.',
  name_lots: 'Say which lots of {item}: there is more than one.',
  name_serials: 'Name the serial numbers of {item}: {quantity} of them.',
  serial_whole: '{item} has serial numbers: each is one piece.',
  serial_twice: 'Serial number {lot} of {item} is in stock already.',
  lot_unknown: 'There is no lot {lot} of {item}.',
  lot_not_then: '{what} {lot} of {item} was not {moved} on {day}. Name what was: {lots}.',
  lot_short: 'Of lot {lot} of {item} there is only {available}.',
  lot_left: 'Of lot {lot} of {item} only {left} of these goods can still {go}.',
  serial_gone: 'Serial number {lot} of {item} is not at {site}.',
  serial_left: 'Serial number {lot} of {item} is back already, or was not one of these goods.',
  left_since: '{what} {lot} of {item} left after its book quantity was frozen: have it counted again.',
  lot_expired: 'Lot {lot} of {item} expired on {day}.',
  lot_held: 'Lot {lot} of {item} is {state}: it may not leave.',
  lot_released: 'Lot {lot} of {item} is released already: what must be inspected comes as a lot of its own.',
  lot_differs: 'Lot {lot} of {item} expires on {day}, not on {given}.',
  lot_move: 'This move was of several lots of {item}: name the ones it was really of.',
  lot_back: 'Of lot {lot} of {item} more has come back than that: correct its return first.',
} as const;

/** Refusals every operation that moves stock may give; an operation that calls the api spreads them into its own. */
export const stockRefusals = {
  ...POSTING_REFUSALS,
  short_stock: 'Only {available} of {item} at {site}.',
  short_stock_then: '{item} at {site} would have been short by {short} on {day}.',
  not_stocked: '{item} is not a stocked item.',
  item_not_active: ITEM_REFUSALS.item_not_active,
  future_day: SHARED_REFUSALS.future_day,
  no_cost: '{item} has no cost yet: receive it at a cost first.',
  no_standard: '{item} is valued at standard cost and has none: set its standard cost first.',
  unknown_move: 'There is no such stock move.',
  too_much_back: 'Only {left} of that move can still come back.',
  bad_quantity: 'A quantity must be more than zero, with at most nine decimals.',
  rejected_gone: 'Of {item} {gone} of these goods were rejected and are gone: no fewer can have come.',
  ...lotRefusals,
} as const;

/** What a correction refuses of the lines it names. */
export const NAMED_REFUSALS = {
  no_line: SHARED_REFUSALS.no_line,
  named_twice: '{item} is named twice. Enter it once.',
} as const;
