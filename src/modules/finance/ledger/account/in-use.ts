import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { DIMENSION_REFUSALS } from '../contract.ts';

/**
 * Refuses `account_inactive` of accounts that somebody names and that are out of use. For what is entered anew: what was begun goes on to
 * its end on the accounts it has.
 */
export async function refuseOutOfUse(tx: Tx, accounts: readonly Id[]): Promise<void> {
  if (accounts.length === 0) return;
  const [row] = await tx.sql<{ account: string }>`
    select number || ' ' || name as account from ledger.account
    where company_id = ${tx.company} and id = any(${accounts}::uuid[]) and not active order by number limit 1`;
  if (row) throw new Refusal('account_inactive', DIMENSION_REFUSALS.account_inactive, { ...row });
}
