import { z } from 'zod';
import { part } from '#kernel/db/sql.ts';
import { answer, type Row, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { Id } from '#kernel/values/schema.ts';

const MOST = 200;
const params = z.object({ event: Id.describe('The event that changed stock.') });

/**
 * Value that the event moved, a row for each stock entry and each side that bears it: debit positive, by the move it is about.
 * An entry is borne by the other side of its move, unless a shift says otherwise. What an event writes has ids after its own.
 */
const valuesOf = (tx: Tx, event: string) => part`
  select e.stock_id, 'inventory' as role, e.move_id, e.effective_on, e.posted_on, e.value_minor as minor
  from inventory.layer_entry e where e.company_id = ${tx.company} and e.id > ${event}::uuid and e.event_id = ${event}
  union all
  select e.stock_id, split_part(m.other_side, '/', 1), e.move_id, e.effective_on, e.posted_on, -e.value_minor
  from inventory.layer_entry e join inventory.move m on m.company_id = e.company_id and m.id = e.move_id
  where e.company_id = ${tx.company} and e.id > ${event}::uuid and e.event_id = ${event}
  union all
  select f.stock_id, case f.role when 'variance' then 'purchase_variance' else split_part(f.other_side, '/', 1) end, f.move_id,
    f.effective_on, f.posted_on, -f.value_minor
  from inventory.shift f where f.company_id = ${tx.company} and f.id > ${event}::uuid and f.event_id = ${event}`;

export const costEffect = answer(
  report('inventory.cost_effect', {
    label: 'Values changed',
    about:
      'What an operation changed of the value of stock and of the accounts that bear it, by item, the month it was true and the month it is posted in.',
    permission: 'catalog.cost.read',
    params,
    columns: {
      item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      account: { label: 'Account', type: 'text', explain: 'Stock at a site, or the account that bears the value.' },
      trueIn: { label: 'True in', type: 'text' },
      postedIn: {
        label: 'Posted in',
        type: 'text',
        explain: 'A closed month never changes: the first open one takes it.',
      },
      valueMinor: { label: 'Change', type: 'money', explain: 'Debit positive; all changes together are zero.' },
      afterMinor: { label: 'Stock after', type: 'money', explain: 'The value of the item at the site with all of it.' },
      unitCost: { label: 'Unit cost after', type: 'price' },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { event }) => {
    const rows = await tx.sql<Row>`
      with changed as (
        select s.item_id, v.role, case v.role when 'inventory' then s.id end as stock_id, to_char(v.effective_on, 'YYYY-MM') as true_in,
          to_char(v.posted_on, 'YYYY-MM') as posted_in, sum(v.minor)::bigint as value_minor
        from (${valuesOf(tx, event)}) v join inventory.stock s on s.company_id = ${tx.company} and s.id = v.stock_id
        where v.role <> 'transit' group by 1, 2, 3, 4, 5 having sum(v.minor) <> 0
      )
      select c.item_id, i.code as item, c.role, p.code as site, c.true_in, c.posted_in,
        c.value_minor, s.value_minor as after_minor,
        case when s.on_hand <> 0 then round(s.value_minor / s.on_hand / 10::numeric ^ ${tx.digits}::int, 6) end as unit_cost
      from changed c
      join catalog.item i on i.company_id = ${tx.company} and i.id = c.item_id
      left join inventory.stock s on s.company_id = ${tx.company} and s.id = c.stock_id
      left join organisation.site p on p.company_id = ${tx.company} and p.id = s.site_id
      order by i.code, c.role <> 'inventory', c.role, p.code, c.true_in limit ${MOST + 1}`;
    const named = rows.map((row) => ({ ...row, account: accountOf(String(row.role), row.site as string | null) }));
    return { rows: named.slice(0, MOST), more: rows.length > MOST };
  },
);

/** What people call an account role. */
const NAMES: Readonly<Record<string, string>> = { cogs: 'Cost of goods sold', grni: 'Received, not billed' };

function accountOf(role: string, site: string | null): string {
  if (role === 'inventory') return `Stock at ${site}`;
  const words = role.replaceAll('_', ' ');
  return NAMES[role] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const marginEffect = answer(
  report('inventory.margin_effect', {
    label: 'Margins changed',
    about:
      'Of goods that went to customers: what an operation changed of their cost and so of the margin, the largest change first.',
    permission: 'catalog.cost.read',
    params,
    columns: {
      document: { label: 'Document', type: 'text', drill: { entity: 'document', id: 'documentId' } },
      day: { label: 'Day', type: 'day' },
      item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      beforeMinor: { label: 'Cost before', type: 'money' },
      afterMinor: { label: 'Cost after', type: 'money' },
      marginMinor: { label: 'Change of the margin', type: 'money', total: true },
      documentId: { label: 'Document', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { event }) => {
    const rows = await tx.sql<Row>`
      with changed as (
        select v.move_id, sum(v.minor)::bigint as minor from (${valuesOf(tx, event)}) v
        where v.role not in ('inventory', 'purchase_variance') group by v.move_id having sum(v.minor) <> 0
      )
      select m.source_entity as document, m.source_id as document_id, max(m.effective_on) as day, i.code as item, m.item_id,
        (sum(-w.borne_minor - c.minor))::bigint as before_minor, (sum(-w.borne_minor))::bigint as after_minor, (-sum(c.minor))::bigint as margin_minor,
        (-sum(sum(c.minor)) over ())::bigint as all_minor
      from changed c
      join inventory.v_move m on m.company_id = ${tx.company} and m.id = c.move_id and m.counterpart = 'customer'
      join inventory.v_move_value w on w.company_id = m.company_id and w.id = m.id
      join catalog.item i on i.company_id = m.company_id and i.id = m.item_id
      group by m.source_entity, m.source_id, i.code, m.item_id
      order by abs(sum(c.minor)) desc, i.code limit ${MOST + 1}`;
    const totals = { marginMinor: rows[0]?.allMinor ?? 0n };
    return { rows: rows.slice(0, MOST).map(({ allMinor: _, ...row }) => row), totals, more: rows.length > MOST };
  },
);
