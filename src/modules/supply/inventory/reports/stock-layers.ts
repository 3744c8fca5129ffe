import { answer, type Row } from '#kernel/report.ts';
import { stockLayers } from './contract.ts';

export default answer(stockLayers, async (tx, { item, site = null, size }) => {
  const rows = await tx.sql<Row>`
    select l.layer_id, m.id as move_id, p.code as site, l.effective_on, coalesce(m.kind, 'pool') as origin, m.source_entity,
      l.quantity, l.value_minor, round(l.value_minor / l.quantity / 10::numeric ^ ${tx.digits}::int, 6) as unit_cost
    from inventory.stock s
    join organisation.site p on p.company_id = s.company_id and p.id = s.site_id
    join inventory.layer_state l on l.company_id = s.company_id and l.stock_id = s.id and l.is_open
    left join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id and m.effective_on = l.effective_on and m.seq = l.seq
    where s.company_id = ${tx.company} and s.item_id = ${item} and (${site}::uuid is null or s.site_id = ${site}::uuid)
    order by p.code, l.effective_on, l.seq limit ${size + 1}`;
  return { rows: rows.slice(0, size), more: rows.length > size };
});
