import { listInvariants } from '#kernel/db/invariants.ts';
import { raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';

/** The rules the books of this company break, in words: all invariants of all modules, bound to the company by row security. */
export async function brokenRules(tx: Tx): Promise<string[]> {
  const results = await Promise.all(
    listInvariants().map(async ({ rule, text }) => {
      const rows = await tx.sql`select from (${raw(text)}) as broken limit 1`;
      return rows.length > 0 ? [rule] : [];
    }),
  );
  return results.flat();
}
