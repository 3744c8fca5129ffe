import type { Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import type { keepAccount } from '../contract.ts';
import type { KeptRole } from '../posting/kept.ts';

interface AccountFacts {
  readonly id: Id;
  /** Number and name. */
  readonly name: string;
  readonly type: string;
  readonly keptFor: string | null;
  readonly active: boolean;
  /** The dimension every line of it must carry. */
  readonly requires: string | null;
  readonly posted: boolean;
  /** Another role than the one it is kept for. */
  readonly roles: readonly string[];
}

/** The account and what it is used for, held against postings: what is kept must have been so since its first line. */
export async function holdAccount(tx: Tx, id: Id): Promise<AccountFacts> {
  await tx.sql`select ledger.hold_periods(${tx.company})`;
  const [found] = await tx.sql<AccountFacts>`
    select a.id, a.number || ' ' || a.name as name, a.type, a.kept_for, a.active, a.requires,
      exists (select from ledger.line l where l.company_id = a.company_id and l.account_id = a.id) as posted,
      array(select r.role from ledger.account_role r where r.company_id = a.company_id and r.account_id = a.id order by r.role) as roles
    from ledger.account a where a.company_id = ${tx.company} and a.id = ${id} for no key update`;
  return found ?? refuseCommon('not_found', { what: 'account' });
}

/** Gives an account into the keeping of a role's sub-ledgers; nothing when it is there already. */
export async function keep(
  tx: Tx,
  account: AccountFacts,
  role: KeptRole,
  refuse: Refuse<typeof keepAccount.refusals>,
): Promise<void> {
  const { id, name: label, type, keptFor } = account;
  if (keptFor === role) return;
  if (keptFor) refuse('kept_otherwise', { account: label, role: keptFor });
  if (type !== 'asset' && type !== 'liability') refuse('wrong_type', { account: label, type });
  const [other] = account.roles;
  if (other) refuse('carries_role', { account: label, role: other });
  if (account.posted) refuse('has_lines', { account: label });
  await tx.sql`update ledger.account set kept_for = ${role} where company_id = ${tx.company} and id = ${id}`;
  tx.record({ entity: 'ledger.account', id, before: { keptFor: null }, after: { keptFor: role } });
}
