import { isRest, leftOf, NOTHING, type Owed, together } from '#engines/owed/owed.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { TaxedLineResult, TaxResult } from '#modules/finance/tax/api.ts';
import type { ReceiptFacts } from '#modules/supply/purchasing/api.ts';
import { documentOf, type KeptTax, owedOf, partOfLine, taxesKept, taxesOfLine } from './line-taxes.ts';

/*
 * Bills of the parts of one receipt line add up to what it costs at their price and with their taxes: the part that takes the last of
 * it takes the rest of net and of each tax, and none takes more than is left. So do bills of an order line ahead of its goods.
 */

/** What a line of a bill takes of: goods that came, or are still to come. */
interface Part {
  readonly id: Id;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly receipt?: Pick<ReceiptFacts, 'receiptLine' | 'open'> | undefined;
  readonly awaited?: { readonly orderLine: Id; readonly open: Decimal } | undefined;
}

/** What of them was billed before, less what was credited. */
export interface Billed {
  readonly owed: Owed;
  readonly bills: number;
  /** What all of them ask for one; undefined where they differ. */
  readonly unitPrice: Decimal | undefined;
}

const sourceOf = ({ receipt, awaited }: Part): { key: Id; open: Decimal } | undefined =>
  receipt
    ? { key: receipt.receiptLine, open: receipt.open }
    : awaited && { key: awaited.orderLine, open: awaited.open };

/** By receipt line, and by order line what was billed ahead of its goods. No statement where nothing can have been billed. */
export async function billedBefore(
  tx: Tx,
  receipts: Iterable<ReceiptFacts>,
  orderLines: readonly Id[],
): Promise<Map<Id, Billed>> {
  const receiptLines = [...receipts].flatMap(({ receiptLine, billed }) => (dec(billed).gt(0) ? [receiptLine] : []));
  if (receiptLines.length + orderLines.length === 0) return new Map();
  const rows = await tx.sql<{
    key: Id;
    credit: boolean;
    quantity: Decimal;
    unitPrice: Decimal;
    netMinor: bigint;
    taxes: KeptTax[] | null;
  }>`
    select coalesce(b.receipt_line_id, b.order_line_id) as key, l.id <> b.id as credit, l.quantity, b.unit_price, l.net_minor, l.taxes
    from payables.bill_line b
    join payables.bill_line l on l.company_id = b.company_id and (l.id = b.id or (l.credits_line_id = b.id and l.quantity > 0))
    where b.company_id = ${tx.company} and b.credits_line_id is null
      and (b.receipt_line_id = any(${receiptLines}::uuid[]) or (b.receipt_line_id is null and b.order_line_id = any(${orderLines}::uuid[])))`;
  const sums = new Map<Id, Billed>();
  for (const { key, credit, unitPrice, ...row } of rows) {
    const part = owedOf(row.quantity, row.netMinor, taxesKept(row.taxes ?? []));
    sums.set(
      key,
      add(sums.get(key), { owed: credit ? leftOf(NOTHING, part) : part, bills: credit ? 0 : 1, unitPrice }),
    );
  }
  return sums;
}

function add(before: Billed | undefined, { owed, bills, unitPrice }: Billed): Billed {
  if (!before) return { owed, bills, unitPrice };
  const same = before.unitPrice !== undefined && dec(before.unitPrice).eq(unitPrice!);
  return {
    owed: together(before.owed, owed),
    bills: before.bills + bills,
    unitPrice: same ? unitPrice : undefined,
  };
}

/** How many goods the parts are of in all, by line: of the lines that do not stand alone. */
export function wholesOf(lines: readonly Part[], before: ReadonlyMap<Id, Billed>): Map<Id, Decimal> {
  const parts = lines.flatMap((line) => {
    const source = sourceOf(line);
    return source ? [{ ...source, line: line.id }] : [];
  });
  const counts = Map.groupBy(parts, ({ key }) => key);
  return new Map(
    parts
      .filter(({ key }) => before.has(key) || counts.get(key)!.length > 1)
      .map(({ key, line, open }) => [line, toDecimal(dec(before.get(key)?.owed.quantity ?? '0').plus(open))]),
  );
}

/** Lines as if each billed all of its goods: how many, and what they come to. */
export interface Wholes {
  readonly quantities: ReadonlyMap<Id, Decimal>;
  readonly taxed: TaxResult | undefined;
}

export const NO_WHOLES: Wholes = { quantities: new Map(), taxed: undefined };

/**
 * A bill with its parts, the last of them with what is left; `before` is what was billed until then. Answers with what is billed
 * after it.
 */
export function withLastParts(
  lines: readonly Part[],
  tax: TaxResult,
  wholes: Wholes,
  before: ReadonlyMap<Id, Billed>,
): { tax: TaxResult; billed: Map<Id, Billed> } {
  const billed = new Map(before);
  const made = lines.map((line): [Id, TaxedLineResult] => {
    const own = tax.lines.get(line.id)!;
    const source = sourceOf(line);
    if (!source) return [line.id, own];
    const quantity = wholes.quantities.get(line.id);
    const whole = quantity === undefined ? undefined : owedOfLine(quantity, wholes.taxed!.lines.get(line.id)!);
    const known = billed.get(source.key);
    const computed = owedOfLine(line.quantity, own);
    const part = partOf(line, computed, whole, known);
    billed.set(source.key, add(known, { owed: part, bills: 1, unitPrice: line.unitPrice }));
    return [line.id, part === computed ? own : partOfLine(own, part)];
  });
  const changed = made.some(([id, line]) => line !== tax.lines.get(id));
  return { tax: changed ? documentOf(new Map(made)) : tax, billed };
}

const owedOfLine = (quantity: Decimal, line: TaxedLineResult): Owed =>
  owedOf(quantity, line.netMinor, taxesOfLine(line));

function partOf(
  { quantity, unitPrice }: Part,
  computed: Owed,
  whole: Owed | undefined,
  known: Billed | undefined,
): Owed {
  if (!whole || !known?.unitPrice || !dec(known.unitPrice).eq(unitPrice)) return computed;
  const left = { ...leftOf(whole, known.owed), quantity };
  const last = dec(known.owed.quantity).plus(quantity).eq(whole.quantity);
  const takes = last || left.netMinor < computed.netMinor;
  return takes && isRest({ left, part: computed, before: known.bills }) ? left : computed;
}
