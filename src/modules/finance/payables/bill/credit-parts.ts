import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv } from '#kernel/values/money.ts';
import type { ReceiptFacts } from '#modules/supply/purchasing/api.ts';

/** What of a line billed before its goods came still waits for them. */
export interface Advance {
  readonly id: Id;
  readonly billLine: Id;
  openQuantity: Decimal;
  openMinor: bigint;
}

/** Goods that came later and took what was billed for them. */
export interface AdvanceUse {
  readonly billLine: Id;
  readonly receiptLine: Id;
  readonly quantity: Decimal;
}

/** A share of a credited line: of goods received, of goods that are still to come, or of neither. */
export interface CreditPart {
  readonly receipt?: ReceiptFacts | undefined;
  readonly advance?: Advance | undefined;
  /** Goods that go back or do not come; null lowers the price alone. */
  readonly quantity: Decimal | null;
  readonly netMinor: bigint;
}

export const readUses = (tx: Tx, billLines: readonly Id[]): Promise<AdvanceUse[]> => tx.sql<AdvanceUse>`
  select a.bill_line_id as bill_line, u.receipt_line_id as receipt_line, sum(u.quantity) as quantity
  from payables.advance a join payables.advance_use u on u.company_id = a.company_id and u.advance_id = a.id
  where a.company_id = ${tx.company} and a.bill_line_id = any(${billLines}::uuid[]) group by 1, 2 order by 2 desc`;

export const lockAdvances = (tx: Tx, billLines: readonly Id[]): Promise<Advance[]> => tx.sql<Advance>`
  select id, bill_line_id as bill_line, open_quantity, open_minor from payables.advance
  where company_id = ${tx.company} and bill_line_id = any(${billLines}::uuid[]) order by id for no key update`;

/**
 * Divides the credit of a line billed before its goods: goods that went back are settled first, then those that have not come
 * are given up, then those that came last go back; a lower price is spread over all of them by quantity, the last taking the rest. Undefined when the line has
 * not as many goods as are credited.
 */
export function creditParts(args: {
  advances: readonly Advance[];
  uses: readonly { receipt: ReceiptFacts; quantity: Decimal }[];
  quantity: Decimal | null;
  netMinor: bigint;
}): CreditPart[] | undefined {
  const { advances, uses, quantity, netMinor } = args;
  const came = uses.map(({ receipt, quantity: used }) => {
    const gone = least(used, toDecimal(dec(receipt.claimed).plus(receipt.givenUp)));
    const left = dec(receipt.billed).plus(receipt.givenUp);
    const kept = toDecimal(dec(least(used, toDecimal(left))).minus(gone));
    return { receipt, gone, kept };
  });
  const sources = [
    ...came.map(({ receipt, gone }) => ({ receipt, most: gone })),
    ...advances.map((advance) => ({ advance, most: advance.openQuantity })),
    ...came.map(({ receipt, kept }) => ({ receipt, most: kept })),
  ].filter(({ most }) => dec(most).gt(0));
  if (sources.length === 0) return [{ quantity, netMinor }];
  let left = dec(quantity ?? toDecimal(sources.reduce((sum, { most }) => sum.plus(most), dec(0))));
  const whole = left;
  const taken: (Omit<CreditPart, 'netMinor' | 'quantity'> & { quantity: Decimal })[] = [];
  for (const { most, ...source } of sources) {
    if (left.lte(0)) break;
    const part = toDecimal(left.lt(most) ? left : dec(most));
    taken.push({ ...source, quantity: part });
    left = left.minus(part);
  }
  if (left.gt(0)) return undefined;
  let net = netMinor;
  return taken.map((part, index) => {
    const last = index === taken.length - 1;
    const share = last ? net : shareOf(netMinor, part.quantity, toDecimal(whole));
    net -= share;
    return { ...part, quantity: quantity && part.quantity, netMinor: share };
  });
}

const least = (a: Decimal, b: Decimal): Decimal => (dec(a).lt(b) ? a : b);
const scaled = (value: Decimal): bigint => BigInt(dec(value).times('1e12').toFixed(0));
const shareOf = (amount: bigint, part: Decimal, whole: Decimal): bigint =>
  mulDiv({ amount, numerator: scaled(part), denominator: scaled(whole), rounding: 'half-up' });

/**
 * Of a lower price what belongs to the goods that are here: not the share of those that went back and whose credit is awaited, which
 * is a variance until that credit comes.
 */
export const loweredOfGoods = ({ billed, claimed }: ReceiptFacts, baseMinor: bigint): bigint =>
  dec(claimed).gt(0) ? baseMinor - shareOf(baseMinor, claimed, billed) : baseMinor;

/** Takes a credit from what waits for goods; answers what of it was there. What is left without goods becomes an expense. */
export function takeFromAdvance(advance: Advance, quantity: Decimal | null, baseMinor: bigint): bigint {
  const all = quantity !== null && dec(quantity).gte(advance.openQuantity);
  const wanted = quantity === null ? baseMinor : shareOf(advance.openMinor, quantity, advance.openQuantity);
  const minor = all || wanted > advance.openMinor ? advance.openMinor : wanted;
  if (quantity !== null) advance.openQuantity = toDecimal(dec(advance.openQuantity).minus(quantity));
  advance.openMinor -= minor;
  return minor;
}

export const writeAdvances = (tx: Tx, advances: readonly Omit<Advance, 'billLine'>[]): Promise<unknown> => tx.sql`
  update payables.advance a set open_quantity = r.open_quantity, open_minor = r.open_minor
  from ${table(advances, { id: 'uuid', openQuantity: 'numeric', openMinor: 'bigint' })} where a.company_id = ${tx.company} and a.id = r.id`;
