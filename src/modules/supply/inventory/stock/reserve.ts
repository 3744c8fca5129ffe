import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Source } from '../move/move.ts';

/** A demand (an order line) that wants goods kept for it. */
export interface Want {
  readonly demand: Id;
  readonly source: Source;
  readonly item: Id;
  readonly site: Id;
  /** How much more to reserve, beyond what the demand has already. */
  readonly quantity: Decimal;
}

export interface Reserved {
  readonly demand: Id;
  readonly item: Id;
  readonly site: Id;
  /** What this call reserved: the quantity wanted, or what was available. */
  readonly reserved: Decimal;
}

/**
 * Reserves as much of each want as is available, in the order given, and says how much that was; what is missing is the
 * caller's back order. Locks the stock rows. Never promises the same goods twice.
 */
export declare function reserve(tx: Tx, wants: readonly Want[]): Promise<Reserved[]>;

/** Gives back everything these demands have reserved. Demands without a reservation are passed over. */
export declare function release(tx: Tx, demands: readonly Id[]): Promise<void>;
