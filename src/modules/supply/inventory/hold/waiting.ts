import { answer, type Row } from '#kernel/report.ts';
import { waitingInspection } from '../reports/lot-reports.ts';

export const waitingAnswer = answer(waitingInspection, async (tx, { site = null, size }) => {
  const rows = await tx.sql<Row>`
    select * from (
      select n.id as inspection_id, null::uuid as lot_id, null as lot, n.item_id, n.item_code as item, n.site_id,
        n.supplier_id as party_id, n.received_at::date as since, n.waiting, n.held - n.waiting as rejected
      from inventory.v_inspection n where n.company_id = ${tx.company} and n.held > 0
      union all
      select null, t.lot_id, t.number, t.item_id, i.code, t.site_id, null, l.received_on, t.on_hand, null
      from inventory.v_stock_lot t
      join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id
      join catalog.item i on i.company_id = t.company_id and i.id = t.item_id
      where t.company_id = ${tx.company} and t.state = 'quarantine'
    ) x
    join lateral (select code as site from organisation.site s where s.company_id = ${tx.company} and s.id = x.site_id) s on true
    left join lateral (select name as party from parties.party p where p.company_id = ${tx.company} and p.id = x.party_id) p on true
    where ${site}::uuid is null or x.site_id = ${site}::uuid
    order by since, item limit ${size + 1}`;
  return { rows: rows.slice(0, size), more: rows.length > size };
});
