import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

import type { Basis } from '../landed/freight-lines.ts';

export interface LockedLine {
  id: Id;
  orderId: Id;
  position: number;
  itemId: Id;
  itemCode: string;
  stocked: boolean;
  description: string;
  unit: string;
  /** As it was written on the order, where that was another unit. */
  orderedUnit: string | null;
  quantity: Decimal;
  unitPrice: Decimal;
  priceReason: unknown;
  confirmedPrice: Decimal | null;
  expectedOn: Day | null;
  confirmedOn: Day | null;
  netMinor: bigint;
  received: Decimal;
  rejected: Decimal;
  /** Sent back and awaited again. */
  replaced: Decimal;
  cancelled: Decimal;
  /** Ordered or to be replaced, neither accepted nor cancelled. */
  open: Decimal;
  demandId: Id | null;
  blanketLineId: Id | null;
  /** Borne by the goods of the order. */
  spreadBy: Basis | null;
  costCentre: Id | null;
  project: Id | null;
}

export interface LockedOrder {
  id: Id;
  number: string;
  state: string;
  version: number;
  supplierId: Id;
  supplierReference: string | null;
  orderedOn: Day;
  expectedOn: Day | null;
  siteId: Id;
  currency: string;
  digits: number;
  termsId: Id | null;
  overPercent: Decimal;
  note: string | null;
  /** Whether the supplier confirmed it, ever. */
  confirmed: boolean;
  /** The supplier delivers to the customer. */
  direct: boolean;
  lines: LockedLine[];
}

/** Locks orders in one order, then reads their lines. Refuses an id that does not exist. Answers in the order asked. */
export async function lockOrders(tx: Tx, ids: readonly Id[]): Promise<LockedOrder[]> {
  const wanted = [...new Set(ids)].sort();
  const [orders, lines] = await Promise.all([
    tx.sql<Omit<LockedOrder, 'lines'>>`
      select o.id, number, state, version, supplier_id, supplier_reference, ordered_on, expected_on, site_id, currency, c.digits, terms_id, over_percent, note,
        confirmed_at is not null as confirmed, direct
      from purchasing.purchase_order o join organisation.currency c on c.code = o.currency
      where company_id = ${tx.company} and o.id = any(${wanted}::uuid[]) order by o.id for no key update of o`,
    // Sent at once, run after the lock was granted: statements of one connection run in order.
    tx.sql<LockedLine>`
      select l.id, l.order_id, l.position, l.item_id, i.code as item_code, l.stocked, l.description, l.unit, l.ordered_unit, l.quantity, l.unit_price, l.price_reason, l.confirmed_price,
        l.expected_on, l.confirmed_on, l.net_minor, l.received, l.rejected, l.replaced, l.cancelled,
        greatest(l.quantity + l.replaced - l.received - l.cancelled, 0) as open, l.demand_id, l.blanket_line_id, l.spread_by,
        l.cost_centre_id as cost_centre, l.project_id as project
      from purchasing.order_line l join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      where l.company_id = ${tx.company} and l.order_id = any(${wanted}::uuid[]) order by l.order_id, l.position`,
  ]);
  if (orders.length < wanted.length) refuseCommon('not_found', { what: 'purchase order' });
  const byOrder = new Map(orders.map((order) => [order.id, { ...order, lines: [] as LockedLine[] }]));
  for (const line of lines) byOrder.get(line.orderId)!.lines.push(line);
  return [...new Set(ids)].map((id) => byOrder.get(id)!);
}

/** What state an order is in with what is awaited of it now. */
export function stateOf(order: LockedOrder): string {
  const complete = order.lines.every((line) => dec(line.received).plus(line.cancelled).gte(wantedOf(line)));
  if (complete) return order.state === 'cancelled' ? 'cancelled' : 'done';
  return order.state === 'done' || order.state === 'cancelled' ? (order.confirmed ? 'confirmed' : 'sent') : order.state;
}

/** What is to come in all: what was ordered, and again what went back to be replaced. */
export const wantedOf = (line: Pick<LockedLine, 'quantity' | 'replaced'>) => dec(line.quantity).plus(line.replaced);
