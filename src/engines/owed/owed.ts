import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import { absMinor, type Minor, mulDiv } from '#kernel/values/money.ts';

export interface Amounts {
  readonly baseMinor: Minor;
  readonly taxMinor: Minor;
}

/** One tax of a line, or a part of one that is booked apart: `key` tells it from the others. Minor units of the document. */
export interface OwedTax extends Amounts {
  readonly key: string;
  /** The tax it is a part of (reclaimed, owed, a cost): the parts share what that comes to, rounded once. Left out: it stands alone. */
  readonly of?: string | undefined;
  /** The price contains it: of goods the price is shared, and the net is what the tax leaves of it. */
  readonly included?: boolean | undefined;
  /** What of both is an amount a piece, whatever the price: it goes with the goods alone. Left out: nothing. */
  readonly fixed?: Amounts | undefined;
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
  const ratio = byQuantity(args.quantity, left);
  const inPrice = left.taxes.reduce((sum, tax) => sum + (tax.included ? tax.taxMinor : 0n), 0n);
  const netMinor = share(left.netMinor + inPrice, ratio) - share(inPrice, ratio);
  return { quantity: args.quantity, netMinor, taxes: taxesOf(left.taxes, { goods: ratio, price: ratio }) };
}

/**
 * The part of a line that is an amount: a lower price, or goods at another one. Each tax of the price goes down in proportion, the
 * last amount takes what is left of each; what is taxed by the piece goes with the goods, and stays when there are none. Throws when
 * more is asked for than is left, or an amount of the other sign.
 */
export function partAtPrice(args: { whole: Owed; taken: Owed; netMinor: Minor; quantity?: Decimal }): Owed {
  const left = leftOf(args.whole, args.taken);
  const { netMinor, quantity = '0' } = args;
  if (netMinor === 0n || netMinor > 0n !== left.netMinor > 0n || absMinor(netMinor) > absMinor(left.netMinor))
    throw new Error('partAtPrice: the amount is not left');
  const goods = dec(quantity).gt(0) ? byQuantity(quantity, left) : NONE;
  const price: Ratio = [absMinor(netMinor), absMinor(left.netMinor)];
  return { quantity, netMinor, taxes: taxesOf(left.taxes, { goods, price }) };
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

/** A part and the whole it is of. */
type Ratio = readonly [part: bigint, whole: bigint];

const NONE: Ratio = [0n, 1n];

const byQuantity = (quantity: Decimal, left: Owed): Ratio => integers(quantity, left.quantity);

const share = (amount: Minor, [numerator, denominator]: Ratio): Minor =>
  mulDiv({ amount, numerator, denominator, rounding: 'half-up' });

/** What goes with the goods by the one ratio, what goes with the price by the other; the two rounded together where they are the same. */
function taxesOf(taxes: readonly OwedTax[], by: { goods: Ratio; price: Ratio }): OwedTax[] {
  const same = by.goods[0] === by.price[0] && by.goods[1] === by.price[1];
  const fixed = taxes.map((tax) => tax.fixed ?? NO_AMOUNTS);
  const rest = taxes.map((tax, at) => (same ? tax : amounts((which) => tax[which] - fixed[at]![which])));
  const goods = taxShares(taxes, fixed, by.goods);
  const price = taxShares(taxes, rest, by.price);
  return taxes.map(({ fixed: pieces, ...tax }, at) => ({
    ...tax,
    ...(pieces && !same ? amounts((which) => goods[at]![which] + price[at]![which]) : price[at]!),
    ...piecesOf(goods[at]!),
  }));
}

/** Shares of amounts of taxes. The parts of one tax add up to its share; so do all that are in the price. */
function taxShares(taxes: readonly OwedTax[], all: readonly Amounts[], ratio: Ratio): Amounts[] {
  const shares = all.map(({ baseMinor, taxMinor }) => ({
    baseMinor: share(baseMinor, ratio),
    taxMinor: share(taxMinor, ratio),
  }));
  const places = taxes.map(({ key, of, included }, at) => ({
    at,
    one: included ? 'price' : `of ${of ?? `none: ${key}`}`,
  }));
  for (const own of Map.groupBy(places, ({ one }) => one).values()) {
    if (own.length === 1) continue;
    const whole = share(
      own.reduce((sum, { at }) => sum + all[at]!.taxMinor, 0n),
      ratio,
    );
    const missing = own.reduce((left, { at }) => left - shares[at]!.taxMinor, whole);
    const step = missing < 0n ? -1n : 1n;
    // Those that rounding moved farthest the wrong way give way, of equal ones the last: a cost before what is reclaimed.
    const lack = (at: number): bigint => step * (all[at]!.taxMinor * ratio[0] - shares[at]!.taxMinor * ratio[1]);
    const order = own.map(({ at }) => at).sort((a, b) => (lack(a) === lack(b) ? b - a : lack(a) > lack(b) ? -1 : 1));
    for (const at of order.slice(0, Number(absMinor(missing)))) shares[at]!.taxMinor += step;
  }
  return shares;
}

const NO_AMOUNTS: Amounts = { baseMinor: 0n, taxMinor: 0n };

const amounts = (of: (which: keyof Amounts) => Minor): Amounts => ({
  baseMinor: of('baseMinor'),
  taxMinor: of('taxMinor'),
});

const piecesOf = (fixed: Amounts): Pick<OwedTax, 'fixed'> =>
  fixed.baseMinor === 0n && fixed.taxMinor === 0n ? {} : { fixed };

function combine(a: Owed, b: Owed, sign: 1n | -1n): Owed {
  const keys = [...new Set([...a.taxes, ...b.taxes].map((tax) => tax.key))];
  const sum = (all: readonly (Amounts | undefined)[]): Amounts =>
    amounts((which) => all.reduce((total, one) => total + (one?.[which] ?? 0n), 0n));
  const of = (side: Owed, key: string) => {
    const own = side.taxes.filter((tax) => tax.key === key);
    return { ...sum(own), fixed: sum(own.map((tax) => tax.fixed)) };
  };
  const about = (wanted: string) => {
    const { key, of, included } = [...a.taxes, ...b.taxes].find((tax) => tax.key === wanted)!;
    return { key, ...(of === undefined ? {} : { of }), ...(included ? { included } : {}) };
  };
  return {
    quantity: toDecimal(dec(a.quantity).plus(dec(b.quantity).times(dec(sign)))),
    netMinor: a.netMinor + sign * b.netMinor,
    taxes: keys.map((key) => {
      const [mine, other] = [of(a, key), of(b, key)];
      return {
        ...about(key),
        ...amounts((which) => mine[which] + sign * other[which]),
        ...piecesOf(amounts((which) => mine.fixed[which] + sign * other.fixed[which])),
      };
    }),
  };
}

/** Two decimals as whole numbers of the same scale. */
function integers(a: Decimal, b: Decimal): [bigint, bigint] {
  const places = Math.max(...[a, b].map((value) => dec(value).toFixed().split('.')[1]?.length ?? 0));
  return [BigInt(dec(a).toFixed(places).replace('.', '')), BigInt(dec(b).toFixed(places).replace('.', ''))];
}
