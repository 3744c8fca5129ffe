import { type Fragment, part, raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';

/** Items as they stood at the end of `asOf`, as `item`: what was opened until then, less what was matched until then. */
export function itemsAsOf(tx: Tx, side: Side, asOf: Day, party: Id | undefined): Fragment {
  const { item, match, owedId, owedBase } = tablesOf(side);
  return part`(
  select x.id, x.party_id, x.kind, x.document_id, x.opened_on, x.due_on, x.currency, x.amount_minor - coalesce(m.amount, 0) as open_minor,
    x.base_minor - coalesce(m.base, 0) as open_base_minor
  from ${item} x
  left join lateral (
    select sum(case when m.${owedId} = x.id then m.amount_minor else -m.amount_minor end) as amount,
      sum(case when m.${owedId} = x.id then m.${owedBase} else -m.credit_base_minor end) as base
    from ${match} m where m.company_id = x.company_id and (m.${owedId} = x.id or m.credit_id = x.id) and m.matched_on <= ${asOf}
  ) m on true
  where x.company_id = ${tx.company} and x.opened_on <= ${asOf} and (${party ?? null}::uuid is null or x.party_id = ${party ?? null})
    and (x.open_minor <> 0 or exists (
      select from ${match} l where l.company_id = x.company_id and (l.${owedId} = x.id or l.credit_id = x.id) and l.matched_on > ${asOf}))
) as item`;
}

/** How many days an item is overdue at the end of a day. What is owed to the party is due to nobody, however old it is. */
const daysOverdue = (asOf: Day): Fragment =>
  part`case when item.open_minor > 0 then greatest(${asOf}::date - item.due_on, 0) else 0 end`;

/** What each party owed at the end of a day, by how long it was overdue then; credits stand with what is not due. */
export const ageingRows = (tx: Tx, side: Side, asOf: Day, party: Id | undefined) => tx.sql`
  select p.name as ${raw(side.party)}, p.id as party_id, sum(open_base_minor)::bigint as total_minor,
    coalesce(sum(open_base_minor) filter (where late = 0), 0)::bigint as not_due_minor,
    coalesce(sum(open_base_minor) filter (where late between 1 and 30), 0)::bigint as to30_minor,
    coalesce(sum(open_base_minor) filter (where late between 31 and 60), 0)::bigint as to60_minor,
    coalesce(sum(open_base_minor) filter (where late between 61 and 90), 0)::bigint as to90_minor,
    coalesce(sum(open_base_minor) filter (where late > 90), 0)::bigint as over90_minor
  from (select item.*, ${daysOverdue(asOf)} as late from ${itemsAsOf(tx, side, asOf, party)} where item.open_minor <> 0) aged
  join parties.party p on p.company_id = ${tx.company} and p.id = aged.party_id
  group by p.id, p.name order by total_minor desc limit 2000`;

/** Every item that was not settled at the end of a day. `theirNumber` is the party's own number of its document. */
export const openRows = (tx: Tx, side: Side, asOf: Day, party: Id | undefined) => tx.sql`
  select coalesce(d.number, y.number, 'Adjustment') as number, d.${raw(side.theirNumber)}, p.name as ${raw(side.party)}, item.kind, item.opened_on, item.due_on,
    ${daysOverdue(asOf)} as days_overdue, item.currency, item.open_minor::bigint as open_minor,
    item.open_base_minor::bigint as open_base_minor, item.document_id, item.party_id,
    case when y.id is null then ${side.document} else ${entityOf(side, 'payment')} end as entity
  from ${itemsAsOf(tx, side, asOf, party)}
  join parties.party p on p.company_id = ${tx.company} and p.id = item.party_id
  left join ${tablesOf(side).document} d on d.company_id = ${tx.company} and d.id = item.document_id
  left join ${tablesOf(side).payment} y on y.company_id = ${tx.company} and y.id = item.document_id
  where item.open_minor <> 0 order by item.due_on, number limit 5000`;

/** Everything that moved a party's account between two days, with what is owed after each line. */
export async function accountRows(
  tx: Tx,
  side: Side,
  { party, from, to }: { party: Id; from: Day | undefined; to: Day | undefined },
) {
  const { document, payment } = tablesOf(side);
  const rows = await tx.sql`
    select * from (
      select l.posted_on as day, coalesce(d.number, y.number, '') as number, d.${raw(side.theirNumber)},
        case l.source_entity when ${side.document} then coalesce(replace(d.kind, '_', ' '), 'document') when ${entityOf(side, 'payment')} then 'payment'
          when ${entityOf(side, 'match')} then 'exchange difference' else 'adjustment' end as kind,
        greatest(l.amount_minor, 0)::bigint as debit_minor, greatest(-l.amount_minor, 0)::bigint as credit_minor,
        (${side.sign}::bigint * sum(l.amount_minor) over (order by l.posted_on, l.id))::bigint as balance_minor, l.source_id as document_id,
        l.source_entity as entity, l.id
      from ledger.v_line l
      left join ${document} d on d.company_id = l.company_id and d.id = l.source_id
      left join ${payment} y on y.company_id = l.company_id and y.id = l.source_id
      where l.company_id = ${tx.company} and l.role = ${side.role} and l.party_id = ${party} and l.posted_on <= ${to ?? '9999-12-31'}
    ) moved where day >= ${from ?? '0001-01-01'} order by day, id limit 5000`;
  return rows.map(({ id: _, ...row }) => row);
}
