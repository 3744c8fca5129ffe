import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import { absMinor, type Minor, mulDiv } from '#kernel/values/money.ts';

/** One tax of a line: `key` tells it from the line's other taxes (its code). Minor units of the document. */
export interface OwedTax {
  readonly key: string;
  readonly baseMinor: Minor;
  readonly taxMinor: Minor;
}

/** A line, or what was taken of it: goods, their net amount, and each of its taxes. Amounts may be below zero. */
export interface Owed {
  readonly quantity: Decimal;
  readonly netMinor: Minor;
  readonly taxes: readonly OwedTax[];
}

export const NOTHING: Owed = { quantity: '0', netMinor: 0n, taxes: [] };

/** What is left of a line after what was taken of it. Taxes are those of the line, in its order. */
export const leftOf = (whole: Owed, taken: Owed): Owed => combine(whole, taken, -1n);

/** Two parts of one line as one. */
export const together = (a: Owed, b: Owed): Owed => combine(a, b, 1n);

/**
 * The part of a line that belongs to a quantity of it. What is left is shared by quantity, each amount rounded once, half away
 * from zero; the last part takes the rest of net and of each tax, so that parts add up to the line whatever the digits of its
 * currency. Throws when more is asked for than is left.
 */
export function partFor(args: { whole: Owed; taken: Owed; quantity: Decimal }): Owed {
  const left = leftOf(args.whole, args.taken);
  if (dec(args.quantity).lte(0) || dec(args.quantity).gt(left.quantity))
    throw new Error('partFor: the quantity is not left');
  const [part, whole] = integers(args.quantity, left.quantity);
  return shareOf(left, args.quantity, part, whole);
}

/**
 * The part of a line that is an amount without goods: a lower price. Each tax goes down in proportion; the last amount takes
 * what is left of each. Throws when more is asked for than is left, or an amount of the other sign.
 */
export function partAtPrice(args: { whole: Owed; taken: Owed; netMinor: Minor }): Owed {
  const left = leftOf(args.whole, args.taken);
  const { netMinor } = args;
  if (netMinor === 0n || netMinor > 0n !== left.netMinor > 0n || absMinor(netMinor) > absMinor(left.netMinor))
    throw new Error('partAtPrice: the amount is not left');
  return shareOf(left, '0', netMinor, left.netMinor);
}

/**
 * Whether what is left of a line is what a part comes to by itself, but for the minor unit that each of so many parts before it, and
 * it, may have left. Where it is not, a price or a tax changed in between.
 */
export function isRest(args: { left: Owed; part: Owed; before: number }): boolean {
  const near = (amount: Minor): boolean => absMinor(amount) <= BigInt(args.before + 1);
  const { netMinor, taxes } = leftOf(args.left, args.part);
  return near(netMinor) && taxes.every((tax) => near(tax.taxMinor) && near(tax.baseMinor));
}

/** A line whose price is lower by an amount, each tax in proportion; not below nothing. */
export function atLowerPrice(whole: Owed, byMinor: Minor): Owed {
  const netMinor = byMinor > whole.netMinor ? whole.netMinor : byMinor;
  return netMinor > 0n ? leftOf(whole, partAtPrice({ whole, taken: NOTHING, netMinor })) : whole;
}

function shareOf(left: Owed, quantity: Decimal, part: bigint, whole: bigint): Owed {
  const share = (amount: Minor): Minor => mulDiv({ amount, numerator: part, denominator: whole, rounding: 'half-up' });
  return {
    quantity,
    netMinor: share(left.netMinor),
    taxes: left.taxes.map(({ key, baseMinor, taxMinor }) => ({
      key,
      baseMinor: share(baseMinor),
      taxMinor: share(taxMinor),
    })),
  };
}

function combine(a: Owed, b: Owed, sign: 1n | -1n): Owed {
  const keys = [...new Set([...a.taxes, ...b.taxes].map((tax) => tax.key))];
  const of = (side: Owed, key: string) => {
    const own = side.taxes.filter((tax) => tax.key === key);
    return {
      baseMinor: own.reduce((sum, tax) => sum + tax.baseMinor, 0n),
      taxMinor: own.reduce((sum, tax) => sum + tax.taxMinor, 0n),
    };
  };
  return {
    quantity: toDecimal(dec(a.quantity).plus(dec(b.quantity).times(dec(sign)))),
    netMinor: a.netMinor + sign * b.netMinor,
    taxes: keys.map((key) => {
      const [mine, other] = [of(a, key), of(b, key)];
      return {
        key,
        baseMinor: mine.baseMinor + sign * other.baseMinor,
        taxMinor: mine.taxMinor + sign * other.taxMinor,
      };
    }),
  };
}

/** Two decimals as whole numbers of the same scale. */
function integers(a: Decimal, b: Decimal): [bigint, bigint] {
  const places = Math.max(...[a, b].map((value) => dec(value).toFixed().split('.')[1]?.length ?? 0));
  return [BigInt(dec(a).toFixed(places).replace('.', '')), BigInt(dec(b).toFixed(places).replace('.', ''))];
}
