import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, addMonths, type Day, daysBetween } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

/** Before every day the books can hold. */
export const EVER: Day = '0001-01-01';

export interface Range {
  readonly from: Day;
  readonly to: Day;
  /** With the entries that carry a year's result forward. */
  readonly closing: boolean;
}

export interface Movement {
  readonly range: number;
  readonly account: Id;
  readonly number: string;
  readonly name: string;
  readonly type: 'asset' | 'liability' | 'equity' | 'income' | 'expense';
  readonly heading: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/**
 * What moved on each account in each range of posting days, in one statement. Whole periods come from the balances; only
 * the edges, where a range begins or ends inside a period, are summed from lines. Accounts in the order of their numbers.
 */
export const movements = (
  tx: Tx,
  ranges: readonly Range[],
  filter: { costCentre?: Id; site?: Id } = {},
): Promise<Movement[]> => {
  const [centre, site] = [filter.costCentre ?? null, filter.site ?? null];
  const rows = ranges.map(({ from, to, closing }, range) => ({ range, first: from, last: to, closing }));
  return tx.sql<Movement>`
    with part as materialized (
      select r.range, p.id, p.starts_on >= r.first and p.ends_on <= r.last as whole,
        greatest(p.starts_on, r.first) as first, least(p.ends_on, r.last) as last
      from ${table(rows, { range: 'int', first: 'date', last: 'date', closing: 'boolean' })}
      join ledger.period p on p.company_id = ${tx.company} and p.starts_on <= r.last and p.ends_on >= r.first and (r.closing or not p.closing)
    ), moved as (
      select p.range, b.account_id, sum(b.debit_minor) as debit, sum(b.credit_minor) as credit
      from part p join ledger.balance b on b.company_id = ${tx.company} and b.period_id = p.id
      where p.whole and (${centre}::uuid is null or b.cost_centre_id = ${centre}::uuid) and (${site}::uuid is null or b.site_id = ${site}::uuid)
      group by p.range, b.account_id
      union all
      select p.range, a.id, e.debit, e.credit
      from part p join ledger.account a on a.company_id = ${tx.company}
      cross join lateral (
        select sum(greatest(l.amount_minor, 0)) as debit, sum(greatest(-l.amount_minor, 0)) as credit
        from ledger.line l where l.company_id = ${tx.company} and l.account_id = a.id and l.posted_on between p.first and p.last
          and l.period_id = p.id and (${centre}::uuid is null or l.cost_centre_id = ${centre}::uuid) and (${site}::uuid is null or l.site_id = ${site}::uuid)
      ) e
      where not p.whole and e.debit is not null
    )
    select m.range, a.id as account, a.number, a.name, a.type, a.heading,
      sum(m.debit)::bigint as debit_minor, sum(m.credit)::bigint as credit_minor
    from moved m join ledger.account a on a.company_id = ${tx.company} and a.id = m.account_id
    group by m.range, a.company_id, a.id order by a.number, m.range`;
};

export const netOf = (movement: Movement): bigint => movement.debitMinor - movement.creditMinor;

/** The range asked for, or from the start of the fiscal year that holds the last day. */
export async function rangeOf(tx: Tx, asked: { from?: Day; to?: Day }): Promise<{ from: Day; to: Day }> {
  const to = asked.to ?? tx.today;
  const [year] = asked.from
    ? []
    : await tx.sql<{ startsOn: Day }>`select starts_on from ledger.fiscal_year
        where company_id = ${tx.company} and starts_on <= ${to} order by starts_on desc limit 1`;
  const from = asked.from ?? year?.startsOn ?? `${to.slice(0, 4)}-01-01`;
  return { from, to };
}

/** The range of equal length before it, in whole months when it is made of whole months; or the same days a year before. */
export function comparedTo(
  range: { from: Day; to: Day },
  how: 'period_before' | 'year_before',
): { from: Day; to: Day } {
  const after = addDays(range.to, 1);
  if (how === 'year_before') return { from: addMonths(range.from, -12), to: addDays(addMonths(after, -12), -1) };
  const months = monthsBetween(range.from, after);
  const to = addDays(range.from, -1);
  if (months > 0) return { from: addMonths(range.from, -months), to };
  return { from: addDays(range.from, -daysBetween(range.from, after)), to };
}

const monthsBetween = (from: Day, to: Day): number =>
  from.slice(8) === '01' && to.slice(8) === '01'
    ? (+to.slice(0, 4) - +from.slice(0, 4)) * 12 + (+to.slice(5, 7) - +from.slice(5, 7))
    : 0;
