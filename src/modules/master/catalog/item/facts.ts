import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { ITEM_REFUSALS } from '../contract.ts';

export interface ItemFacts {
  readonly id: Id;
  readonly code: string;
  readonly name: string;
  readonly kind: 'stocked' | 'service';
  readonly category: Id | null;
  readonly unit: string;
  readonly listPrice: Decimal | null;
  /** Company currency, major units a unit. */
  readonly standardCost: Decimal | null;
  readonly costingMethod: 'fifo' | 'average' | 'standard';
  readonly allowNegative: boolean;
  readonly taxClass: string | null;
  readonly weightKg: Decimal | null;
  readonly volumeM3: Decimal | null;
  readonly sold: boolean;
  readonly bought: boolean;
  readonly active: boolean;
}

/** Facts of items by id; those that do not exist are absent. */
export async function items(tx: Tx, ids: readonly Id[]): Promise<Map<Id, ItemFacts>> {
  const rows = await tx.sql<ItemFacts>`
    select id, code, name, kind, category_id as category, unit, list_price, standard_cost, costing_method, allow_negative, tax_class, weight_kg, volume_m3,
      sold, bought, active
    from catalog.item where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** For what begins with items: refuses `item_not_active` when one is archived. */
export async function itemsInUse(tx: Tx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return;
  const archived = [...(await items(tx, [...new Set(ids)])).values()].find((item) => !item.active);
  if (archived) throw new Refusal('item_not_active', ITEM_REFUSALS.item_not_active, { item: archived.code });
}
