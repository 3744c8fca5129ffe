import type { EntityName, FieldOf, RecordOf } from '../../api/contracts.ts';
import type { Model } from '../../api/meta.ts';
import { type ListQuery, listQuery, queries } from '../../api/queries.ts';

/** An item a code names, and how many of its own unit one of it is. */
export interface FoundItem {
  readonly item: string;
  readonly factor: string;
}

export const ask = <E extends EntityName>(entity: E, filter: ListQuery<FieldOf<E>>['filter']): Promise<RecordOf<E>[]> =>
  queries.fetchQuery({ ...listQuery(entity, { filter, size: 20 }), staleTime: 5_000 }).then(({ rows }) => rows);

/** Items of this code, barcode or supplier's part number, the first kind that finds one. */
export async function findItems(model: Model, code: string, supplier?: string): Promise<FoundItem[]> {
  const [byCode, byBarcode, byPart] = await Promise.all([
    ask('catalog.item', { code: code.toUpperCase() }),
    model.entity('catalog.item_unit') ? ask('catalog.item_unit', { barcode: code }) : [],
    model.entity('purchasing.supplier_price')
      ? ask('purchasing.supplier_price', {
          supplierItem: [...new Set([code, code.toUpperCase()])],
          ...(supplier ? { supplier } : {}),
        })
      : [],
  ]);
  if (byCode.length > 0) return byCode.map((row) => ({ item: String(row.id), factor: '1' }));
  if (byBarcode.length > 0)
    return byBarcode.map((row) => ({ item: String(row.item), factor: String(row.factor ?? '1') }));
  return [...new Set(byPart.map((row) => String(row.item)))].map((item) => ({ item, factor: '1' }));
}
