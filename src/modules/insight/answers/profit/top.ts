import { type Fragment, part } from '#kernel/db/sql.ts';
import { answer } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { rangeOf } from '#modules/finance/ledger/api.ts';
import { topCustomers, topItems } from '../contract.ts';

interface Asked {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly most: number;
}

export const topCustomersAnswer = answer(topCustomers, (tx, asked) =>
  best(tx, asked, {
    key: part`l.party_id`,
    name: part`(select p.name from parties.party p where p.company_id = ${tx.company} and p.id = s.id)`,
  }),
);

export const topItemsAnswer = answer(topItems, (tx, asked) =>
  best(tx, asked, {
    key: part`l.item_id`,
    name: part`(select i.code || ' ' || i.name from catalog.item i where i.company_id = ${tx.company} and i.id = s.id)`,
  }),
);

/** The lines of a few accounts between two days, found through the index of each account. */
async function best(tx: Tx, { from, to, most }: Asked, by: { key: Fragment; name: Fragment }) {
  const range = await rangeOf(tx, { ...(from ? { from } : {}), ...(to ? { to } : {}) });
  const rows = await tx.sql`
    select s.id, ${by.name} as name, s.revenue_minor, s.cost_minor, s.revenue_minor - s.cost_minor as profit_minor,
      case when s.revenue_minor <> 0 then round(100.0 * (s.revenue_minor - s.cost_minor) / s.revenue_minor, 1) end as margin_percent
    from (
      select ${by.key} as id, coalesce(-sum(l.amount_minor) filter (where r.role <> 'cogs'), 0)::bigint as revenue_minor,
        coalesce(sum(l.amount_minor) filter (where r.role = 'cogs'), 0)::bigint as cost_minor
      from (
        select account_id, min(role) as role from ledger.v_account_role
        where company_id = ${tx.company} and role in ('revenue', 'revenue_service', 'freight_revenue', 'sales_discount', 'cogs')
        group by account_id
      ) r
      join ledger.v_line l on l.company_id = ${tx.company} and l.account_id = r.account_id and l.posted_on between ${range.from} and ${range.to}
      where ${by.key} is not null group by 1
    ) s order by profit_minor desc, s.id limit ${most + 1}`;
  return { rows: rows.slice(0, most), more: rows.length > most };
}
