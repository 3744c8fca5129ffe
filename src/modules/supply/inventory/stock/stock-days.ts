import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import type { Stock } from './lock.ts';

interface DatedEntry {
  readonly keyId: Id;
  readonly qty: Decimal;
  readonly valueMinor: Minor;
  readonly effectiveOn: Day;
  readonly postedOn: Day;
}

interface Change {
  readonly stock: Id;
  readonly effectiveOn: Day;
  readonly postedOn: Day;
  quantity: Big;
  minor: Minor;
}

/** Brings the snapshots of past days up to date with entries that reach behind them. Sends nothing where none does. */
export function adjustStockDays(
  tx: Tx,
  stocks: ReadonlyMap<Id, Stock>,
  entries: readonly DatedEntry[],
): Promise<unknown> {
  const changes = new Map<string, Change>();
  for (const entry of entries) {
    const until = stocks.get(entry.keyId)?.snapshotOn;
    if (!until || entry.effectiveOn > until) continue;
    const name = `${entry.keyId}/${entry.effectiveOn}/${entry.postedOn}`;
    const change = changes.get(name);
    if (change) {
      change.quantity = change.quantity.plus(entry.qty);
      change.minor += entry.valueMinor;
    } else changes.set(name, { ...entry, stock: entry.keyId, quantity: dec(entry.qty), minor: entry.valueMinor });
  }
  if (changes.size === 0) return Promise.resolve();
  const rows = [...changes.values()].map((change) => ({ ...change, quantity: toDecimal(change.quantity) }));
  return tx.sql`
    update inventory.stock_day t set
      reported_quantity = t.reported_quantity + x.reported_quantity, reported_minor = t.reported_minor + x.reported_minor,
      known_quantity = t.known_quantity + x.known_quantity, known_minor = t.known_minor + x.known_minor
    from (
      select d.stock_id, d.day,
        coalesce(sum(r.quantity) filter (where r.posted_on <= d.day), 0) as reported_quantity,
        coalesce(sum(r.minor) filter (where r.posted_on <= d.day), 0)::bigint as reported_minor,
        sum(r.quantity) as known_quantity, sum(r.minor)::bigint as known_minor
      from ${table(rows, { stock: 'uuid', effectiveOn: 'date', postedOn: 'date', quantity: 'numeric', minor: 'bigint' })}
      join inventory.stock_day d
        on d.company_id = ${tx.company} and d.stock_id = r.stock and d.day >= r.effective_on
      group by d.stock_id, d.day
    ) x
    where t.company_id = ${tx.company} and t.stock_id = x.stock_id and t.day = x.day`;
}

/**
 * Writes the stock of every row at the end of `day` for which something was posted since its last snapshot, and says how
 * many. Run by a job each night; a question about the past then reads one row a stock.
 */
export async function takeStockDays(tx: Tx, day: Day): Promise<number> {
  const due = await tx.sql<{ id: Id }>`
    select s.id from inventory.stock s
    where s.company_id = ${tx.company} and coalesce(s.snapshot_on, '-infinity') < ${day}::date
      and exists (select from inventory.layer_entry e where e.company_id = s.company_id and e.stock_id = s.id
        and e.posted_on > coalesce(s.snapshot_on, '-infinity') and e.posted_on <= ${day}::date)
    order by s.item_id, s.site_id for no key update of s`;
  if (due.length === 0) return 0;
  // What was posted after a snapshot but true before it has been added to that snapshot already.
  await tx.sql`
    with marked as (
      update inventory.stock s set snapshot_on = ${day}::date
      where s.company_id = ${tx.company} and s.id = any(${due.map((row) => row.id)}::uuid[])
    )
    insert into inventory.stock_day (company_id, stock_id, day, reported_quantity, reported_minor, known_quantity, known_minor)
    select ${tx.company}, s.id, ${day}::date,
      coalesce(l.reported_quantity, 0) + e.reported_quantity, coalesce(l.reported_minor, 0) + e.reported_minor,
      coalesce(l.known_quantity, 0) + e.known_quantity, coalesce(l.known_minor, 0) + e.known_minor
    from inventory.stock s
    left join inventory.stock_day l on l.company_id = s.company_id and l.stock_id = s.id and l.day = s.snapshot_on
    cross join lateral (
      select coalesce(sum(quantity) filter (where posted_on <= ${day}::date), 0) as reported_quantity,
        coalesce(sum(value_minor) filter (where posted_on <= ${day}::date), 0)::bigint as reported_minor,
        coalesce(sum(quantity) filter (where known), 0) as known_quantity,
        coalesce(sum(value_minor) filter (where known), 0)::bigint as known_minor
      from (
        select *, e.effective_on <= ${day}::date and e.effective_on > coalesce(s.snapshot_on, '-infinity') as known
        from inventory.layer_entry e
        where e.company_id = s.company_id and e.stock_id = s.id and e.posted_on > coalesce(s.snapshot_on, '-infinity')
      ) e
    ) e
    where s.company_id = ${tx.company} and s.id = any(${due.map((row) => row.id)}::uuid[])`;
  return due.length;
}
