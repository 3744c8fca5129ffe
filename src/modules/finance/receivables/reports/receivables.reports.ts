import { part } from '#kernel/db/sql.ts';
import { answer } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { ageing, openItemsReport, statement } from '../contract.ts';

/** Items as they stood at the end of `asOf`: what was opened until then, less what was matched until then. */
const itemsAsOf = (tx: Tx, asOf: Day, party: string | undefined) => part`(
  select x.id, x.party_id, x.kind, x.document_id, x.opened_on, x.due_on, x.currency, x.amount_minor - coalesce(m.amount, 0) as open_minor,
    x.base_minor - coalesce(m.base, 0) as open_base_minor
  from receivables.open_item x
  left join lateral (
    select sum(case when m.debit_id = x.id then m.amount_minor else -m.amount_minor end) as amount,
      sum(case when m.debit_id = x.id then m.debit_base_minor else -m.credit_base_minor end) as base
    from receivables.match m where m.company_id = x.company_id and (m.debit_id = x.id or m.credit_id = x.id) and m.matched_on <= ${asOf}
  ) m on true
  where x.company_id = ${tx.company} and x.opened_on <= ${asOf} and (${party ?? null}::uuid is null or x.party_id = ${party ?? null})
    and (x.open_minor <> 0 or exists (
      select from receivables.match l where l.company_id = x.company_id and (l.debit_id = x.id or l.credit_id = x.id) and l.matched_on > ${asOf}))
) as item`;

export const ageingReport = answer(ageing, async (tx, { asOf, party }) => {
  const day = asOf ?? tx.today;
  return {
    rows: await tx.sql`
      select p.name as customer, p.id as party_id, sum(open_base_minor)::bigint as total_minor,
        coalesce(sum(open_base_minor) filter (where due_on >= ${day}), 0)::bigint as not_due_minor,
        coalesce(sum(open_base_minor) filter (where ${day}::date - due_on between 1 and 30), 0)::bigint as to30_minor,
        coalesce(sum(open_base_minor) filter (where ${day}::date - due_on between 31 and 60), 0)::bigint as to60_minor,
        coalesce(sum(open_base_minor) filter (where ${day}::date - due_on between 61 and 90), 0)::bigint as to90_minor,
        coalesce(sum(open_base_minor) filter (where ${day}::date - due_on > 90), 0)::bigint as over90_minor
      from ${itemsAsOf(tx, day, party)} join parties.party p on p.company_id = ${tx.company} and p.id = item.party_id
      where open_minor <> 0 group by p.id, p.name having sum(open_base_minor) <> 0 or bool_or(open_minor <> 0)
      order by total_minor desc limit 2000`,
  };
});

export const openItems = answer(openItemsReport, async (tx, { asOf, party }) => {
  const day = asOf ?? tx.today;
  return {
    rows: await tx.sql`
      select coalesce(i.number, y.number, 'Adjustment') as number, p.name as customer, item.kind, item.opened_on, item.due_on,
        greatest(${day}::date - item.due_on, 0) as days_overdue, item.currency, item.open_minor::bigint as open_minor,
        item.open_base_minor::bigint as open_base_minor, item.document_id, item.party_id
      from ${itemsAsOf(tx, day, party)}
      join parties.party p on p.company_id = ${tx.company} and p.id = item.party_id
      left join receivables.invoice i on i.company_id = ${tx.company} and i.id = item.document_id
      left join receivables.payment y on y.company_id = ${tx.company} and y.id = item.document_id
      where item.open_minor <> 0 order by item.due_on, number limit 5000`,
  };
});

export const statementReport = answer(statement, async (tx, { party, from, to }) => {
  const first = from ?? '0001-01-01';
  const rows = await tx.sql`
    select * from (
      select posted_on as day, coalesce(i.number, y.number, '') as number,
        case l.source_entity when 'receivables.invoice' then coalesce(i.kind, 'invoice') when 'receivables.payment' then 'payment'
          when 'receivables.match' then 'exchange difference' else 'adjustment' end as kind,
        greatest(l.amount_minor, 0)::bigint as debit_minor, greatest(-l.amount_minor, 0)::bigint as credit_minor,
        (sum(l.amount_minor) over (order by l.posted_on, l.id))::bigint as balance_minor, l.source_id as document_id, l.id
      from ledger.v_line l
      left join receivables.invoice i on i.company_id = l.company_id and i.id = l.source_id
      left join receivables.payment y on y.company_id = l.company_id and y.id = l.source_id
      where l.company_id = ${tx.company} and l.role = 'receivable' and l.party_id = ${party} and l.posted_on <= ${to ?? '9999-12-31'}
    ) moved where day >= ${first} order by day, id limit 5000`;
  return { rows: rows.map(({ id: _, ...row }) => row) };
});
