import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import type { AccountRole, Dimensions } from '#modules/finance/ledger/api.ts';
import { NO_HOLDS } from '../hold/holds.ts';
import { NO_LOTS } from '../lot/lots.ts';
import { stockRefusal } from '../stock/lock.ts';
import { refuseProblems } from './apply.ts';
import { movesOfReturned } from './going-back.ts';
import type { Source } from './move.ts';
import { openPast, type Past } from './past.ts';
import { type PastChange, recostItems } from './recost.ts';
import { sideOf } from './side.ts';
import { writeMoves } from './write.ts';

/** A receipt turned out to cost more or less: a bill that differs, freight, duty, a corrected price. */
export interface CostAdjustment extends Dimensions {
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
  /** A bill's difference to what was agreed: it belongs to the goods that did not go back before they were billed. */
  readonly ofBill?: boolean;
  /** When this became true, for the entry of the adjustment itself. */
  readonly effectiveOn: Day;
}

/**
 * Adds value to receipts after the fact. The difference follows the goods: what is still there raises stock, what left
 * raises the cost of sales, scrap, returns or transfers it went to, as if it had been known from the start. Differences
 * are posted by destination account, in closed periods never: the first open one takes them. One entry a cause and month.
 */
export async function adjustCost(tx: Tx, adjustments: readonly CostAdjustment[]): Promise<void> {
  const mine = adjustments.filter((adjustment) => adjustment.deltaMinor !== 0n);
  if (mine.length === 0) return;
  const past = await openPast(tx, [...new Set(mine.map((adjustment) => adjustment.moveId))]);
  await adjustCostIn(tx, past, mine);
}

/** The same, where the history is read already. */
export async function adjustCostIn(tx: Tx, past: Past, mine: readonly CostAdjustment[]): Promise<void> {
  const { stocks, histories, items } = past;
  const changes = [...Map.groupBy(mine, (adjustment) => adjustment.moveId)].flatMap(([moveId, costs]): PastChange[] => {
    const item = items.get(moveId)!;
    const move = histories.get(item)?.moves.get(moveId);
    if (move?.kind !== 'receipt') throw stockRefusal('unknown_move', {});
    const valueMinor = move.valueMinor + sumMinor(costs.map((cost) => cost.deltaMinor));
    const billed = sumMinor(costs.flatMap((cost) => (cost.ofBill ? [cost.deltaMinor] : [])));
    const history = histories.get(item)!;
    // What a bill changes is nothing to goods that went back before it.
    const moves = billed === 0n ? [move] : movesOfReturned(history, moveId, { ofBillMinor: billed });
    return moves.map((one) => ({
      ...{ item, cause: costs[0]!.cause },
      change: {
        moveId: one.moveId,
        to: one.moveId === moveId ? { ...one, valueMinor, billedMinor: (move.billedMinor ?? 0n) + billed } : one,
      },
    }));
  });
  const receipts = sidesOf(mine);
  const outcomes = (await recostItems(tx, changes, histories)).map((costed) => ({ ...costed, receipts }));
  for (const { outcome } of outcomes) refuseProblems({ stocks }, [], outcome.problems);
  await insertCosts(tx, mine);
  const open = { stocks, postingDays: new Map() };
  await writeMoves(tx, {
    open,
    placed: [],
    outcomes,
    uses: [],
    past: [],
    lots: NO_LOTS,
    holds: NO_HOLDS,
    text: `Cost: ${mine[0]!.label}`,
  });
}

/** By receipt and other side: how much more it bears. */
function sidesOf(adjustments: readonly CostAdjustment[]): Map<Id, Map<string, Minor>> {
  const sides = new Map<Id, Map<string, Minor>>();
  for (const adjustment of adjustments) {
    const { moveId, creditRole, deltaMinor } = adjustment;
    const side = sideOf(creditRole, adjustment);
    const mine = sides.get(moveId) ?? new Map<string, Minor>();
    mine.set(side, (mine.get(side) ?? 0n) + deltaMinor);
    sides.set(moveId, mine);
  }
  return sides;
}

const insertCosts = (tx: Tx, adjustments: readonly CostAdjustment[]): Promise<unknown> => {
  const rows = adjustments.map((adjustment) => ({
    ...adjustment,
    id: tx.newId(),
    entity: adjustment.cause.entity,
    document: adjustment.cause.id,
    side: sideOf(adjustment.creditRole, adjustment),
    ofBill: adjustment.ofBill ?? false,
  }));
  return tx.sql`
    insert into inventory.move_cost (company_id, id, stock_id, move_id, label, value_minor, other_side, source_entity, source_id,
      of_bill, effective_on, recorded_at, event_id)
    select ${tx.company}, r.id, m.stock_id, r.move_id, r.label, r.delta_minor, r.side, r.entity, r.document,
      r.of_bill, r.effective_on,
      ${tx.now}, ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      moveId: 'uuid',
      label: 'text',
      deltaMinor: 'bigint',
      side: 'text',
      entity: 'text',
      document: 'uuid',
      ofBill: 'boolean',
      effectiveOn: 'date',
    })}
    join inventory.move m on m.company_id = ${tx.company} and m.id = r.move_id`;
};
