import { partOfDocument } from '#engines/tax/apportion.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv } from '#kernel/values/money.ts';
import { recordTax } from '#modules/finance/tax/api.ts';
import type { Adjustment } from './apply.ts';

/** One tax of an invoice, and how much of a discount belongs to it. */
export interface TaxPart {
  readonly code: Id | null;
  readonly account: Id | null;
  readonly box: string | null;
  /** Of the discount, in the document's currency. */
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
  readonly taxBaseMinor: bigint;
}

interface Row {
  documentId: Id;
  netMinor: bigint;
  totalMinor: bigint;
  onNet: boolean;
  code: Id | null;
  account: Id | null;
  box: string | null;
  baseMinor: bigint | null;
  taxMinor: bigint | null;
}

/** Invoice → its net amount, its taxes, and whether its terms give the discount on the net amount alone. */
export type DocumentTaxes = Map<Id, Row[]>;

/** What a discount on these invoices would take from their taxes. One statement; none when no discount can arise. */
export async function documentTaxes(tx: Tx, documents: readonly Id[]): Promise<DocumentTaxes> {
  if (documents.length === 0) return new Map();
  const rows = await tx.sql<Row>`
    select i.id as document_id, i.net_minor, i.total_minor, coalesce(t.definition -> 'discount' ->> 'on', 'total') = 'net' as on_net, l.code_id as code,
      c.account_id as account, l.box, l.base_minor, l.tax_minor
    from receivables.invoice i
    left join parties.terms t on t.company_id = i.company_id and t.id = i.terms_id
    left join tax.tax_line l on l.company_id = i.company_id and l.document_id = i.id and l.tax_minor <> 0
    left join tax.code c on c.company_id = l.company_id and c.id = l.code_id
    where i.company_id = ${tx.company} and i.id = any(${documents}::uuid[]) order by i.id, l.id`;
  return Map.groupBy(rows, (row) => row.documentId);
}

/** A discount makes what was taxed smaller, so the tax goes down with it; a discount on the net amount alone leaves tax as it is. */
export function taxParts(args: {
  documents: DocumentTaxes;
  document: Id;
  amount: bigint;
  toBase(amount: bigint): bigint;
}): TaxPart[] {
  const rows = (args.documents.get(args.document) ?? []).filter((row) => row.taxMinor !== null);
  if (rows.length === 0 || rows[0]!.onNet) return [];
  const [, ...parts] = partOfDocument(args.amount, [rows[0]!.netMinor, ...rows.map((row) => row.taxMinor!)]);
  return rows.map(({ code, account, box, baseMinor, totalMinor }, index) => ({
    code,
    account,
    box,
    // Of what this tax was charged on, which may be some lines of the invoice only.
    baseMinor: mulDiv({
      amount: args.amount,
      numerator: baseMinor!,
      denominator: totalMinor,
      rounding: 'half-up',
    }),
    taxMinor: parts[index]!,
    taxBaseMinor: args.toBase(parts[index]!),
  }));
}

/** The tax ledger says the same as the discount's entry. */
export const recordDiscountTaxes = (tx: Tx, adjustments: readonly Adjustment[]): Promise<void> =>
  recordTax(
    tx,
    adjustments.flatMap(({ item, taxes, toBase }) =>
      taxes.map((part) => ({
        document: item.documentId,
        documentEntity: 'receivables.adjustment',
        party: item.partyId,
        day: item.openedOn,
        direction: 'sale' as const,
        sign: -1n as const,
        code: part.code,
        box: part.box,
        baseMinor: part.baseMinor,
        taxMinor: part.taxMinor,
        baseBaseMinor: toBase(part.baseMinor),
        taxBaseMinor: part.taxBaseMinor,
      })),
    ),
  );
