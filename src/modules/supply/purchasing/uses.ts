import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

const open = { one: 'one open purchase order', other: '{count} open purchase orders' };

export const uses: readonly Use[] = [
  {
    ...open,
    of: 'parties.party',
    count: (tx, id) => part`select count(*) from purchasing.purchase_order o
      where o.company_id = ${tx.company} and o.supplier_id = ${id}::uuid and o.state in ('draft', 'sent', 'confirmed')`,
  },
  {
    ...open,
    of: 'catalog.item',
    count: (tx, id) => part`select count(distinct l.order_id) from purchasing.order_line l
      join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id
      where l.company_id = ${tx.company} and l.item_id = ${id}::uuid and o.state in ('draft', 'sent', 'confirmed')
        and l.received + l.cancelled < l.quantity + l.replaced`,
  },
  {
    ...open,
    of: 'organisation.site',
    count: (tx, id) => part`select count(*) from purchasing.purchase_order o
      where o.company_id = ${tx.company} and o.site_id = ${id}::uuid and o.state in ('draft', 'sent', 'confirmed')`,
  },
  {
    of: 'parties.party',
    one: 'one open blanket order',
    other: '{count} open blanket orders',
    count: (tx, id) => part`select count(*) from purchasing.blanket_order b
      where b.company_id = ${tx.company} and b.supplier_id = ${id}::uuid and b.state = 'active' and b.valid_to >= ${tx.today}`,
  },
  {
    of: 'parties.party',
    one: 'one receipt line that waits for a bill or a credit',
    other: '{count} receipt lines that wait for a bill or a credit',
    count: (tx, id) => part`select count(*) from purchasing.receipt_line l
      join purchasing.receipt r on r.company_id = l.company_id and r.id = l.receipt_id
      where l.company_id = ${tx.company} and r.supplier_id = ${id}::uuid and (l.grni_minor <> 0 or l.claim_minor <> 0)`,
  },
];
