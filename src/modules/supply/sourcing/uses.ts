import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

const open = { one: 'one open requisition', other: '{count} open requisitions' };

export const uses: readonly Use[] = [
  {
    ...open,
    of: 'catalog.item',
    count: (tx, id) => part`select count(distinct r.id) from sourcing.requisition_line l
      join sourcing.requisition r on r.company_id = l.company_id and r.id = l.requisition_id
      where l.company_id = ${tx.company} and l.item_id = ${id}::uuid and l.order_id is null and not l.given_up and r.state in ('draft', 'submitted', 'approved')`,
  },
  {
    ...open,
    of: 'organisation.site',
    count: (tx, id) => part`select count(*) from sourcing.requisition r
      where r.company_id = ${tx.company} and r.site_id = ${id}::uuid and r.state in ('draft', 'submitted', 'approved')`,
  },
];
