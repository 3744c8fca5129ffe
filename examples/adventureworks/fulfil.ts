import { execute } from '#kernel/execute.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { addDays } from '#kernel/values/day.ts';
import { dec, sumDecimals } from '#kernel/values/decimal.ts';
import type { Session } from '#modules/office/importing/cli.ts';
import { readRows } from '#modules/office/importing/files.ts';

export interface Progress {
  orders: number;
  lines: number;
  receipts: number;
}

export interface Stock {
  readonly site: string;
  readonly units: string;
  readonly items: number;
  /** Item id → standard cost. */
  readonly costs: Map<string, string>;
}

const call = async (session: Session, operation: string, input: unknown): Promise<Record<string, unknown>> =>
  (await execute(session.app, operation, { actor: session.actor, company: session.company, input, via: 'import' }))
    .output as Record<string, unknown>;

/** Books what the shelves hold, at standard cost, as the opening stock. */
export async function openingStock(session: Session, folder: string): Promise<Stock> {
  const [products, shelves, facts] = await Promise.all([
    readRows(folder, 'Production.Product'),
    readRows(folder, 'Production.ProductInventory'),
    known(session),
  ]);
  const held = Map.groupBy(shelves, (row) => row.ProductID!);
  const costs = new Map<string, string>();
  const lines = products.flatMap((product) => {
    const item = facts.items.get(product.ProductID!)!;
    costs.set(item, product.StandardCost!);
    const quantity = sumDecimals((held.get(product.ProductID!) ?? []).map((row) => row.Quantity!));
    return quantity.gt(0) ? [{ item, quantity: quantity.toFixed(), unitCost: product.StandardCost! }] : [];
  });
  await call(session, 'inventory.receive_stock', {
    site: facts.site,
    reason: 'opening',
    effectiveOn: '2011-05-01',
    lines,
  });
  return {
    site: facts.site,
    units: sumDecimals(lines.map((line) => line.quantity)).toFixed(),
    items: lines.length,
    costs,
  };
}

const known = (session: Session) =>
  readTransaction(session, async (tx) => {
    const rows = await tx.sql<{
      key: string;
      recordId: string;
    }>`select key, record_id from importing.source_row where company_id = ${tx.company} and source = 'adventureworks' and step = 'items'`;
    const [site] = await tx.sql<{ id: string }>`select id from organisation.site where company_id = ${tx.company}`;
    return { items: new Map(rows.map((row) => [row.key, row.recordId])), site: site!.id };
  });

interface OpenOrder {
  id: string;
  customerId: string;
  orderedOn: string;
  promisedOn: string;
  lines: bigint;
}

const SHIPS_AFTER_DAYS = 7;

/** Makes what is missing, ships, invoices and collects a batch of orders, each on its own days. */
export async function fulfil(
  session: Session,
  made: readonly { id: string }[],
  stock: Stock,
  progress: Progress,
): Promise<void> {
  const ids = made.map(({ id }) => id);
  const orders = await readTransaction(
    session,
    (tx) => tx.sql<OpenOrder>`
    select o.id, o.customer_id, o.ordered_on, o.promised_on, count(l.id) as lines from sales.sales_order o
    join sales.order_line l on l.company_id = o.company_id and l.order_id = o.id
    where o.company_id = ${tx.company} and o.id = any(${ids}::uuid[]) group by o.company_id, o.id order by o.ordered_on, o.number`,
  );
  await produce(session, ids, stock, addDays(orders[0]!.orderedOn, SHIPS_AFTER_DAYS), progress);
  for (const [orderedOn, day] of Map.groupBy(orders, (order) => order.orderedOn)) {
    const batch = day.map((order) => order.id);
    const on = addDays(orderedOn, SHIPS_AFTER_DAYS);
    await call(session, 'sales.ship_orders', { orders: batch, shippedOn: on, reservedOnly: false });
    await call(session, 'sales.invoice_orders', { orders: batch, invoicedOn: on });
  }
  await collect(session, ids);
  progress.orders += orders.length;
  progress.lines += orders.reduce((total, order) => total + Number(order.lines), 0);
}

/** Where stock does not suffice for the batch, production is received at standard cost on the day the first order ships. */
async function produce(
  session: Session,
  orders: readonly string[],
  stock: Stock,
  day: string,
  progress: Progress,
): Promise<void> {
  const missing = await readTransaction(
    session,
    (tx) => tx.sql<{ item: string; quantity: string }>`
    select w.item_id as item, w.quantity - coalesce(s.there, 0) as quantity
    from (select item_id, sum(quantity) as quantity from sales.order_line where company_id = ${tx.company} and order_id = any(${orders}::uuid[]) group by item_id) w
    left join lateral (
      -- On that day: what was bought later is not there yet.
      select k.on_hand - coalesce((select sum(m.change) from inventory.v_move m
        where m.company_id = ${tx.company} and m.stock_id = k.id and m.recorded_effective_on > ${day}), 0) as there
      from inventory.stock k where k.company_id = ${tx.company} and k.item_id = w.item_id and k.site_id = ${stock.site}
    ) s on true
    where w.quantity > coalesce(s.there, 0)`,
  );
  if (missing.length === 0) return;
  progress.receipts += missing.length;
  const lines = missing.map(({ item, quantity }) => ({
    item,
    quantity: dec(quantity).toFixed(),
    unitCost: stock.costs.get(item)!,
  }));
  await call(session, 'inventory.receive_stock', { site: stock.site, reason: 'production', effectiveOn: day, lines });
}

/** Every invoice of the batch is paid in full on the day the order was due. */
async function collect(session: Session, orders: readonly string[]): Promise<void> {
  const payments = await readTransaction(
    session,
    (tx) => tx.sql<{ customer: string; invoice: string; amountMinor: bigint; receivedOn: string }>`
    select i.party_id as customer, i.id as invoice, i.total_minor as amount_minor, o.promised_on as received_on
    from receivables.invoice i join sales.sales_order o on o.company_id = i.company_id and o.id = i.source_id
    where i.company_id = ${tx.company} and i.source_id = any(${orders}::uuid[]) and i.total_minor > 0 order by o.promised_on, i.id`,
  );
  await call(session, 'receivables.record_payments', {
    payments: payments.map(({ customer, invoice, amountMinor, receivedOn }) => ({
      customer,
      amountMinor: amountMinor.toString(),
      currency: 'USD',
      receivedOn,
      settle: 'documents',
      documents: [invoice],
    })),
  });
}
