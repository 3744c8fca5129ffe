import type { RowOf } from '../../api/contracts.ts';

/* What somebody counts of the lines of a count; no screen needed. */

export interface CountLine {
  readonly id: string;
  readonly item: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly places: string;
  readonly lot?: string | undefined;
  /** Absent while a blind count goes on. */
  readonly book?: string | undefined;
  /** What was handed in of it before. */
  readonly counted?: string | undefined;
  readonly found: boolean;
}

/** What was counted and is not handed in yet, by line. */
export type Counts = Readonly<Record<string, string>>;

const textOf = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

export const countLineOf = (row: RowOf<'inventory.count_sheet'>): CountLine => ({
  id: String(row.lineId),
  item: String(row.itemId),
  code: String(row.item),
  name: String(row.name),
  unit: String(row.unit),
  places: String(row.places ?? ''),
  lot: textOf(row.lot),
  book: textOf(row.bookQuantity),
  counted: textOf(row.countedQuantity),
  found: row.found === true,
});

export const countedOf = (line: CountLine, counts: Counts): string | undefined => counts[line.id] ?? line.counted;

/** The next line that nobody counted: the first after this one, else the first. */
export function nextUncounted(lines: readonly CountLine[], counts: Counts, after?: string): CountLine | undefined {
  const at = lines.findIndex(({ id }) => id === after);
  const open = (line: CountLine) => countedOf(line, counts) === undefined;
  return lines.slice(at + 1).find(open) ?? lines.find(open);
}

/** The line a scan means: of this lot, or of one of these items; the first that nobody counted yet. */
export function lineFor(
  lines: readonly CountLine[],
  counts: Counts,
  scanned: { readonly lot?: string; readonly items?: readonly string[] },
): CountLine | undefined {
  const fitting = lines.filter(({ lot, item }) =>
    scanned.lot === undefined ? scanned.items?.includes(item) : lot?.toLowerCase() === scanned.lot.toLowerCase(),
  );
  return fitting.find((line) => countedOf(line, counts) === undefined) ?? fitting[0];
}

/** What the operation is told of the lines that were counted. */
export const enteredLines = (lines: readonly CountLine[], counts: Counts) =>
  lines.flatMap(({ id, item, lot }) =>
    counts[id] === undefined ? [] : [{ item, quantity: counts[id], ...(lot === undefined ? {} : { lot }) }],
  );
