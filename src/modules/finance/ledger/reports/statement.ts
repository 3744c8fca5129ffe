import type { Row } from '#kernel/report.ts';
import { type Movement, netOf } from './movements.ts';

/** An account's amounts in a statement: the one asked for and the one beside it, in the sign of the statement. */
export interface Item {
  readonly account: string | null;
  readonly number: string | null;
  readonly name: string;
  readonly section: string;
  readonly heading: string;
  readonly amountMinor: bigint;
  readonly compareMinor: bigint;
}

/** One item an account out of the movements of range 0 (asked for) and range 1 (compared), times `sign`. */
export const itemsOf = (moved: readonly Movement[], sign: (movement: Movement) => bigint): Item[] =>
  [...Map.groupBy(moved, (movement) => movement.account).values()].map((of) => {
    const { account, number, name, type, heading } = of[0]!;
    const net = (range: number) =>
      of.filter((movement) => movement.range === range).reduce((sum, movement) => sum + netOf(movement), 0n);
    return {
      account,
      number,
      name,
      section: type,
      heading,
      amountMinor: sign(of[0]!) * net(0),
      compareMinor: sign(of[0]!) * net(1),
    };
  });

/** The items of a section under their headings, each heading with its sum, and the sum of the section. */
export function sectionRows(title: string, items: readonly Item[]): Row[] {
  const shown = items.filter((item) => item.amountMinor !== 0n || item.compareMinor !== 0n);
  const headings = [...Map.groupBy(shown, (item) => item.heading)];
  return [
    ...headings.flatMap(([heading, of]) => [
      ...of.map((item) => row({ ...item, kind: 'account', section: title })),
      totalRow('heading', title, heading, of),
    ]),
    totalRow('section', title, title, shown),
  ];
}

/** A row that sums items under a name of its own. */
export const totalRow = (kind: string, section: string, name: string, items: readonly Item[]): Row =>
  row({
    kind,
    section,
    account: null,
    number: null,
    name,
    amountMinor: items.reduce((sum, item) => sum + item.amountMinor, 0n),
    compareMinor: items.reduce((sum, item) => sum + item.compareMinor, 0n),
  });

const row = (item: Omit<Item, 'heading'> & { kind: string }): Row => ({
  kind: item.kind,
  account: item.account,
  section: item.section,
  number: item.number,
  name: item.name,
  amountMinor: item.amountMinor,
  compareMinor: item.compareMinor,
  changeMinor: item.amountMinor - item.compareMinor,
});
