import { z } from 'zod';
import { answer, type Row, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export const pickList = answer(
  report('sales.pick_list', {
    label: 'Pick list',
    about:
      'What to take for a delivery that is being picked, in the order of the places: where the goods lie, and of followed goods which lots to take first.',
    permission: 'sales.delivery.read',
    params: z.object({ delivery: v.Ref('sales.delivery') }),
    columns: {
      places: {
        label: 'Where',
        type: 'text',
        explain: 'Places with what lies there, in the order of their codes; else the site at large.',
      },
      item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      name: { label: 'Name', type: 'text' },
      quantity: { label: 'Take', type: 'quantity' },
      unit: { label: 'Unit', type: 'text' },
      lots: {
        label: 'Lots',
        type: 'text',
        explain: 'Released and not expired, first to expire first, with what is on hand of each.',
      },
      tracking: { label: 'Followed by', type: 'text', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
      lineId: { label: 'Line', type: 'reference', hidden: true },
    },
  }),
  async (tx, { delivery }) => ({
    rows: await tx.sql<Row>`
      select w.places, i.code as item, i.name, d.quantity, i.unit, t.lots, i.tracking, d.item_id, d.id as line_id
      from sales.delivery_line d
      join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id
      join catalog.item i on i.company_id = d.company_id and i.id = d.item_id
      left join lateral (
        select string_agg(l.code || ' (' || trim_scale(l.on_hand) || ')', ', ' order by l.code) as places, min(l.code) as first
        from inventory.v_stock_location l
        where l.company_id = d.company_id and l.item_id = d.item_id and l.site_id = h.site_id
      ) w on true
      left join lateral (
        select string_agg(x.number || ' (' || trim_scale(x.on_hand) || ')', ', ' order by x.expires_on nulls last, x.received_on, x.number) as lots
        from inventory.v_stock_lot x
        where x.company_id = d.company_id and x.item_id = d.item_id and x.site_id = h.site_id and x.state = 'released'
          and (x.expires_on is null or x.expires_on >= ${tx.today})
      ) t on true
      where d.company_id = ${tx.company} and d.delivery_id = ${delivery} and i.kind = 'stocked'
      order by w.first nulls last, i.code, d.id limit ${v.LIMITS.documentLines}`,
  }),
);
