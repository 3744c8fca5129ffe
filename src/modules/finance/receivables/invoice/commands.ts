import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { items } from '#modules/master/catalog/api.ts';
import { customers } from '#modules/master/parties/api.ts';
import { creditInvoice, postInvoice } from '../contract.ts';
import { type CreditLine, creditInvoices } from './credit-invoice.ts';
import { type InvoiceLineDraft, postInvoices } from './post-invoices.ts';

export const postInvoiceHandler = implement(postInvoice, async (tx, input, refuse) => {
  const [parties, goods] = await Promise.all([
    customers(tx, [input.party]),
    items(tx, [...new Set(input.lines.flatMap((line) => line.item ?? []))]),
  ]);
  const party = parties.get(input.party);
  if (!party?.isCustomer) refuse('no_customer', { customer: party?.name ?? input.party });
  const lines = input.lines.map((line, index): InvoiceLineDraft => {
    const item = line.item ? goods.get(line.item) : undefined;
    if (line.item && !item) refuse('no_item', { item: line.item });
    const description = line.description || item?.name;
    if (!description) return refuse('needs_text', { position: index + 1 });
    return {
      description,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      discountPercent: line.discountPercent ?? '0',
      ...(item ? { item: item.id, unit: item.unit } : {}),
      ...(line.account
        ? { account: line.account }
        : { role: item?.kind === 'stocked' ? ('revenue' as const) : ('revenue_service' as const) }),
      ...(line.taxCodes ? { taxCodes: line.taxCodes } : {}),
      ...(line.costCentre ? { costCentre: line.costCentre } : {}),
      ...(line.project ? { project: line.project } : {}),
      suppliedOn: line.suppliedOn ?? input.suppliedOn ?? null,
    };
  });
  const id = tx.newId();
  const [posted] = await postInvoices(tx, [
    {
      id,
      kind: 'invoice',
      party: input.party,
      source: { entity: 'receivables.invoice', id },
      invoicedOn: input.invoicedOn ?? tx.today,
      currency: input.currency ?? party!.currency ?? tx.currency,
      terms: input.terms,
      reference: input.reference ?? undefined,
      lines,
    },
  ]);
  return { invoice: id, totalMinor: posted!.totalMinor };
});

interface Billed extends CreditLine {
  position: number;
  credited: Decimal;
}

export const creditInvoiceHandler = implement(creditInvoice, async (tx, input, refuse) => {
  const { invoice, lines } = await billed(tx, input.invoice);
  if (invoice.kind !== 'invoice') refuse('not_an_invoice', { number: invoice.number });
  const chosen =
    input.lines ??
    lines
      .map((line) => ({ line: line.id, quantity: dec(line.quantity).minus(line.credited).toFixed() }))
      .filter(({ quantity }) => dec(quantity).gt(0));
  const credits = chosen.map(({ line: id, quantity }) => {
    const line = lines.find((candidate) => candidate.id === id);
    if (!line) return refuse('no_line');
    const left = dec(line.quantity).minus(line.credited);
    if (dec(quantity).gt(left)) refuse('credited_before', { position: line.position, left: left.toFixed() });
    return { ...line, quantity };
  });
  if (credits.length === 0) refuse('nothing_to_post');
  const [made] = await creditInvoices(tx, [
    { invoice: input.invoice, creditedOn: input.creditedOn ?? tx.today, reason: input.reason, lines: credits },
  ]);
  return { creditNote: made!.id, totalMinor: made!.totalMinor };
});

/** The invoice and, for each line, how much of it was credited before; its open items are locked, so two credits wait for each other. */
async function billed(tx: Tx, id: Id) {
  const [[invoice], , lines] = await Promise.all([
    tx.sql<{
      kind: string;
      number: string;
    }>`select kind, number from receivables.invoice where company_id = ${tx.company} and id = ${id}`,
    tx.sql`select id from receivables.open_item where company_id = ${tx.company} and document_id = ${id} order by id for no key update`,
    tx.sql<Billed>`
      select l.id, l.position, l.item_id as item, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.role, l.supplied_on, l.account_id as account,
        l.cost_centre_id as cost_centre, l.project_id as project, l.tax_codes,
        coalesce((select sum(c.quantity) from receivables.invoice_line c join receivables.invoice i on i.company_id = c.company_id and i.id = c.invoice_id
          where c.company_id = l.company_id and c.source_line_id = l.id and i.credits_id = ${id}), 0) as credited
      from receivables.invoice_line l where l.company_id = ${tx.company} and l.invoice_id = ${id} order by l.position`,
  ]);
  if (!invoice) return refuseCommon('not_found', { what: 'invoice' });
  return { invoice, lines };
}
