import { isRest, leftOf, NOTHING, type Owed, type OwedTax, partFor, together } from '#engines/owed/owed.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { fromKey, type KeptTax, keptAmounts, owedTaxes, taxKey } from '#modules/finance/receivables/api.ts';
import type { LockedLine, LockedOrder } from './lock.ts';

/*
 * The rule of sales: what is still owed for a line = shipped − returned − invoiced + credited − forgone: goods credited for good
 * that the customer keeps are not owed again. Above zero it waits for an invoice, below zero for a credit.
 */

type Counters = Pick<LockedLine, 'shipped' | 'returned' | 'invoiced' | 'credited' | 'forgone'>;

/** Shipped and waiting for an invoice; below zero: billed, sent back and not credited. */
export const toInvoice = (line: Counters): Decimal =>
  toDecimal(dec(line.shipped).minus(line.returned).minus(line.invoiced).plus(line.credited).minus(line.forgone));

/** Ordered and neither cancelled nor billed: what the worth of the line that is not billed yet stands for. */
export const unbilled = (line: LockedLine): Decimal =>
  toDecimal(dec(line.quantity).minus(line.cancelled).minus(billedOf(line).quantity));

/** What is to come of it still, shipped or not: owed now, and what is open. */
export const owing = (line: LockedLine): Decimal => toDecimal(dec(toInvoice(line)).plus(toSend(line)));

/** Ordered or to be sent again and neither shipped nor cancelled. */
export const toSend = (line: LockedLine): Decimal =>
  toDecimal(dec(line.quantity).plus(line.replaced).minus(line.shipped).minus(line.cancelled));

/** Billed once and for all: goods credited for good are not billed again, so they count. */
export const billedOf = (
  line: Pick<LockedLine, 'invoiced' | 'credited' | 'waived' | 'billedMinor' | 'billedTaxes'>,
): Owed => ({
  quantity: toDecimal(dec(line.invoiced).minus(line.credited).plus(line.waived)),
  netMinor: line.billedMinor,
  taxes: owedTaxes(line.billedTaxes),
});

/** What of an order line is not billed yet, in goods, net and taxes. */
const restOf = (line: LockedLine): Owed => ({
  ...leftOf({ quantity: '0', netMinor: line.netMinor, taxes: owedTaxes(line.taxes) }, billedOf(line)),
  quantity: unbilled(line),
});

/** What an order line is worth without a quantity of it that is not billed. */
export function without(line: LockedLine, quantity: Decimal): { netMinor: bigint; taxes: KeptTax[]; taxMinor: bigint } {
  const gone = dec(quantity).gt(0) ? partFor({ whole: restOf(line), taken: NOTHING, quantity }) : NOTHING;
  const taxes = addTaxes(line.taxes, gone.taxes, -1n);
  return { netMinor: line.netMinor - gone.netMinor, taxes, taxMinor: taxOf(taxes) };
}

/** Kept taxes more or less those of a part. */
export function addTaxes(kept: readonly KeptTax[], part: readonly OwedTax[], sign: 1n | -1n = 1n): KeptTax[] {
  const before: Owed = { ...NOTHING, taxes: owedTaxes(kept) };
  const sum = sign > 0n ? together(before, { ...NOTHING, taxes: part }) : leftOf(before, { ...NOTHING, taxes: part });
  return sum.taxes.map(({ key, ...amounts }) => {
    const { fixed: _, ...known } = kept.find((one) => taxKey(one) === key) ?? fromKey(key);
    return { ...known, ...keptAmounts(amounts) };
  });
}

export const taxOf = (taxes: readonly KeptTax[]): bigint => sumMinor(taxes.map((tax) => BigInt(tax.taxMinor)));

/**
 * What an invoice of the last goods of a line bills: the rest of the line as ordered, so that partial invoices add up to the
 * order. Only while the rest is what the goods cost and rounding: where a tax rate or price changed in between, undefined.
 * `bills`: how many invoices the line has, each of which may have left a minor unit.
 */
export function lastPart(line: LockedLine, computed: Owed, bills: number): Owed | undefined {
  const rest = restOf(line);
  if (bills === 0 || !dec(rest.quantity).eq(computed.quantity)) return undefined;
  return isRest({ left: rest, part: computed, before: bills }) ? rest : undefined;
}

/** Of a quantity to be billed or sent back, by how much a credit lowered its price before: such goods come first. */
export function loweredOf(
  line: Pick<LockedLine, 'lowered' | 'loweredMinor'>,
  quantity: Decimal,
): { quantity: Decimal; minor: bigint } {
  const part = dec(quantity).lt(line.lowered) ? quantity : line.lowered;
  if (dec(part).lte(0)) return { quantity: '0', minor: 0n };
  const whole = { quantity: line.lowered, netMinor: line.loweredMinor, taxes: [] };
  return { quantity: part, minor: partFor({ whole, taken: NOTHING, quantity: part }).netMinor };
}

/** What stays lowered of a line of which no more than a quantity is to be billed. */
export function loweredUpTo(
  line: Pick<LockedLine, 'lowered' | 'loweredMinor'>,
  quantity: Decimal,
): Pick<LockedLine, 'lowered' | 'loweredMinor'> {
  const kept = loweredOf(line, quantity);
  return { lowered: kept.quantity, loweredMinor: kept.minor };
}

type Freight = Pick<LockedOrder, 'freightMinor' | 'freightBilledMinor' | 'freightWaivedMinor'>;

/**
 * Freight by the same rule, as an amount: agreed less billed, where what was credited for good is not billed again. Below zero:
 * more is billed than agreed, and not credited.
 */
export function freightOwed({ freightMinor, freightBilledMinor, freightWaivedMinor }: Freight): bigint {
  const stays = freightBilledMinor - freightWaivedMinor;
  if (freightMinor > freightBilledMinor) return freightMinor - freightBilledMinor;
  return freightMinor < stays ? freightMinor - stays : 0n;
}

/**
 * Counts orders anew from their lines, after those were written: what their customers' credit must still cover, and whether they
 * are done. An order is done when nothing of it is left to ship or invoice; a credit or goods to be sent again open it. Answers
 * what they are now.
 */
export const recount = (tx: Tx, orders: readonly Id[]): Promise<{ id: Id; state: string; openBaseMinor: bigint }[]> =>
  tx.sql<{ id: Id; state: string; openBaseMinor: bigint }>`
    update sales.sales_order o set open_base_minor = c.open_base_minor,
      state = case when o.state in ('confirmed', 'on_hold') and not c.unfinished then 'done' when o.state = 'done' and c.unfinished then 'confirmed' else o.state end
    from sales.v_order_count c
    where o.company_id = ${tx.company} and o.id = any(${orders}::uuid[]) and c.company_id = o.company_id and c.id = o.id
    returning o.id, o.state, o.open_base_minor`;
