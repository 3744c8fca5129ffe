import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

/** A list out of use makes no prices, and nobody who has it is asked which one they get in its place. */
export const uses: readonly Use[] = [
  {
    of: 'catalog.price_list',
    one: 'it is the list of one customer',
    other: 'it is the list of {count} customers',
    stays: true,
    count: (tx, id) =>
      part`select count(*) from parties.party p where p.company_id = ${tx.company} and p.price_list_id = ${id}::uuid and p.active`,
  },
];
