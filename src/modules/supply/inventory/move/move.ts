import type { Move as EngineMove } from '#engines/costing/types.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { received, shipped } from '../contract.ts';
import type { LotPart } from '../lot/lots.ts';

/** The document behind a move or a cost. */
export interface Source {
  readonly entity: string;
  readonly id: Id;
}

/** What became of one line of a call. */
export interface Moved {
  readonly moveId: Id;
  /** What the goods cost: out of stock for issues, into stock for receipts. Always positive for goods of positive value. */
  readonly valueMinor: Minor;
  /** The stock went below zero (items that allow it); later receipts settle the cost. */
  readonly negative?: boolean;
}

/** Where goods came from or went to, in the words of the virtual locations. */
export type Counterpart = 'supplier' | 'customer' | 'production' | 'loss' | 'transit' | 'opening';

/** A move about to be recorded: the question the costing asks, and the document it belongs to. */
export interface NewMove {
  readonly id: Id;
  readonly item: Id;
  readonly site: Id;
  readonly kind: Exclude<EngineMove['kind'], 'charge'>;
  /** Positive; zero for a revaluation. */
  readonly quantity: Decimal;
  /** An account role, and who bears it (side.ts). */
  readonly to: string;
  readonly counterpart: Counterpart;
  readonly effectiveOn: Day;
  readonly source: Source;
  readonly party?: Id;
  readonly line?: Id;
  readonly demand?: Id;
  readonly reason?: string;
  readonly location?: Id;
  /** Of a receipt: its value. Of a return to the supplier: what the supplier owes. */
  readonly valueMinor?: Minor;
  /** Of a revaluation: minor units a unit. */
  readonly unitMinor?: Decimal;
  /** Of a carried move: the move that took the goods out. */
  readonly parcel?: Id;
  /**
   * Of a return to the supplier: the receipt; of a revaluation: the layer, all of them when absent; of an issue: the move that
   * brought these very goods; of goods that come back and are kept apart for such an issue: the move itself.
   */
  readonly layer?: Id;
  /** Of a return to the supplier: how many of them no bill covered. */
  readonly unbilled?: Decimal;
  /** Physical fact, whatever is promised to others: a count found less. */
  readonly force?: boolean;
  /** Of a tracked item: its lots. Absent: a lot is made for what enters; what leaves is taken first expiry first. */
  readonly lots?: readonly LotPart[] | undefined;
  /** Goods that leave as the lots another move brought (what came back and is scrapped). */
  readonly lotsOf?: Id | undefined;
  /** Goods that leave from under this inspection. */
  readonly inspection?: Id;
}

/** Answers by the caller's line keys. */
export const byLine = (moves: readonly NewMove[], moved: ReadonlyMap<Id, Moved>): Map<Id, Moved> =>
  new Map(moves.map((move) => [move.line!, moved.get(move.id)!]));

/** Tells whoever subscribed, once a call. */
export async function announce(
  tx: Tx,
  type: typeof shipped | typeof received,
  moves: readonly NewMove[],
): Promise<void> {
  if (moves.length === 0) return;
  const documents = [...Map.groupBy(moves, (move) => move.source.id).values()].map((mine) => ({
    source: mine[0]!.source,
    lines: mine.map(({ id, line, item, site, quantity, demand }) => ({ move: id, line, item, site, quantity, demand })),
  }));
  await tx.emit(type, { documents });
}
