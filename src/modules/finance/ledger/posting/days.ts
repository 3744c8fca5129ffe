import { type Fragment, part } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { EntryDraft, PostedEntry } from './draft.ts';

/** Lets its holder post into soft-closed periods. */
export const SOFT_RIGHT = 'ledger.period.soft';

/** The day each day would be posted on; a day no open period follows, or no fiscal year holds, is absent. One statement. */
export async function postingDays(tx: Tx, days: readonly Day[]): Promise<Map<Day, Day>> {
  const rows = await tx.sql<{ day: Day; postedOn: Day }>`
    select d.day, p.posted_on from (select distinct unnest(${days}::date[]) as day) d,
      ledger.posting_day(${tx.company}, d.day, ${tx.may(SOFT_RIGHT)}) p`;
  return new Map(rows.map((row) => [row.day, row.postedOn]));
}

/** Waits for every posting under way and keeps others out until the transaction ends: for who decides about all that is posted. */
export const holdPeriods = (tx: Tx): Promise<unknown> => tx.sql`select ledger.hold_periods(${tx.company})`;

/** Keeps periods as open or closed as they are until the transaction ends; what is sent after it sees them so. */
export const keepPeriods = (tx: Tx): Promise<unknown> => tx.sql`select ledger.share_periods(${tx.company})`;

/** Where a statement that is sent after `keepPeriods` has a day posted: what stands beside entries is dated as they are. */
export const postingDay = (tx: Tx, day: Fragment): Fragment =>
  part`coalesce((select p.posted_on from ledger.posting_day(${tx.company}, ${day}, ${tx.may(SOFT_RIGHT)}) p), ${day})`;

/** The day each entry was posted on, in their order; of one that had nothing to post its own. */
export function daysPosted(
  drafts: readonly (EntryDraft & { readonly id: Id })[],
  posted: readonly PostedEntry[],
): Day[] {
  const days = new Map(posted.map((entry) => [entry.id, entry.postedOn]));
  return drafts.map(({ id, effectiveOn }) => days.get(id) ?? effectiveOn);
}
