import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { LotPart } from '../lot/lots.ts';
import { applyMoves } from './apply.ts';
import { byLine, type Moved, type NewMove, type Source } from './move.ts';

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
  readonly lots?: readonly LotPart[] | undefined;
}

/**
 * Moves goods between sites with their cost; nothing is posted unless the methods of the two differ in value (standard).
 * Answers by key with the move into the receiving site.
 */
export async function transfer(tx: Tx, transfers: readonly Transfer[]): Promise<Map<Id, Moved>> {
  const pairs = transfers.map((line): [NewMove, NewMove] => {
    const { item, quantity, effectiveOn, source, reason, key } = line;
    const shared = {
      item,
      quantity,
      effectiveOn,
      source,
      reason,
      line: key,
      to: 'transit',
      counterpart: 'transit',
    } as const;
    const out: NewMove = { ...shared, id: tx.newId(), site: line.from, kind: 'transfer', lots: line.lots };
    return [out, { ...shared, id: tx.newId(), site: line.to, kind: 'carried', parcel: out.id }];
  });
  const moved = await applyMoves(tx, pairs.flat(), 'Goods moved between sites');
  return byLine(
    pairs.map(([, into]) => into),
    moved,
  );
}
