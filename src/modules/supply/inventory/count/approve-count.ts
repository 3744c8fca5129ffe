import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, type Minor, toMinor } from '#kernel/values/money.ts';
import { approveCount } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import type { NewMove } from '../move/move.ts';
import { lockStock, type Stock } from '../stock/lock.ts';
import { yieldReservations } from '../stock/reserve.ts';
import { type Count, lockCount } from './count.ts';

interface CountLine {
  readonly id: Id;
  readonly item: Id;
  readonly itemCode: string;
  /** Of a tracked item. */
  readonly lot: string | null;
  readonly bookQuantity: Decimal;
  readonly countedQuantity: Decimal | null;
  readonly countedBy: string | null;
}

/**
 * The difference is counted less frozen, so goods that moved while the count went on are in neither. It is posted today:
 * gains at the item's present cost to stock_gain, losses at their cost to stock_loss.
 */
export default implement(approveCount, async (tx, input, refuse) => {
  const count = await lockCount(tx, input.count, refuse);
  const lines = await readLines(tx, count);
  const missing = lines.find((line) => line.countedQuantity === null);
  if (missing) refuse('not_counted', { item: missing.itemCode });
  const off = lines.filter((line) => !dec(line.countedQuantity!).eq(line.bookQuantity));
  const stocks = await lockStock(
    tx,
    off.map((line) => ({ item: line.item, site: count.siteId })),
  );
  const byItem = new Map([...stocks.values()].map((stock) => [stock.item, stock]));
  const own = off.find(
    (line) => line.countedBy === tx.actor.id && worthOf(byItem.get(line.item)!, line) > count.limitMinor,
  );
  if (own) refuse('own_count', { item: own.itemCode });

  const moves = off.map((line) => differenceMove(tx, count, line));
  const moved = await applyMoves(tx, moves, `Stock count ${count.number}`);
  await yieldReservations(
    tx,
    [...byItem.values()].map((stock) => stock.id),
  );
  await tx.sql`
    update inventory.stock_count set state = 'posted', approved_at = ${tx.now}, approved_by = ${tx.actor.id}
    where company_id = ${tx.company} and id = ${count.id}`;
  tx.record({
    entity: 'inventory.stock_count',
    id: count.id,
    before: { state: 'counting' },
    after: { state: 'posted' },
  });
  let valueMinor = 0n;
  for (const move of moves) valueMinor += moved.get(move.id)!.valueMinor * (move.kind === 'gain' ? 1n : -1n);
  return { differences: moves.length, valueMinor };
});

const readLines = (tx: Tx, count: Count): Promise<CountLine[]> => tx.sql<CountLine>`
  select l.id, l.item_id as item, i.code as item_code, t.number as lot, l.book_quantity, l.counted_quantity, l.counted_by
  from inventory.count_line l join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  left join inventory.lot t on t.company_id = l.company_id and t.id = l.lot_id
  where l.company_id = ${tx.company} and l.count_id = ${count.id} order by i.code, t.number`;

/** What a difference is worth at the stock's present unit cost, or the item's standard where there is none. */
function worthOf(stock: Stock, line: CountLine): Minor {
  const difference = dec(line.countedQuantity!).minus(line.bookQuantity).abs();
  const unit = dec(stock.onHand).gt(0)
    ? dec(stock.valueMinor).div(stock.onHand)
    : dec(stock.standardMinor ?? stock.fallbackMinor ?? 0);
  return absMinor(toMinor(difference.times(unit), 0, 'half-up'));
}

function differenceMove(tx: Tx, count: Count, line: CountLine): NewMove {
  const difference = dec(line.countedQuantity!).minus(line.bookQuantity);
  const gain = difference.gt(0);
  return {
    id: tx.newId(),
    item: line.item,
    site: count.siteId,
    kind: gain ? 'gain' : 'issue',
    quantity: toDecimal(difference.abs()),
    to: gain ? 'stock_gain' : 'stock_loss',
    counterpart: 'loss',
    effectiveOn: tx.today,
    source: { entity: 'inventory.stock_count', id: count.id },
    line: line.id,
    reason: 'count',
    force: true,
    ...(line.lot !== null && { lots: [{ number: line.lot, quantity: toDecimal(difference.abs()) }] }),
  };
}
