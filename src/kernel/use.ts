import type { Refuse } from './command.ts';
import { type Fragment, join, part } from './db/sql.ts';
import type { Tx } from './tx.ts';
import { fill } from './values/fill.ts';

/** What a module has that uses a record, counted before the record is taken out of use. */
export interface Use {
  /** The entity of the record. */
  readonly of: string;
  /** What is told: of one, and with `{count}` of more. */
  readonly one: string;
  readonly other: string;
  /**
   * Nothing brings it to its end once the record is out of use, or it would change without a word: the record stays in use. Of
   * other things whoever archives is told; they go on to their end.
   */
  readonly stays?: boolean;
  /** A query of one number, nothing or null for none. */
  readonly count: (tx: Tx, id: string) => Fragment;
}

/** What archiving may refuse. */
export const USE_REFUSALS = {
  still_there: 'This {what} stays in use: {uses}.',
  still_needed:
    'This {what} is still used: {uses}. What was begun goes on to its end. To archive it all the same, say “although it is still used”.',
} as const;

/** Refuses to take a record out of use while something needs it, or while whoever does it may not know what uses it. One statement. */
export async function refuseUsed(
  tx: Tx,
  { name, label }: { name: string; label: string },
  id: string,
  anyway: boolean,
  refuse: Refuse<typeof USE_REFUSALS>,
): Promise<void> {
  const uses = tx.registry.uses.get(name) ?? [];
  if (uses.length === 0) return;
  const counts = uses.map(({ count }, at) => part`select ${at}::int as at, (${count(tx, id)})::numeric as count`);
  const rows = await tx.sql<{ at: number; count: string | null }>`${join(counts, ' union all ')} order by at`;
  const found = rows.flatMap(({ at, count }) =>
    count !== null && Number(count) !== 0 ? [{ ...uses[at]!, count }] : [],
  );
  const told = (some: typeof found) =>
    some.map(({ count, one, other }) => fill(Number(count) === 1 ? one : other, { count })).join(', ');
  const [there, what] = [found.filter(({ stays }) => stays), label.toLowerCase()];
  if (there.length > 0) refuse('still_there', { what, uses: told(there) });
  if (found.length > 0 && !anyway) refuse('still_needed', { what, uses: told(found) });
}
