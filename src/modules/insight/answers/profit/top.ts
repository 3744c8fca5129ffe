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
interface Range {
  readonly from: Day;
  readonly to: Day;
}

const REVENUE = ['revenue', 'revenue_service', 'freight_revenue', 'sales_discount'];

export const topCustomersAnswer = answer(topCustomers, (tx, asked) =>
  best(
    tx,
    asked,
    part`(select p.name from parties.party p where p.company_id = ${tx.company} and p.id = s.id)`,
    (range) => part`
      select l.party_id as id, -sum(l.amount_minor) as revenue, 0 as cost from ${posted(tx, REVENUE, range)} group by l.party_id
      union all
      select l.party_id, 0, sum(l.amount_minor) from ${posted(tx, ['cogs'], range)} group by l.party_id`,
  ),
);

/** The ledger knows what a delivery cost as a whole; what each item of it cost, the moves of stock know. */
export const topItemsAnswer = answer(topItems, (tx, asked) =>
  best(
    tx,
    asked,
    part`(select i.code || ' ' || i.name from catalog.item i where i.company_id = ${tx.company} and i.id = s.id)`,
    (range) => part`
      select l.item_id as id, -sum(l.amount_minor) as revenue, 0 as cost from ${posted(tx, REVENUE, range)} group by l.item_id
      union all
      select k.item_id, 0, -sum(v.borne_minor)
      from inventory.v_stock k
      join inventory.v_move m on m.company_id = ${tx.company} and m.stock_id = k.id and m.other_side = 'cogs'
        and m.recorded_effective_on between ${range.from} and ${range.to}
      join inventory.v_move_value v on v.company_id = ${tx.company} and v.id = m.id
      where k.company_id = ${tx.company} group by k.item_id`,
  ),
);

/** The lines of the accounts of these roles between two days, found through the index of each account. */
const posted = (tx: Tx, roles: readonly string[], { from, to }: Range): Fragment => part`(
  select distinct account_id from ledger.v_account_role where company_id = ${tx.company} and role = any(${roles})
) a join ledger.v_line l on l.company_id = ${tx.company} and l.account_id = a.account_id and l.posted_on between ${from} and ${to}`;

async function best(tx: Tx, { from, to, most }: Asked, name: Fragment, sums: (range: Range) => Fragment) {
  const range = await rangeOf(tx, { ...(from ? { from } : {}), ...(to ? { to } : {}) });
  const rows = await tx.sql`
    select s.id, ${name} as name, s.revenue as revenue_minor, s.cost as cost_minor, s.revenue - s.cost as profit_minor,
      case when s.revenue <> 0 then round(100.0 * (s.revenue - s.cost) / s.revenue, 1) end as margin_percent
    from (
      select id, sum(revenue)::bigint as revenue, sum(cost)::bigint as cost from (${sums(range)}) part where id is not null group by id
    ) s where s.revenue <> 0 or s.cost <> 0 order by profit_minor desc, s.id limit ${most + 1}`;
  return { rows: rows.slice(0, most), more: rows.length > most };
}
