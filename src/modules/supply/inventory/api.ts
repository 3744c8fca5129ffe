/*
 * What other modules may call inside their transaction. Every function takes a set, posts stock and ledger together, and
 * needs a number of statements that does not grow with the lines. Quantities are decimal strings in the item's own unit,
 * values minor units of the company's currency. A broken rule is thrown as a Refusal; spread `stockRefusals`
 * (refusals.ts, also here) into the contract of an operation that calls these.
 *
 * Lock order: the caller's documents first, then these functions (they lock stock rows by item, then site).
 */
export type { LotPart } from './lot/lots.ts';
export { adjustCost } from './move/adjust-cost.ts';
export { type CorrectedValue, correctMoves, type MoveCorrection } from './move/correct.ts';
export { issue } from './move/issue.ts';
export { namedRows } from './move/named.ts';
export { type Receipt, receive } from './move/receive.ts';
export { returnFromCustomer, returnToSupplier } from './move/returns.ts';
export { ship } from './move/ship.ts';
export { transfer } from './move/transfer.ts';
export { availability } from './stock/availability.ts';
export { release, reserve } from './stock/reserve.ts';
