import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, mulDiv } from '#kernel/values/money.ts';
import { fromUnits, smaller, toUnits } from './world.ts';

/** Receipts and bills of one order line, each in its order of posting. All values in the company's currency. */
export interface BillMatchInput {
  /** `valueMinor`: as received, at the expected price. */
  receipts: { receiptId: Id; qty: Decimal; valueMinor: Minor }[];
  /** A credit names the bill it takes back from and has a positive quantity; its own value is not needed. */
  bills: ({ billId: Id; qty: Decimal; valueMinor: Minor } | { billId: Id; qty: Decimal; creditOf: Id })[];
}

export interface BillMatch {
  /** `valueMinor`: what the receipt is worth now: billed parts at bill price, the rest as received. */
  receipts: { receiptId: Id; billedQty: Decimal; valueMinor: Minor; differenceMinor: Minor }[];
  /** Which bill covers which receipt (credits already taken off), in order. */
  matches: { billId: Id; receiptId: Id; qty: Decimal; valueMinor: Minor }[];
  /** Billed before it was received. */
  ahead: { billId: Id; qty: Decimal; valueMinor: Minor }[];
  problems: { code: 'credit_exceeds_bill'; billId: Id }[];
}

/** A part of a bill; without a receipt it was billed ahead of the goods. */
interface Claim {
  billId: Id;
  receiptId: Id | null;
  qty: bigint;
  value: bigint;
}

/**
 * Says which receipt each bill pays for, and so what every receipt is worth now. A bill claims unbilled quantity of the
 * oldest receipts; a credit gives back claims of the bill it names, first what was billed ahead, then in claiming order.
 * The difference of a receipt is what `recost` gets as its new value.
 */
export function matchBills(input: BillMatchInput): BillMatch {
  const receipts = input.receipts.map(({ receiptId, qty, valueMinor }) => ({
    receiptId,
    qty: units(qty),
    open: units(qty),
    valueMinor,
  }));
  const claims: Claim[] = [];
  const problems: BillMatch['problems'] = [];
  for (const bill of input.bills) {
    if ('creditOf' in bill) {
      const missing = giveBack(claims, receipts, { billId: bill.creditOf, qty: units(bill.qty) });
      if (missing > 0n) problems.push({ code: 'credit_exceeds_bill', billId: bill.billId });
    } else claim(claims, receipts, { billId: bill.billId, qty: units(bill.qty), value: bill.valueMinor });
  }
  const live = claims.filter((part) => part.qty > 0n);
  const shown = ({ billId, qty, value }: Claim) => ({ billId, qty: fromUnits(qty), valueMinor: value });
  return {
    receipts: receipts.map(({ receiptId, qty, open, valueMinor }) => {
      const billed = live.filter((part) => part.receiptId === receiptId).reduce((sum, part) => sum + part.value, 0n);
      const rest = mulDiv({ amount: valueMinor, numerator: open, denominator: qty, rounding: 'half-up' });
      const now = billed + rest;
      return { receiptId, billedQty: fromUnits(qty - open), valueMinor: now, differenceMinor: now - valueMinor };
    }),
    matches: live.flatMap((part) => (part.receiptId ? [{ ...shown(part), receiptId: part.receiptId }] : [])),
    ahead: live.filter((part) => !part.receiptId).map(shown),
    problems,
  };
}

interface OpenReceipt {
  receiptId: Id;
  open: bigint;
}

function claim(claims: Claim[], receipts: OpenReceipt[], bill: { billId: Id; qty: bigint; value: bigint }): void {
  let { qty: qtyLeft, value: valueLeft } = bill;
  const add = (receiptId: Id | null, qty: bigint) => {
    const value = (valueLeft * qty) / qtyLeft;
    claims.push({ billId: bill.billId, receiptId, qty, value });
    qtyLeft -= qty;
    valueLeft -= value;
  };
  for (const receipt of receipts) {
    const qty = smaller(receipt.open, qtyLeft);
    if (qty <= 0n) continue;
    add(receipt.receiptId, qty);
    receipt.open -= qty;
  }
  if (qtyLeft > 0n) add(null, qtyLeft);
}

/** Returns the quantity that the bill did not have. */
function giveBack(claims: Claim[], receipts: OpenReceipt[], credit: { billId: Id; qty: bigint }): bigint {
  let left = credit.qty;
  const own = claims.filter((part) => part.billId === credit.billId);
  for (const part of [...own.filter((p) => !p.receiptId), ...own.filter((p) => p.receiptId)]) {
    const qty = smaller(part.qty, left);
    if (qty <= 0n) continue;
    part.value -= (part.value * qty) / part.qty;
    part.qty -= qty;
    left -= qty;
    const receipt = receipts.find(({ receiptId }) => receiptId === part.receiptId);
    if (receipt) receipt.open += qty;
  }
  return left;
}

function units(qty: string): bigint {
  const value = toUnits(qty);
  if (value === null || value <= 0n)
    throw new Error(`matchBills: ${qty} is not a positive quantity of at most nine decimals`);
  return value;
}
