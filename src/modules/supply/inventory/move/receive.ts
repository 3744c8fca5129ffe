import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { AccountRole, Dimensions } from '#modules/finance/ledger/api.ts';
import { received } from '../contract.ts';
import type { LotPart } from '../lot/lots.ts';
import { applyMoves } from './apply.ts';
import { announce, byLine, type Moved, type NewMove, type Source } from './move.ts';
import { sideOf } from './side.ts';

/** Goods that enter stock at a known value. */
export interface Receipt extends Dimensions {
  /** The caller's line; answers are by it. Once per call. */
  readonly key: Id;
  readonly item: Id;
  readonly site: Id;
  readonly quantity: Decimal;
  /** The value of the whole quantity. */
  readonly valueMinor: Minor;
  readonly source: Source;
  readonly party?: Id;
  /** grni for purchases, production_clearing, opening, stock_gain, … */
  readonly creditRole: AccountRole;
  readonly effectiveOn: Day;
  /** Where the goods come from. */
  readonly kind: 'purchase' | 'production' | 'found' | 'opening';
  readonly location?: Id;
  readonly reason?: string;
  /** Of a tracked item; one lot is made when absent. */
  readonly lots?: readonly LotPart[] | undefined;
}

/**
 * Receives goods and posts one entry a source document (Dr inventory, Cr the credit roles; a standard item's difference
 * to its standard goes to purchase_variance). Settles shortages of items that went negative. Answers by line key; the
 * value answered is what entered stock. Emits `inventory.received` once a document.
 */
export async function receive(tx: Tx, receipts: readonly Receipt[]): Promise<Map<Id, Moved>> {
  const moves = receipts.map(
    (line): NewMove => ({
      id: tx.newId(),
      item: line.item,
      site: line.site,
      kind: 'receipt',
      quantity: line.quantity,
      to: sideOf(line.creditRole, line),
      counterpart: COUNTERPART[line.kind],
      effectiveOn: line.effectiveOn,
      source: line.source,
      party: line.party,
      line: line.key,
      reason: line.reason,
      location: line.location,
      valueMinor: line.valueMinor,
      lots: line.lots,
    }),
  );
  const moved = await applyMoves(tx, moves, 'Goods received');
  await announce(tx, received, moves);
  return byLine(moves, moved);
}

const COUNTERPART = { purchase: 'supplier', production: 'production', found: 'loss', opening: 'opening' } as const;
