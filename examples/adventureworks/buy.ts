import { execute } from '#kernel/execute.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { addDays } from '#kernel/values/day.ts';
import { dec, sumDecimals, toDecimal } from '#kernel/values/decimal.ts';
import { sumMinor, toMinor } from '#kernel/values/money.ts';
import { importFolder, type Session } from '#modules/office/importing/cli.ts';
import { readRows } from '#modules/office/importing/files.ts';

/** What was taken over, and what it must be by the source. */
export interface Bought {
  readonly orders: number;
  readonly lines: number;
  readonly ordered: string;
  readonly received: string;
  readonly rejected: string;
  /** Lines of which not just the quantity ordered arrived. */
  readonly otherQuantity: number;
  readonly paidMinor: bigint;
  readonly linesPerHour: number;
  readonly differences: string[];
}

type Row = Record<string, string>;

interface Line {
  id: string;
  orderId: string;
  key: string;
  position: number;
}

const PAID_AFTER_DAYS = 30;
const BATCH = 250;

const call = async (session: Session, operation: string, input: unknown): Promise<Record<string, unknown>> =>
  (await execute(session.app, operation, { actor: session.actor, company: session.company, input, via: 'import' }))
    .output as Record<string, unknown>;

/**
 * Every purchase order from order to payment: what arrived and what was rejected on the day it was due, what did not come
 * cancelled, the accepted goods billed at the agreed price with the tax and freight of the order, paid after thirty days.
 */
export async function buy(session: Session, folder: string, map: string): Promise<Bought> {
  const [headers, details] = await Promise.all([
    readRows(folder, 'Purchasing.PurchaseOrderHeader'),
    readRows(folder, 'Purchasing.PurchaseOrderDetail'),
  ]);
  const started = performance.now();
  const steps = await importFolder(session, { folder, map, steps: ['vendors', 'vendor_prices', 'purchase_orders'] });
  const wrong = steps.flatMap((step) => step.errors.map((error) => `${step.step} ${error.row}: ${error.problem}`));
  const heads = new Map(headers.map((row) => [row.PurchaseOrderID!, row]));
  const ofOrder = Map.groupBy(details, (row) => row.PurchaseOrderID!);
  const dueOf = (key: string) =>
    ofOrder
      .get(key)!
      .map((row) => row.DueDate!.slice(0, 10))
      .sort()
      .at(-1)!;
  const orders = Map.groupBy(await orderLines(session), (line) => line.key);
  const days = Map.groupBy([...orders.keys()], dueOf);
  let paidMinor = 0n;
  for (const [day, keys] of [...days].sort(([a], [b]) => a.localeCompare(b)))
    for (let from = 0; from < keys.length; from += BATCH) {
      const some = keys
        .slice(from, from + BATCH)
        .map((key) => ({ key, lines: orders.get(key)!, rows: ofOrder.get(key)! }));
      await receive(session, day, some);
      paidMinor += await billAndPay(session, day, some, heads);
    }
  const linesPerHour = Math.round((details.length / (performance.now() - started)) * 3.6e6);
  const found = await figures(session);
  return {
    ...found,
    paidMinor,
    linesPerHour,
    differences: [...wrong, ...(await compare(session, details, heads, found, paidMinor))],
  };
}

interface Some {
  key: string;
  lines: Line[];
  rows: Row[];
}

const orderLines = (session: Session): Promise<Line[]> =>
  readTransaction(
    session,
    (tx) => tx.sql<Line>`
    select l.id, l.order_id, s.key, l.position from importing.source_row s
    join purchasing.order_line l on l.company_id = s.company_id and l.order_id = s.record_id
    where s.company_id = ${tx.company} and s.source = 'adventureworks' and s.step = 'purchase_orders' order by l.order_id, l.position`,
  );

async function receive(session: Session, day: string, orders: readonly Some[]): Promise<void> {
  const arrivals = orders.map(({ lines, rows }) => ({
    order: lines[0]!.orderId,
    lines: rows.map((row, index) => ({
      ...{ line: lines[index]!.id, quantity: plain(row.StockedQty!), rejected: plain(row.RejectedQty!) },
      ...(dec(row.RejectedQty!).gt(0) ? { rejectReason: 'Rejected at inspection' } : {}),
    })),
  }));
  await call(session, 'purchasing.receive_orders', { arrivals, receivedOn: day });
  const short = orders.filter(({ rows }) => rows.some((row) => dec(row.StockedQty!).lt(row.OrderQty!)));
  if (short.length === 0) return;
  const input = { orders: short.map(({ lines }) => lines[0]!.orderId), reason: 'Not delivered, or rejected' };
  await call(session, 'purchasing.cancel_rest', input);
}

interface ReceiptLine {
  id: string;
  orderLineId: string;
}

async function billAndPay(
  session: Session,
  day: string,
  orders: readonly Some[],
  heads: Map<string, Row>,
): Promise<bigint> {
  const ids = orders.map(({ lines }) => lines[0]!.orderId);
  const received = await readTransaction(
    session,
    (tx) => tx.sql<ReceiptLine>`
    select id, order_line_id from purchasing.v_receipt_line where company_id = ${tx.company} and order_id = any(${ids}::uuid[])`,
  );
  const receiptOf = new Map(received.map((row) => [row.orderLineId, row.id]));
  const suppliers = await suppliersOf(session, ids);
  const bills = orders.flatMap(({ key, lines, rows }) => {
    const { TaxAmt, Freight } = heads.get(key)!;
    const goods = rows.flatMap((row, index) =>
      dec(row.StockedQty!).gt(0)
        ? [
            {
              receiptLine: receiptOf.get(lines[index]!.id),
              quantity: plain(row.StockedQty!),
              unitPrice: plain(row.UnitPrice!),
            },
          ]
        : [],
    );
    const extra = [
      { description: 'Sales tax', unitPrice: cents(TaxAmt!) },
      { description: 'Freight', unitPrice: cents(Freight!) },
    ].filter((line) => Number(line.unitPrice) > 0);
    const bill = { supplier: suppliers.get(lines[0]!.orderId), supplierNumber: `INV-${key}`, billedOn: day };
    return [{ ...bill, currency: 'USD', acknowledgeDuplicate: true, lines: [...goods, ...extra] }];
  });
  const posted = await call(session, 'payables.post_bills', { bills });
  if ((posted.held as string[]).length > 0) throw new Error('A bill at the agreed price was held.');
  const open = await openOf(session, posted.bills as string[]);
  await call(session, 'payables.record_payments', {
    payments: open.map(({ item, supplier, openMinor }) => ({
      ...{ supplier, currency: 'USD', paidOn: addDays(day, PAID_AFTER_DAYS), amountMinor: openMinor.toString() },
      ...{ settle: 'listed', applications: [{ item, amountMinor: openMinor.toString() }] },
    })),
  });
  return sumMinor(open.map((row) => row.openMinor));
}

/** `.00` as a decimal is written. */
const plain = (amount: string): string => toDecimal(dec(amount));

const cents = (amount: string): string => dec(amount).round(2, 1).toFixed(2);

const suppliersOf = async (session: Session, orders: readonly string[]): Promise<Map<string, string>> => {
  const rows = await readTransaction(
    session,
    (tx) => tx.sql<{ id: string; supplierId: string }>`
    select id, supplier_id from purchasing.purchase_order where company_id = ${tx.company} and id = any(${orders}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row.supplierId]));
};

const openOf = (session: Session, bills: readonly string[]) =>
  readTransaction(
    session,
    (tx) => tx.sql<{ item: string; supplier: string; openMinor: bigint }>`
    select id as item, party_id as supplier, open_minor from payables.open_item
    where company_id = ${tx.company} and document_id = any(${bills}::uuid[]) and open_minor > 0 order by id`,
  );

type Figures = Pick<Bought, 'orders' | 'lines' | 'ordered' | 'received' | 'rejected' | 'otherQuantity'>;

async function figures(session: Session): Promise<Figures> {
  const [row] = await readTransaction(
    session,
    (tx) => tx.sql<Figures>`
    select count(distinct order_id)::int as orders, count(*)::int as lines, sum(quantity)::text as ordered, sum(received + rejected)::text as received,
      sum(rejected)::text as rejected, count(*) filter (where received + rejected <> quantity)::int as other_quantity
    from purchasing.order_line where company_id = ${tx.company}`,
  );
  return { ...row!, ordered: plain(row!.ordered), received: plain(row!.received), rejected: plain(row!.rejected) };
}

/** Against the rows themselves: each line, tax and freight rounded once to cents. */
async function compare(
  session: Session,
  details: readonly Row[],
  heads: Map<string, Row>,
  found: Figures,
  paid: bigint,
): Promise<string[]> {
  const sum = (name: string) => toDecimal(sumDecimals(details.map((row) => row[name]!)));
  const goods = details.map((row) => toMinor(dec(row.StockedQty!).times(row.UnitPrice!), 2, 'half-up'));
  const extra = [...heads.values()].flatMap((row) => [row.TaxAmt!, row.Freight!]);
  const expected: Record<string, [unknown, unknown]> = {
    orders: [found.orders, heads.size],
    lines: [found.lines, details.length],
    'quantity ordered': [found.ordered, sum('OrderQty')],
    'quantity received': [found.received, sum('ReceivedQty')],
    'quantity rejected': [found.rejected, sum('RejectedQty')],
    'lines of another quantity': [
      found.otherQuantity,
      details.filter((row) => !dec(row.ReceivedQty!).eq(row.OrderQty!)).length,
    ],
    paid: [paid, sumMinor([...goods, ...extra.map((amount) => toMinor(amount, 2, 'half-up'))])],
  };
  const open = await readTransaction(
    session,
    (tx) => tx.sql`
    select 'accrued' as what from purchasing.receipt_line where company_id = ${tx.company} and grni_minor <> 0
    union all select 'owed' from payables.open_item where company_id = ${tx.company} and open_minor <> 0`,
  );
  return [
    ...Object.entries(expected).flatMap(([what, [ours, theirs]]) =>
      ours === theirs ? [] : [`${what}: ${ours}, source ${theirs}`],
    ),
    ...(open.length > 0 ? [`${open.length} receipt lines or bills are left open`] : []),
  ];
}
