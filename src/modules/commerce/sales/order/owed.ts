import { leftOf, NOTHING, type Owed, type OwedTax, partFor, together } from '#engines/owed/owed.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, sumMinor } from '#kernel/values/money.ts';
import { fromKey, type KeptTax, owedTaxes, taxKey } from '#modules/finance/receivables/api.ts';
import type { LockedLine } from './lock.ts';

/*
 * The rule of sales: what is still owed for a line = shipped − returned − invoiced + credited. Above zero it waits for an
 * invoice, below zero for a credit.
 */

type Counters = Pick<LockedLine, 'shipped' | 'returned' | 'invoiced' | 'credited'>;

/** Shipped and waiting for an invoice; below zero: billed, sent back and not credited. */
export const toInvoice = (line: Counters): Decimal =>
  toDecimal(dec(line.shipped).minus(line.returned).minus(line.invoiced).plus(line.credited));

/** Ordered and neither cancelled nor billed: what the worth of the line that is not billed yet stands for. */
export const unbilled = (line: Pick<LockedLine, 'quantity' | 'cancelled' | 'invoiced' | 'credited'>): Decimal =>
  toDecimal(dec(line.quantity).minus(line.cancelled).minus(line.invoiced).plus(line.credited));

export const billedOf = (line: Pick<LockedLine, 'invoiced' | 'credited' | 'billedMinor' | 'billedTaxes'>): Owed => ({
  quantity: toDecimal(dec(line.invoiced).minus(line.credited)),
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
  const added = part.map((tax) => ({ ...tax, baseMinor: sign * tax.baseMinor, taxMinor: sign * tax.taxMinor }));
  const sum = together({ ...NOTHING, taxes: owedTaxes(kept) }, { ...NOTHING, taxes: added });
  return sum.taxes.map((tax) => ({
    ...(kept.find((one) => taxKey(one) === tax.key) ?? fromKey(tax.key)),
    baseMinor: String(tax.baseMinor),
    taxMinor: String(tax.taxMinor),
  }));
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
  const near = (a: bigint, b: bigint) => absMinor(a - b) <= BigInt(bills + 1);
  const difference = leftOf(rest, computed);
  const close = difference.taxes.every((tax) => near(tax.taxMinor, 0n) && near(tax.baseMinor, 0n));
  return near(difference.netMinor, 0n) && close ? rest : undefined;
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
