import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { SOFT_RIGHT } from './post.ts';

/** The day each day would be posted on; a day no open period follows, or no fiscal year holds, is absent. One statement. */
export async function postingDays(tx: Tx, days: readonly Day[]): Promise<Map<Day, Day>> {
  const rows = await tx.sql<{ day: Day; postedOn: Day }>`
    select d.day, p.posted_on from (select distinct unnest(${days}::date[]) as day) d,
      ledger.posting_day(${tx.company}, d.day, ${tx.may(SOFT_RIGHT)}) p`;
  return new Map(rows.map((row) => [row.day, row.postedOn]));
}
