import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import { showDay, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Side } from '../side.ts';
import { accountRows, ageingRows, openRows } from './as-of.ts';

const BUCKETS = [
  ['notDueMinor', 'not due'],
  ['to30Minor', '1–30 days'],
  ['to60Minor', '31–60 days'],
  ['to90Minor', '61–90 days'],
  ['over90Minor', 'over 90 days'],
] as const;

/** What is owed by how long it is overdue, in the company's currency. */
export type Ageing = Record<(typeof BUCKETS)[number][0], bigint>;

/** A party's account as a paper or report shows it, in the company's currency; items in their own currency too. */
export interface PartyStatement {
  readonly from: Day | null;
  readonly to: Day;
  readonly openingMinor: bigint;
  /** Documents, payments and what else moved the account, with what was owed after each. */
  readonly lines: Record<string, unknown>[];
  readonly closingMinor: bigint;
  readonly ageing: Ageing;
  /** What was not settled at the end of the last day. */
  readonly open: Record<string, unknown>[];
}

/** The account of a party between two days, as it stood at the end of the last one, whatever came since. */
async function partyStatement(
  tx: Tx,
  side: Side,
  { party, from, to = tx.today }: { party: Id; from: Day | undefined; to?: Day | undefined },
): Promise<PartyStatement> {
  const [rows, [aged], open] = await Promise.all([
    accountRows(tx, side, { party, from: undefined, to }),
    ageingRows(tx, side, to, party),
    openRows(tx, side, to, party),
  ]);
  const lines = rows.filter((row) => !from || String(row.day) >= from);
  const before = rows.slice(0, rows.length - lines.length);
  const balance = (list: Record<string, unknown>[]): bigint => (list.at(-1)?.balanceMinor as bigint | undefined) ?? 0n;
  return {
    ...{ from: from ?? null, to, openingMinor: balance(before), closingMinor: balance(rows), lines, open },
    ageing: Object.fromEntries(BUCKETS.map(([key]) => [key, (aged?.[key] as bigint) ?? 0n])) as Ageing,
  };
}

/** A statement as rows of a report: what was open before stands first, how old it is below. */
export async function statementRows(
  tx: Tx,
  side: Side,
  asked: { party: Id; from: Day | undefined; to: Day | undefined },
) {
  const { from, to, openingMinor, lines, closingMinor, ageing } = await partyStatement(tx, side, asked);
  const none = { debitMinor: null, creditMinor: null, documentId: null, entity: null };
  const opening = {
    ...{ ...none, day: from && addDays(from, -1), number: 'Opening balance', kind: '', balanceMinor: openingMinor },
  };
  const amount = (minor: bigint): string => `${showMoney(minor, tx.digits)} ${tx.currency}`;
  const old = BUCKETS.filter(([key]) => ageing[key] !== 0n).map(([key, label]) => `${label} ${amount(ageing[key])}`);
  const owed = `Open at the end of ${showDay(to)}: ${amount(closingMinor)}`;
  return {
    rows: from ? [opening, ...lines] : lines,
    notes: [old.length > 0 ? `${owed}; ${old.join(', ')}.` : `${owed}.`],
  };
}
