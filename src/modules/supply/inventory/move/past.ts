import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { lockStock, type Place, type Stock, stockRefusal } from '../stock/lock.ts';
import type { Start } from './checkpoint.ts';
import { earlier, type History, readHistories } from './recost.ts';

export interface Past {
  readonly stocks: Map<string, Stock>;
  readonly histories: Map<Id, History>;
  /** The item of each move asked for. */
  readonly items: ReadonlyMap<Id, Id>;
}

/**
 * Locks the stock rows, at all sites, of the items of these moves and reads their history from the first of them on; `days`
 * are the days some of them are to be moved to. Refuses `unknown_move`.
 */
export async function openPast(tx: Tx, moves: readonly Id[], days: readonly (Day | undefined)[] = []): Promise<Past> {
  const rows = await tx.sql<Place & { id: Id; effectiveOn: Day; seq: bigint }>`
    select m.id, s.item_id as item, s.site_id as site, m.effective_on, m.seq
    from inventory.move m join inventory.stock s on s.company_id = m.company_id and s.id = m.stock_id
    where m.company_id = ${tx.company} and m.id = any(${moves}::uuid[])`;
  const items = new Map(rows.map((row) => [row.id, row.item]));
  if (moves.some((id) => !items.has(id))) throw stockRefusal('unknown_move', {});
  const starts = new Map<Id, Start>();
  for (const { id, item, effectiveOn, seq } of rows) {
    const day = days[moves.indexOf(id)] ?? effectiveOn;
    const first = day < effectiveOn ? day : effectiveOn;
    starts.set(item, earlier(starts.get(item), { effectiveOn: first, seq: Number(seq) }));
  }
  const [stocks, histories] = await Promise.all([
    lockStock(tx, rows, true),
    readHistories(tx, [...new Set(items.values())], starts),
  ]);
  // While the locks were waited for, goods may have gone to a site the item had never been at.
  const held = new Set([...stocks.values()].map((stock) => stock.id));
  const news = [...histories.values()].some(({ keys }) => keys.some(({ start }) => !held.has(start.keyId)));
  return news ? openPast(tx, moves, days) : { stocks, histories, items };
}
