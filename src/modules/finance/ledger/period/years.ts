import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, addMonths, type Day, makeDay, monthEnd } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

export interface NewYear {
  /** How people call it; also the beginning of its periods' codes. */
  readonly code: string;
  /** The first day of a month. */
  readonly startsOn: Day;
}

/** The fiscal year that is the calendar year. */
/** The fiscal year that begins in `year`: `2026`, or `2026/27` when it ends in the next. */
export const yearFrom = (year: number, month: number): NewYear => ({
  code: month === 1 ? String(year) : `${year}/${String(year + 1).slice(-2)}`,
  startsOn: makeDay(year, month, 1),
});

/**
 * Opens fiscal years of twelve monthly periods and a closing one, all open. Years that exist already (same code) are left
 * alone; days that another year holds break a unique key (`duplicate`). Returns the ids of the years that are new.
 */
export async function openYears(tx: Tx, years: readonly NewYear[]): Promise<Id[]> {
  const full = years.map((year) => ({ ...year, id: tx.newId(), endsOn: addDays(addMonths(year.startsOn, 12), -1) }));
  const added = await tx.sql<{ id: Id }>`
    insert into ledger.fiscal_year (company_id, id, code, starts_on, ends_on)
    select ${tx.company}, id, code, starts_on, ends_on
    from ${table(full, { id: 'uuid', code: 'text', startsOn: 'date', endsOn: 'date' })}
    on conflict (company_id, code) do nothing returning id`;
  const ids = new Set(added.map((row) => row.id));
  const periods = full.filter((year) => ids.has(year.id)).flatMap((year) => periodsOf(tx, year));
  if (periods.length === 0) return [];
  await tx.sql`
    with period as (
      insert into ledger.period (company_id, id, year_id, code, closing, starts_on, ends_on)
      select ${tx.company}, id, year, code, closing, starts_on, ends_on
      from ${table(periods, { id: 'uuid', year: 'uuid', code: 'text', closing: 'boolean', startsOn: 'date', endsOn: 'date' })}
    )
    insert into ledger.period_state (company_id, id, period_id, turn, state, actor, event_id)
    select ${tx.company}, state, id, 1, 'open', ${tx.actor.id}, ${tx.eventId} from ${table(periods, { id: 'uuid', state: 'uuid' })}`;
  return [...ids];
}

function periodsOf(tx: Tx, year: NewYear & { id: Id; endsOn: Day }) {
  const months = Array.from({ length: 12 }, (_, month) => {
    const startsOn = addMonths(year.startsOn, month);
    return { code: startsOn.slice(0, 7), closing: false, startsOn, endsOn: monthEnd(startsOn) };
  });
  const closing = { code: `${year.code} closing`, closing: true, startsOn: year.endsOn, endsOn: year.endsOn };
  return [...months, closing].map((period) => ({ ...period, id: tx.newId(), state: tx.newId(), year: year.id }));
}
