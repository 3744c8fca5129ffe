import fc from 'fast-check';
import type { World } from '#test/harness.ts';

export const aStep = fc.record({
  what: fc.noBias(fc.integer({ min: 0, max: 99 })),
  quantity: fc.integer({ min: 1, max: 12 }),
  // With a fraction still less than twice what was agreed, so that no bill is held.
  cents: fc.integer({ min: 1, max: 2073 }),
  pick: fc.nat(),
});
export type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

/** Pencil and paper: of each receipt and each bill what happened to it, nothing derived. */
export interface Receipt {
  readonly receipt: string;
  readonly line: string;
  /** As it was counted, and corrected since. */
  received: number;
  returned: number;
  billed: number;
  credited: number;
  /** Goods that went back and are billed all the same: their credit is awaited, also where more is found to have come. */
  claimed: number;
  /** Of them, those whose credit is awaited no more, and was not taken for others that came. */
  givenUp: number;
  /** What all its bills ask for one, where they ask the same. */
  readonly cents: number;
}
/** A return, and of its goods those that were billed. */
export interface Return {
  readonly id: string;
  readonly line: string;
  readonly of: Receipt;
  readonly replace: boolean;
  quantity: number;
  claimed: number;
}
export interface Bill {
  readonly bill: string;
  readonly line: string;
  readonly of: Receipt;
  readonly totalMinor: bigint;
  readonly netMinor: bigint;
  readonly quantity: number;
  /** What it asks for one, and whether it is taxed. */
  readonly minor: number;
  readonly taxed: number;
  credited: number;
  creditedMinor: bigint;
  creditedNet: bigint;
  /** Deducted as a discount when it was paid, not taken back; and what of the discount was not taken yet. */
  deducted: bigint;
  discountLeft: bigint;
}
/**
 * Where no price alone is credited, and either nothing that is billed goes back, or all bills of a receipt are of one price, stock is
 * worth just what was paid and agreed, and nothing may ever be a variance.
 */
export const MODES = {
  unbilled: 'nothing billed goes back',
  priced: 'all bills of a receipt at one price',
  anything: 'anything',
} as const;
export type Mode = keyof typeof MODES;

export interface Book {
  readonly world: World;
  readonly supplier: string;
  readonly order: string;
  readonly line: string;
  readonly tax: string;
  readonly mode: Mode;
  readonly currency: string;
  readonly digits: number;
  readonly receipts: Receipt[];
  readonly returns: Return[];
  readonly bills: Bill[];
  ordered: number;
  version: number;
  readonly terms: string;
  /** In all. */
  paid: bigint;
}

/** Each with the rate at which its smallest unit is worth one of the company's, so that the same figures are right in the books. */
export const CURRENCIES = [
  { currency: 'EUR', digits: 2, rate: '1' },
  { currency: 'JPY', digits: 0, rate: '0.01' },
  { currency: 'KWD', digits: 3, rate: '10' },
] as const;

/** In the smallest unit of the currency of the order, whatever it is. */
export const AGREED = 10_37n;
export const asPrice = (minor: number, { digits }: Pick<Book, 'digits'>): string =>
  (minor / 10 ** digits).toFixed(digits + 1);

/** The rule: what is still owed for a line, besides what is claimed. */
export const openOf = (of: Receipt): number => of.received - of.returned - of.billed + of.credited + of.claimed;

/** Mostly one of the last three: so that one document meets several events. */
export const pick = <T>(list: readonly T[], { pick: at }: Step): T | undefined => {
  const among = at % 5 === 0 ? list : list.slice(-3);
  return among[at % Math.max(1, among.length)];
};
