import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Source } from './move.ts';

/** A move as it should have been. */
export interface MoveCorrection {
  readonly moveId: Id;
  /** The right quantity; zero cancels the move. A receipt's value changes in proportion. */
  readonly quantity: Decimal;
  /** The right day; unchanged when absent. */
  readonly effectiveOn?: Day;
  readonly reason: string;
  readonly source: Source;
}

/**
 * Corrects moves by new rows: everything that was costed after them is costed again and the differences are posted, the
 * closed periods untouched. Refuses `short_stock_then` naming the day and the document that would have been short.
 */
export declare function correctMoves(tx: Tx, corrections: readonly MoveCorrection[]): Promise<void>;
