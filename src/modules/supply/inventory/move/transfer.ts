import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Moved, Source } from './move.ts';

/** Goods that go from one site to another at once. */
export interface Transfer {
  readonly key: Id;
  readonly item: Id;
  readonly from: Id;
  readonly to: Id;
  readonly quantity: Decimal;
  readonly source: Source;
  readonly effectiveOn: Day;
  readonly reason?: string;
}

/**
 * Moves goods between sites with their cost; nothing is posted unless the methods of the two differ in value (standard).
 * Answers by key with the move into the receiving site.
 */
export declare function transfer(tx: Tx, transfers: readonly Transfer[]): Promise<Map<Id, Moved>>;
