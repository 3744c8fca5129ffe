import type { Refuse } from '#kernel/command.ts';
import { amountOf } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { exposure } from '#modules/finance/receivables/api.ts';
import { type CustomerFacts, lockParties } from '#modules/master/parties/api.ts';

type CreditRefusals = Record<'credit_exceeded' | 'customer_on_hold', string>;

/**
 * Lets new orders pass if each customer's open invoices, open orders and these orders together stay within the credit
 * limit. The customers' rows are locked, so two orders at once cannot both use the last of it. Someone with the right to
 * override may; no limit set means no limit.
 */
export async function checkCredit(
  tx: Tx,
  demands: readonly { customer: CustomerFacts; baseMinor: bigint }[],
  override: boolean,
  refuse: Refuse<CreditRefusals>,
): Promise<void> {
  if (override && tx.may('sales.credit.override')) return;
  const held = demands.find(({ customer }) => customer.creditHold);
  if (held) refuse('customer_on_hold', { customer: held.customer.name });
  const limited = new Map<Id, { customer: CustomerFacts; wanted: bigint }>();
  for (const { customer, baseMinor } of demands) {
    if (customer.creditLimitMinor === null) continue;
    limited.set(customer.id, { customer, wanted: (limited.get(customer.id)?.wanted ?? 0n) + baseMinor });
  }
  if (limited.size === 0) return;
  const ids = [...limited.keys()].sort();
  await lockParties(tx, ids);
  const [owed, ordered] = await Promise.all([exposure(tx, ids), openOrders(tx, ids)]);
  for (const { customer, wanted } of limited.values()) {
    const total = (owed.get(customer.id) ?? 0n) + (ordered.get(customer.id) ?? 0n) + wanted;
    if (total <= customer.creditLimitMinor!) continue;
    refuse('credit_exceeded', {
      customer: customer.name,
      exposure: amountOf(total, tx),
      limit: amountOf(customer.creditLimitMinor!, tx),
    });
  }
}

/** Goods do not leave for a customer on credit hold, whenever the order was confirmed, unless someone with the right says so. */
export function checkHold(
  tx: Tx,
  orders: readonly { customerName: string; creditHold: boolean }[],
  override: boolean,
  refuse: Refuse<Record<'customer_on_hold', string>>,
): void {
  if (override && tx.may('sales.credit.override')) return;
  const held = orders.find((order) => order.creditHold);
  if (held) refuse('customer_on_hold', { customer: held.customerName });
}

/**
 * What else was ordered by customers within a day, in the company's currency, invoiced or not: no limit is passed in small parts. Their
 * rows are locked by now. `amended`: an order that is not counted beside itself.
 */
export async function orderedWithinDay(
  tx: Tx,
  customers: readonly Id[],
  amended: Id | null = null,
): Promise<Map<Id, bigint>> {
  const rows = await tx.sql<{ customerId: Id; total: bigint }>`
    select customer_id, sum(round((net_minor + tax_minor + freight_minor) * minor_rate))::bigint as total from sales.sales_order
    where company_id = ${tx.company} and customer_id = any(${customers}::uuid[]) and state in ('confirmed', 'on_hold', 'done')
      and confirmed_at > ${tx.now}::timestamptz - interval '24 hours' and id is distinct from ${amended}::uuid
    group by customer_id`;
  return new Map(rows.map((row) => [row.customerId, row.total]));
}

/** What confirmed orders of a customer still add to what they owe, in the company's currency. */
export async function openOrders(tx: Tx, customers: readonly Id[]): Promise<Map<Id, bigint>> {
  const rows = await tx.sql<{ customerId: Id; total: bigint }>`
    select customer_id, sum(open_base_minor)::bigint as total from sales.sales_order
    where company_id = ${tx.company} and customer_id = any(${customers}::uuid[]) and state in ('confirmed', 'on_hold')
    group by customer_id`;
  return new Map(rows.map((row) => [row.customerId, row.total]));
}
