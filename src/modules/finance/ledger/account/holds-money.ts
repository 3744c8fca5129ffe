import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

/** The first of accounts on which no money can lie (of income, expense or equity), as people call it; undefined when all may. */
export async function withoutMoney(tx: Tx, accounts: readonly Id[]): Promise<string | undefined> {
  if (accounts.length === 0) return undefined;
  const [row] = await tx.sql<{ name: string }>`
    select number || ' ' || name as name from ledger.account
    where company_id = ${tx.company} and id = any(${accounts}::uuid[]) and type not in ('asset', 'liability') order by number limit 1`;
  return row?.name;
}
