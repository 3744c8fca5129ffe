import fc from 'fast-check';
import { expect } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { Refusal } from '#kernel/refusal.ts';
import { addDays } from '#kernel/values/day.ts';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { seedsOf } from '#test/seed.ts';
import {
  approveRun,
  enterCredit,
  matchItems,
  payRun,
  proposeRun,
  recordPayment,
  unmatchItems,
  writeOff,
} from '../contract.ts';
import { billed, itemsOf, newNumber, openBuying } from './bill-world.ts';

const STEPS = Number(process.env.PAYABLE_STEPS ?? 60);
const CURRENCIES = ['EUR', 'USD'] as const;

const aStep = fc.record({
  what: fc.integer({ min: 0, max: 99 }),
  party: fc.integer({ min: 0, max: 1 }),
  currency: fc.integer({ min: 0, max: 1 }),
  amount: fc.integer({ min: 1, max: 90_000 }),
  pick: fc.nat(),
});
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

/** What a person with pencil and paper would keep: what is open of each document, in its own currency. */
interface Paper {
  readonly kind: 'bill' | 'credit' | 'payment';
  readonly party: string;
  readonly currency: string;
  readonly document: string;
  readonly total: bigint;
  open: bigint;
  readonly due: string;
  readonly discount: bigint;
  /** What of the discount was not taken yet. */
  discountLeft: bigint;
  readonly discountUntil: string;
  /** Of a credit: what it gave back of what was deducted from its bill, as the books say; invariants hold that to what was deducted. */
  gaveBack: bigint;
}

interface Book {
  readonly world: World;
  readonly parties: readonly string[];
  readonly tax: string;
  readonly terms: string;
  readonly papers: Paper[];
  today: string;
}

const side = (book: Book, step: Step) => ({
  party: book.parties[step.party]!,
  currency: CURRENCIES[step.currency]!,
});

/** Papers of a supplier and currency, the oldest due first. */
const dueOrder = (book: Book, { party, currency }: { party: string; currency: string }): Paper[] =>
  book.papers
    .filter((paper) => paper.party === party && paper.currency === currency)
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));

/** Its share of what is open, and no more than was left of it. */
function offered(book: Book, paper: Paper): bigint {
  if (book.today > paper.discountUntil) return 0n;
  const share = (2n * paper.discount * paper.open + paper.total) / (2n * paper.total);
  return share < paper.discountLeft ? share : paper.discountLeft;
}

function keep(
  book: Book,
  paper: Omit<Paper, 'discount' | 'discountLeft' | 'discountUntil' | 'due' | 'gaveBack'>,
): void {
  const none = { discount: 0n, discountLeft: 0n, discountUntil: '', gaveBack: 0n };
  book.papers.push({ ...paper, ...none, due: book.today });
}

async function enter(book: Book, step: Step): Promise<void> {
  const { party, currency } = side(book, step);
  const unitPrice = (step.amount / 100).toFixed(2);
  const taxCodes = step.pick % 2 ? [book.tax] : [];
  const made = await billed(book.world, party, [{ description: 'Work', unitPrice, taxCodes }], {
    currency,
    terms: book.terms,
  });
  const { totalMinor } = made;
  const discount = (totalMinor * 3n + 50n) / 100n;
  book.papers.push({
    ...{ kind: 'bill', party, currency, document: made.bill, total: totalMinor, open: totalMinor },
    ...{ discount, discountLeft: discount, due: addDays(book.today, 30) },
    ...{ discountUntil: addDays(book.today, 10), gaveBack: 0n },
  });
}

/** Money goes to the oldest; with the discount, where it is in time and the rest suffices. */
async function pay(book: Book, step: Step): Promise<void> {
  const { party, currency } = side(book, step);
  const owed = dueOrder(book, { party, currency }).filter((paper) => paper.open > 0n);
  // Now and then just what is owed for the oldest, less its discount.
  const exact = owed[0] && step.pick % 3 === 0 ? owed[0].open - offered(book, owed[0]) : 0n;
  const amountMinor = exact > 0n ? exact : BigInt(step.amount);
  const made = await book.world.as('bookkeeper')(recordPayment, {
    supplier: party,
    currency,
    amountMinor,
    settle: 'oldest',
  });
  let left = amountMinor;
  for (const paper of owed) {
    if (left === 0n) break;
    const discount = offered(book, paper);
    if (discount > 0n && left >= paper.open - discount) {
      paper.open -= discount;
      paper.discountLeft -= discount;
    }
    const part = paper.open < left ? paper.open : left;
    paper.open -= part;
    left -= part;
  }
  expect(made.leftMinor).toBe(left);
  keep(book, { kind: 'payment', party, currency, document: made.payment, total: -amountMinor, open: -left });
}

/** Money comes back for the oldest credits. */
async function refund(book: Book, step: Step): Promise<void> {
  const { party, currency } = side(book, step);
  const credits = dueOrder(book, { party, currency }).filter((paper) => paper.open < 0n);
  const amountMinor = BigInt(step.amount);
  const input = { supplier: party, currency, amountMinor: -amountMinor };
  const made = await book.world.as('bookkeeper')(recordPayment, input);
  let left = amountMinor;
  for (const paper of credits) {
    const part = -paper.open < left ? -paper.open : left;
    paper.open += part;
    left -= part;
  }
  expect(made.leftMinor).toBe(-left);
  keep(book, { kind: 'payment', party, currency, document: made.payment, total: amountMinor, open: left });
}

async function credit(book: Book, step: Step): Promise<void> {
  const bills = book.papers.filter((paper) => paper.kind === 'bill');
  const paper = bills[step.pick % Math.max(1, bills.length)];
  if (!paper) return;
  const [line] = (await book.world.list('payables.bill_line', { filter: { bill: paper.document } })).rows;
  const credits = (await book.world.list('payables.bill', { filter: { credits: paper.document } })).rows;
  const before = credits.reduce((sum, one) => sum + BigInt(String(one.totalMinor)), 0n);
  const net = BigInt(String(line!.netMinor)) - credits.reduce((sum, one) => sum + BigInt(String(one.netMinor)), 0n);
  if (net === 0n) return;
  const part = step.pick % 2 && BigInt(step.amount) < net ? BigInt(step.amount) : net;
  const made = await book.world.as('bookkeeper')(enterCredit, {
    bill: paper.document,
    supplierNumber: newNumber(),
    lines: [{ line: String(line!.id), netMinor: part }],
  });
  const total = made.totalMinor;
  // The last credit takes the rest of the tax.
  if (part === net) expect(before + total).toBe(paper.total);
  const settled = paper.open < total ? paper.open : total;
  paper.open -= settled;
  const { party, currency } = paper;
  keep(book, { kind: 'credit', party, currency, document: made.credit, total: -total, open: settled - total });
}

const itemOf = async (book: Book, paper: Paper): Promise<string> =>
  String((await itemsOf(book.world, paper.document))[0]!.id);

async function match(book: Book, step: Step): Promise<void> {
  const credits = book.papers.filter((paper) => paper.open < 0n);
  const from = credits[step.pick % Math.max(1, credits.length)];
  const to = from && dueOrder(book, from).find((paper) => paper.open > 0n);
  if (!from || !to) return;
  const bills = [{ item: await itemOf(book, to) }];
  await book.world.as('bookkeeper')(matchItems, { credit: await itemOf(book, from), bills });
  const part = to.open < -from.open ? to.open : -from.open;
  to.open -= part;
  from.open += part;
}

async function unmatch(book: Book, step: Step): Promise<void> {
  const { rows } = await book.world.list('payables.match', { size: 200, sort: 'id' });
  const found = rows[step.pick % Math.max(1, rows.length)];
  if (!found) return;
  await book.world.as('bookkeeper')(unmatchItems, { match: String(found.id) });
  for (const [item, sign] of [
    [found.owed, 1n],
    [found.credit, -1n],
  ] as const) {
    const { documentId } = await book.world.get('payables.open_item', String(item));
    const paper = book.papers.find((one) => one.document === documentId);
    // A discount or a rest given up is taken back, and no paper of its own; what a credit gave back is read after each step.
    const { kind: owed } = await book.world.get('payables.open_item', String(found.owed));
    if (owed === 'adjustment') continue;
    if (paper) paper.open += sign * BigInt(String(found.amountMinor));
    if (paper && (await isDiscount(book, found.credit))) paper.discountLeft += BigInt(String(found.amountMinor));
  }
}

const isDiscount = async (book: Book, credit: unknown): Promise<boolean> => {
  const rows = await book.world.owner(
    (sql) =>
      sql`select from payables.adjustment a join payables.open_item x on x.document_id = a.id where x.id = ${credit} and a.kind = 'discount'`,
  );
  return rows.length > 0;
};

async function giveUp(book: Book, step: Step): Promise<void> {
  const owed = book.papers.filter((paper) => paper.open > 0n);
  const paper = owed[step.pick % Math.max(1, owed.length)];
  if (!paper) return;
  const part = BigInt(step.amount) < paper.open ? BigInt(step.amount) : paper.open;
  const item = await itemOf(book, paper);
  await book.world.as('controller')(writeOff, { item, amountMinor: part, reason: 'Lapsed' });
  paper.open -= part;
}

/** A run pays each supplier what is due, or would lose its discount within the week, less its credits. */
async function run(book: Book, step: Step): Promise<void> {
  const { currency } = side(book, step);
  const groups = book.parties.map((party) => {
    const papers = dueOrder(book, { party, currency }).filter((paper) => paper.open !== 0n);
    const bills = papers.filter(
      (paper) =>
        paper.kind === 'bill' &&
        paper.open > 0n &&
        (paper.due <= book.today || (offered(book, paper) > 0n && paper.discountUntil < addDays(book.today, 7))),
    );
    const credits = papers.filter((paper) => paper.kind === 'credit' && paper.open < 0n);
    const total = [...bills, ...credits].reduce((sum, paper) => sum + paper.open - discountOf(book, paper), 0n);
    return { party, papers: [...bills, ...credits], total, pays: bills.length > 0 && total > 0n };
  });
  const paid = groups.filter((group) => group.pays);
  const made = await book.world.as('bookkeeper')(proposeRun, { currency });
  expect(made.totalMinor).toBe(paid.reduce((sum, group) => sum + group.total, 0n));
  await book.world.as('controller')(approveRun, { run: made.run });
  await book.world.as('bookkeeper')(payRun, { run: made.run });
  const { rows } = await book.world.list('payables.payment', { filter: { run: made.run } });
  for (const { party, papers, total } of paid) {
    for (const paper of papers) {
      const discount = discountOf(book, paper);
      paper.discountLeft -= discount;
      paper.open = 0n;
    }
    const payment = rows.find((row) => row.supplier === party)!;
    expect(payment.amountMinor).toBe(total);
    keep(book, { kind: 'payment', party, currency, document: String(payment.id), total: -total, open: 0n });
  }
}

const discountOf = (book: Book, paper: Paper): bigint => (paper.kind === 'bill' ? offered(book, paper) : 0n);

async function nextDay(book: Book, step: Step): Promise<void> {
  book.today = addDays(book.today, step.pick % 6);
  book.world.today(book.today);
  const rate = (0.7 + (step.amount % 600) / 1000).toFixed(4);
  await book.world.as('controller')(setRates, { rates: [{ currency: 'USD', day: book.today, rate }] });
}

/** What credits gave back of what was deducted from their bills. */
async function readGivenBack(book: Book): Promise<void> {
  const rows = await book.world.owner(
    (sql) => sql<{ document: string; minor: bigint }>`
      select c.document_id as document, sum(m.amount_minor)::bigint as minor
      from payables.adjustment a
      join payables.open_item o on o.company_id = a.company_id and o.document_id = a.id
      join payables.match m on m.company_id = o.company_id and m.owed_id = o.id
      join payables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'credit'
      where a.company_id = ${book.world.company} and a.gives_back_id is not null group by 1`,
  );
  const given = new Map(rows.map(({ document, minor }) => [document, minor]));
  for (const paper of book.papers.filter(({ kind }) => kind === 'credit')) {
    const minor = given.get(paper.document) ?? 0n;
    paper.open += minor - paper.gaveBack;
    paper.gaveBack = minor;
  }
}

const carryOut = (book: Book, step: Step): Promise<void> => {
  if (step.what < 25) return enter(book, step);
  if (step.what < 45) return pay(book, step);
  if (step.what < 54) return credit(book, step);
  if (step.what < 60) return refund(book, step);
  if (step.what < 68) return match(book, step);
  if (step.what < 78) return unmatch(book, step);
  if (step.what < 82) return giveUp(book, step);
  return step.what < 90 ? run(book, step) : nextDay(book, step);
};

for (const seed of seedsOf('PAYABLE_SEED', []))
  scenario(
    `random bills, payments, refunds, credits, runs, matches and their undoing in two currencies, beside pencil and paper (${seed})`,
    async (world) => {
      const parties = [(await openBuying(world)).supplier, (await openBuying(world)).supplier];
      const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '3', discountDays: 10 });
      const tax = await newTax(world, { direction: 'purchase' }, '20');
      const book: Book = { world, parties, tax, terms, papers: [], today: '2026-03-02' };
      await nextDay(book, { what: 0, party: 0, currency: 0, amount: 200, pick: 0 });
      let done = 0;
      for (const [number, step] of fc.sample(aStep, { seed, numRuns: STEPS }).entries()) {
        const at = `PAYABLE_SEED=${seed}, step ${number}: ${JSON.stringify(step)}`;
        try {
          await carryOut(book, step);
          await readGivenBack(book);
          done += 1;
        } catch (error) {
          if (!(error instanceof Refusal)) throw new Error(at, { cause: error });
          expect(['already_undone', 'more_than_left', 'nothing_due'], at).toContain(error.code);
        }
        const inOrder = (amounts: bigint[]) => amounts.toSorted((a, b) => (a < b ? -1 : 1));
        for (const party of parties) {
          const mine = book.papers.filter((paper) => paper.party === party && paper.open !== 0n);
          const query = { filter: { supplier: party, openMinor: { not: 0 } }, size: 200 };
          const open = (await world.list('payables.open_item', query)).rows.map((row) => row.openMinor as bigint);
          expect(inOrder(open), at).toEqual(inOrder(mine.map((paper) => paper.open)));
        }
        expect(await verifyInvariants(world.app.ownerPool), at).toEqual([]);
      }
      expect(done, `PAYABLE_SEED=${seed}`).toBeGreaterThan(STEPS / 2);
    },
    Math.max(120_000, STEPS * 1_000),
  );
