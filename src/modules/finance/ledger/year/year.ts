import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

/** The year and the state of its closing period, held against postings until this transaction ends. */
export async function holdYear(tx: Tx, id: Id): Promise<{ code: string; endsOn: Day; closingState: string }> {
  await tx.sql`select ledger.hold_periods(${tx.company})`;
  const [year] = await tx.sql<{ code: string; endsOn: Day; closingState: string }>`
    select y.code, y.ends_on, p.state as closing_state from ledger.fiscal_year y
    join ledger.v_period p on p.company_id = y.company_id and p.year_id = y.id and p.closing
    where y.company_id = ${tx.company} and y.id = ${id}`;
  return year ?? refuseCommon('not_found', { what: 'fiscal year' });
}

/** The entry that carried the year's result forward and was not taken back. */
export async function closingEntry(tx: Tx, year: Id): Promise<Id | undefined> {
  const [found] = await tx.sql<{ id: Id }>`
    select id from ledger.v_entry where company_id = ${tx.company} and source_id = ${year} and journal = 'closing'
      and reverses is null and reversed_by is null`;
  return found?.id;
}
