import { dec } from '#kernel/values/decimal.ts';

/** A line of an order, as far as receiving needs it; quantities in the item's own unit. */
export interface ExpectedLine {
  readonly id: string;
  readonly item: string;
  readonly code: string;
  readonly description: string;
  readonly unit: string;
  readonly open: string;
}

/** One scan: what was accepted and what was refused of a line. */
export interface Scan {
  readonly key: number;
  readonly line: string;
  readonly quantity: string;
  readonly rejected: string;
  readonly reason: string;
}

export interface Sum {
  readonly quantity: string;
  readonly rejected: string;
  readonly reason: string;
}

/** The scans of each line together; reasons that differ are all kept. */
export function sumScans(scans: readonly Scan[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const [line, all] of Map.groupBy(scans, (scan) => scan.line))
    sums.set(line, {
      quantity: all.reduce((sum, scan) => sum.plus(dec(scan.quantity)), dec('0')).toFixed(),
      rejected: all.reduce((sum, scan) => sum.plus(dec(scan.rejected)), dec('0')).toFixed(),
      reason: [...new Set(all.map((scan) => scan.reason).filter(Boolean))].join('; '),
    });
  return sums;
}

/** What is still to come of a line after the scans; less than nothing when more came than is open. */
export const leftOf = (line: ExpectedLine, sum: Sum | undefined): string =>
  dec(line.open)
    .minus(dec(sum?.quantity ?? '0'))
    .toFixed();

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
