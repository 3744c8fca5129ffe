import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';

/**
 * Days of the same number have the same tax rates and rules: how many changes came up to each. One statement, none when all
 * days are one.
 */
export async function taxSpans(tx: Tx, days: readonly Day[]): Promise<Map<Day, number>> {
  const distinct = [...new Set(days)];
  if (distinct.length < 2) return new Map(distinct.map((day) => [day, 0]));
  const rows = await tx.sql<{ day: Day; span: number }>`
    select d.day, (
      select count(*)::int from (
        select from_day as day from tax.rate where company_id = ${tx.company}
        union select from_day from tax.rule where company_id = ${tx.company} and active
        union select to_day + 1 from tax.rule where company_id = ${tx.company} and active
      ) change where change.day <= d.day
    ) as span
    from unnest(${distinct}::date[]) d(day)`;
  return new Map(rows.map(({ day, span }) => [day, span]));
}
