import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, sumMinor } from '#kernel/values/money.ts';
import { approveCount } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import type { NewMove } from '../move/move.ts';
import { lockStock, placeOf } from '../stock/lock.ts';
import { yieldReservations } from '../stock/reserve.ts';
import { type Count, lockCount } from './count.ts';
import { type CountLine, differs, isOwn, readCountLines, worthOf } from './differences.ts';

/**
 * The difference is counted less frozen, so goods that moved while the count went on are in neither. It is posted today:
 * gains at the item's present cost to stock_gain, losses at their cost to stock_loss.
 */
export default implement(approveCount, async (tx, input, refuse) => {
  const count = await lockCount(tx, input.count, refuse);
  const items = await tx.sql<{ item: Id }>`
    select distinct item_id as item from inventory.count_line where company_id = ${tx.company} and count_id = ${count.id}`;
  const stocks = await lockStock(
    tx,
    items.map(({ item }) => ({ item, site: count.siteId })),
  );
  const lines = await readCountLines(tx, count.id);
  const missing = lines.find((line) => line.countedQuantity === null);
  if (missing) refuse('not_counted', { item: missing.itemCode });
  const overtaken = lines.find((line) => line.overtaken);
  if (overtaken) refuse('overtaken', { item: overtaken.itemCode });
  const off = lines.filter(differs);
  // Which line it is would tell who counted blind what the books say.
  if (off.some((line) => isOwn(line, tx.actor.id, count)))
    refuse(count.startedBy === tx.actor.id ? 'own_limit' : 'own_count');
  const worths = off.map(worthOf);
  const differenceMinor = sumMinor(worths.map(absMinor));
  const withOthersMinor = differenceMinor + (await approvedBeside(tx));
  tx.state({ differenceMinor, withOthersMinor, netMinor: sumMinor(worths), number: count.number });

  const moves = off.map((line) => differenceMove(tx, count, line));
  const moved = await applyMoves(tx, moves, `Stock count ${count.number}`);
  await yieldReservations(tx, [
    ...new Set(off.map((line) => stocks.get(placeOf({ item: line.item, site: count.siteId }))!.id)),
  ]);
  await nameNewLots(tx, count);
  await tx.sql`
    update inventory.stock_count set state = 'posted', difference_minor = ${differenceMinor}, approved_at = ${tx.now}, approved_by = ${tx.actor.id}
    where company_id = ${tx.company} and id = ${count.id}`;
  tx.record({
    entity: 'inventory.stock_count',
    id: count.id,
    before: { state: 'counting' },
    after: { state: 'posted' },
  });
  let valueMinor = 0n;
  for (const move of moves) valueMinor += moved.get(move.id)!.valueMinor * (move.kind === 'issue' ? -1n : 1n);
  return { differences: moves.length, valueMinor };
});

/** What other counts approved within a day differed by, so that no limit is passed in small parts; one count is approved after the other. */
async function approvedBeside(tx: Tx): Promise<bigint> {
  await tx.sql`select pg_advisory_xact_lock(hashtext('inventory.approve_count'), ${tx.company})`;
  const [found] = await tx.sql<{ minor: bigint }>`
    select coalesce(sum(difference_minor), 0)::bigint as minor from inventory.stock_count
    where company_id = ${tx.company} and state = 'posted' and approved_at > ${tx.now}::timestamptz - interval '24 hours'`;
  return found!.minor;
}

/** A gain takes the cost of the site; where the site has none, goods found are received at what they cost elsewhere or as entered. */
function differenceMove(tx: Tx, count: Count, line: CountLine): NewMove {
  const difference = dec(line.countedQuantity!).minus(line.bookQuantity);
  const gain = difference.gt(0);
  const quantity = toDecimal(difference.abs());
  const priced = gain && !line.hasCost && dec(line.unitMinor).gt(0);
  return {
    id: tx.newId(),
    item: line.item,
    site: count.siteId,
    kind: gain ? (priced ? 'receipt' : 'gain') : 'issue',
    quantity,
    to: gain ? 'stock_gain' : 'stock_loss',
    counterpart: 'loss',
    effectiveOn: tx.today,
    source: { entity: 'inventory.stock_count', id: count.id },
    line: line.id,
    reason: 'count',
    force: true,
    ...(priced && { valueMinor: worthOf(line) }),
    ...(line.lot !== null && { lots: [{ number: line.lot, quantity, expiresOn: line.expiresOn }] }),
  };
}

/** Lots that were new when they were found are known now. */
const nameNewLots = (tx: Tx, count: Count): Promise<unknown> => tx.sql`
  update inventory.count_line l set lot_id = t.id, new_lot = null
  from inventory.lot t
  where l.company_id = ${tx.company} and l.count_id = ${count.id} and l.new_lot is not null
    and t.company_id = l.company_id and t.item_id = l.item_id and t.number = l.new_lot`;
