import { table } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { stockRefusals } from '#modules/supply/inventory/contract.ts';
import { type Cause, shareOf, writeAccruals } from './accrual.ts';
import { lockReceiptLines, type ReceiptFacts } from './bill.ts';

/** What a supplier's credit gives back of billed goods; without a quantity their price alone is lower. */
export interface CreditedLine extends Cause {
  readonly receiptLine: Id;
  readonly quantity: Decimal | null;
  /** Its net in the company's currency. */
  readonly creditedMinor: bigint;
  /** What had been billed for the quantity. */
  readonly billedMinor: bigint;
}

export interface Credited {
  /** To be credited to grni: the claim that is cleared, and what is accrued again for goods that wait for a bill again. */
  readonly grniMinor: bigint;
  /** Taken off the cost of goods that wait for a bill again, so that they cost what was agreed. */
  readonly goodsMinor: bigint;
  /** Credited less than was claimed or billed (more: negative): a purchase variance, of a service an expense. */
  readonly differenceMinor: bigint;
}

/** Refusals of `creditReceiptLines`. */
const creditRefusals = { more_than_billed: 'A credit may not take back more than was billed.' } as const;

/**
 * Counts quantities as not billed again. Goods that went back before are settled first: their claim is cleared; where it was given
 * up, what is credited after all is a variance. The others are accrued again at what was agreed, as if they had never been billed:
 * they wait for another bill, or for their return. It posts nothing: the caller credits grni, takes `goodsMinor` from the goods and
 * debits the difference. Answers in the order of the lines. Refuses `more_than_billed`, `bad_quantity`.
 */
export async function creditReceiptLines(tx: Tx, lines: readonly CreditedLine[]): Promise<Credited[]> {
  if (lines.length === 0) return [];
  const locked = await lockReceiptLines(
    tx,
    lines.map((line) => line.receiptLine),
  );
  const left = new Map([...locked.values()].map((row) => [row.receiptLine, { ...row }]));
  const parts = lines.map((line) => partsOf(left.get(line.receiptLine)!, line));
  await Promise.all([
    writeAccruals(
      tx,
      lines.flatMap(({ source, day, receiptLine, quantity }, index) => {
        const { claimed, claimMinor, opened, openMinor } = parts[index]!;
        const [claimQuantity, openQuantity] = [toDecimal(dec(claimed).neg()), opened];
        const change = { claimQuantity, claimMinor: -claimMinor, openQuantity, openMinor };
        return quantity ? [{ source, day, receiptLine, kind: 'credited' as const, ...change }] : [];
      }),
    ),
    writeReceiptLines(tx, [...left.values()]),
  ]);
  return parts.map(({ claimMinor, openMinor, takenMinor }, index) => ({
    grniMinor: claimMinor + openMinor,
    goodsMinor: takenMinor - openMinor,
    differenceMinor: lines[index]!.quantity ? claimMinor + takenMinor - lines[index]!.creditedMinor : 0n,
  }));
}

type Counted = { -readonly [Name in keyof ReceiptFacts]: ReceiptFacts[Name] };

/** What a credit does to a line, which is changed accordingly. */
function partsOf(row: Counted, { quantity, creditedMinor, billedMinor }: CreditedLine) {
  const kept = toDecimal(dec(row.billed).minus(row.claimed));
  if (!quantity) {
    if (dec(kept).gt(0)) row.billedMinor -= creditedMinor;
    return { claimed: '0', claimMinor: 0n, opened: '0', openMinor: 0n, takenMinor: 0n };
  }
  if (!dec(quantity).gt(0)) throw new Refusal('bad_quantity', stockRefusals.bad_quantity);
  if (dec(quantity).gt(dec(row.billed).plus(row.givenUp)))
    throw new Refusal('more_than_billed', creditRefusals.more_than_billed);
  const claimed = dec(quantity).lt(row.claimed) ? quantity : row.claimed;
  const rest = toDecimal(dec(quantity).minus(claimed));
  const givenUp = dec(rest).lt(row.givenUp) ? rest : row.givenUp;
  const opened = toDecimal(dec(rest).minus(givenUp));
  const claimMinor = dec(claimed).gt(0) ? shareOf(row.claimMinor, claimed, row.claimed) : 0n;
  const openMinor = dec(opened).gt(0) ? shareOf(row.clearedMinor, opened, kept) : 0n;
  // The last of them take all that was billed with them.
  const takenMinor = dec(opened).eq(kept) ? row.billedMinor : shareOf(billedMinor, opened, quantity);
  row.billed = toDecimal(dec(row.billed).minus(claimed).minus(opened));
  row.givenUp = toDecimal(dec(row.givenUp).minus(givenUp));
  row.claimed = toDecimal(dec(row.claimed).minus(claimed));
  row.claimMinor -= claimMinor;
  row.billedMinor -= takenMinor;
  row.clearedMinor -= openMinor;
  row.grniMinor += openMinor;
  return { claimed, claimMinor, opened, openMinor, takenMinor };
}

/** Keeps what was counted on locked receipt lines. */
export const writeReceiptLines = (tx: Tx, rows: readonly ReceiptFacts[]): Promise<unknown> => tx.sql`
  update purchasing.receipt_line l set returned = r.returned, billed = r.billed, grni_minor = r.grni_minor, billed_minor = r.billed_minor,
    cleared_minor = r.cleared_minor, claimed = r.claimed, claim_minor = r.claim_minor, given_up = r.given_up
  from ${table([...rows], {
    ...{ receiptLine: 'uuid', returned: 'numeric', billed: 'numeric', grniMinor: 'bigint', billedMinor: 'bigint' },
    ...{ clearedMinor: 'bigint', claimed: 'numeric', claimMinor: 'bigint', givenUp: 'numeric' },
  })} where l.company_id = ${tx.company} and l.id = r.receipt_line`;
