import { z } from 'zod';
import { table } from '#kernel/db/sql.ts';
import { answer, type Row, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { LIMITS, Ref } from '#kernel/values/schema.ts';

/** A day of a stock row at which something is true that was not known before. */
export interface PastDay {
  readonly stock: Id;
  readonly effectiveOn: Day;
}

/**
 * Marks approved counts whose past changed: what was counted lay there, but the book it was compared with has become another.
 * The count stands; whoever looks at it is told. The stock rows must be locked, and an approved count waits for no lock.
 */
export async function markCounts(tx: Tx, days: readonly PastDay[]): Promise<void> {
  const past = days.filter((one) => one.effectiveOn < tx.today);
  if (past.length === 0) return;
  const counts = await tx.sql<{ id: Id }>`
    with changed as (
      update inventory.count_line l set changed_at = ${tx.now}
      from ${table(past, { stock: 'uuid', effectiveOn: 'date' })}
      join inventory.stock s on s.company_id = ${tx.company} and s.id = r.stock
      join inventory.stock_count c on c.company_id = s.company_id and c.site_id = s.site_id and c.state = 'posted'
      join kernel.company k on k.id = s.company_id
      where l.company_id = c.company_id and l.count_id = c.id and l.item_id = s.item_id
        and r.effective_on < (l.frozen_at at time zone k.time_zone)::date
      returning l.count_id
    )
    update inventory.stock_count c set changed_at = ${tx.now}
    where c.company_id = ${tx.company} and c.id in (select count_id from changed) returning c.id`;
  tx.record(
    ...counts.map(({ id }) => ({ entity: 'inventory.stock_count', id, after: { earlierDayChanged: tx.today } })),
  );
}

export const countsOvertaken = answer(
  report('inventory.counts_overtaken', {
    label: 'Counts whose past changed',
    about:
      'What was recorded or corrected on earlier days of goods after their count was approved, the latest first: the difference that was posted may hold it a second time. Count such goods again: what was counted since is left out.',
    permission: 'inventory.stock.read',
    params: z.object({
      site: Ref('organisation.site').optional(),
      size: z.coerce.number().int().min(1).max(LIMITS.documentLines).default(200),
    }),
    columns: {
      count: { label: 'Count', type: 'code', drill: { entity: 'inventory.stock_count', id: 'countId' } },
      site: { label: 'Site', type: 'code' },
      item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      approvedAt: { label: 'Approved', type: 'time' },
      day: { label: 'Changed day', type: 'day' },
      quantity: {
        label: 'Quantity now',
        type: 'quantity',
        explain: 'What the move brought or, negative, took as it is known now.',
      },
      recordedAt: { label: 'Recorded', type: 'time', drill: { entity: 'inventory.move', id: 'moveId' } },
      countId: { label: 'Count', type: 'reference', hidden: true },
      siteId: { label: 'Site', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
      moveId: { label: 'Move', type: 'reference', hidden: true },
    },
  }),
  async (tx, { site = null, size }) => {
    const rows = await tx.sql<Row>`
      select distinct c.number as count, c.id as count_id, p.code as site, p.id as site_id, i.code as item, l.item_id, c.approved_at, x.day, m.change as quantity,
        x.recorded_at, x.move_id
      from inventory.stock_count c
      join inventory.count_line l on l.company_id = c.company_id and l.count_id = c.id and l.changed_at is not null
      join inventory.stock s on s.company_id = l.company_id and s.item_id = l.item_id and s.site_id = c.site_id
      join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      join organisation.site p on p.company_id = c.company_id and p.id = c.site_id
      join kernel.company k on k.id = c.company_id
      join lateral (
        select m.id as move_id, m.effective_on as day, m.recorded_at from inventory.move m
        where m.company_id = s.company_id and m.stock_id = s.id
        union all
        select m.id, least(x.effective_on, m.effective_on), x.recorded_at from inventory.move_correction x
        join inventory.move m on m.company_id = x.company_id and m.id = x.move_id
        where x.company_id = s.company_id and x.stock_id = s.id
      ) x on x.recorded_at > c.approved_at and x.day < (l.frozen_at at time zone k.time_zone)::date
      join inventory.v_move m on m.company_id = s.company_id and m.id = x.move_id
      where c.company_id = ${tx.company} and c.changed_at is not null and (${site}::uuid is null or c.site_id = ${site}::uuid)
        and not exists (
          select from inventory.count_line again join inventory.stock_count a on a.company_id = again.company_id and a.id = again.count_id
          where again.company_id = c.company_id and again.item_id = l.item_id and a.site_id = c.site_id and a.state = 'posted'
            and again.frozen_at > x.recorded_at)
      order by x.recorded_at desc, i.code limit ${size + 1}`;
    return { rows: rows.slice(0, size), more: rows.length > size };
  },
);
