import { answer, type Row } from '#kernel/report.ts';
import { addDays } from '#kernel/values/day.ts';
import { expiringLots, recallList, traceLot } from './lot-reports.ts';

export const traceLotAnswer = answer(traceLot, async (tx, { lot = null, document = null, size }) => {
  const rows = await tx.sql<Row>`
    with wanted as (
      select ${lot}::uuid as id
      union
      select t.lot_id from inventory.move m
      join inventory.move_lot t on t.company_id = m.company_id and t.move_id = m.id
      where m.company_id = ${tx.company} and m.source_id = ${document}::uuid
    )
    select t.lot_id, t.number as lot, t.item_id, i.code as item, t.effective_on, s.code as site, t.move_id, t.kind,
      t.counterpart, t.party_id, p.name as party, t.source_entity, t.source_id, t.quantity
    from wanted
    join inventory.v_move_lot t on t.company_id = ${tx.company} and t.lot_id = wanted.id
    join catalog.item i on i.company_id = t.company_id and i.id = t.item_id
    join organisation.site s on s.company_id = t.company_id and s.id = t.site_id
    left join parties.party p on p.company_id = t.company_id and p.id = t.party_id
    order by t.number, t.effective_on, t.id limit ${size + 1}`;
  return { rows: rows.slice(0, size), more: rows.length > size };
});

export const recallAnswer = answer(recallList, async (tx, { lot = null, supplierLot = null, size }) => {
  const rows = await tx.sql<Row>`
    with wanted as (
      select l.* from inventory.lot l
      where l.company_id = ${tx.company} and (l.id = ${lot}::uuid or l.supplier_lot = ${supplierLot})
    )
    select * from (
      select l.id as lot_id, l.number as lot, l.item_id, i.code as item, 'Customer' as holder, t.party_id, p.name as party,
        max(t.effective_on) filter (where t.quantity < 0) as last_on, -sum(t.quantity) as quantity
      from wanted l
      join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      join inventory.v_move_lot t on t.company_id = l.company_id and t.lot_id = l.id and t.counterpart = 'customer'
      left join parties.party p on p.company_id = t.company_id and p.id = t.party_id
      group by l.id, l.number, l.item_id, i.code, t.party_id, p.name having sum(t.quantity) <> 0
      union all
      select l.id, l.number, l.item_id, i.code, s.code, null, null, null, t.on_hand
      from wanted l
      join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      join inventory.v_stock_lot t on t.company_id = l.company_id and t.lot_id = l.id
      join organisation.site s on s.company_id = t.company_id and s.id = t.site_id
    ) x
    order by lot, party nulls last, holder limit ${size + 1}`;
  return { rows: rows.slice(0, size), more: rows.length > size };
});

export const expiringAnswer = answer(expiringLots, async (tx, { site = null, item = null, until, size }) => {
  const rows = await tx.sql<Row>`
    select t.lot_id, t.number as lot, t.item_id, i.code as item, s.code as site, t.state, t.expires_on,
      t.expires_on - ${tx.today}::date as days_left, t.on_hand as quantity
    from inventory.v_stock_lot t
    join catalog.item i on i.company_id = t.company_id and i.id = t.item_id
    join organisation.site s on s.company_id = t.company_id and s.id = t.site_id
    where t.company_id = ${tx.company} and t.expires_on <= ${until ?? addDays(tx.today, 30)}::date
      and (${site}::uuid is null or t.site_id = ${site}::uuid) and (${item}::uuid is null or t.item_id = ${item}::uuid)
    order by t.expires_on, t.number limit ${size + 1}`;
  return { rows: rows.slice(0, size), more: rows.length > size };
});
