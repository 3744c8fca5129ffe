import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

/** How far a bill may be off before it is held. */
export interface Tolerance {
  pricePercent: Decimal;
  priceMinor: bigint;
  quantityPercent: Decimal;
}

/** What holds for a supplier: its own rule where it has one, else the company's. */
export interface SupplierRule extends Tolerance {
  supplier: Id;
  withholding: Id | null;
  /** 0 when nothing is withheld. */
  withheldPercent: Decimal;
  paymentHold: string | null;
}

/** One statement for any number of suppliers. */
export async function supplierRules(tx: Tx, suppliers: readonly Id[]): Promise<Map<Id, SupplierRule>> {
  const rows = await tx.sql<SupplierRule>`
    select s.id as supplier, coalesce(r.price_percent, t.price_percent) as price_percent, coalesce(r.price_minor, t.price_minor) as price_minor,
      coalesce(r.quantity_percent, t.quantity_percent) as quantity_percent, w.id as withholding, coalesce(w.percent, 0) as withheld_percent,
      nullif(trim(r.payment_hold), '') as payment_hold
    from unnest(${[...new Set(suppliers)]}::uuid[]) s(id)
    join payables.tolerance t on t.company_id = ${tx.company}
    left join payables.supplier_rule r on r.company_id = ${tx.company} and r.party_id = s.id
    left join payables.withholding w on w.company_id = ${tx.company} and w.id = r.withholding_id and w.active`;
  return new Map(rows.map((row) => [row.supplier, row]));
}
