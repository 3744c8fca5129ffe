import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';
import { type Side, tablesOf } from './side.ts';

/** What is open of a party on a side, told before it is archived. */
export const openItemsOf = (side: Side, whose: string): Use => ({
  of: 'parties.party',
  one: `one open item of a ${whose}`,
  other: `{count} open items of a ${whose}`,
  count: (tx, id) => part`select count(*) from ${tablesOf(side).item} x
    where x.company_id = ${tx.company} and x.party_id = ${id}::uuid and x.open_minor <> 0`,
});
