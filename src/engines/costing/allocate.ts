import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, split, sumMinor } from '#kernel/values/money.ts';
import { QTY_DIGITS } from './world.ts';

/** A cost to spread over receipt lines. `weight` and `volume` are totals of the line, in one unit for all lines. */
export interface AllocationInput {
  totalMinor: Minor;
  basis: 'value' | 'quantity' | 'weight' | 'volume' | 'equal' | 'manual';
  lines: {
    lineId: Id;
    qty: Decimal;
    valueMinor: Minor;
    weight?: Decimal | null;
    volume?: Decimal | null;
    /** Basis `manual`: this line's share. */
    manualMinor?: Minor | null;
  }[];
}

/** Shares in the order of the lines; they add up to the total to the minor unit. */
export interface Allocation {
  shares: { lineId: Id; valueMinor: Minor }[];
  problems: ({ code: 'manual_sum'; differenceMinor: Minor } | { code: 'negative_basis'; lineId: Id })[];
}

type Line = AllocationInput['lines'][number];

/**
 * Spreads a landed cost over receipt lines by the chosen basis. Shares add up to the total (largest remainder, ties to
 * the earlier line). Where the basis is zero on every line the shares are equal.
 */
export function allocateCost({ totalMinor, basis, lines }: AllocationInput): Allocation {
  if (basis === 'manual') return allocateByHand(totalMinor, lines);
  const weights = lines.map((line) => weightOf(line, basis));
  const negative = lines.filter((_, i) => weights[i]! < 0n);
  const usable = weights.map((weight) => (weight < 0n ? 0n : weight));
  const parts = split(totalMinor, usable);
  return {
    shares: lines.map(({ lineId }, i) => ({ lineId, valueMinor: parts[i]! })),
    problems: negative.map(({ lineId }) => ({ code: 'negative_basis', lineId })),
  };
}

function allocateByHand(totalMinor: bigint, lines: readonly Line[]): Allocation {
  const shares = lines.map(({ lineId, manualMinor }) => ({ lineId, valueMinor: manualMinor ?? 0n }));
  const differenceMinor = totalMinor - sumMinor(shares.map((share) => share.valueMinor));
  return { shares, problems: differenceMinor === 0n ? [] : [{ code: 'manual_sum', differenceMinor }] };
}

function weightOf(line: Line, basis: Exclude<AllocationInput['basis'], 'manual'>): bigint {
  if (basis === 'equal') return 1n;
  if (basis === 'value') return line.valueMinor;
  const amount = { quantity: line.qty, weight: line.weight, volume: line.volume }[basis] ?? '0';
  return BigInt(dec(amount).times(`1e${QTY_DIGITS}`).toFixed(0));
}
