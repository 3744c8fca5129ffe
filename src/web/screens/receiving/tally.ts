import { dec } from '#kernel/values/decimal.ts';

/** A line of an order, as far as receiving needs it; quantities in the item's own unit. */
export interface ExpectedLine {
  readonly id: string;
  readonly item: string;
  readonly code: string;
  readonly description: string;
  readonly unit: string;
  readonly open: string;
  /** What is open, with what may be over. */
  readonly most: string;
  /** Whether lots or single pieces of the item are followed. */
  readonly tracking?: 'none' | 'lot' | 'serial';
}

/** What is entered of a lot; a serial number is a lot of one piece. */
export interface ScannedLot {
  readonly number: string;
  readonly quantity: string;
}

/** One scan: what was accepted and what was refused of a line. */
export interface Scan {
  readonly key: number;
  readonly line: string;
  readonly quantity: string;
  readonly rejected: string;
  readonly reason: string;
  readonly lots?: readonly ScannedLot[];
}

/** What is entered at once of a line. */
export type Entered = Omit<Scan, 'key' | 'line'>;

export interface Sum {
  readonly quantity: string;
  readonly rejected: string;
  readonly reason: string;
  readonly lots: readonly ScannedLot[];
}

/** The scans of each line together; reasons that differ are all kept. */
export function sumScans(scans: readonly Scan[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const [line, all] of Map.groupBy(scans, (scan) => scan.line))
    sums.set(line, {
      quantity: all.reduce((sum, scan) => sum.plus(dec(scan.quantity)), dec('0')).toFixed(),
      rejected: all.reduce((sum, scan) => sum.plus(dec(scan.rejected)), dec('0')).toFixed(),
      reason: [...new Set(all.map((scan) => scan.reason).filter(Boolean))].join('; '),
      lots: lotsOf(all),
    });
  return sums;
}

/** The lots of scans, each once with all that came of it. */
function lotsOf(scans: readonly Scan[]): ScannedLot[] {
  const byNumber = Map.groupBy(
    scans.flatMap(({ lots = [] }) => lots),
    ({ number }) => number,
  );
  return [...byNumber].map(([number, all]) => ({
    number,
    quantity: all.reduce((sum, lot) => sum.plus(dec(lot.quantity)), dec('0')).toFixed(),
  }));
}

/** Serial numbers as they were typed or scanned, one a line or divided by commas. */
export const readSerials = (text: string): string[] =>
  text
    .split(/[\n,;]+/)
    .map((number) => number.trim())
    .filter(Boolean);

/** The first serial number that stands twice, in the text or among those taken before. */
export const serialTwice = (numbers: readonly string[], taken: readonly string[]): string | undefined =>
  numbers.find((number, index) => taken.includes(number) || numbers.indexOf(number) < index);

/** What is still to come of a line after the scans; less than nothing when more came than is open. */
export const leftOf = (line: ExpectedLine, sum: Sum | undefined): string =>
  dec(line.open)
    .minus(dec(sum?.quantity ?? '0'))
    .toFixed();

/** By how much the line has more than was ordered once so much more is accepted; nothing when it fits. */
export function overOf(line: ExpectedLine, sum: Sum | undefined, quantity: string): string | undefined {
  const over = dec(quantity).minus(dec(leftOf(line, sum)));
  return dec(quantity).gt(0) && over.gt(0) ? (over.gt(quantity) ? quantity : over.toFixed()) : undefined;
}

/** Whether so much more may be accepted of the line at all. */
export const mayAccept = (line: ExpectedLine, sum: Sum | undefined, quantity: string): boolean =>
  dec(sum?.quantity ?? '0')
    .plus(quantity)
    .lte(line.most);

/** What of a scan is accepted when the surplus is sent back: as much as was still to come. */
export function splitOff(scan: Entered, over: string, reason: string): Entered {
  const quantity = dec(scan.quantity).minus(over).toFixed();
  const [lot] = scan.lots ?? [];
  return {
    quantity,
    rejected: dec(scan.rejected).plus(over).toFixed(),
    reason: [scan.reason, reason].filter(Boolean).join('; '),
    ...(lot ? { lots: dec(quantity).gt(0) ? [{ ...lot, quantity }] : [] } : {}),
  };
}

/** The line to go on with: the next after this one of which nothing was entered, else one before it. */
export function nextLine(
  lines: readonly ExpectedLine[],
  sums: ReadonlyMap<string, Sum>,
  after?: string,
): ExpectedLine | undefined {
  const at = lines.findIndex(({ id }) => id === after) + 1;
  return [...lines.slice(at), ...lines.slice(0, at)].find(({ id }) => !sums.has(id));
}

/** Of several lines of one item the first that still waits for goods, else the last. */
export function lineFor(
  lines: readonly ExpectedLine[],
  items: readonly string[],
  sums: ReadonlyMap<string, Sum>,
): ExpectedLine | undefined {
  const fitting = lines.filter((line) => items.includes(line.item));
  return fitting.find((line) => dec(leftOf(line, sums.get(line.id))).gt(0)) ?? fitting.at(-1);
}

/** "12*4006381333931" or "12 x S-BEAR": a quantity in front of a code. */
export function readScan(text: string): { code: string; quantity?: string } {
  const match = /^(\d{1,7}(?:\.\d{1,6})?)\s*[*×]\s*(\S.*)$/.exec(text.trim());
  return match ? { quantity: match[1]!, code: match[2]! } : { code: text.trim() };
}
