import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { LIMITS } from '#kernel/values/schema.ts';
import { lockStock, notStocked } from '../stock/lock.ts';
import { addFound } from './contract.ts';
import { type Count, lockCount } from './count.ts';

interface Found {
  readonly item: Id;
  readonly lot?: string | null | undefined;
  readonly quantity: Decimal;
  readonly expiresOn?: Day | null | undefined;
  readonly unitCost?: Decimal | null | undefined;
}

/** What the book knows of goods that were found. */
interface Known {
  readonly item: Id;
  readonly lot: string | null;
  readonly lotId: Id | null;
  readonly lotExpiresOn: Day | null;
  readonly code: string;
  readonly stocked: boolean;
  readonly active: boolean;
  readonly tracking: 'none' | 'lot' | 'serial';
  readonly standard: boolean;
  readonly hasStandard: boolean;
  readonly hasCost: boolean;
  readonly inCount: boolean;
  readonly otherCount: string | null;
  /** In stock at another site. */
  readonly elsewhere: boolean;
}

/** The book quantity is frozen as it is now: none of what the book does not know there. */
export default implement(addFound, async (tx, input, refuse) => {
  // As when a count starts: no line is in two counts.
  await tx.sql`select pg_advisory_xact_lock(hashtext('inventory.count'), ${tx.company})`;
  const count = await lockCount(tx, input.count, refuse);
  const known = await readKnown(tx, count, input.lines);
  const seen = new Set<string>();
  for (const line of input.lines) {
    const name = nameOf(line);
    const details = known.get(name);
    if (!details) throw await notStocked(tx, line.item);
    if (seen.has(name)) refuse('named_twice', { item: `${details.code} ${line.lot ?? ''}`.trim() });
    seen.add(name);
    check(line, details, refuse);
  }
  await lockStock(
    tx,
    input.lines.map(({ item }) => ({ item, site: count.siteId })),
  );
  const rows = input.lines.map((line) => {
    const { lotId } = known.get(nameOf(line))!;
    const newLot = lotId ? null : (line.lot ?? null);
    return { id: tx.newId(), ...line, lotId, newLot };
  });
  const [size] = await tx.sql<{ lines: number }>`
    select count(*)::int as lines from inventory.count_line where company_id = ${tx.company} and count_id = ${count.id}`;
  if (size!.lines + rows.length > LIMITS.documentLines) refuse('too_many', { limit: LIMITS.documentLines });
  await insertLines(tx, count, rows);
  const found = rows.map(({ item, lot, quantity }) => ({ item, lot, quantity }));
  tx.record({ entity: 'inventory.stock_count', id: count.id, after: { found } });
  return { added: rows.length };
});

function check(line: Found, known: Known, refuse: Refuse<(typeof addFound)['refusals']>): void {
  const names = { item: known.code, lot: line.lot ?? '' };
  if (!known.stocked) refuse('not_stocked', names);
  if (!known.active) refuse('item_not_active', names);
  if (known.tracking === 'none' && line.lot) refuse('lot_untracked', names);
  if (known.tracking !== 'none' && !line.lot) refuse('name_lot', names);
  if (known.inCount) refuse('in_count', names);
  if (known.otherCount) refuse('in_other_count', { ...names, number: known.otherCount });
  if (known.tracking === 'serial' && !dec(line.quantity).eq(1)) refuse('serial_whole', names);
  if (known.tracking === 'serial' && known.elsewhere) refuse('serial_twice', names);
  if (known.lotId && line.expiresOn && line.expiresOn !== known.lotExpiresOn)
    refuse('lot_differs', { ...names, day: known.lotExpiresOn ?? 'no day', given: line.expiresOn });
  if (known.standard && !known.hasStandard) refuse('standard_needed', names);
  const entered = line.unitCost !== null && line.unitCost !== undefined;
  if (known.hasCost && entered) refuse('cost_known', names);
  if (!known.hasCost && !entered) refuse('cost_needed', names);
}

async function readKnown(tx: Tx, count: Count, lines: readonly Found[]): Promise<Map<string, Known>> {
  const asked = lines.map(({ item, lot }) => ({ item, lot: lot ?? null }));
  const rows = await tx.sql<Known>`
    select distinct r.item, r.lot, t.id as lot_id, t.expires_on as lot_expires_on, i.code, i.kind = 'stocked' as stocked, i.active, i.tracking,
      i.costing_method = 'standard' as standard, coalesce(s.standard_minor, i.standard_cost, n.unit_cost) is not null as has_standard,
      coalesce(s.standard_minor, i.standard_cost, n.unit_cost, s.last_cost_quantity, case when s.on_hand > 0 then 0 end) is not null
        or exists (select from inventory.stock o where o.company_id = i.company_id and o.item_id = i.id and o.on_hand > 0) as has_cost,
      exists (
        select from inventory.count_line l left join inventory.lot x on x.company_id = l.company_id and x.id = l.lot_id
        where l.company_id = ${tx.company} and l.count_id = ${count.id} and l.item_id = i.id
          and coalesce(x.number, l.new_lot) is not distinct from r.lot
      ) as in_count,
      (
        select min(c.number) from inventory.count_line l join inventory.stock_count c on c.company_id = l.company_id and c.id = l.count_id
        where l.company_id = ${tx.company} and l.item_id = i.id and c.site_id = ${count.siteId} and c.state = 'counting' and c.id <> ${count.id}
      ) as other_count,
      exists (
        select from inventory.stock_lot h join inventory.stock o on o.company_id = h.company_id and o.id = h.stock_id
        where h.company_id = ${tx.company} and h.lot_id = t.id and h.on_hand > 0 and o.site_id <> ${count.siteId}
      ) as elsewhere
    from ${table(asked, { item: 'uuid', lot: 'text' })}
    join catalog.item i on i.company_id = ${tx.company} and i.id = r.item
    left join inventory.lot t on t.company_id = i.company_id and t.item_id = i.id and t.number = r.lot
    left join inventory.stock s on s.company_id = i.company_id and s.item_id = i.id and s.site_id = ${count.siteId}
    left join lateral (
      select c.unit_cost from inventory.standard_cost c
      where c.company_id = i.company_id and c.item_id = i.id and c.effective_on <= ${tx.today} order by c.effective_on desc, c.id desc limit 1
    ) n on i.costing_method = 'standard'`;
  return new Map(rows.map((row) => [nameOf(row), row]));
}

const insertLines = (
  tx: Tx,
  count: Count,
  rows: readonly (Found & { id: Id; lotId: Id | null; newLot: string | null })[],
): Promise<unknown> => tx.sql`
  insert into inventory.count_line (company_id, id, count_id, item_id, lot_id, new_lot, expires_on, unit_cost, found, book_quantity,
    counted_quantity, times_counted, counted_by, counted_at, frozen_at)
  select ${tx.company}, r.id, ${count.id}, r.item, r.lot_id, r.new_lot, r.expires_on, r.unit_cost, true,
    coalesce(case when i.tracking = 'none' then s.on_hand else t.on_hand end, 0), r.quantity, 1, ${tx.actor.id}, ${tx.now}, ${tx.now}
  from ${table(rows, {
    ...{ id: 'uuid', item: 'uuid', lotId: 'uuid', newLot: 'text', expiresOn: 'date' },
    ...{ unitCost: 'numeric', quantity: 'numeric' },
  })}
  join catalog.item i on i.company_id = ${tx.company} and i.id = r.item
  join inventory.stock s on s.company_id = i.company_id and s.item_id = i.id and s.site_id = ${count.siteId}
  left join inventory.stock_lot t on t.company_id = s.company_id and t.stock_id = s.id and t.lot_id = r.lot_id`;

const nameOf = ({ item, lot }: { item: Id; lot?: string | null | undefined }): string => `${item}/${lot ?? ''}`;
