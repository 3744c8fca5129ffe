import { expect } from 'vitest';
import { correctReturn, receiveReturn } from '../contract.ts';
import { asText, open, owed, type PaperLine, type PaperReturn, share, takeLowered, tenths } from './random-model.ts';
import { type Book, credits, isRecent, lower, one, owner, type Step, stockOf } from './random-steps.ts';

/* Returns and their corrections, beside pencil and paper. */

type Row = Record<string, unknown>;

const deliveryLines = async ({ world }: Book) =>
  (await world.list('sales.delivery_line', { size: 200, sort: 'orderLine' })).rows;

const lineOf = (book: Book, row: Row): PaperLine =>
  book.orders.flatMap((order) => order.lines).find((candidate) => candidate.id === row.orderLine)!;

const notBilled = (row: Row): number =>
  tenths(row.quantity) - tenths(row.returned) - tenths(row.billed) + tenths(row.credited) - tenths(row.forgone);

/** What of goods that come back was not billed, and what was credited for good: of this delivery, or of one whose goods came back and were sent again with this. */
function partsOf(line: PaperLine, row: Row, rows: readonly Row[], quantity: number) {
  const unbilled = Math.max(0, Math.min(quantity, owed(line), notBilled(row)));
  const elsewhere = rows
    .filter((other) => other.orderLine === line.id && other.delivery !== row.delivery)
    .map((other) => Math.min(tenths(other.forgone), Math.max(0, -notBilled(other))))
    .reduce((sum, part) => sum + part, 0);
  return { unbilled, free: Math.min(quantity - unbilled, tenths(row.forgone) + elsewhere) };
}

/** `of`: only of this line. */
export async function giveBack(book: Book, step: Step, of?: PaperLine): Promise<void> {
  const rows = await deliveryLines(book);
  const row = one(
    rows.filter(
      ({ orderLine, quantity, returned }) =>
        (of ? orderLine === of.id : isRecent(book, orderLine)) && tenths(quantity) > tenths(returned),
    ),
    step.pick,
  );
  if (!row) return;
  const line = lineOf(book, row);
  const most = tenths(row.quantity) - tenths(row.returned);
  const quantity = step.flag > 5 ? most : Math.min(most, step.amount);
  const parts = partsOf(line, row, rows, quantity);
  const replace = step.flag % 3 === 0;
  const credit = step.flag % 2 === 0;
  const restock = step.pick % 2 === 0;
  const made = await owner(book)(receiveReturn, {
    ...{ delivery: String(row.delivery), reason: 'Sent back', credit, replace },
    lines: [{ line: String(row.id), quantity: asText(quantity), restock }],
  });
  // What is scrapped leaves at what it came back with.
  if (!restock) expect(await stockOf(book, made.return)).toBe(0n);
  const back: PaperReturn = {
    ...{ id: made.return, line, deliveryLine: String(row.id), replace, quantity: 0, unbilled: 0, free: 0 },
    ...{ took: { lowered: 0, loweredMinor: 0n }, credited: { lowered: 0, loweredMinor: 0n } },
  };
  book.returns.push(back);
  const notes = await count(book, back, { quantity, credit, ...parts });
  expect(made.creditNotes.length > 0).toBe(notes);
}

interface Came {
  readonly quantity: number;
  readonly credit: boolean;
  readonly unbilled: number;
  readonly free: number;
}

/** Counts what came back; answers whether something was credited. */
async function count(book: Book, back: PaperReturn, { quantity, credit, unbilled, free }: Came): Promise<boolean> {
  const { line, replace } = back;
  line.returned += quantity;
  line.plain = false;
  back.quantity += quantity;
  back.unbilled += unbilled;
  if (replace) line.replaced += quantity;
  else {
    line.forgone -= free;
    back.free += free;
    back.took.lowered += Math.max(0, Math.min(unbilled, line.lowered));
    back.took.loweredMinor += takeLowered(line, unbilled);
  }
  const goods = await credits(book);
  const got = goods.get(line) ?? { quantity: 0, lowered: 0n };
  expect(got.quantity).toBe(credit ? quantity - unbilled - free : 0);
  line.credited += got.quantity;
  back.credited.lowered += got.quantity;
  back.credited.loweredMinor += got.lowered;
  if (replace) lower(line, got.quantity, got.lowered);
  return goods.size > 0;
}

/** What was mistyped: no more than was delivered, and no fewer than were sent again. */
export async function correctBack(book: Book, step: Step): Promise<void> {
  const back = one(
    book.returns.filter(({ line }) => isRecent(book, line.id)),
    step.pick,
  );
  if (!back) return;
  const rows = await deliveryLines(book);
  const row = rows.find((candidate) => candidate.id === back.deliveryLine)!;
  const quantity = step.flag < 4 ? Math.floor((back.quantity * step.flag) / 4) : step.amount;
  const more = quantity - back.quantity;
  const { line, replace } = back;
  const [returnLine] = (await book.world.list('sales.return_line', { filter: { return: back.id } })).rows;
  const corrected = owner(book)(correctReturn, {
    ...{ return: back.id, reason: 'Mistyped' },
    lines: [{ line: String(returnLine!.id), quantity: asText(quantity) }],
  });
  const left = tenths(row.quantity) - tenths(row.returned);
  if (more > left) return void (await expect(corrected).refuses('more_than_delivered'));
  if (replace && -more > open(line)) return void (await expect(corrected).refuses('sent_again'));
  await corrected;
  if (more > 0) await count(book, back, { quantity: more, credit: !replace, ...partsOf(line, row, rows, more) });
  else notBack(back, -more);
}

/** What was billed is the first that did not come back, and what was not the last. */
function notBack(back: PaperReturn, quantity: number): void {
  const { line, took } = back;
  const billed = Math.min(quantity, back.quantity - back.unbilled - back.free);
  const free = Math.min(quantity - billed, back.free);
  const unbilled = quantity - billed - free;
  line.returned -= quantity;
  back.quantity -= quantity;
  back.free -= free;
  back.unbilled -= unbilled;
  if (back.replace) line.replaced -= quantity;
  else {
    line.forgone += free;
    const kept = Math.min(back.unbilled, took.lowered);
    const stays =
      kept === took.lowered ? took.loweredMinor : share(took.loweredMinor, BigInt(kept), BigInt(took.lowered));
    lower(line, took.lowered - kept, took.loweredMinor - stays);
    back.took = { lowered: kept, loweredMinor: stays };
    const again = Math.min(billed, back.credited.lowered);
    if (again > 0) lower(line, again, share(back.credited.loweredMinor, BigInt(again), BigInt(back.credited.lowered)));
  }
}
