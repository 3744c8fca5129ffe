import { expect } from 'vitest';
import { enterCredit, recordPayment, unmatchItems } from '../contract.ts';
import { billed, itemsOf, newNumber } from './bill-world.ts';
import { asPrice, type Bill, type Book, openOf, pick, type Receipt, type Step } from './random-book.ts';

/* Bills, their credits and their payments, beside pencil and paper. */

export async function bill(book: Book, step: Step): Promise<void> {
  const of = pick(book.receipts, step);
  if (of) await billOf(book, of, step);
}

export async function billOf(book: Book, of: Receipt, step: Step): Promise<void> {
  const quantity = Math.min(step.quantity, openOf(of));
  if (quantity <= 0) return;
  // Where anything goes, a price may say less than the smallest unit, and mostly is that of the receipt's other bills.
  const anything = book.mode === 'anything';
  const price = anything && step.pick % 4 ? of.cents + 0.3 : anything ? step.cents : of.cents;
  const minor = book.mode === 'unbilled' ? step.cents : price;
  const taxCodes = step.pick % 2 ? [book.tax] : [];
  const lines = [{ receiptLine: of.line, quantity: `${quantity}`, unitPrice: asPrice(minor, book), taxCodes }];
  const made = await billed(book.world, book.supplier, lines, { currency: book.currency, terms: book.terms });
  expect(made.holds).toEqual([]);
  const [row] = (await book.world.list('payables.bill_line', { filter: { bill: made.bill } })).rows;
  const netMinor = BigInt(String(row!.netMinor));
  const parts = book.bills.filter((paper) => paper.of === of).length;
  expect(Math.abs(Number(netMinor) - minor * quantity)).toBeLessThanOrEqual(parts + 1);
  of.billed += quantity;
  book.bills.push({
    ...{ bill: made.bill, line: String(row!.id), of, totalMinor: made.totalMinor, netMinor, minor },
    ...{ taxed: step.pick % 2, quantity, credited: 0, creditedMinor: 0n, creditedNet: 0n },
    ...{ deducted: 0n, discountLeft: discountOf(made.totalMinor) },
  });
  addUp(book, of);
}

/** Bills of all that came with a receipt, at one price and taxed alike, ask for just what it costs. */
function addUp({ bills }: Book, of: Receipt): void {
  const parts = bills.filter((paper) => paper.of === of);
  const [first] = parts;
  const quantity = parts.reduce((all, paper) => all + paper.quantity, 0);
  const plain = parts.every(
    (paper) => paper.minor === first!.minor && paper.taxed === first!.taxed && !paper.creditedMinor,
  );
  if (!plain || quantity !== of.received || of.returned > 0) return;
  const sum = parts.reduce((all, paper) => all + paper.netMinor, 0n);
  const whole = Math.round(Math.round(first!.minor * 10) * of.received) / 10;
  expect(sum).toBe(BigInt(Math.round(whole)));
}

/** By quantity, by price alone, or all that is left. */
export async function credit(book: Book, step: Step): Promise<void> {
  const paper = pick(book.bills, step);
  if (!paper) return;
  const left = paper.quantity - paper.credited;
  const way = step.cents % 3;
  const netLeft = paper.netMinor - paper.creditedNet;
  if (way === 0) {
    if (left === 0 && netLeft === 0n) return void (await expect(enter(book, paper)).refuses('fully_credited'));
    paper.creditedMinor += (await enter(book, paper)).totalMinor;
    tookBack(paper, left);
    paper.creditedNet = paper.netMinor;
  } else if (way === 1 || book.mode !== 'anything') {
    // Named twice, a line has less left the second time.
    const twice = [{ quantity: `${left}` }, { quantity: '1' }];
    if (left > 0) await expect(enter(book, paper, twice)).refuses('more_than_left');
    await creditGoods(book, paper, Math.min(step.quantity, left));
  } else {
    const netMinor = BigInt(step.cents) < netLeft ? BigInt(step.cents) : netLeft;
    if (netMinor <= 0n) return;
    paper.creditedMinor += (await enter(book, paper, [{ netMinor }])).totalMinor;
    paper.creditedNet += netMinor;
  }
  isCredited(paper);
}

const enter = ({ world }: Book, { bill: id, line }: Bill, parts?: readonly object[]) => {
  const lines = parts ? { lines: parts.map((part) => ({ line, ...part })) } : {};
  return world.as('bookkeeper')(enterCredit, { bill: id, supplierNumber: newNumber(), ...lines });
};

async function creditGoods(book: Book, paper: Bill, quantity: number): Promise<void> {
  if (quantity <= 0) return;
  // Some name the line twice.
  const parts = quantity > 1 && paper.totalMinor % 2n === 0n ? [1, quantity - 1] : [quantity];
  const lines = parts.map((part) => ({ quantity: `${part}` }));
  const { credit: made, totalMinor } = await enter(book, paper, lines);
  const net = BigInt(String((await book.world.get('payables.bill', made)).netMinor));
  // Each its share of what is left, rounded once.
  let [left, netLeft] = [paper.quantity - paper.credited, paper.netMinor - paper.creditedNet];
  for (const part of parts) {
    netLeft -= (2n * netLeft * BigInt(part) + BigInt(left)) / (2n * BigInt(left));
    left -= part;
  }
  expect(net).toBe(paper.netMinor - paper.creditedNet - netLeft);
  paper.creditedMinor += totalMinor;
  paper.creditedNet += net;
  tookBack(paper, quantity);
}

/** What is claimed is credited first, then what was given up; no more goods than are billed. */
function tookBack(paper: Bill, quantity: number): void {
  const { of } = paper;
  const claimed = Math.min(of.claimed, quantity);
  const givenUp = Math.min(of.givenUp, quantity - claimed);
  of.credited += Math.min(quantity - givenUp, of.billed - of.credited);
  of.claimed -= claimed;
  of.givenUp -= givenUp;
  paper.credited += quantity;
}

/** No more than the bill, and all of it with the last part: then what was deducted from it was never paid. */
function isCredited(paper: Bill): void {
  expect(paper.creditedMinor <= paper.totalMinor).toBe(true);
  if (paper.creditedNet !== paper.netMinor) return;
  expect(paper.creditedMinor).toBe(paper.totalMinor);
  paper.deducted = 0n;
  paper.discountLeft = discountOf(paper.totalMinor);
}

/** One bill in small parts, until nothing of it is left. */
export async function creditInParts(book: Book, step: Step): Promise<void> {
  const several = book.bills.filter((paper) => paper.quantity - paper.credited > 2);
  const paper = pick(several, step);
  while (paper && paper.credited < paper.quantity)
    await creditGoods(book, paper, Math.min(1 + (step.cents % 3), paper.quantity - paper.credited));
  if (paper) isCredited(paper);
}

const discountOf = (totalMinor: bigint): bigint => (totalMinor * 3n + 50n) / 100n;

/** A bill in part, or all that is open of it less its discount. */
export async function pay(book: Book, step: Step): Promise<void> {
  const paper = pick(book.bills, step);
  const [item] = paper ? await itemsOf(book.world, paper.bill) : [];
  const openMinor = (item?.openMinor ?? 0n) as bigint;
  if (!paper || openMinor <= 0n) return;
  const { totalMinor, discountLeft } = paper;
  const share = (2n * discountOf(totalMinor) * openMinor + totalMinor) / (2n * totalMinor);
  const offered = share < discountLeft ? share : discountLeft;
  const part = step.cents % 3 === 0 ? BigInt(step.cents) : openMinor;
  const whole = part >= openMinor - offered;
  const amountMinor = whole ? openMinor - offered : part;
  if (amountMinor <= 0n) return;
  const { leftMinor } = await book.world.as('bookkeeper')(recordPayment, {
    ...{ supplier: book.supplier, currency: book.currency, amountMinor },
    ...{ settle: 'documents', documents: [paper.bill] },
  });
  expect(leftMinor).toBe(0n);
  book.paid += amountMinor;
  if (!whole) return;
  paper.deducted += offered;
  paper.discountLeft -= offered;
}

/** What was paid, deducted or credited is open again. */
export async function undo(book: Book, step: Step): Promise<void> {
  const { rows } = await book.world.list('payables.match', { size: 200, sort: 'id' });
  const found = rows.filter((row) => !row.undoes).at(-1 - (step.pick % 5));
  if (!found) return;
  await book.world.as('bookkeeper')(unmatchItems, { match: String(found.id) });
  const [owed, credit] = await Promise.all(
    [found.owed, found.credit].map((item) => book.world.get('payables.open_item', String(item))),
  );
  const paper = book.bills.find(({ bill: id }) => id === owed!.documentId);
  if (!paper || credit!.kind !== 'adjustment') return;
  paper.deducted -= found.amountMinor as bigint;
  paper.discountLeft += found.amountMinor as bigint;
}
