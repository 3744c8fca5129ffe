import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';
import { openItemsOf } from '#modules/finance/open-items/api.ts';
import { PAYABLE } from './side.ts';

export const uses: readonly Use[] = [
  openItemsOf(PAYABLE, 'supplier'),
  {
    of: 'parties.party',
    one: 'one bill that is held',
    other: '{count} bills that are held',
    count: (tx, id) => part`select count(*) from payables.held_bill b
      where b.company_id = ${tx.company} and b.party_id = ${id}::uuid and b.state = 'held'`,
  },
  {
    of: 'parties.party',
    one: 'one payment run that is not paid',
    other: '{count} payment runs that are not paid',
    count: (tx, id) => part`select count(distinct r.id) from payables.run_line l
      join payables.payment_run r on r.company_id = l.company_id and r.id = l.run_id
      where l.company_id = ${tx.company} and l.party_id = ${id}::uuid and r.state in ('proposed', 'approved')`,
  },
  {
    // Nothing more would be withheld, and nobody told of it.
    of: 'payables.withholding',
    one: 'it is withheld from one supplier',
    other: 'it is withheld from {count} suppliers',
    stays: true,
    count: (tx, id) => part`select count(*) from payables.supplier_rule s
      join parties.party p on p.company_id = s.company_id and p.id = s.party_id
      where s.company_id = ${tx.company} and s.withholding_id = ${id}::uuid and p.active`,
  },
];
