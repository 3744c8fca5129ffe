import { partOfDocument } from '#engines/tax/apportion.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv } from '#kernel/values/money.ts';

/** One tax of a bill, and how much of a discount belongs to it. */
export interface TaxPart {
  readonly code: Id | null;
  readonly account: Id | null;
  readonly box: string | null;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
}

interface Row {
  documentId: Id;
  totalMinor: bigint;
  onNet: boolean;
  code: Id | null;
  account: Id | null;
  box: string | null;
  baseMinor: bigint;
  taxMinor: bigint;
}

/** Bill → its taxes, and whether its terms give the discount on the net amount alone. */
export type DocumentTaxes = Map<Id, Row[]>;

/** What a discount on these bills would take from their taxes. One statement; taxes that cancel each other are left out. */
export async function documentTaxes(tx: Tx, documents: readonly Id[]): Promise<DocumentTaxes> {
  if (documents.length === 0) return new Map();
  const rows = await tx.sql<Row>`
    select b.id as document_id, b.total_minor, coalesce(t.definition -> 'discount' ->> 'on', 'total') = 'net' as on_net, l.code_id as code,
      c.account_id as account, l.box, l.base_minor, l.tax_minor
    from payables.bill b
    join tax.tax_line l on l.company_id = b.company_id and l.document_id = b.id and l.tax_minor <> 0
    left join parties.terms t on t.company_id = b.company_id and t.id = b.terms_id
    left join tax.code c on c.company_id = l.company_id and c.id = l.code_id
    where b.company_id = ${tx.company} and b.id = any(${documents}::uuid[]) and b.tax_minor <> 0 order by b.id, l.id`;
  return Map.groupBy(rows, (row) => row.documentId);
}

/** A discount makes what was taxed smaller, so input tax goes down with it; one on the net amount alone leaves it. */
export function taxParts(documents: DocumentTaxes, document: Id, amount: bigint): TaxPart[] {
  const rows = documents.get(document) ?? [];
  if (rows.length === 0 || rows[0]!.onNet || rows.some((row) => row.taxMinor < 0n)) return [];
  const { totalMinor } = rows[0]!;
  const taxed = rows.reduce((sum, row) => sum + row.taxMinor, 0n);
  const [, ...parts] = partOfDocument(amount, [totalMinor - taxed, ...rows.map((row) => row.taxMinor)]);
  return rows.map(({ code, account, box, baseMinor }, index) => ({
    ...{ code, account, box, taxMinor: parts[index]! },
    baseMinor: mulDiv({ amount, numerator: baseMinor, denominator: totalMinor, rounding: 'half-up' }),
  }));
}
