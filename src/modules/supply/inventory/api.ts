/*
 * What other modules may call inside their transaction. Every function takes a set, posts stock and ledger together, and
 * needs a number of statements that does not grow with the lines. Quantities are decimal strings in the item's own unit,
 * values minor units of the company's currency. A broken rule is thrown as a Refusal; spread `stockRefusals`
 * (refusals.ts, also here) into the contract of an operation that calls these.
 *
 * Lock order: the caller's documents first, then these functions (they lock stock rows by item, then site).
 */
export type { LotPart } from './lot/lots.ts';
export { adjustCost, type CostAdjustment } from './move/adjust-cost.ts';
export { type CorrectedValue, correctMoves, type MoveCorrection } from './move/correct.ts';
export { type Issue, issue } from './move/issue.ts';
export type { Moved, Source } from './move/move.ts';
export { type Receipt, receive } from './move/receive.ts';
export { type CustomerReturn, returnFromCustomer, returnToSupplier, type SupplierReturn } from './move/returns.ts';
export { type Shipment, ship } from './move/ship.ts';
export { type Transfer, transfer } from './move/transfer.ts';
export { stockRefusals } from './refusals.ts';
export { type Availability, availability } from './stock/availability.ts';
export { type Reserved, release, reserve, type Want } from './stock/reserve.ts';
