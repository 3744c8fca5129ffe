import fc from 'fast-check';
import { expect } from 'vitest';
import { addDays } from '#kernel/values/day.ts';
import { creditInvoice, postCreditNote, recordPayment } from '#modules/finance/receivables/contract.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import type { World } from '#test/harness.ts';
import { invoiceOrders, pickDelivery, placeOrder, shipDelivery, shipOrders } from '../contract.ts';
import {
  asText,
  back,
  freightOwed,
  freightWaits,
  open,
  owed,
  type PaperBill,
  type PaperLine,
  type PaperOrder,
  type PaperReturn,
  type PostedLine,
  postedLines,
  share,
  takeLowered,
  tenths,
  worth,
} from './random-model.ts';

const CURRENCIES = [
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
] as const;

/** Without the leaning to small and large figures that hides most kinds of steps. */
export const aStep = fc.noBias(
  fc.record({
    what: fc.integer({ min: 0, max: 99 }),
    pick: fc.nat({ max: 1_000_000 }),
    amount: fc.integer({ min: 1, max: 40 }),
    price: fc.integer({ min: 1, max: 90_000 }),
    flag: fc.integer({ min: 0, max: 7 }),
  }),
);
export type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

export interface Book {
  readonly world: World;
  readonly customer: string;
  readonly items: readonly string[];
  readonly terms: string;
  readonly orders: PaperOrder[];
  readonly bills: Map<string, PaperBill>;
  readonly returns: PaperReturn[];
  readonly seen: Set<string>;
  /** By currency: what credits without an invoice took, before tax. */
  free: bigint;
  today: string;
}

export const one = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
/** Few documents that meet often find more than many that do not. */
export const recent = (book: Book): PaperOrder[] => book.orders.slice(-3);
export const isRecent = (book: Book, line: unknown): boolean =>
  recent(book).some((order) => order.lines.some((candidate) => candidate.id === line));
export const owner = (book: Book) => book.world.as('owner');

export async function place(book: Book, step: Step): Promise<void> {
  const [currency, digits] = CURRENCIES[step.pick % 3]!;
  const wishes = Array.from({ length: 1 + (step.flag % 2) }, (_, index) => ({
    item: book.items[(step.pick + index) % book.items.length]!,
    quantity: asText(step.amount + index),
    unitPrice: (step.price / (index ? 7 : 1) / 1000).toFixed(3),
    ...(step.flag & 2 ? {} : { taxCodes: [] as string[] }),
  }));
  const withFreight = step.flag > 5;
  const agreed = BigInt(1 + (step.price % 100));
  const made = await owner(book)(placeOrder, {
    ...{ customer: book.customer, currency, terms: book.terms, confirm: true, lines: wishes },
    ...(withFreight ? { freightMinor: String(agreed) } : {}),
  });
  const rows = (await book.world.list('sales.order_line', { filter: { order: made.order }, sort: 'position' })).rows;
  const none = { cancelled: 0, shipped: 0, returned: 0, replaced: 0, invoiced: 0, credited: 0, forgone: 0, lowered: 0 };
  const lines = rows.map((row, index): PaperLine => {
    const { item, quantity, unitPrice } = wishes[index]!;
    const taxed = Boolean(step.flag & 2);
    const line = { id: String(row.id), item, price: unitPrice, taxed, quantity: tenths(quantity), plain: true };
    return { ...none, loweredMinor: 0n, ...line };
  });
  book.orders.push({
    id: made.order,
    currency,
    digits,
    total: made.totalMinor,
    lines,
    version: 1,
    invoices: 0n,
    freight: { agreed: withFreight ? agreed : 0n, billed: 0n, forGood: 0n },
  });
}

export async function ship(book: Book, step: Step): Promise<void> {
  const order = one(
    recent(book).filter((candidate) => candidate.lines.some((line) => open(line) > 0)),
    step.pick,
  );
  if (!order) return;
  const line = one(
    order.lines.filter((candidate) => open(candidate) > 0),
    step.flag,
  )!;
  const quantity = step.flag > 4 ? open(line) : Math.min(open(line), step.amount);
  const { delivery } = await owner(book)(pickDelivery, {
    order: order.id,
    lines: [{ line: line.id, quantity: asText(quantity) }],
  });
  line.shipped += quantity;
  if (step.flag % 2 === 0) return void (await owner(book)(shipDelivery, { delivery }));
  // At once: what is picked leaves with the rest, of which some may have no stock held for it.
  const all = step.amount % 2 === 0;
  await owner(book)(shipOrders, { orders: [order.id], reservedOnly: !all });
  for (const other of order.lines) other.shipped += all ? open(other) : await leftOf(book, other);
}

/** The lists say what left besides; that it is no more than was open is asked of them. */
async function leftOf(book: Book, line: PaperLine): Promise<number> {
  const row = await book.world.get('sales.order_line', line.id);
  const more = open(line) - tenths(row.open);
  expect(more >= 0 && more <= open(line)).toBe(true);
  return more;
}

export async function invoice(book: Book, step: Step): Promise<void> {
  const order = one(recent(book), step.pick);
  if (order) await invoiceOrder(book, order);
}

export async function invoiceOrder(book: Book, order: PaperOrder): Promise<void> {
  const waiting = order.lines.filter((line) => owed(line) > 0);
  if (waiting.length === 0 && !freightWaits(order) && freightOwed(order) >= 0n) {
    await expect(owner(book)(invoiceOrders, { orders: [order.id] })).refuses('nothing_to_invoice');
    return;
  }
  const wanted = new Map(waiting.map((line) => [line.id, owed(line)]));
  await owner(book)(invoiceOrders, { orders: [order.id] });
  const freight = freightOwed(order);
  const [notes, invoices] = await freshByKind(book);
  for (const posted of invoices) {
    const line = order.lines.find((candidate) => candidate.id === posted.source);
    const quantity = tenths(posted.quantity);
    let lowered = 0n;
    if (line) {
      expect(quantity).toBe(wanted.get(line.id));
      const whole = worth(line, quantity, order.digits);
      lowered = takeLowered(line, quantity);
      if (lowered > whole) lowered = whole;
      const off = posted.net - (whole - lowered);
      expect(off >= -4n && off <= 4n, `${posted.net} for ${whole} less ${lowered}`).toBe(true);
      line.invoiced += quantity;
      wanted.delete(line.id);
    } else {
      expect(posted.net).toBe(freight);
      order.freight.billed += posted.net;
    }
    order.invoices += posted.net + posted.tax;
    const left = { quantity, net: posted.net, tax: posted.tax };
    book.bills.set(posted.id, { line, order, invoice: posted.invoice, left, lowered });
  }
  // More freight was billed than is agreed now.
  expect(notes.reduce((sum, note) => sum + note.net, 0n)).toBe(freight < 0n ? -freight : 0n);
  await credits(book, true, notes);
  expect(freightOwed(order)).toBe(0n);
  expect(wanted.size).toBe(0);
  // Invoices of an order that went its way add up to it; freight is taxed with what it is first invoiced with.
  if (order.lines.every((line) => line.plain && line.invoiced === line.quantity))
    expect(Math.abs(Number(order.invoices - order.total))).toBeLessThanOrEqual(order.freight.agreed > 0n ? 1 : 0);
}

const fresh = async (book: Book): Promise<PostedLine[]> => {
  const lines = await postedLines(book.world, book.seen);
  for (const line of lines) book.seen.add(line.id);
  return lines;
};

async function freshByKind(book: Book): Promise<[PostedLine[], PostedLine[]]> {
  const { credit_note = [], invoice = [] } = Object.groupBy(await fresh(book), (line) => line.kind);
  return [credit_note, invoice];
}

interface Credited {
  readonly quantity: number;
  /** By how much less than the price, because that was lowered before. */
  readonly lowered: bigint;
}

/**
 * Every credit line takes its share of what is left of the invoice line it credits, the last the rest, and of what its price was lowered
 * by. Counts freight. Answers goods by order line.
 */
export async function credits(
  book: Book,
  forGood = false,
  notes?: readonly PostedLine[],
): Promise<Map<PaperLine, Credited>> {
  const goods = new Map<PaperLine, Credited>();
  for (const posted of notes ?? (await fresh(book))) {
    const bill = book.bills.get(posted.credits!)!;
    const { left } = bill;
    const quantity = posted.priceOnly ? 0 : tenths(posted.quantity);
    const [part, whole] = posted.priceOnly ? [posted.net, left.net] : [BigInt(quantity), BigInt(left.quantity)];
    expect(quantity <= left.quantity && posted.net <= left.net).toBe(true);
    if (!posted.priceOnly) expect(posted.net).toBe(share(left.net, part, whole));
    expect(posted.tax).toBe(share(left.tax, part, whole));
    bill.left = { quantity: left.quantity - quantity, net: left.net - posted.net, tax: left.tax - posted.tax };
    const lowered = posted.priceOnly ? 0n : share(bill.lowered, part, whole);
    bill.lowered += posted.priceOnly ? posted.net : -lowered;
    if (bill.line && !posted.priceOnly) {
      const before = goods.get(bill.line) ?? { quantity: 0, lowered: 0n };
      goods.set(bill.line, { quantity: before.quantity + quantity, lowered: before.lowered + lowered });
    }
    if (!bill.line) {
      if (forGood || posted.priceOnly) bill.order.freight.forGood += posted.net;
      else bill.order.freight.billed -= posted.net;
    }
    for (const line of bill.line ? [bill.line] : bill.order.lines) line.plain = false;
  }
  // A credit note settles its invoice as far as that is open.
  const beside = await book.world.owner(
    (
      sql,
    ) => sql`select c.number from receivables.v_invoice c join receivables.v_invoice i on i.company_id = c.company_id and i.id = c.credits_id
      where c.company_id = ${book.world.company} and c.open_minor < 0 and i.open_minor > 0`,
  );
  expect(beside).toEqual([]);
  return goods;
}

/** What the moves of a document are worth in stock. */
export const stockOf = async ({ world }: Book, document: string): Promise<bigint> => {
  const [sum] = await world.owner(
    (sql) => sql<{ minor: bigint }>`select coalesce(sum(v.stock_minor), 0)::bigint as minor from inventory.move m
      join inventory.v_move_value v on v.company_id = m.company_id and v.id = m.id
      where m.company_id = ${world.company} and m.source_id = ${document}`,
  );
  return sum!.minor;
};

/** Goods whose price a credit lowered are to be billed again. */
export function lower(line: PaperLine, quantity: number, minor: bigint): void {
  if (quantity <= 0 || minor <= 0n) return;
  line.lowered += quantity;
  line.loweredMinor += minor;
}

export async function credit(book: Book, step: Step): Promise<void> {
  const bills = [...book.bills].filter(([, { order }]) => recent(book).includes(order));
  const [id, bill] = one(bills, step.pick) ?? [];
  if (!id || !bill) return;
  const { left } = bill;
  const books = owner(book);
  const head = { invoice: bill.invoice, reason: 'Agreed' };
  const billAgain = step.flag !== 1 && (step.flag < 5 || step.pick % 3 > 0);
  // Named twice, a line has less left the second time.
  const twice = [asText(left.quantity), '0.1'].map((quantity) => ({ line: id, quantity }));
  if (left.quantity > 0)
    await expect(books(creditInvoice, { ...head, billAgain, lines: twice })).refuses('credited_before');
  if (step.flag < 2) await books(creditInvoice, { ...head, billAgain });
  else if (step.flag < 5) {
    if (left.net <= 0n) return;
    const netMinor = String(step.flag === 4 ? left.net : share(left.net, BigInt(step.amount), 50n) || 1n);
    await books(creditInvoice, { ...head, lines: [{ line: id, netMinor }] });
  } else {
    if (left.quantity <= 0) return;
    const most = Math.min(left.quantity, step.amount);
    const parts = most > 1 && share(left.net, 1n, BigInt(left.quantity)) > 0n ? [1, most - 1] : [most];
    const lines = parts.map((quantity) => ({ line: id, quantity: asText(quantity) }));
    await books(creditInvoice, { ...head, billAgain, lines });
  }
  for (const [line, { quantity, lowered }] of await credits(book, !billAgain)) {
    const again = quantity - Math.min(quantity, back(line));
    line.credited += quantity;
    if (!billAgain) line.forgone += again;
    else if (again > 0) lower(line, again, share(lowered, BigInt(again), BigInt(quantity)));
  }
}

export async function pay(book: Book, step: Step): Promise<void> {
  const { rows } = await book.world.list('receivables.open_item', {
    filter: { customer: book.customer, openMinor: { from: 1 } },
    ...{ size: 200, sort: 'dueOn' },
  });
  const item = one(
    rows.filter((row) => (row.openMinor as bigint) > 0n),
    step.pick,
  );
  if (!item) return;
  const whole = item.openMinor as bigint;
  const discount = step.flag % 2 && String(item.discountOn ?? '') >= book.today ? (item.discountMinor as bigint) : 0n;
  const amountMinor = step.flag > 3 ? whole - discount : share(whole, BigInt(step.amount), 60n) || 1n;
  if (amountMinor <= 0n) return;
  await owner(book)(recordPayment, {
    ...{ customer: book.customer, currency: String(item.currency), amountMinor: String(amountMinor) },
    ...{ settle: 'documents', documents: [String(item.documentId)] },
  });
}

export async function free(book: Book, step: Step): Promise<void> {
  await owner(book)(postCreditNote, {
    ...{ customer: book.customer, currency: 'EUR', reason: 'Bonus' },
    lines: [{ description: 'Bonus', unitPrice: asText(step.amount), taxCodes: [] }],
  });
  book.free += BigInt(step.amount) * 10n;
  await fresh(book);
}

export async function nextDay(book: Book, step: Step): Promise<void> {
  book.today = addDays(book.today, step.pick % 4);
  book.world.today(book.today);
  const rates = CURRENCIES.slice(1).map(([currency]) => ({
    ...{ currency, day: book.today, rate: (0.4 + step.price / 100_000).toFixed(4) },
  }));
  await owner(book)(setRates, { rates });
}
