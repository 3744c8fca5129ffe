import { partOfDocument } from '#engines/tax/apportion.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv, sumMinor } from '#kernel/values/money.ts';
import { type Side, tablesOf } from '../side.ts';

/** One tax of a document, and how much of a discount belongs to it, in the document's currency. */
export interface TaxPart {
  readonly code: Id | null;
  readonly account: Id | null;
  readonly rate: Decimal | null;
  /** The half of a reverse charge that is owed. */
  readonly reversed: boolean;
  readonly box: string | null;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
}

interface Row extends TaxPart {
  documentId: Id;
  totalMinor: bigint;
  onNet: boolean;
}

/** Document → its taxes, and whether its terms give the discount on the net amount alone. */
export type DocumentTaxes = Map<Id, Row[]>;

/** What a discount on these documents would take from their taxes. One statement; none when no discount can arise. */
export async function documentTaxes(tx: Tx, side: Side, documents: readonly Id[]): Promise<DocumentTaxes> {
  if (documents.length === 0) return new Map();
  const rows = await tx.sql<Row>`
    select d.id as document_id, d.total_minor, coalesce(t.definition -> 'discount' ->> 'on', 'total') = 'net' as on_net, l.code_id as code, l.rate,
      c.reverse_charge and l.tax_minor < 0 as reversed, case when not (c.reverse_charge and l.tax_minor < 0) then c.account_id end as account, l.box,
      l.base_minor, l.tax_minor
    from ${tablesOf(side).document} d
    join tax.tax_line l on l.company_id = d.company_id and l.document_id = d.id and l.tax_minor <> 0
    left join parties.terms t on t.company_id = d.company_id and t.id = d.terms_id
    left join tax.code c on c.company_id = l.company_id and c.id = l.code_id
    where d.company_id = ${tx.company} and d.id = any(${documents}::uuid[]) and c.kind is distinct from 'fixed' order by d.id, l.id`;
  return Map.groupBy(rows, (row) => row.documentId);
}

/**
 * A discount makes what was taxed smaller, so the tax goes down with it; a discount on the net amount alone leaves tax as it is, and so
 * does every discount a tax by the piece, which is as if it were price.
 * The two halves of a reverse charge go down alike and cancel each other still.
 */
export function taxParts(documents: DocumentTaxes, document: Id, amount: bigint): TaxPart[] {
  const rows = documents.get(document) ?? [];
  if (rows.length === 0 || rows[0]!.onNet) return [];
  const { totalMinor } = rows[0]!;
  const share = (part: bigint): bigint =>
    mulDiv({ amount, numerator: part, denominator: totalMinor, rounding: 'half-up' });
  const cancels = (row: Row): boolean =>
    rows.some((other) => other.code === row.code && other.rate === row.rate && other.taxMinor === -row.taxMinor);
  const charged = rows.filter((row) => !cancels(row));
  const taxed = charged.map((row) => row.taxMinor);
  const [, ...parts] = partOfDocument(amount, [totalMinor - sumMinor(taxed), ...taxed]);
  return rows.map((row) => {
    const { code, account, rate, reversed, box, baseMinor } = row;
    const taxMinor = cancels(row) ? share(row.taxMinor) : parts[charged.indexOf(row)]!;
    // Of what this tax was charged on, which may be some lines of the document only.
    return { code, account, rate, reversed, box, baseMinor: share(baseMinor), taxMinor };
  });
}
