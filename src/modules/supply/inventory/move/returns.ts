import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import type { Moved, Source } from './move.ts';

/** Goods that come back from a customer. */
export interface CustomerReturn {
  readonly key: Id;
  /** The move that took them out (`Moved.moveId` of the shipment). */
  readonly ofMove: Id;
  readonly quantity: Decimal;
  readonly source: Source;
  readonly party?: Id;
  readonly effectiveOn: Day;
  /** The site they come back to; the one they left from when absent. */
  readonly site?: Id;
}

/** Goods that go back to the supplier. */
export interface SupplierReturn {
  readonly key: Id;
  /** The receipt they came with (`Moved.moveId`). */
  readonly ofMove: Id;
  readonly quantity: Decimal;
  /** What the supplier owes for them; their difference to the cost goes to purchase_variance. Absent: their cost. */
  readonly creditMinor?: Minor;
  readonly debitRole: AccountRole;
  readonly source: Source;
  readonly party?: Id;
  readonly effectiveOn: Day;
}

/**
 * Takes goods back at exactly what they cost when they left (Dr inventory, Cr the account that bore the cost); later
 * corrections of that cost follow them. Refuses `unknown_move`, `too_much_back` with { left }.
 */
export declare function returnFromCustomer(tx: Tx, returns: readonly CustomerReturn[]): Promise<Map<Id, Moved>>;

/** Gives goods back from the layer they came with (Dr the debit role, Cr inventory). Refuses `short_stock`. */
export declare function returnToSupplier(tx: Tx, returns: readonly SupplierReturn[]): Promise<Map<Id, Moved>>;
