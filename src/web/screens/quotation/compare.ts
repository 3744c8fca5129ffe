import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { RowOf } from '../../api/contracts.ts';

export type Compared = RowOf<'purchasing.quotation_comparison'>;

/** One line of a request and what each supplier asks for it, by supplier. */
export interface ComparedLine {
  readonly position: number;
  readonly head: Compared;
  readonly offers: ReadonlyMap<string, Compared>;
}

export interface ComparedSupplier {
  readonly id: string;
  readonly name: string;
  /** How many lines it offers, and what these cost here as they were asked for; null when one cannot be compared. */
  readonly lines: number;
  readonly total: Decimal | null;
}

/** Quantities awarded, by offer, as they were typed. */
export type Awards = Readonly<Record<string, string>>;

/** Rows of the comparison, one a line and supplier → lines in their order and suppliers, who offers most lines for least first. */
export function tabulate(rows: readonly Compared[]): { lines: ComparedLine[]; suppliers: ComparedSupplier[] } {
  const lines = [...Map.groupBy(rows, (row) => Number(row.position))]
    .map(([position, of]) => ({
      ...{ position, head: of[0]! },
      offers: new Map(of.map((row) => [String(row.supplierId), row])),
    }))
    .sort((a, b) => a.position - b.position);
  const suppliers = [...Map.groupBy(rows, (row) => String(row.supplierId))].map(([id, of]) => {
    const offered = of.filter(isOffered);
    const costs = offered.map((row) => (row.landed == null ? null : dec(row.landed).times(String(row.quantity))));
    const known = costs.flatMap((cost) => cost ?? []);
    const total = known.length < costs.length ? null : toDecimal(known.reduce((sum, cost) => sum.plus(cost), dec(0)));
    return { id, name: String(of[0]!.supplier), lines: offered.length, total };
  });
  suppliers.sort(
    (a, b) => b.lines - a.lines || Number(dec(a.total ?? 0).cmp(b.total ?? 0)) || a.name.localeCompare(b.name),
  );
  return { lines, suppliers };
}

export const isOffered = (row: Compared): boolean =>
  row.offer != null && row.unitPrice != null && row.state !== 'declined';

/** All that is open of each line this supplier offers. */
export const giveAllTo = (lines: readonly ComparedLine[], supplier: string): Awards =>
  give(lines, ({ offers }) => offers.get(supplier));

/** All that is open of each line to its cheapest offer that may win. */
export const giveCheapest = (lines: readonly ComparedLine[]): Awards =>
  give(lines, ({ offers }) => [...offers.values()].find((row) => row.cheapest === true));

const give = (lines: readonly ComparedLine[], choose: (line: ComparedLine) => Compared | undefined): Awards =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const row = choose(line);
      return row && isOffered(row) && isMore(String(row.open))
        ? [[String(row.offer), toDecimal(dec(String(row.open)))]]
        : [];
    }),
  );

/** What of a line would be left when these are awarded: negative when it is too much. */
export function leftOf({ head, offers }: ComparedLine, awards: Awards): Decimal {
  const given = [...offers.values()].map((row) => awards[String(row.offer)] ?? '').filter(isMore);
  return toDecimal(given.reduce((left, quantity) => left.minus(quantity), dec(String(head.open))));
}

/** Awards as the operation takes them. What can not be read is among them, so that nobody else's are sent without it. */
export const awardsOf = (awards: Awards): { offer: string; quantity: Decimal }[] =>
  Object.entries(awards).flatMap(([offer, quantity]) => (/^[0.\s]*$/.test(quantity) ? [] : [{ offer, quantity }]));

const isMore = (quantity: string): boolean => /^\d+(\.\d+)?$/.test(quantity) && /[1-9]/.test(quantity);
