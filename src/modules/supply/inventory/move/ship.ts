import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { AccountRole, Dimensions } from '#modules/finance/ledger/api.ts';
import { shipped } from '../contract.ts';
import type { LotPart } from '../lot/lots.ts';
import { applyMoves } from './apply.ts';
import { announce, byLine, type Moved, type NewMove, type Source } from './move.ts';
import { sideOf } from './side.ts';

/** Goods that leave for a customer with one document. */
export interface Shipment {
  readonly source: Source;
  readonly party?: Id;
  readonly effectiveOn: Day;
  readonly lines: readonly (Dimensions & {
    /** The caller's line; answers are by it, and it is kept with the move. Once per call. */
    readonly key: Id;
    /** The order line whose reservation this uses up; unreserved stock serves as well. */
    readonly demand?: Id;
    readonly item: Id;
    readonly site: Id;
    readonly quantity: Decimal;
    /** Who bears the cost; cost of goods sold when absent. */
    readonly costRole?: AccountRole;
    /** Of a tracked item; first expiry first when absent. */
    readonly lots?: readonly LotPart[] | undefined;
  })[];
}

/**
 * Ships a batch of documents: takes the goods out of stock at their cost and posts one entry a document (Dr cost of goods
 * sold, Cr inventory). Answers by line key. Emits `inventory.shipped` once a document.
 * Refuses `short_stock` with { item, site, available, wanted } unless the item may go negative; `short_stock_then` when a
 * back-dated shipment would have left later ones short; `not_stocked`, `no_cost`, `period_missing`.
 */
export async function ship(tx: Tx, shipments: readonly Shipment[]): Promise<Map<Id, Moved>> {
  const moves = shipments.flatMap(({ source, party, effectiveOn, lines }) =>
    lines.map(
      (line): NewMove => ({
        id: tx.newId(),
        item: line.item,
        site: line.site,
        kind: 'issue',
        quantity: line.quantity,
        to: sideOf(line.costRole ?? 'cogs', line),
        counterpart: 'customer',
        effectiveOn,
        source,
        party,
        line: line.key,
        demand: line.demand,
        lots: line.lots,
      }),
    ),
  );
  const moved = await applyMoves(tx, moves, 'Goods shipped');
  await announce(tx, shipped, moves);
  return byLine(moves, moved);
}
