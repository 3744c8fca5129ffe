import { answer, type Row } from '#kernel/report.ts';
import { stockMovements } from './contract.ts';

export default answer(stockMovements, async (tx, { item, site = null, from = null, to = null, size }) => {
  const rows = await tx.sql<Row>`
    select * from (
      select m.id as move_id, m.effective_on, m.seq, p.code as site, m.kind, m.counterpart, m.reason, m.source_entity,
        m.source_id, m.change, v.stock_minor as value_minor,
        sum(m.change) over running as after, (sum(v.stock_minor) over running)::bigint as after_minor
      from inventory.v_move m
      join inventory.v_move_value v on v.company_id = m.company_id and v.id = m.id
      join organisation.site p on p.company_id = m.company_id and p.id = m.site_id
      where m.company_id = ${tx.company} and m.item_id = ${item} and (${site}::uuid is null or m.site_id = ${site}::uuid)
      window running as (order by m.effective_on, m.seq)
    ) c
    where (${from}::date is null or effective_on >= ${from}::date) and (${to}::date is null or effective_on <= ${to}::date)
    order by effective_on desc, seq desc limit ${size + 1}`;
  return { rows: rows.slice(0, size).reverse(), more: rows.length > size };
});
