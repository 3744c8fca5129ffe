import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import type { LotPart } from '../lot/lots.ts';
import { stockRefusal } from '../stock/lock.ts';
import { applyMoves } from './apply.ts';
import { byLine, type Counterpart, type Moved, type NewMove, type Source } from './move.ts';
import { sideLike } from './side.ts';

/** Goods that come back from a customer. */
export interface CustomerReturn {
  readonly key: Id;
  /** The move that took them out (`Moved.moveId` of the shipment). */
  readonly ofMove: Id;
  readonly quantity: Decimal;
  readonly source: Source;
  readonly party?: Id;
  readonly effectiveOn: Day;
  /** The site they come back to; the one they left from when absent. */
  readonly site?: Id;
  /** Which of the lots that left; all that are still out when absent. */
  readonly lots?: readonly LotPart[] | undefined;
  /** They are of no use and leave again at once as a loss, at exactly what they came back with. */
  readonly scrapped?: boolean;
  readonly reason?: string;
}

/** Goods that go back to the supplier. */
export interface SupplierReturn {
  readonly key: Id;
  /** The receipt they came with (`Moved.moveId`). */
  readonly ofMove: Id;
  readonly quantity: Decimal;
  /** What the supplier owes for them; their difference to the cost goes to purchase_variance. Absent: their cost. */
  readonly creditMinor?: Minor;
  /** How many of them no bill covered: they leave without what bills of the others made dearer or cheaper. */
  readonly unbilled?: Decimal;
  readonly debitRole: AccountRole;
  /** Which of the lots received; all of them when absent. */
  readonly lots?: readonly LotPart[] | undefined;
  readonly source: Source;
  readonly party?: Id;
  readonly effectiveOn: Day;
}

/**
 * Takes goods back at exactly what they cost when they left (Dr inventory, Cr the account that bore the cost); later
 * corrections of that cost follow them. Refuses `unknown_move`, `too_much_back` with { left }.
 */
export async function returnFromCustomer(tx: Tx, returns: readonly CustomerReturn[]): Promise<Map<Id, Moved>> {
  const origins = await originsOf(tx, returns, 'issue');
  const moves = returns.flatMap((line): NewMove[] => {
    const origin = origins.get(line.ofMove)!;
    const id = tx.newId();
    const back: NewMove = {
      id,
      item: origin.item,
      site: line.site ?? origin.site,
      kind: 'carried',
      quantity: line.quantity,
      to: origin.side,
      counterpart: origin.counterpart,
      effectiveOn: line.effectiveOn,
      source: line.source,
      party: line.party,
      line: line.key,
      parcel: line.ofMove,
      lots: line.lots,
      ...(line.scrapped && { layer: id }),
    };
    return line.scrapped ? [back, lossOf(tx, back, line.reason)] : [back];
  });
  const moved = await applyMoves(tx, moves, 'Goods returned', [...origins.values()]);
  return byLine(
    moves.filter((move) => move.kind === 'carried'),
    moved,
  );
}

/** The other goods of the item are neither taken nor priced by what only comes back to be thrown away. */
const lossOf = (tx: Tx, back: NewMove, reason: string | undefined): NewMove => ({
  ...{ id: tx.newId(), item: back.item, site: back.site, kind: 'issue', quantity: back.quantity },
  ...{ to: sideLike(back.to, 'stock_loss') },
  ...{ counterpart: 'loss', effectiveOn: back.effectiveOn, source: back.source, reason },
  ...{ layer: back.id, lotsOf: back.id },
});

/** Gives goods back from the layer they came with (Dr the debit role, borne as their receipt was, Cr inventory). Refuses `short_stock`. */
export async function returnToSupplier(tx: Tx, returns: readonly SupplierReturn[]): Promise<Map<Id, Moved>> {
  const origins = await originsOf(tx, returns, 'receipt');
  const moves = returns.map((line): NewMove => {
    const { item, site, counterpart, side } = origins.get(line.ofMove)!;
    return {
      id: tx.newId(),
      item,
      site,
      kind: 'supplier_return',
      quantity: line.quantity,
      to: sideLike(side, line.debitRole),
      counterpart,
      effectiveOn: line.effectiveOn,
      source: line.source,
      party: line.party,
      line: line.key,
      layer: line.ofMove,
      lots: line.lots,
      valueMinor: line.creditMinor,
      ...(line.unbilled && dec(line.unbilled).gt(0) && { unbilled: line.unbilled }),
    };
  });
  return byLine(moves, await applyMoves(tx, moves, 'Goods returned to the supplier'));
}

interface Origin {
  readonly item: Id;
  readonly site: Id;
  readonly side: string;
  readonly counterpart: Counterpart;
}

/** The moves that took the goods out or brought them in. Moves never change, so no lock is needed to read them. */
async function originsOf(
  tx: Tx,
  returns: readonly { ofMove: Id }[],
  kind: 'issue' | 'receipt',
): Promise<Map<Id, Origin>> {
  const ids = returns.map((line) => line.ofMove);
  const rows = await tx.sql<Origin & { id: Id }>`
    select m.id, s.item_id as item, s.site_id as site, m.other_side as side, m.counterpart
    from inventory.move m join inventory.stock s on s.company_id = m.company_id and s.id = m.stock_id
    where m.company_id = ${tx.company} and m.id = any(${ids}::uuid[]) and m.kind = ${kind}`;
  const origins = new Map(rows.map((row) => [row.id, row]));
  if (ids.some((id) => !origins.has(id))) throw stockRefusal('unknown_move', {});
  return origins;
}
