import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

const open = { one: 'one open sales order', other: '{count} open sales orders' };

export const uses: readonly Use[] = [
  {
    ...open,
    of: 'parties.party',
    count: (tx, id) => part`select count(*) from sales.sales_order o
      where o.company_id = ${tx.company} and o.customer_id = ${id}::uuid and o.state in ('draft', 'confirmed', 'on_hold')`,
  },
  {
    ...open,
    of: 'catalog.item',
    count: (tx, id) => part`select count(distinct l.order_id) from sales.order_line l
      join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
      where l.company_id = ${tx.company} and l.item_id = ${id}::uuid and o.state in ('draft', 'confirmed', 'on_hold')
        and l.shipped + l.cancelled < l.quantity + l.replaced`,
  },
  {
    ...open,
    of: 'organisation.site',
    count: (tx, id) => part`select count(*) from sales.sales_order o
      where o.company_id = ${tx.company} and o.site_id = ${id}::uuid and o.state in ('draft', 'confirmed', 'on_hold')`,
  },
];
