import { raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Side, tablesOf } from '../side.ts';

const MOST = 5000;

/**
 * Tax withheld between two days and what of it was taken back, each on its own day: what its account moved by. What a credit takes back
 * has the rule and the payment of what was withheld of its document last.
 */
export function withheldRows(
  tx: Tx,
  side: Side,
  { party, from, to }: { party: Id | undefined; from?: Day | undefined; to?: Day | undefined },
) {
  const { item, match, adjustment, payment, owedId } = tablesOf(side);
  return tx.sql<Record<string, unknown> & { withholdingId: Id | null }>`
    select x.opened_on as day, p.name as ${raw(side.party)}, y.number as payment, -sum(x.base_minor)::bigint as withheld_minor, y.id as payment_id, a.party_id,
      coalesce(a.withholding_id, given.withholding_id) as withholding_id
    from ${item} x
    join ${adjustment} a on a.company_id = x.company_id and a.id = x.document_id and a.kind = 'withholding'
    join parties.party p on p.company_id = a.company_id and p.id = a.party_id
    left join lateral (
      select d.withholding_id, d.payment_id from ${item} o
      join ${match} m on m.company_id = o.company_id and m.${owedId} = o.id
      join ${item} c on c.company_id = m.company_id and c.id = m.credit_id
      join ${adjustment} d on d.company_id = c.company_id and d.id = c.document_id and d.kind = 'withholding'
      where o.company_id = a.company_id and o.document_id = a.gives_back_id order by d.id desc limit 1
    ) given on true
    left join ${payment} y on y.company_id = a.company_id and y.id = coalesce(a.payment_id, given.payment_id)
    where x.company_id = ${tx.company} and (${party ?? null}::uuid is null or a.party_id = ${party ?? null})
      and x.opened_on between ${from ?? '0001-01-01'} and ${to ?? tx.today}
    group by 1, 2, 3, 5, 6, 7 having sum(x.base_minor) <> 0 order by 1, 2, 4 desc, 3 limit ${MOST}`;
}
