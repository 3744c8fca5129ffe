import { z } from 'zod';
import { answer, type Row, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Minor } from '#kernel/values/money.ts';
import { Ref } from '#kernel/values/schema.ts';
import { unitCost } from './stock-on-hand.ts';

const params = z.object({
  site: Ref('organisation.site').optional(),
  item: Ref('catalog.item').optional(),
  size: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
const COST = { right: 'catalog.cost.read' } as const;
const item = {
  item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
  name: { label: 'Name', type: 'text' },
  site: { label: 'Site', type: 'code', drill: { entity: 'organisation.site', id: 'siteId' } },
} as const;
const ids = {
  itemId: { label: 'Item', type: 'reference', hidden: true },
  siteId: { label: 'Site', type: 'reference', hidden: true },
} as const;

export const stockByPlace = answer(
  report('inventory.stock_by_place', {
    label: 'Stock by place',
    about: 'Where in their sites goods lie, by location; what was put nowhere lies in the site at large.',
    permission: 'inventory.stock.read',
    params,
    columns: {
      ...item,
      place: { label: 'Place', type: 'code', explain: 'Empty: in the site at large.' },
      placeName: { label: 'Name of the place', type: 'text' },
      quantity: { label: 'On hand', type: 'quantity' },
      ...ids,
    },
  }),
  async (tx, { site = null, item: only = null, size }) => {
    const rows = await tx.sql<Row>`
      select i.code as item, i.name, p.code as site, x.place, x.place_name, x.quantity, s.item_id, s.site_id
      from inventory.stock s
      join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
      join organisation.site p on p.company_id = s.company_id and p.id = s.site_id
      join lateral (
        select t.code as place, t.name as place_name, t.on_hand as quantity from inventory.v_stock_location t
        where t.company_id = s.company_id and t.stock_id = s.id
        union all
        select null, null, s.on_hand - s.placed
      ) x on x.quantity <> 0
      where s.company_id = ${tx.company} and (${site}::uuid is null or s.site_id = ${site}) and (${only}::uuid is null or s.item_id = ${only})
      order by i.code, p.code, x.place nulls last limit ${size + 1}`;
    return { rows: rows.slice(0, size), more: rows.length > size };
  },
);

export const lotsOnHand = answer(
  report('inventory.lots_on_hand', {
    label: 'Lots and serial numbers on hand',
    about:
      'What each site has of each lot or serial number. A piece with a serial number has a value of its own; lots of one item share theirs.',
    permission: 'inventory.stock.read',
    params,
    columns: {
      ...item,
      lot: { label: 'Lot', type: 'code', drill: { entity: 'inventory.lot', id: 'lotId' } },
      state: { label: 'State', type: 'state' },
      expiresOn: { label: 'Expires', type: 'day' },
      quantity: { label: 'On hand', type: 'quantity' },
      valueMinor: { label: 'Value', type: 'money', ...COST, explain: 'Of pieces that are each at their own cost.' },
      unitCost: { label: 'Unit cost', type: 'price', ...COST },
      ...ids,
      lotId: { label: 'Lot', type: 'reference', hidden: true },
    },
  }),
  async (tx, { site = null, item: only = null, size }) => {
    const rows = await readLots(tx, { site, only, size });
    const told = rows.map((row) => ({
      ...row,
      unitCost: row.valueMinor === null ? null : unitCost(tx, row.valueMinor, row.quantity),
    }));
    return { rows: told.slice(0, size), more: rows.length > size };
  },
);

type LotRow = Row & { quantity: string; valueMinor: Minor | null };

const readLots = (
  tx: Tx,
  { site, only, size }: { site: string | null; only: string | null; size: number },
): Promise<LotRow[]> => tx.sql<LotRow>`
  select i.code as item, i.name, p.code as site, t.number as lot, t.lot_id, t.state, t.expires_on, t.on_hand as quantity,
    l.value_minor, t.item_id, t.site_id
  from inventory.v_stock_lot t
  join inventory.stock s on s.company_id = t.company_id and s.id = t.stock_id
  join catalog.item i on i.company_id = t.company_id and i.id = t.item_id
  join organisation.site p on p.company_id = t.company_id and p.id = t.site_id
  left join inventory.layer_state l on s.method = 'specific' and l.company_id = t.company_id and l.layer_id = t.id
  where t.company_id = ${tx.company} and (${site}::uuid is null or t.site_id = ${site}) and (${only}::uuid is null or t.item_id = ${only})
  order by i.code, p.code, t.expires_on nulls last, t.number limit ${size + 1}`;
