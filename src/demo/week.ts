import { addDays, type Day, monthEnd } from '#kernel/values/day.ts';
import { showDay, showMonth } from '#kernel/values/format.ts';
import { MONTHLY, RATES } from './company.ts';
import type { Masters } from './masters.ts';
import type { Chance } from './random.ts';
import type { Stage } from './stage.ts';

interface Story {
  readonly stage: Stage;
  readonly masters: Masters;
  readonly luck: Chance;
}

const HOLDS = ['Drawing not approved', 'Customer asked to wait', 'Export papers missing'] as const;

/** Seasons: pumps sell in spring and autumn. */
const SEASON = [0.8, 0.85, 1.05, 1.2, 1.25, 1.1, 0.85, 0.75, 1.05, 1.2, 1.1, 0.8];

/** Brings stock up to some weeks of demand, sometimes late, at costs that drift. */
export async function produce(
  { stage, masters, luck }: Story,
  day: Day,
  weeks: number,
  reason: 'opening' | 'production',
): Promise<void> {
  const stock = await stage.list('inventory.stock');
  const held = new Map(stock.map((row) => [row.item, Number(row.available)]));
  const lines = masters.goods.flatMap((good) => {
    const target = Math.ceil(good.weekly * weeks * (0.8 + luck.next() * 0.5));
    const missing = target - (held.get(good.id) ?? 0);
    if (missing <= 0 || (reason === 'production' && (good.bought || luck.happens(0.08)))) return [];
    return [
      { item: good.id, quantity: String(missing), unitCost: (good.cost * (0.97 + luck.next() * 0.08)).toFixed(2) },
    ];
  });
  if (lines.length > 0)
    await stage.call('inventory.receive_stock', { site: masters.site, reason, effectiveOn: day, lines });
}

/**
 * The orders of a week: mostly confirmed, a few left as drafts or put on hold. Long ago they came in one go; lately one by
 * one, where now and then a customer's credit does not suffice.
 */
export async function sell(story: Story, day: Day, lately: boolean): Promise<void> {
  const { stage, masters, luck } = story;
  const count = Math.round(luck.between(11, 17) * SEASON[Number(day.slice(5, 7)) - 1]!);
  const orders = Array.from({ length: count }, () => {
    const customer = luck.weighted(masters.customers, (candidate) => candidate.size);
    const promised = addDays(day, luck.between(4, 16));
    return {
      customer: customer.id,
      currency: customer.currency,
      customerReference: `PO ${luck.between(10_000, 99_999)}`,
      requestedOn: promised,
      promisedOn: promised,
      lines: orderLines(story),
      ...(luck.happens(0.4) ? { freightMinor: String(luck.between(15, 90) * 100) } : {}),
    };
  });
  const made: unknown[] = [];
  if (lately)
    for (const order of orders) {
      const confirm = luck.happens(0.95);
      const placed = await stage.tryTo('sales.place_order', { ...order, confirm, overrideCredit: luck.happens(0.5) });
      if (placed?.state === 'confirmed') made.push(placed.order);
    }
  else {
    const placed = await stage.call('sales.place_orders', { orders, confirm: true, overrideCredit: true });
    made.push(...(placed.orders as unknown[]));
  }
  for (const order of made)
    if (luck.happens(0.03)) await stage.call('sales.hold_order', { order, reason: luck.pick(HOLDS) });
}

function orderLines({ masters, luck }: Pick<Story, 'masters' | 'luck'>) {
  const wanted = new Set(
    Array.from({ length: luck.between(1, 5) }, () => luck.weighted(masters.goods, (good) => good.weekly)),
  );
  const goods = [...wanted].map((good) => ({
    item: good.id,
    quantity: String(luck.between(1, Math.max(2, Math.ceil(good.weekly / 3)))),
  }));
  return luck.happens(0.15)
    ? [...goods, { item: luck.pick(masters.services), quantity: String(luck.between(1, 4)) }]
    : goods;
}

/** Reserves again for what was short, ships what is ready (a share of it) and due soon, invoices what was shipped. */
export async function deliver({ stage, luck }: Story, day: Day, readiness: number): Promise<void> {
  const open = await stage.read(
    (tx) => tx.sql<{ id: string; short: boolean }>`
    select o.id, bool_or(l.reserved < l.open) as short from sales.sales_order o
    join sales.v_order_line l on l.company_id = o.company_id and l.order_id = o.id and l.open > 0
    where o.company_id = ${tx.company} and o.state = 'confirmed' and o.promised_on <= ${addDays(day, 7)}::date group by o.company_id, o.id, o.promised_on order by o.promised_on, o.id`,
  );
  const short = open.filter((order) => order.short).map((order) => order.id);
  if (short.length > 0) await stage.call('sales.reserve_orders', { orders: short });
  const ready = open.filter((order) => luck.happens(readiness) && (!order.short || luck.happens(0.5)));
  const together =
    ready.length > 0 &&
    (await stage.tryTo('sales.ship_orders', { orders: ready.map((order) => order.id), shippedOn: day }));
  // One order with nothing reserved holds the others up; then each goes by itself.
  if (!together)
    for (const order of ready) await stage.tryTo('sales.ship_orders', { orders: [order.id], shippedOn: day });
  const shipped = await stage.read(
    (tx) => tx.sql<{ id: string }>`
    select distinct o.id from sales.sales_order o join sales.order_line l on l.company_id = o.company_id and l.order_id = o.id and l.shipped - l.returned - l.invoiced + l.credited - l.forgone > 0
    where o.company_id = ${tx.company} order by o.id`,
  );
  if (shipped.length > 0)
    await stage.call('sales.invoice_orders', { orders: shipped.map((order) => order.id), invoicedOn: day });
}

/** Customers pay as they are: early for a discount, on time, or late; now and then only a part, or a little too much. */
export async function collect({ stage, masters, luck }: Story, day: Day): Promise<void> {
  const due = await stage.read(
    (tx) => tx.sql<{
      id: string;
      partyId: string;
      documentId: string;
      dueOn: Day;
      openMinor: bigint;
      currency: string;
      number: string;
    }>`
    select x.id, x.party_id, x.document_id, x.due_on, x.open_minor, x.currency, x.number from receivables.v_open_item x
    where x.company_id = ${tx.company} and x.kind = 'invoice' and x.open_minor > 0 order by x.due_on, x.id`,
  );
  const payments = due.flatMap((item) => {
    const payer = masters.customers.find((customer) => customer.id === item.partyId)!;
    if (addDays(item.dueOn, payer.pays) > day || luck.happens(0.06)) return [];
    const part = luck.happens(0.04);
    const amount = part ? item.openMinor / 2n : item.openMinor + (luck.happens(0.02) ? 100n : 0n);
    return [
      {
        customer: item.partyId,
        amountMinor: amount.toString(),
        currency: item.currency,
        receivedOn: day,
        reference: `Payment ${item.number}`,
        settle: 'documents',
        documents: [item.documentId],
      },
    ];
  });
  if (payments.length > 0) await stage.call('receivables.record_payments', { payments });
}

/** What was held is cleared after some weeks, mostly. */
export async function clearHolds({ stage, luck }: Story): Promise<void> {
  for (const order of await stage.list('sales.sales_order', { filter: { state: 'on_hold' } })) {
    if (luck.happens(0.4)) await stage.call('sales.release_order', { order: order.id });
  }
}

/** Some goods come back. */
export async function takeBack({ stage, luck }: Story, day: Day): Promise<void> {
  if (!luck.happens(0.35)) return;
  const deliveries = await stage.list('sales.delivery', {
    filter: { state: 'shipped', shippedOn: { from: addDays(day, -21) } },
    size: 40,
  });
  if (deliveries.length === 0) return;
  const delivery = luck.pick(deliveries);
  const lines = (await stage.list('sales.delivery_line', { filter: { delivery: delivery.id } })).filter(
    (line) => Number(line.quantity) > Number(line.returned),
  );
  if (lines.length === 0) return;
  const line = luck.pick(lines);
  await stage.tryTo('sales.receive_return', {
    delivery: delivery.id,
    returnedOn: day,
    reason: luck.pick(['Damaged in transit', 'Wrong item ordered', 'Noisy bearing']),
    lines: [{ line: line.id, quantity: '1', restock: luck.happens(0.6) }],
  });
}

/** Rates drift a little every week. */
export async function setRates({ stage, luck }: Story, day: Day): Promise<void> {
  const rates = Object.entries(RATES).map(([currency, rate]) => ({
    currency,
    day,
    rate: (rate * (0.97 + luck.next() * 0.06)).toFixed(4),
  }));
  await stage.call('organisation.set_rates', { rates });
}

/** Rent, wages and the rest; and what material and wages went into the goods that were made. */
export async function payMonth({ stage, masters, luck }: Story, day: Day): Promise<void> {
  const on = monthEnd(day);
  const cents = (euros: number) => String(Math.round(euros * 100));
  const account = (number: string) => masters.accounts.get(number)!;
  const costs = MONTHLY.map((cost) => ({ ...cost, amount: cost.amount * (0.96 + luck.next() * 0.08) }));
  const total = costs.reduce((sum, cost) => sum + Number(cents(cost.amount)), 0);
  await stage.call('ledger.post_entry', {
    effectiveOn: on,
    text: `Costs of ${showMonth(on.slice(0, 7))}`,
    lines: [
      ...costs.map((cost) => ({ account: account(cost.account), debitMinor: cents(cost.amount), text: cost.text })),
      { account: account('1800'), creditMinor: String(total), text: 'Paid by bank' },
    ],
  });
}

/** What material and wages went into the goods made until `on`, paid by bank. */
export async function payProduction({ stage, masters }: Story, on: Day): Promise<void> {
  const account = (number: string) => masters.accounts.get(number)!;
  const [made] = await stage.read(
    (tx) => tx.sql<{ minor: bigint | null }>`
    select -sum(amount_minor)::bigint as minor from ledger.v_balance where company_id = ${tx.company} and account_number = '1180'`,
  );
  if (!made?.minor || made.minor <= 0n) return;
  await stage.call('ledger.post_entry', {
    effectiveOn: on,
    text: `Material and work in goods made until ${showDay(on)}`,
    lines: [
      { account: account('1180'), debitMinor: made.minor.toString() },
      { account: account('1800'), creditMinor: made.minor.toString(), text: 'Material and wages of production' },
    ],
  });
}
