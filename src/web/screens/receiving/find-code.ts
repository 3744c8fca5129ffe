import type { Model, Row } from '../../api/meta.ts';
import { listQuery, queries, reportQuery } from '../../api/queries.ts';

/** An item a code names, and how many of its own unit one of it is. */
interface FoundItem {
  readonly item: string;
  readonly factor: string;
}

/** An order that goods may arrive of. */
export interface OrderChoice {
  readonly id: string;
  readonly number: string;
  readonly supplier: string;
  /** Everything of it has come: what comes now can only be rejected. */
  readonly done?: boolean;
}

const ask = (entity: string, filter: Row): Promise<Row[]> =>
  queries.fetchQuery({ ...listQuery(entity, { filter, size: 20 }), staleTime: 5_000 }).then(({ rows }) => rows);

/** The open order of this number; its state when it is one of which nothing can arrive. */
export async function findOrder(code: string): Promise<{ order?: OrderChoice; closed?: string } | undefined> {
  const [row] = await ask('purchasing.purchase_order', { number: code.toUpperCase() });
  if (!row) return undefined;
  if (!['sent', 'confirmed', 'done'].includes(String(row.state)) || (row.state === 'done' && row.direct === true))
    return { closed: String(row.state) };
  return { order: choiceOf(row) };
}

export const choiceOf = (row: Row): OrderChoice => ({
  id: String(row.id),
  number: String(row.number),
  supplier: String(row.supplierIdTitle ?? ''),
  done: row.state === 'done',
});

/** Items of this code, barcode or supplier's part number, the first kind that finds one. */
export async function findItems(model: Model, code: string, supplier?: string): Promise<FoundItem[]> {
  const [byCode, byBarcode, byPart] = await Promise.all([
    ask('catalog.item', { code: code.toUpperCase() }),
    model.entity('catalog.item_unit') ? ask('catalog.item_unit', { barcode: code }) : [],
    model.entity('purchasing.supplier_price')
      ? ask('purchasing.supplier_price', {
          supplierItem: [...new Set([code, code.toUpperCase()])],
          ...(supplier ? { supplierId: supplier } : {}),
        })
      : [],
  ]);
  if (byCode.length > 0) return byCode.map((row) => ({ item: String(row.id), factor: '1' }));
  if (byBarcode.length > 0)
    return byBarcode.map((row) => ({ item: String(row.itemId), factor: String(row.factor ?? '1') }));
  return [...new Set(byPart.map((row) => String(row.itemId)))].map((item) => ({ item, factor: '1' }));
}

/** Orders that wait for one of the items, the longest due first. */
export async function ordersWaitingFor(items: readonly FoundItem[]): Promise<OrderChoice[]> {
  const answers = await Promise.all(
    items.slice(0, 5).map(({ item }) => queries.fetchQuery(reportQuery('purchasing.arrivals', { item }))),
  );
  const rows = answers.flatMap((answer) => answer.rows);
  const byId = new Map(rows.map((row) => [String(row.orderId), row]));
  return [...byId].map(([id, row]) => ({ id, number: String(row.number), supplier: String(row.supplier) }));
}
