import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { Move, RecostInput } from './types.ts';

/**
 * Why a move is worth what it is: a tree from the move down to prices. The values of `because` add up to `valueMinor`,
 * which is what stock took (in) or gave (out), settlement included.
 */
export interface Explanation {
  moveId: Id;
  kind: Move['kind'];
  effectiveOn: Day;
  qty: Decimal;
  valueMinor: Minor;
  /** Minor units per unit, rounded to six decimals for display; null at quantity zero. */
  unitMinor: Decimal | null;
  because: ExplanationPart[];
}

/** `null` and shortened lists stand for what lies before the history given, or beyond the size limit. */
export type ExplanationPart =
  /** A document's own amount: price, freight, bill difference. */
  | { source: 'document'; causeId: Id; label: string; valueMinor: Minor }
  /** Taken from a layer: where it came from, and what revaluations added to it by then. */
  | {
      source: 'layer';
      layerId: Id;
      qty: Decimal;
      valueMinor: Minor;
      origin: Explanation | null;
      revaluations: { moveId: Id; valueMinor: Minor }[];
    }
  /** Taken from a pooled layer: what it held just before, and what came in since it was last empty (latest first). */
  | { source: 'pool'; qty: Decimal; valueMinor: Minor; heldQty: Decimal; heldMinor: Minor; inflows: Explanation[] }
  /** Carried out of a parcel, which these moves filled. */
  | { source: 'parcel'; parcelId: Id; valueMinor: Minor; filledBy: Explanation[] }
  /** At provisional cost while stock was short. */
  | { source: 'provisional'; qty: Decimal; valueMinor: Minor }
  /** Difference found when a later move settled the deficit. */
  | { source: 'settled'; valueMinor: Minor; by: Explanation | null }
  /** The part of a price that stock did not take, because it is kept at standard cost. */
  | { source: 'variance'; valueMinor: Minor }
  /** At the key's unit cost of that moment (a gain without a price), or by decision (a revaluation). */
  | { source: 'current'; valueMinor: Minor };

export interface ExplainInput extends Pick<RecostInput, 'keys' | 'charges' | 'parcels'> {
  moveId: Id;
}
