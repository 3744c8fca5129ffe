import { amendOrder, cancelOrder } from '../contract.ts';
import { asText, capLowered, finished, open, owed, type PaperLine, type PaperOrder, toCome } from './random-model.ts';
import { type Book, invoiceOrder, one, owner, recent, type Step } from './random-steps.ts';

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
