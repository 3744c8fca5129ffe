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
  /** Of the credited, what was credited for good and stays with the customer. */
  forgone: number;
  /** Goods to be billed again whose price a credit lowered, and by how much in all. */
  lowered: number;
  loweredMinor: bigint;
  /** Ordered once and never touched by an amendment, a return or a credit. */
  plain: boolean;
}

export interface PaperOrder {
  readonly id: string;
  readonly currency: string;
  readonly digits: number;
  /** What the order said in all when it was placed. */
  readonly total: bigint;
  readonly freight: { agreed: bigint; billed: bigint; forGood: bigint };
  readonly lines: PaperLine[];
  version: number;
  invoices: bigint;
}

/** A return, as it is known now, and what it took with it. */
export interface PaperReturn {
  readonly id: string;
  readonly line: PaperLine;
  readonly deliveryLine: string;
  readonly replace: boolean;
  quantity: number;
  /** Of it, what was not billed; and what was credited for good. */
  unbilled: number;
  free: number;
  /** Of the unbilled, goods of a lower price; and what its credit notes credited, with the lower price of that. */
  took: { lowered: number; loweredMinor: bigint };
  credited: { lowered: number; loweredMinor: bigint };
}

export interface PaperBill {
  readonly line: PaperLine | undefined;
  readonly order: PaperOrder;
  readonly invoice: string;
  left: { quantity: number; net: bigint; tax: bigint };
  /** By how much credits lowered the price of what is left. */
  lowered: bigint;
}

/** The rule: shipped − returned − invoiced + credited, without what was credited for good and not back. */
export const owed = (line: PaperLine): number =>
  line.shipped - line.returned - line.invoiced + line.credited - line.forgone;
export const open = (line: PaperLine): number => line.quantity + line.replaced - line.cancelled - line.shipped;
/** What will still be billed, shipped or not. */
export const toCome = (line: PaperLine): number => owed(line) + open(line);
/** Came back billed, is not credited, and nothing is to be sent in its place. */
export const back = (line: PaperLine): number =>
  Math.max(0, -owed(line) - Math.min(line.replaced, Math.max(0, open(line))));

/** Agreed and not billed; credited for good is not billed again. Below zero: more is billed and not credited. */
export function freightOwed({ freight }: PaperOrder): bigint {
  const stays = freight.billed - freight.forGood;
  if (freight.agreed > freight.billed) return freight.agreed - freight.billed;
  return freight.agreed < stays ? freight.agreed - stays : 0n;
}
/** Freight alone waits for an invoice: no goods come any more, and some are billed. */
export const freightWaits = (order: PaperOrder): boolean =>
  freightOwed(order) > 0n &&
  order.lines.every((line) => toCome(line) <= 0) &&
  order.lines.some((line) => line.invoiced > line.credited);

export const finished = (order: PaperOrder): boolean =>
  order.lines.every((line) => open(line) <= 0 && owed(line) <= 0) && !freightWaits(order);

/** Takes goods with a lower price, the first, and answers by how much it was lower. */
export function takeLowered(line: Pick<PaperLine, 'lowered' | 'loweredMinor'>, quantity: number): bigint {
  const part = Math.max(0, Math.min(quantity, line.lowered));
  if (part === 0) return 0n;
  const minor = share(line.loweredMinor, BigInt(part), BigInt(line.lowered));
  line.lowered -= part;
  line.loweredMinor -= minor;
  return minor;
}

/** No more goods have a lower price than are to be billed. */
export function capLowered(line: PaperLine, most: number): void {
  const keep = Math.max(0, Math.min(line.lowered, most));
  const minor = keep === 0 ? 0n : share(line.loweredMinor, BigInt(keep), BigInt(line.lowered));
  Object.assign(line, { lowered: keep, loweredMinor: minor });
}

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
