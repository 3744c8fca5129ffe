import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { AccountRole, Dimensions } from '#modules/finance/ledger/api.ts';
import type { LotPart } from '../lot/lots.ts';
import { applyMoves } from './apply.ts';
import { byLine, type Moved, type NewMove, type Source } from './move.ts';
import { sideOf } from './side.ts';

/** Goods that leave for a reason of our own: scrap, own use, production. */
export interface Issue extends Dimensions {
  readonly key: Id;
  readonly item: Id;
  readonly site: Id;
  readonly quantity: Decimal;
  readonly debitRole: AccountRole;
  /** Where they go; lost when absent. */
  readonly kind?: 'loss' | 'production';
  readonly source: Source;
  readonly effectiveOn: Day;
  readonly reason?: string;
  readonly location?: Id;
  readonly lots?: readonly LotPart[] | undefined;
}

/** Takes goods out at their cost (Dr the debit role, Cr inventory). Refuses `short_stock`. Answers by key. */
export async function issue(tx: Tx, issues: readonly Issue[]): Promise<Map<Id, Moved>> {
  const moves = issues.map(
    (line): NewMove => ({
      id: tx.newId(),
      item: line.item,
      site: line.site,
      kind: 'issue',
      quantity: line.quantity,
      to: sideOf(line.debitRole, line),
      counterpart: line.kind ?? 'loss',
      effectiveOn: line.effectiveOn,
      source: line.source,
      line: line.key,
      reason: line.reason,
      location: line.location,
      lots: line.lots,
    }),
  );
  return byLine(moves, await applyMoves(tx, moves, 'Goods issued'));
}
