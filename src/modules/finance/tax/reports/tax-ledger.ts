import { answer, type Row } from '#kernel/report.ts';
import { taxLedger } from '../contract.ts';
import { rangeOf } from './range.ts';

export default answer(taxLedger, async (tx, params) => {
  const { from, to } = rangeOf(tx, params);
  const rows = await tx.sql<Row>`
    select to_char(month, 'YYYY-MM') as month, greatest(month, ${from}::date)::text as starts_on,
      least((month + interval '1 month - 1 day')::date, ${to}::date)::text as ends_on, direction, code_id, code, code_name as name, box,
      count(distinct document_id) as documents, sum(base_base_minor)::bigint as base_minor, sum(tax_base_minor)::bigint as tax_minor,
      sum(due_minor)::bigint as due_minor
    from tax.v_tax_line
    where company_id = ${tx.company} and posted_on between ${from} and ${to} and (${params.direction ?? null}::text is null or direction = ${params.direction ?? null})
    group by month, direction, code_id, code, code_name, box
    order by month, direction desc, code, box`;
  return { rows, taken: { from, to } };
});
