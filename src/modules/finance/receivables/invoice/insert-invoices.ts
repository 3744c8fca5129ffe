import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Prepared } from './post-invoices.ts';

export const insertInvoices = (tx: Tx, prepared: readonly Prepared[]): Promise<unknown> => {
  const rows = prepared.map(({ draft, ...invoice }) => ({
    ...draft,
    ...invoice,
    sourceEntity: draft.source.entity,
    sourceId: draft.source.id,
    party: draft.party,
    terms: invoice.terms?.id ?? null,
  }));
  return tx.sql`
    insert into receivables.invoice (company_id, id, kind, party_id, source_entity, source_id, credits_id, invoiced_on, currency, digits, rate, terms_id,
      bill_to_id, ship_to_id, reference, net_minor, tax_minor, total_minor, base_minor, event_id)
    select ${tx.company}, id, kind, party, source_entity, source_id, credits, invoiced_on, currency, digits, rate, terms, bill_to, ship_to, reference,
      net_minor, tax_minor, total_minor, base_minor, ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      kind: 'text',
      party: 'uuid',
      sourceEntity: 'text',
      sourceId: 'uuid',
      credits: 'uuid',
      invoicedOn: 'date',
      currency: 'text',
      digits: 'int',
      rate: 'numeric',
      terms: 'uuid',
      billTo: 'uuid',
      shipTo: 'uuid',
      reference: 'text',
      netMinor: 'bigint',
      taxMinor: 'bigint',
      totalMinor: 'bigint',
      baseMinor: 'bigint',
    })}`;
};

export const insertInvoiceLines = (tx: Tx, prepared: readonly Prepared[]): Promise<unknown> => {
  const rows = prepared.flatMap((invoice) =>
    invoice.lines.map((line) => ({
      ...line,
      invoice: invoice.id,
      discountPercent: line.discountPercent ?? '0',
      taxCodes: line.taxedWith && `{${line.taxedWith.join(',')}}`,
      priceOnly: line.priceOnly || null,
      forGood: line.forGood || null,
      loweredMinor: line.loweredMinor || null,
      taxes: line.kept,
    })),
  );
  return tx.sql`
    insert into receivables.invoice_line (company_id, id, invoice_id, position, item_id, description, quantity, unit, unit_price, discount_percent, net_minor,
      role, account_id, cost_centre_id, project_id, site_id, source_line_id, supplied_on, delivery_note, tax_codes, taxes, credits_line_id, price_only, for_good,
      lowered_minor, event_id)
    select ${tx.company}, id, invoice, position, item, description, quantity, unit, unit_price, discount_percent, net_minor, role, account, cost_centre,
      project, site, source_line, supplied_on, delivery_note, tax_codes::uuid[], taxes, credits_line, price_only, for_good, lowered_minor, ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      invoice: 'uuid',
      position: 'int',
      item: 'uuid',
      description: 'text',
      quantity: 'numeric',
      unit: 'text',
      unitPrice: 'numeric',
      discountPercent: 'numeric',
      netMinor: 'bigint',
      role: 'text',
      account: 'uuid',
      costCentre: 'uuid',
      project: 'uuid',
      site: 'uuid',
      sourceLine: 'uuid',
      suppliedOn: 'date',
      deliveryNote: 'text',
      taxCodes: 'text',
      taxes: 'jsonb',
      creditsLine: 'uuid',
      priceOnly: 'boolean',
      forGood: 'boolean',
      loweredMinor: 'bigint',
    })}`;
};
