import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

/** Stock that no document takes: nothing would ever bring it out of what is out of use. */
export const uses: readonly Use[] = [
  {
    of: 'catalog.item',
    one: 'one is on hand that is promised to nobody',
    other: '{count} are on hand that are promised to nobody',
    stays: true,
    count: (tx, id) => part`select trim_scale(sum(abs(s.on_hand - s.reserved))) from inventory.stock s
      where s.company_id = ${tx.company} and s.item_id = ${id}::uuid and s.on_hand > s.reserved`,
  },
  {
    of: 'catalog.item',
    one: 'one is missing that went out without being there',
    other: '{count} are missing that went out without being there',
    stays: true,
    count: (tx, id) => part`select trim_scale(-sum(s.on_hand)) from inventory.stock s
      where s.company_id = ${tx.company} and s.item_id = ${id}::uuid and s.on_hand < 0`,
  },
  {
    of: 'organisation.site',
    one: 'one item is on hand there that is promised to nobody',
    other: '{count} items are on hand there that are promised to nobody',
    stays: true,
    count: (tx, id) => part`select count(*) from inventory.stock s
      where s.company_id = ${tx.company} and s.site_id = ${id}::uuid and (s.on_hand > s.reserved or s.on_hand < 0)`,
  },
  {
    of: 'inventory.location',
    one: 'one item lies there',
    other: '{count} items lie there',
    stays: true,
    count: (tx, id) => part`select count(*) from inventory.stock_location l
      where l.company_id = ${tx.company} and l.location_id = ${id}::uuid and l.on_hand <> 0`,
  },
  {
    of: 'organisation.site',
    one: 'one open count',
    other: '{count} open counts',
    count: (tx, id) => part`select count(*) from inventory.stock_count c
      where c.company_id = ${tx.company} and c.site_id = ${id}::uuid and c.state = 'counting'`,
  },
];
