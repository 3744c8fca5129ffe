import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { dimensionsOf, type EntryDraft, post, postingDays } from '#modules/finance/ledger/api.ts';
import { followFreight } from '../landed/freight-lines.ts';
import type { Accrual } from './accrual.ts';
import { ownCost, type ReceiptFacts } from './bill.ts';

/* What corrected receipts and returns do to what is received and not billed. */

/** What a document says of a line: what waits for a bill, what waits for a credit. */
export interface Amounts {
  readonly openQuantity: Decimal;
  readonly openMinor: bigint;
  readonly claimQuantity: Decimal;
  readonly claimMinor: bigint;
}

export const NO_AMOUNTS: Amounts = { openQuantity: '0', openMinor: 0n, claimQuantity: '0', claimMinor: 0n };

export const sumOf = (a: Amounts, b: Amounts): Amounts => ({
  openQuantity: toDecimal(dec(a.openQuantity).plus(b.openQuantity)),
  openMinor: a.openMinor + b.openMinor,
  claimQuantity: toDecimal(dec(a.claimQuantity).plus(b.claimQuantity)),
  claimMinor: a.claimMinor + b.claimMinor,
});

export const negated = (a: Amounts): Amounts => ({
  openQuantity: toDecimal(dec(a.openQuantity).neg()),
  openMinor: -a.openMinor,
  claimQuantity: toDecimal(dec(a.claimQuantity).neg()),
  claimMinor: -a.claimMinor,
});

/** A line of a document as it was counted and as it is: days and amounts. */
export interface CorrectedLine {
  readonly line: ReceiptFacts;
  readonly before: Day;
  readonly now: Day;
  readonly was: Amounts;
  readonly is: Amounts;
}

interface Correcting {
  readonly kind: 'received' | 'returned';
  readonly source: { readonly entity: string; readonly id: Id };
  readonly lines: readonly CorrectedLine[];
}

/**
 * Accruals of lines whose stock was corrected: what stock posted on the account of what is received and not billed, line by line and
 * on the day it stands there. One entry holds what is posted for a month, so a day moved within one month changes nothing.
 */
export async function accrualsOfStock(tx: Tx, { kind, source, lines }: Correcting): Promise<Accrual[]> {
  if (lines.length === 0) return [];
  const days = [...new Set(lines.flatMap(({ before, now }) => [before, now]))];
  const [open, posted] = await Promise.all([
    postingDays(tx, days),
    tx.sql<{ postedOn: Day }>`
      select distinct posted_on from ledger.v_line
      where company_id = ${tx.company} and event_id = ${tx.eventId} and source_id = ${source.id} and role = 'grni' and journal = 'stock'`,
  ]);
  const bucket = (one: Day) => (open.get(one) === one ? one.slice(0, 7) : `late ${open.get(one)}`);
  const late = new Set(days.filter((one) => open.get(one) !== one).map((one) => open.get(one)!));
  const standsOn = (one: Day): Day =>
    open.get(one) !== one
      ? open.get(one)!
      : (posted.find((row) => row.postedOn.slice(0, 7) === one.slice(0, 7) && !late.has(row.postedOn))?.postedOn ??
        one);
  return lines.flatMap(({ line, before, now, was, is }): Accrual[] => {
    const at = (day: Day, amounts: Amounts): Accrual => ({
      ...{ receiptLine: line.receiptLine, kind, source, day, postedOn: standsOn(day), ...amounts },
    });
    return bucket(before) === bucket(now)
      ? changed(sumOf(is, negated(was))).map((amounts) => at(now, amounts))
      : [at(before, negated(was)), at(now, is)];
  });
}

const changed = (amounts: Amounts): Amounts[] =>
  dec(amounts.openQuantity).eq(0) && dec(amounts.claimQuantity).eq(0) && amounts.openMinor === amounts.claimMinor
    ? []
    : [amounts];

/** Services have no stock: what they cost is posted here, on each of the days, and goods that bear it follow. */
export async function correctServices(tx: Tx, { kind, source, lines }: Correcting): Promise<Accrual[]> {
  const parts = lines.flatMap(({ line, before, now, was, is }) =>
    before === now
      ? changed(sumOf(is, negated(was))).map((amounts) => ({ line, day: now, amounts }))
      : [
          { line, day: before, amounts: negated(was) },
          { line, day: now, amounts: is },
        ],
  );
  const costs = parts
    .map(({ line, day, amounts }) => ({ line, day, minor: amounts.openMinor - amounts.claimMinor }))
    .filter(({ minor }) => minor !== 0n);
  await post(
    tx,
    costs.map(({ line, day, minor }): EntryDraft => {
      const about = { party: line.supplier, item: line.item, site: line.site, ...dimensionsOf(line) };
      return {
        ...{ journal: 'purchase', source, effectiveOn: day, follows: true, text: `Corrected: ${line.number}` },
        lines: [
          { role: ownCost(line.spread), amountMinor: minor, ...about },
          { role: 'grni', amountMinor: -minor, ...about },
        ],
      };
    }),
    'purchasing',
  );
  await followFreight(
    tx,
    costs.flatMap(({ line, day, minor }) =>
      line.spread ? [{ receiptLine: line.receiptLine, deltaMinor: minor, day }] : [],
    ),
  );
  return parts.map(({ line, day, amounts }) => ({ receiptLine: line.receiptLine, kind, source, day, ...amounts }));
}

/** What a document has accrued and claimed so far, by receipt line. */
export async function amountsOf(tx: Tx, source: Id): Promise<Map<Id, Amounts>> {
  const rows = await tx.sql<Amounts & { line: Id }>`
    select receipt_line_id as line, sum(open_quantity) as open_quantity, sum(open_minor)::bigint as open_minor,
      sum(claim_quantity) as claim_quantity, sum(claim_minor)::bigint as claim_minor
    from purchasing.accrual where company_id = ${tx.company} and source_id = ${source} and kind in ('received', 'returned') group by 1`;
  return new Map(rows.map(({ line, ...amounts }) => [line, amounts]));
}
