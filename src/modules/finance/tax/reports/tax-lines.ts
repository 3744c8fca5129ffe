import { answer, type Row } from '#kernel/report.ts';
import { taxLines } from '../contract.ts';
import { rangeOf } from './range.ts';

export default answer(taxLines, async (tx, params) => {
  const { from, to } = rangeOf(tx, params);
  const rows = await tx.sql<Row>`
    select day, posted_on, late_for as late_for_id, (select f.label from tax.v_filing f where f.company_id = ${tx.company} and f.id = late_for) as late_for,
      document_entity, document_id, id as line, party_id, party_name as party, direction, code, box,
      base_base_minor as base_minor, tax_base_minor as tax_minor, due_minor
    from tax.v_tax_line
    where company_id = ${tx.company} and case ${params.by} when 'return' then return_on else posted_on end between ${from} and ${to}
      and (${params.code ?? null}::text is null or code = ${params.code ?? null})
      and (${params.box ?? null}::text is null or box = ${params.box ?? null})
      and (${params.direction ?? null}::text is null or direction = ${params.direction ?? null})
      and (${params.party ?? null}::uuid is null or party_id = ${params.party ?? null})
    order by posted_on desc, id desc limit ${params.size + 1} offset ${(params.page - 1) * params.size}`;
  return { rows: rows.slice(0, params.size), more: rows.length > params.size, taken: { from, to } };
});
