import { dec } from '#kernel/values/decimal.ts';
import { formatDecimal } from './format.ts';

/** An exact decimal to look at, not to count with: of at most `most` decimals and at least `least`. */
export const formatRounded = (value: unknown, most: number, least = 0): string =>
  formatDecimal(dec(String(value)).round(most).toFixed(), least);
