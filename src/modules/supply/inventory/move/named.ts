import type { Refuse } from '#kernel/command.ts';
import type { Id } from '#kernel/values/id.ts';
import type { NAMED_REFUSALS } from '../refusals.ts';

/**
 * The rows of a document that a correction names, each with what it says of it. Refuses `no_line` where there is no such row, and
 * `named_twice`.
 */
export function namedRows<R, W extends { readonly line: Id }>(
  rows: readonly R[],
  wanted: readonly W[],
  of: { id(row: R): Id; item(row: R): string },
  refuse: Refuse<typeof NAMED_REFUSALS>,
): [row: R, wish: W][] {
  const seen = new Set<R>();
  return wanted.map((wish) => {
    const row = rows.find((one) => of.id(one) === wish.line);
    if (row === undefined) return refuse('no_line');
    if (seen.has(row)) refuse('named_twice', { item: of.item(row) });
    seen.add(row);
    return [row, wish];
  });
}
