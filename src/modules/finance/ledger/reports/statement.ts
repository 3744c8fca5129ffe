import type { ReportResult, Row } from '#kernel/report.ts';
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

/** One item an account out of the movements of range 0 (asked for) and range 1 (compared), positive on the side it usually stands on. */
export const itemsOf = (moved: readonly Movement[]): Item[] =>
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
      amountMinor: SIGN[type] * net(0),
      compareMinor: SIGN[type] * net(1),
    };
  });

const SIGN = { asset: 1n, expense: 1n, liability: -1n, equity: -1n, income: -1n } as const;

/** What is taken off a sum. */
export const against = (item: Item): Item => ({
  ...item,
  amountMinor: -item.amountMinor,
  compareMinor: -item.compareMinor,
});

/** The columns of amounts say the days they are of; where nothing is compared there is one. */
export const beside = (asked: string, compared: string | undefined): ReportResult['columns'] => ({
  amountMinor: { label: asked },
  compareMinor: compared === undefined ? { hidden: true } : { label: compared },
  changeMinor: { hidden: compared === undefined },
});

/** A section: its name, its items under their headings, each with its sum, and the sum of all. A heading named like it says nothing more. */
export function sectionRows(title: string, items: readonly Item[]): Row[] {
  const shown = items.filter((item) => item.amountMinor !== 0n || item.compareMinor !== 0n);
  const headings = [...Map.groupBy(shown, (item) => item.heading)];
  const bare = headings.length === 1 && headings[0]![0] === title;
  return [
    headingRow('title', title, title),
    ...headings.flatMap(([heading, of]) => [
      ...(bare ? [] : [headingRow('subtitle', title, heading)]),
      ...of.map((item) => row({ ...item, kind: 'account', section: title })),
      ...(bare ? [] : [totalRow('heading', title, `Total ${heading}`, of)]),
    ]),
    totalRow('section', title, `Total ${title}`, shown),
  ];
}

const headingRow = (kind: 'title' | 'subtitle', section: string, name: string): Row => ({ kind, section, name });

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
