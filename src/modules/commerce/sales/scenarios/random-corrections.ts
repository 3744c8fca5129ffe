import { expect } from 'vitest';
import { correctDelivery } from '../delivery/contract.ts';
import { asText, open, tenths } from './random-model.ts';
import { type Book, isRecent, one, owner, type Step } from './random-steps.ts';

/** What was miscounted: no fewer can have left than are billed or came back, and no more than was open. */
export async function correct(book: Book, step: Step): Promise<void> {
  const { rows } = await book.world.list('sales.delivery_line', { size: 200, sort: 'orderLine' });
  const row = one(
    rows.filter((candidate) => isRecent(book, candidate.orderLine)),
    step.pick,
  );
  if (!row) return;
  const line = book.orders.flatMap((order) => order.lines).find((candidate) => candidate.id === row.orderLine)!;
  const [was, least] = [
    tenths(row.quantity),
    tenths(row.returned) + tenths(row.billed) - tenths(row.credited) + tenths(row.forgone),
  ];
  const quantity = step.flag < 3 ? Math.max(0, least) : step.amount;
  const corrected = owner(book)(correctDelivery, {
    ...{ delivery: String(row.delivery), reason: 'Miscounted' },
    lines: [{ line: String(row.id), quantity: asText(quantity) }],
  });
  if (quantity < least) return void (await expect(corrected).refuses('invoiced_or_returned'));
  if (quantity - was > open(line)) return void (await expect(corrected).refuses('more_than_ordered'));
  await corrected;
  line.shipped += quantity - was;
}
