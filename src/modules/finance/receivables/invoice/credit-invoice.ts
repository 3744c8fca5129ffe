import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import { lockOpenItems, type Match, settle, writeMatches } from '../item/match.ts';
import { type PostedInvoice, postInvoices } from './post-invoices.ts';

/** A line of an invoice, with the quantity to be credited. */
export interface CreditLine {
  id: Id;
  item: Id | null;
  description: string;
  quantity: Decimal;
  unit: string | null;
  unitPrice: Decimal;
  discountPercent: Decimal;
  role: AccountRole | null;
  account: Id | null;
  costCentre: Id | null;
  project: Id | null;
  /** The codes it was taxed with. */
  taxCodes: readonly Id[] | null;
  /** The day it was supplied; the invoice's when null. */
  suppliedOn?: Day | null;
}

export interface CreditDraft {
  invoice: Id;
  creditedOn: Day;
  reason: string;
  lines: readonly CreditLine[];
}

/** Posts credit notes with the codes the invoices were taxed with, and settles the invoices with them as far as they are open. */
export async function creditInvoices(tx: Tx, drafts: readonly CreditDraft[]): Promise<PostedInvoice[]> {
  const heads = await tx.sql<{
    id: Id;
    partyId: Id;
    currency: string;
    termsId: Id | null;
    billToId: Id | null;
    shipToId: Id | null;
    number: string;
    invoicedOn: Day;
  }>`
    select id, party_id, currency, terms_id, bill_to_id, ship_to_id, number, invoiced_on from receivables.invoice
    where company_id = ${tx.company} and id = any(${drafts.map((draft) => draft.invoice)}::uuid[])`;
  const byId = new Map(heads.map((head) => [head.id, head]));
  const posted = await postInvoices(
    tx,
    drafts.map((draft) => {
      const head = byId.get(draft.invoice)!;
      return {
        kind: 'credit_note' as const,
        party: head.partyId,
        source: { entity: 'receivables.invoice', id: draft.invoice },
        credits: draft.invoice,
        invoicedOn: draft.creditedOn,
        taxedOn: head.invoicedOn,
        currency: head.currency,
        terms: head.termsId,
        billTo: head.billToId,
        shipTo: head.shipToId,
        reference: `${head.number}: ${draft.reason}`,
        lines: draft.lines.map(({ id, item, role, account, costCentre, project, unit, taxCodes, ...line }) => ({
          ...line,
          sourceLine: id,
          ...(item ? { item } : {}),
          ...(unit ? { unit } : {}),
          ...(account ? { account } : { role: role ?? ('revenue' as const) }),
          ...(costCentre ? { costCentre } : {}),
          ...(project ? { project } : {}),
          ...(taxCodes ? { taxCodes } : {}),
        })),
      };
    }),
  );
  await settleWithCredits(
    tx,
    drafts,
    posted,
    heads.map((head) => head.partyId),
  );
  return posted;
}

/** By line of a source document: the day it was last invoiced and the codes it was taxed with then. One statement. */
export async function taxedWith(
  tx: Tx,
  sourceLines: readonly Id[],
): Promise<Map<Id, { invoicedOn: Day; taxCodes: Id[] | null }>> {
  const rows = await tx.sql<{ line: Id; invoicedOn: Day; taxCodes: Id[] | null }>`
    select distinct on (l.source_line_id) l.source_line_id as line, i.invoiced_on, l.tax_codes
    from receivables.invoice_line l join receivables.invoice i on i.company_id = l.company_id and i.id = l.invoice_id
    where l.company_id = ${tx.company} and l.source_line_id = any(${sourceLines}::uuid[]) and i.kind = 'invoice'
    order by l.source_line_id, l.id desc`;
  return new Map(rows.map((row) => [row.line, row]));
}

async function settleWithCredits(
  tx: Tx,
  drafts: readonly CreditDraft[],
  posted: readonly PostedInvoice[],
  parties: readonly Id[],
): Promise<void> {
  const items = await lockOpenItems(tx, [...new Set(parties)].sort());
  const matches: Match[] = [];
  drafts.forEach((draft, index) => {
    const credit = items.find((item) => item.documentId === posted[index]!.id);
    for (const debit of items.filter((item) => item.documentId === draft.invoice)) {
      if (!credit || credit.openMinor === 0n || debit.openMinor <= 0n) continue;
      const amount = debit.openMinor < -credit.openMinor ? debit.openMinor : -credit.openMinor;
      matches.push(settle({ tx, debit, credit, amount, day: draft.creditedOn }));
    }
  });
  await writeMatches(tx, matches, items);
}
