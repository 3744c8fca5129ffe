import type { Day } from './day.ts';
import { type Decimal, dec } from './decimal.ts';
import { formatMajor, type Minor } from './money.ts';

/* Figures as people read them on paper. The screen has its own, by the reader's language. */

const grouped = (plain: string): string => plain.replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ',');

/** 123456n with two digits → `1,234.56`. */
export const showMoney = (amount: Minor, digits: number): string => grouped(formatMajor(amount, digits));

/** At least `places` decimals, more where the value has them. */
export const showDecimal = (value: Decimal, places = 0): string => {
  const exact = dec(value);
  const has = exact.toFixed().split('.')[1]?.length ?? 0;
  return grouped(exact.toFixed(Math.max(places, has)));
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-03` → `Mar 2026`. */
export const showMonth = (month: string): string => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/** `2026-03-02` → `2 Mar 2026`. */
export const showDay = (day: Day): string =>
  `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
