import type { World } from '#test/harness.ts';

/*
 * What a person with pencil and paper keeps of sales: goods in tenths, so that plain numbers are exact, and the lines of invoices
 * with what is left of them to credit. It knows nothing of how the program counts.
 */

export interface PaperLine {
  readonly id: string;
  readonly item: string;
  /** Exact decimal text, of one unit. */
  price: string;
  taxed: boolean;
  quantity: number;
  cancelled: number;
  shipped: number;
  returned: number;
  replaced: number;
  invoiced: number;
  credited: number;
  /** Ordered once and never touched by an amendment, a return or a credit. */
  plain: boolean;
}

export interface PaperOrder {
  readonly id: string;
  readonly currency: string;
  readonly digits: number;
  /** What the order said in all when it was placed. */
  readonly total: bigint;
  readonly freight: boolean;
  readonly lines: PaperLine[];
  version: number;
  invoices: bigint;
}

export interface PaperBill {
  readonly line: PaperLine | undefined;
  readonly order: PaperOrder;
  readonly invoice: string;
  left: { quantity: number; net: bigint; tax: bigint };
}

/** The rule: shipped − returned − invoiced + credited. */
export const owed = (line: PaperLine): number => line.shipped - line.returned - line.invoiced + line.credited;
export const open = (line: PaperLine): number => line.quantity + line.replaced - line.cancelled - line.shipped;
/** What will still be billed, shipped or not. */
export const toCome = (line: PaperLine): number =>
  line.quantity + line.replaced - line.cancelled - line.returned - line.invoiced + line.credited;

export const finished = (order: PaperOrder): boolean => order.lines.every((line) => open(line) <= 0 && owed(line) <= 0);

export const asText = (tenths: number): string => (tenths / 10).toFixed(1);
export const tenths = (text: unknown): number => Math.round(Number(text) * 10);

/** `amount × part ÷ whole`, rounded once, halves away from zero. */
export function share(amount: bigint, part: bigint, whole: bigint): bigint {
  const twice = 2n * (amount < 0n ? -amount : amount) * part + whole;
  return (amount < 0n ? -1n : 1n) * (twice / (2n * whole));
}

/** Tenths of a price with up to three decimals, in minor units. */
export const worth = (line: PaperLine, quantity: number, digits: number): bigint =>
  share(BigInt(Math.round(Number(line.price) * 1000)) * BigInt(quantity) * 10n ** BigInt(digits), 1n, 10_000n);

export interface PostedLine {
  readonly id: string;
  readonly invoice: string;
  readonly kind: 'invoice' | 'credit_note';
  readonly source: string | null;
  readonly credits: string | null;
  readonly priceOnly: boolean;
  readonly quantity: string;
  readonly net: bigint;
  readonly tax: bigint;
}

export const postedLines = (world: World, known: ReadonlySet<string>): Promise<PostedLine[]> =>
  world.owner(async (sql) => {
    const rows = await sql<PostedLine>`
      select id, invoice_id as invoice, kind, source_line_id as source, credits_line_id as credits, price_only, quantity, net_minor as net, tax_minor as tax
      from receivables.v_billed_line where company_id = ${world.company} order by id`;
    return rows.filter((row) => !known.has(row.id));
  });
