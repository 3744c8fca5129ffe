import type { RecordOf } from '../../api/contracts.ts';
import { queries, reportQuery } from '../../api/queries.ts';
import { ask, type FoundItem } from '../scan/find-items.ts';

/** An order that goods may arrive of. */
export interface OrderChoice {
  readonly id: string;
  readonly number: string;
  readonly supplier: string;
  /** Everything of it has come: what comes now can only be rejected. */
  readonly done?: boolean;
}

/** The open order of this number; its state when it is one of which nothing can arrive. */
export async function findOrder(code: string): Promise<{ order?: OrderChoice; closed?: string } | undefined> {
  const [row] = await ask('purchasing.purchase_order', { number: code.toUpperCase() });
  if (!row) return undefined;
  if (!['sent', 'confirmed', 'done'].includes(String(row.state)) || (row.state === 'done' && row.direct === true))
    return { closed: String(row.state) };
  return { order: choiceOf(row) };
}

export const choiceOf = (row: RecordOf<'purchasing.purchase_order'>): OrderChoice => ({
  id: String(row.id),
  number: String(row.number),
  supplier: String(row.supplierTitle ?? ''),
  done: row.state === 'done',
});

/** Orders that wait for one of the items, the longest due first. */
export async function ordersWaitingFor(items: readonly FoundItem[]): Promise<OrderChoice[]> {
  const answers = await Promise.all(
    items.slice(0, 5).map(({ item }) => queries.fetchQuery(reportQuery('purchasing.arrivals', { item }))),
  );
  const rows = answers.flatMap((answer) => answer.rows);
  const byId = new Map(rows.map((row) => [String(row.orderId), row]));
  return [...byId].map(([id, row]) => ({ id, number: String(row.number), supplier: String(row.supplier) }));
}
