import { amendOrder, cancelOrder } from '../contract.ts';
import { asText, capLowered, finished, open, owed, type PaperLine, type PaperOrder, toCome } from './random-model.ts';
import { giveBack } from './random-returns.ts';
import { type Book, invoiceOrder, one, owner, place, recent, type Step, ship } from './random-steps.ts';

/* Orders that are changed or called off, beside pencil and paper. */

export async function amend(book: Book, step: Step): Promise<void> {
  const order = one(
    recent(book).filter((candidate) => !finished(candidate)),
    step.pick,
  );
  if (!order) return;
  const line = one(order.lines, step.flag)!;
  const gone = line.shipped - line.replaced;
  const quantity = step.flag < 2 ? line.quantity : Math.max(gone, step.flag === 2 ? gone : step.amount);
  const unitPrice = (step.price / 1000).toFixed(3);
  const price = step.flag > 3 ? { unitPrice } : {};
  if (quantity <= 0) return;
  if (step.flag > 0) return amendLines(book, order, [{ line, quantity, ...price }]);
  const freightMinor = String(step.price % 150);
  await owner(book)(amendOrder, { order: order.id, version: order.version, note: 'Amended', freightMinor });
  order.version += 1;
  order.freight.agreed = BigInt(freightMinor);
  for (const each of order.lines) each.plain = false;
}

interface Change {
  readonly line: PaperLine;
  readonly quantity: number;
  readonly unitPrice?: string;
}

async function amendLines(book: Book, order: PaperOrder, changes: readonly Change[]): Promise<void> {
  await owner(book)(amendOrder, {
    ...{ order: order.id, version: order.version, note: 'Amended' },
    lines: changes.map(({ line, quantity, unitPrice }) => ({ line: line.id, quantity: asText(quantity), unitPrice })),
  });
  order.version += 1;
  for (const { line, quantity, unitPrice } of changes) {
    line.plain = line.plain && quantity === line.quantity && !unitPrice;
    line.cancelled = Math.min(line.cancelled, quantity + line.replaced - line.shipped);
    line.quantity = quantity;
    if (unitPrice) line.price = unitPrice;
    capLowered(line, toCome(line));
  }
}

/** Goods are billed in part, the rest gets another price, and some of the billed come back to be scrapped: at what they were billed, and cost. */
export async function backAtLaterPrice(book: Book, step: Step): Promise<void> {
  await place(book, { ...step, pick: 0, amount: 41 + step.amount, flag: 2 });
  const order = recent(book).at(-1)!;
  const [line] = order.lines;
  await ship(book, {
    ...step,
    pick: recent(book)
      .filter((one) => one.lines.some((each) => open(each) > 0))
      .indexOf(order),
    amount: 40,
    flag: 0,
  });
  await invoiceOrder(book, order);
  const unitPrice = ((step.price * 2) / 1000).toFixed(3);
  await amendLines(book, order, [{ line: line!, quantity: line!.quantity, unitPrice }]);
  // Credited, not replaced, not to be sold again.
  await giveBack(book, { ...step, pick: 1, amount: 33, flag: 2 }, line);
}

/** All that left is invoiced, and no more is ordered than that. */
export async function amendToLeft(book: Book, step: Step): Promise<void> {
  const leftSome = recent(book).filter(
    (order) => !finished(order) && order.lines.every((line) => line.shipped - line.replaced > 0),
  );
  const order = one(leftSome, step.pick);
  if (!order) return;
  if (order.lines.some((line) => owed(line) > 0)) await invoiceOrder(book, order);
  if (finished(order)) return;
  const changes = order.lines.map((line) => ({ line, quantity: line.shipped - line.replaced }));
  await amendLines(book, order, changes);
}

export async function cancel(book: Book, step: Step): Promise<void> {
  const order = one(
    recent(book).filter((candidate) => !finished(candidate)),
    step.pick,
  );
  if (!order) return;
  await owner(book)(cancelOrder, { order: order.id, reason: 'No more wanted' });
  for (const line of order.lines) {
    if (open(line) > 0) line.plain = false;
    line.cancelled += open(line);
    capLowered(line, owed(line));
  }
}
