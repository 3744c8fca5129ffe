import Big from 'big.js';

/**
 * Exact decimals for quantities, unit prices and rates. In SQL they are `numeric`, on the wire and in rows they are
 * strings (`Decimal`), in a calculation they are `Big`. A JavaScript float never holds one.
 */
export type Decimal = string;

/** How a result that does not fit is rounded. Always an argument, never a default. */
export type Rounding = 'half-up' | 'half-even' | 'down' | 'up';

const MODE = {
  down: Big.roundDown,
  'half-up': Big.roundHalfUp,
  'half-even': Big.roundHalfEven,
  up: Big.roundUp,
} as const;

Big.DP = 30;
Big.NE = -40;
Big.PE = 60;

export { Big };

export const dec = (value: Decimal | number | bigint | Big): Big =>
  value instanceof Big ? value : new Big(typeof value === 'bigint' ? value.toString() : value);

export const ZERO = new Big(0);
export const ONE = new Big(1);

/** Rounds to `places` decimals; half-up rounds halves away from zero, as commerce does. */
export const round = (value: Big, places: number, rounding: Rounding): Big => value.round(places, MODE[rounding]);

export const sumDecimals = (values: Iterable<Decimal | Big>): Big => {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
};

/** The shortest plain notation: no exponent, no trailing zeros. */
export const toDecimal = (value: Big): Decimal => value.toFixed();
