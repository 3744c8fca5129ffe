import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Minor } from '#kernel/values/money.ts';
import { cashFor, type Debt, type Part, spread } from './plan.ts';

/** Why a payment goes to a debt: its document is named, its amount is the payment's, or it is the oldest left. */
export type Why = 'reference' | 'amount' | 'oldest';

/** A debt with the document it is of (several instalments are of one) and the numbers people may name it by. */
export interface Named extends Debt {
  readonly documentId: string;
  readonly numbers: readonly string[];
}

/**
 * In which order a payment settles debts that come oldest first: those of documents its reference names, then the one document or
 * instalment whose amount is what is left of the money, then the oldest.
 */
export function propose<D extends Named>(args: {
  debts: readonly D[];
  money: Minor;
  day: Day;
  withheldPercent: Decimal;
  reference: string | null;
}): { debt: D; why: Why }[] {
  const { debts, day, withheldPercent, reference } = args;
  const named = namedIn(reference ?? '', debts);
  const cash = (debt: D): Minor => cashFor(debt, day, withheldPercent);
  const left = named.reduce((money, debt) => money - cash(debt), args.money);
  const others = debts.filter((debt) => !named.includes(debt));
  const equal = left > 0n ? equalTo(left, others, cash) : [];
  const rest = others.filter((debt) => !equal.includes(debt));
  return [
    ...named.map((debt) => ({ debt, why: 'reference' as const })),
    ...equal.map((debt) => ({ debt, why: 'amount' as const })),
    ...rest.map((debt) => ({ debt, why: 'oldest' as const })),
  ];
}

/** The one instalment, or all instalments of the one document, of just this amount: as it is open, or as it is to be paid today. */
function equalTo<D extends Named>(money: Minor, debts: readonly D[], cash: (debt: D) => Minor): D[] {
  const documents = [...Map.groupBy(debts, (debt) => debt.documentId).values()];
  const single = debts.map((debt) => [debt]);
  for (const groups of [single, documents]) {
    const found = groups.filter(
      (group) => sum(group, cash) === money || sum(group, (debt) => debt.openMinor) === money,
    );
    if (found.length === 1) return found[0]!;
    if (found.length > 1) return [];
  }
  return [];
}

const sum = <D>(group: readonly D[], amount: (debt: D) => Minor): Minor =>
  group.reduce((total, debt) => total + amount(debt), 0n);

/** Debts of documents whose number stands in the text, whole and not of two documents; in the order of the text. */
export function namedIn<D extends Pick<Named, 'documentId' | 'numbers'>>(text: string, debts: readonly D[]): D[] {
  const owners = new Map<string, Set<string>>();
  for (const { documentId, numbers } of debts)
    for (const number of numbers) {
      const plain = plainOf(number);
      if (plain !== '') owners.set(plain, (owners.get(plain) ?? new Set()).add(documentId));
    }
  const found = [...owners].flatMap(([plain, documents]) => {
    const at = documents.size === 1 ? placeOf(plain, text) : undefined;
    return at === undefined ? [] : [{ at, document: [...documents][0]! }];
  });
  const order = [...new Set(found.sort((a, b) => a.at - b.at).map(({ document }) => document))];
  return order.flatMap((document) => debts.filter((debt) => debt.documentId === document));
}

/** A number as its groups of letters and digits: people write dashes, dots and spaces as they like. */
const plainOf = (number: string): string =>
  number
    .toUpperCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? '';

/**
 * Where a number stands in a text, not as a part of a longer one: neither within a word nor joined to one by a dash, dot or
 * underscore; a slash joins digits but separates numbers that have letters.
 */
function placeOf(plain: string, text: string): number | undefined {
  // So short a number may be anything in a sentence.
  if (plain.length < 3 && plainOf(text) !== plain) return undefined;
  const joiner = /\p{L}/u.test(plain) ? '[-._]' : '[-._/]';
  const word = '[\\p{L}\\p{N}]';
  const pattern = plain.split(' ').join('[^\\p{L}\\p{N}]{0,3}');
  const at = text.toUpperCase().search(new RegExp(`(?<!${word}${joiner}?)${pattern}(?!${joiner}?${word})`, 'u'));
  return at < 0 ? undefined : at;
}

/** What of a payment settles which debts and why: the order that `propose` gives, spread. */
export const proposal = <D extends Named>(args: Parameters<typeof propose<D>>[0]): (Part<D> & { why: Why })[] => {
  const order = propose(args);
  const parts = spread({ ...args, debts: order.map(({ debt }) => debt) });
  return parts.map((part, index) => ({ ...part, why: order[index]!.why }));
};
