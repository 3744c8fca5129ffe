import { answer, type Row } from '#kernel/report.ts';
import { taxReturn } from '../contract.ts';
import { rangeOf } from './range.ts';

export default answer(taxReturn, async (tx, params) => {
  const { from, to } = rangeOf(tx, params);
  const rows = await tx.sql<Row>`
    select box, ${from}::text as starts_on, ${to}::text as ends_on, count(distinct document_id) as documents,
      sum(due_base_minor)::bigint as base_minor, sum(due_minor)::bigint as due_minor
    from tax.v_tax_line
    where company_id = ${tx.company} and day between ${from} and ${to}
    group by box order by box`;
  return { rows };
});
