import { z } from 'zod';
import { answer, type Row, report } from '#kernel/report.ts';
import { LIMITS, Ref } from '#kernel/values/schema.ts';

export const openCounts = answer(
  report('inventory.open_counts', {
    label: 'Open counts',
    about: 'Counts that go on, the oldest first, and how far they are.',
    permission: 'inventory.stock.read',
    params: z.object({}),
    columns: {
      number: { label: 'Count', type: 'code', drill: { entity: 'inventory.stock_count', id: 'countId' } },
      site: { label: 'Site', type: 'text' },
      note: { label: 'Note', type: 'text' },
      startedAt: { label: 'Started', type: 'time' },
      lines: { label: 'Lines', type: 'number' },
      counted: { label: 'Counted', type: 'number' },
      blind: { label: 'Blind', type: 'flag' },
      countId: { label: 'Count', type: 'reference', hidden: true },
    },
  }),
  async (tx) => ({
    rows: await tx.sql<Row>`
      select c.number, s.name as site, c.note, c.started_at, count(*)::int as lines, count(l.counted_quantity)::int as counted, c.blind, c.id as count_id
      from inventory.stock_count c
      join organisation.site s on s.company_id = c.company_id and s.id = c.site_id
      join inventory.count_line l on l.company_id = c.company_id and l.count_id = c.id
      where c.company_id = ${tx.company} and c.state = 'counting'
      group by c.id, c.number, s.name, c.note, c.started_at, c.blind
      order by c.started_at, c.number limit 200`,
  }),
);

/** Says where goods lie, never how many: that is what is to be counted. */
export const countSheet = answer(
  report('inventory.count_sheet', {
    label: 'Count sheet',
    about:
      'What is to be counted, in the order of the places. A blind count shows what the books say of it only when it is over.',
    permission: 'inventory.stock.read',
    params: z.object({ count: Ref('inventory.stock_count') }),
    columns: {
      places: { label: 'Where', type: 'text', explain: 'Places in the order of their codes; else the site at large.' },
      item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      name: { label: 'Name', type: 'text' },
      lot: { label: 'Lot', type: 'text' },
      unit: { label: 'Unit', type: 'text' },
      bookQuantity: { label: 'Book', type: 'quantity' },
      countedQuantity: { label: 'Counted', type: 'quantity' },
      earlierQuantity: { label: 'Counted before', type: 'quantity' },
      found: { label: 'Found', type: 'flag' },
      tracking: { label: 'Followed by', type: 'text', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
      lineId: { label: 'Line', type: 'reference', hidden: true },
    },
  }),
  async (tx, { count }) => ({
    rows: await tx.sql<Row>`
      select w.places, l.item_code as item, l.item_name as name, l.lot_number as lot, l.unit, l.book_quantity, l.counted_quantity,
        l.earlier_quantity, coalesce(l.found, false) as found, i.tracking, l.item_id, l.id as line_id
      from inventory.v_count_line l
      join inventory.stock_count c on c.company_id = l.company_id and c.id = l.count_id
      join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      left join lateral (
        select string_agg(t.code, ', ' order by t.code) as places, min(t.code) as first
        from inventory.v_stock_location t
        where t.company_id = l.company_id and t.item_id = l.item_id and t.site_id = c.site_id
      ) w on true
      where l.company_id = ${tx.company} and l.count_id = ${count}
      order by w.first nulls last, l.item_code, l.lot_number nulls first, l.id limit ${LIMITS.documentLines}`,
  }),
);
