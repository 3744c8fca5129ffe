import { dec } from '#kernel/values/decimal.ts';
import type { RowOf } from '../../api/contracts.ts';

/* What a picker has taken of the lines of a delivery; no screen needed. */

export interface PickLine {
  readonly id: string;
  readonly item: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  /** How much is to be taken. */
  readonly quantity: string;
  readonly places: string;
  readonly lots: string;
  readonly tracking: 'none' | 'lot' | 'serial';
}

interface PickedLot {
  readonly number: string;
  readonly quantity: string;
}

export interface Picked {
  readonly quantity: string;
  /** Which lots were scanned; none: those that expire first. */
  readonly lots: readonly PickedLot[];
  /** There is no more of it: what is missing goes back to the order. */
  readonly short?: boolean;
}

/** What was taken, by line. */
export type Picks = Readonly<Record<string, Picked>>;

export const pickLineOf = (row: RowOf<'sales.pick_list'>): PickLine => ({
  id: String(row.lineId),
  item: String(row.itemId),
  code: String(row.item),
  name: String(row.name),
  unit: String(row.unit),
  quantity: String(row.quantity),
  places: String(row.places ?? ''),
  lots: String(row.lots ?? ''),
  tracking: row.tracking as PickLine['tracking'],
});

const NONE: Picked = { quantity: '0', lots: [] };
export const pickedOf = (picks: Picks, line: PickLine): Picked => picks[line.id] ?? NONE;
export const leftOf = (line: PickLine, picked: Picked): string => dec(line.quantity).minus(picked.quantity).toFixed();
export const isDone = (picks: Picks, line: PickLine): boolean => {
  const picked = pickedOf(picks, line);
  return picked.short === true || !dec(leftOf(line, picked)).gt(0);
};

/** The next line to go to: the first open one after this, else the first open one. */
export function nextOpen(lines: readonly PickLine[], picks: Picks, after?: string): PickLine | undefined {
  const at = lines.findIndex(({ id }) => id === after);
  const open = (line: PickLine) => !isDone(picks, line);
  return lines.slice(at + 1).find(open) ?? lines.find(open);
}

/** Of several lines of one item the first that is open, else the first. */
export const lineOf = (lines: readonly PickLine[], picks: Picks, items: readonly string[]): PickLine | undefined => {
  const fitting = lines.filter(({ item }) => items.includes(item));
  return fitting.find((line) => !isDone(picks, line)) ?? fitting[0];
};

/** Takes all that is left of a line, or so much of it. */
export function take(picked: Picked, line: PickLine, quantity = leftOf(line, picked)): Picked | 'tooMuch' {
  const sum = dec(picked.quantity).plus(quantity);
  return sum.gt(line.quantity) ? 'tooMuch' : { quantity: sum.toFixed(), lots: picked.lots };
}

/** Takes of a lot: one piece by its serial number, else all that is left and the lot has. */
export function takeLot(
  picked: Picked,
  line: PickLine,
  lot: { number: string; onHand: string },
): Picked | 'again' | 'full' {
  const left = leftOf(line, picked);
  if (!dec(left).gt(0)) return 'full';
  const before = picked.lots.find(({ number }) => number === lot.number);
  const there = dec(lot.onHand).minus(before?.quantity ?? '0');
  if (!there.gt(0)) return 'again';
  const more = line.tracking === 'serial' ? dec('1') : there.lt(left) ? there : dec(left);
  const kept = picked.lots.filter((one) => one !== before);
  return {
    quantity: dec(picked.quantity).plus(more).toFixed(),
    lots: [...kept, { number: lot.number, quantity: more.plus(before?.quantity ?? '0').toFixed() }],
  };
}

/** What the operation is told: every line, also those of which nothing was there. */
export const shippedLines = (lines: readonly PickLine[], picks: Picks) =>
  lines.map((line) => {
    const { quantity, lots } = pickedOf(picks, line);
    return { line: line.id, quantity, ...(lots.length > 0 ? { lots } : {}) };
  });
