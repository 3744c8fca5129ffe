import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { KeptTax } from '#modules/finance/receivables/api.ts';

export interface LockedLine {
  id: Id;
  orderId: Id;
  position: number;
  itemId: Id;
  stocked: boolean;
  description: string;
  unit: string;
  quantity: Decimal;
  unitPrice: Decimal;
  discountPercent: Decimal;
  taxCodes: Id[] | null;
  priceReason: unknown;
  /** What was and will be billed of it, as ordered. */
  netMinor: bigint;
  taxes: KeptTax[];
  requestedOn: Day | null;
  promisedOn: Day | null;
  costCentre: Id | null;
  project: Id | null;
  shipped: Decimal;
  /** Billed; what credit notes took back of that is `credited`. */
  invoiced: Decimal;
  credited: Decimal;
  billedMinor: bigint;
  billedTaxes: KeptTax[];
  returned: Decimal;
  /** Of the returned, what is sent again. */
  replaced: Decimal;
  cancelled: Decimal;
  /** To be sent and neither shipped, cancelled nor being picked. */
  open: Decimal;
  picked: Decimal;
  /** Held in stock for it, also for what is being picked. */
  reserved: Decimal;
}

/** What is neither shipped nor cancelled and has no stock held for it. */
export const uncovered = ({ open, picked, reserved }: LockedLine): Big => dec(open).plus(picked).minus(reserved);

/** What may be picked next without taking what is promised to others: services altogether, goods as far as they are reserved. */
export function ready({ stocked, open, picked, reserved }: LockedLine): Decimal {
  const free = dec(reserved).minus(picked);
  if (!stocked || free.gte(open)) return open;
  return free.gt(0) ? toDecimal(free) : '0';
}

export interface LockedOrder {
  id: Id;
  number: string;
  state: string;
  version: number;
  customerId: Id;
  customerName: string;
  creditHold: boolean;
  customerReference: string | null;
  orderedOn: Day;
  requestedOn: Day | null;
  promisedOn: Day | null;
  siteId: Id;
  currency: string;
  termsId: Id | null;
  priceListId: Id | null;
  billToId: Id | null;
  shipToId: Id | null;
  freightMinor: bigint;
  freightInvoiced: boolean;
  givenTaxMinor: bigint | null;
  netMinor: bigint;
  taxMinor: bigint;
  openBaseMinor: bigint;
  minorRate: Decimal;
  note: string | null;
  lines: LockedLine[];
}

/** Locks orders (documents come first in the lock order), then reads their lines. Refuses an id that does not exist. */
export async function lockOrders(tx: Tx, ids: readonly Id[]): Promise<LockedOrder[]> {
  const wanted = [...new Set(ids)].sort();
  const [orders, lines] = await Promise.all([
    tx.sql<Omit<LockedOrder, 'lines'>>`
      select o.id, o.number, o.state, o.version, o.customer_id, p.name as customer_name, p.credit_hold, o.customer_reference, o.ordered_on, o.requested_on,
        o.promised_on, o.site_id, o.currency, o.terms_id, o.price_list_id, o.bill_to_id, o.ship_to_id, o.freight_minor, o.freight_invoiced, o.given_tax_minor,
        o.net_minor, o.tax_minor, o.open_base_minor, o.minor_rate, o.note
      from sales.sales_order o join parties.party p on p.company_id = o.company_id and p.id = o.customer_id
      where o.company_id = ${tx.company} and o.id = any(${wanted}::uuid[]) order by o.id for no key update of o`,
    // Sent at once, run after the lock was granted: statements of one connection run in order.
    tx.sql<LockedLine>`
      select l.id, l.order_id, l.position, l.item_id, l.stocked, l.description, l.unit, l.quantity, l.unit_price, l.discount_percent, l.tax_codes,
        l.net_minor, l.taxes, l.price_reason, l.requested_on, l.promised_on, l.cost_centre_id as cost_centre, l.project_id as project, l.shipped, l.invoiced, l.credited, l.billed_minor, l.billed_taxes, l.returned,
        l.replaced, l.cancelled, l.quantity + l.replaced - l.shipped - l.cancelled - coalesce(p.quantity, 0) as open,
        coalesce(p.quantity, 0) as picked, coalesce(r.quantity, 0) as reserved
      from sales.order_line l
      left join lateral (
        select sum(d.quantity) as quantity from sales.delivery_line d join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id
        where d.company_id = l.company_id and d.order_line_id = l.id and h.state = 'picking'
      ) p on l.quantity + l.replaced > l.shipped + l.cancelled
      left join inventory.v_reserved r on r.company_id = l.company_id and r.demand_id = l.id
      where l.company_id = ${tx.company} and l.order_id = any(${wanted}::uuid[]) order by l.order_id, l.position`,
  ]);
  if (orders.length < wanted.length) refuseCommon('not_found', { what: 'sales order' });
  const byOrder = new Map(orders.map((order) => [order.id, { ...order, lines: [] as LockedLine[] }]));
  for (const line of lines) byOrder.get(line.orderId)!.lines.push(line);
  // In the order the caller gave them: the first order is served first.
  return [...new Set(ids)].map((id) => byOrder.get(id)!);
}
