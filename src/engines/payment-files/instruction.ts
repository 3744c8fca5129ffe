import type { Day } from '#kernel/values/day.ts';
import type { Minor } from '#kernel/values/money.ts';

/** Payments of one day from one account of the company. */
export interface Instruction {
  /** The number of the run; letters, digits and dashes. */
  readonly id: string;
  readonly payOn: Day;
  /** When the file is made, ISO 8601, UTC. */
  readonly madeAt: string;
  readonly currency: string;
  readonly digits: number;
  readonly payer: { readonly name: string; readonly iban: string; readonly bic: string | null };
  readonly transfers: readonly Transfer[];
}

export interface Transfer {
  /** The number of the payment, unique in the file. */
  readonly id: string;
  readonly amountMinor: Minor;
  readonly payee: { readonly name: string; readonly iban: string; readonly bic: string | null };
  /** The bills it pays, as the supplier numbers them. */
  readonly about: readonly string[];
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', Æ: 'AE', æ: 'ae', Ø: 'O', ø: 'o', Ł: 'L', ł: 'l', Đ: 'D', đ: 'd', Œ: 'OE', œ: 'oe' },
};

/** The characters every bank takes (EPC217-08), others by their plain form or a space; at most `most` of them. */
export const plain = (text: string, most: number): string =>
  text
    .replace(/[ßÆæØøŁłĐđŒœ]/g, (letter) => LETTERS[letter]!)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9/\-?:().,'+ ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most);
