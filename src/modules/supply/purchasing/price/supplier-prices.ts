import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

export interface PriceQuestion {
  readonly key: string;
  readonly supplier: Id;
  readonly item: Id;
  readonly currency: string;
  /** In the item's own unit. */
  readonly quantity: Decimal;
  readonly day: Day;
}

/** What a supplier asks for one of the item's own unit, and under which conditions. */
export interface SupplierOffer {
  readonly key: string;
  readonly price: Id;
  readonly unitPrice: Decimal;
  readonly fromQuantity: Decimal;
  readonly minimum: Decimal;
  readonly pack: Decimal;
  readonly leadDays: number;
  readonly supplierItem: string | null;
}

/**
 * The price of each question by its key: of the supplier's prices in force on the day the one with the highest quantity
 * reached, then the latest first day. A question without a price is absent. One statement.
 */
export async function supplierPrices(tx: Tx, questions: readonly PriceQuestion[]): Promise<Map<string, SupplierOffer>> {
  if (questions.length === 0) return new Map();
  const rows = await tx.sql<SupplierOffer>`
    select q.key, p.id as price, p.unit_price, p.from_quantity, p.minimum, p.pack, p.lead_days, p.supplier_item
    from ${table(questions, { key: 'text', supplier: 'uuid', item: 'uuid', currency: 'text', quantity: 'numeric', day: 'date' }, 'q')}
    cross join lateral (
      select * from purchasing.supplier_price p
      where p.company_id = ${tx.company} and p.supplier_id = q.supplier and p.item_id = q.item and p.currency = q.currency and p.active
        and p.from_quantity <= q.quantity and (p.from_day is null or p.from_day <= q.day) and (p.to_day is null or p.to_day >= q.day)
      order by p.from_quantity desc, p.from_day desc nulls last limit 1
    ) p`;
  return new Map(rows.map((row) => [row.key, row]));
}
