/** What is owed, as far as a payment needs it; amounts in minor units of the payment's currency. */
export interface Owed {
  readonly item: string;
  readonly numbers: readonly string[];
  readonly dueOn: string;
  readonly open: bigint;
  /** What may be taken off when the whole rest is paid by then. */
  readonly discount: bigint;
  readonly discountOn: string | undefined;
}

export type Why = 'reference' | 'equal' | 'oldest';

/** What a payment takes of an item, and why that is proposed. */
export interface Take {
  readonly amount: bigint;
  readonly discount: bigint;
  readonly why?: Why | undefined;
}

export interface Paid {
  readonly amount: bigint;
  readonly reference: string;
  readonly paidOn: string;
}

/**
 * What a payment settles: what its reference names; else the one item of just this amount, with its discount or without;
 * else the oldest. What is left of a payment that names something stays on account, unless it is just another item.
 */
export function propose(owed: readonly Owed[], { amount, reference, paidOn }: Paid): ReadonlyMap<string, Take> {
  const takes = new Map<string, Take>();
  let left = amount;
  const take = (one: Owed, why: Why): void => {
    const discount = one.open - discountAt(one, paidOn) <= left ? discountAt(one, paidOn) : 0n;
    const most = one.open - discount;
    const part = most < left ? most : left;
    if (part <= 0n) return;
    takes.set(one.item, { amount: part, discount, why });
    left -= part;
  };
  const byAge = [...owed].sort((a, b) => a.dueOn.localeCompare(b.dueOn));
  const justThis = (one: Owed) => one.open === left || one.open - discountAt(one, paidOn) === left;
  // Instalments bear one number: the one of just this amount is meant.
  const named = namedIn(reference, byAge).sort((a, b) => Number(justThis(b)) - Number(justThis(a)));
  for (const one of named) take(one, 'reference');
  const rest = byAge.filter(({ item }) => !takes.has(item));
  const equal =
    rest.find(({ open }) => open === left) ?? rest.find((one) => one.open - discountAt(one, paidOn) === left);
  if (equal && left > 0n) take(equal, 'equal');
  if (named.length === 0) for (const one of rest) if (one !== equal) take(one, 'oldest');
  return takes;
}

export const discountAt = ({ discount, discountOn }: Owed, day: string): bigint =>
  discountOn !== undefined && day <= discountOn ? discount : 0n;

/** The items whose numbers stand in a reference, in the order they are named; punctuation counts for nothing. */
function namedIn(reference: string, owed: readonly Owed[]): Owed[] {
  const found = owed.flatMap((one) => {
    const places = one.numbers.map((number) => placeOf(reference, number)).filter((place) => place >= 0);
    return places.length > 0 ? [{ one, place: Math.min(...places) }] : [];
  });
  return found.sort((a, b) => a.place - b.place).map(({ one }) => one);
}

const SHORTEST = 3;

/** Where a number stands in a text and is not a part of a longer one: INV-1 is not named by INV-12. */
function placeOf(text: string, number: string): number {
  const signs = number.match(/[\p{L}\p{N}]/gu) ?? [];
  if (signs.length < SHORTEST) return -1;
  const before = /\d/.test(signs[0]!) ? '(?<!\\d)' : '';
  const after = /\d/.test(signs.at(-1)!) ? '(?!\\d)' : '';
  return text.search(new RegExp(`${before}${signs.join('[^\\p{L}\\p{N}]*')}${after}`, 'iu'));
}
