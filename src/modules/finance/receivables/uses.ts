import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

export const uses: readonly Use[] = [
  {
    of: 'parties.party',
    one: 'one open item of a customer',
    other: '{count} open items of a customer',
    count: (tx, id) => part`select count(*) from receivables.open_item x
      where x.company_id = ${tx.company} and x.party_id = ${id}::uuid and x.open_minor <> 0`,
  },
];
