import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import { Id } from '#kernel/values/schema.ts';

/**
 * What the law asks of an invoice (Directive 2006/112/EC, art. 226 no. 3, 4, 5 and 11) and nobody entered: remarked before it is posted, as
 * which tax ids a company and its customers must have differs by country.
 */
export const lacking = answer(
  report('receivables.lacking', {
    label: 'What the paper will lack',
    about: 'What an invoice should say of seller and customer and what is not entered yet, with where it is entered.',
    permission: 'receivables.invoice.read',
    params: z.object({ event: Id.describe('The event that posts the invoices.') }),
    columns: {
      remark: { label: 'Lacks', type: 'text' },
      of: { label: 'Entered in', type: 'text', drill: { entity: 'entity', id: 'recordId' } },
      entity: { label: 'Kind', type: 'code', hidden: true },
      recordId: { label: 'Record', type: 'reference', hidden: true },
    },
  }),
  async (tx, { event }) => ({
    rows: await tx.sql`
      with posted as (
        select distinct i.party_id, exists (
          select from tax.tax_line t where t.company_id = i.company_id and t.document_id = i.id and t.tax_minor <> 0) as taxed
        from receivables.invoice i where i.company_id = ${tx.company} and i.event_id = ${event}
      ), untaxed as (
        -- A line without a code says no reason; of one with a code that takes nothing, the code says it.
        select i.party_id, null::uuid as code_id
        from receivables.invoice i join receivables.invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id
        where i.company_id = ${tx.company} and i.event_id = ${event} and l.net_minor <> 0 and cardinality(coalesce(l.tax_codes, '{}')) = 0
          and exists (select from tax.code c where c.company_id = i.company_id and c.direction = 'sale' and c.active)
        union
        select t.party_id, t.code_id
        from receivables.invoice i join tax.tax_line t on t.company_id = i.company_id and t.document_id = i.id
        where i.company_id = ${tx.company} and i.event_id = ${event} and t.base_minor <> 0 and coalesce(t.rate, 0) = 0 and t.tax_minor = 0
      )
      select remark, "of", entity, record_id from (
        select distinct 1 as place, 'Tax id of the company' as remark, 'Company details' as "of", 'organisation.company_detail' as entity, d.id as record_id
        from posted p join organisation.company_detail d on d.company_id = ${tx.company} and coalesce(d.tax_id, '') = '' where p.taxed
        union all
        select distinct 2, 'Address of the company', 'Company details', 'organisation.company_detail', d.id
        from posted p join organisation.company_detail d on d.company_id = ${tx.company} and coalesce(d.city, '') = ''
        union all
        select distinct 3, 'Address of the customer', c.name, 'parties.party', c.id
        from posted p join parties.party c on c.company_id = ${tx.company} and c.id = p.party_id
        where not exists (select from parties.address a where a.company_id = c.company_id and a.party_id = c.id and a.active)
        union all
        select distinct 4, 'Tax id of the customer', c.name, 'parties.party', c.id
        from untaxed u join parties.party c on c.company_id = ${tx.company} and c.id = u.party_id and coalesce(c.tax_id, '') = ''
        join kernel.company k on k.id = c.company_id
        join organisation.country home on home.code = k.country and home.eu
        join organisation.country there on there.code = c.country and there.eu and there.code <> home.code
        union all
        select distinct 5, 'Why no tax is charged', c.code || ' ' || c.name, 'tax.code', c.id
        from untaxed u join tax.code c on c.company_id = ${tx.company} and c.id = u.code_id and coalesce(c.note, '') = ''
        union all
        select distinct 6, 'Why no tax is charged', 'Lines without a tax code', null, null::uuid from untaxed u where u.code_id is null
      ) found order by place, "of"`,
  }),
);
