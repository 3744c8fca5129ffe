import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import type { Source } from './move.ts';

/** A receipt turned out to cost more or less: a bill that differs, freight, duty, a corrected price. */
export interface CostAdjustment {
  /** The receipt. */
  readonly moveId: Id;
  /** Added to its value; negative lowers it. */
  readonly deltaMinor: Minor;
  /** The document that made it so. */
  readonly cause: Source;
  /** What the value is, for whoever asks why: "Freight", "Bill 4711". */
  readonly label: string;
  /** The other side of the entry: bill_clearing, landed_cost_accrual, grni, … */
  readonly creditRole: AccountRole;
  /** When this became true, for the entry of the adjustment itself. */
  readonly effectiveOn: Day;
}

/**
 * Adds value to receipts after the fact. The difference follows the goods: what is still there raises stock, what left
 * raises the cost of sales, scrap, returns or transfers it went to, as if it had been known from the start. Differences
 * are posted by destination account, in closed periods never: the first open one takes them. One entry a cause and month.
 */
export declare function adjustCost(tx: Tx, adjustments: readonly CostAdjustment[]): Promise<void>;
