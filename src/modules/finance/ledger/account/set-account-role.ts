import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { typesFor } from '../chart.ts';
import { setAccountRole } from '../contract.ts';
import { isKept } from '../posting/kept.ts';
import { holdAccount, keep } from './keeping.ts';

export default implement(setAccountRole, async (tx, { role, account: id }, refuse) => {
  const account = await holdAccount(tx, id);
  const { name: label, type } = account;
  if (!account.active) refuse('account_inactive', { account: label });
  if (await lacksDimension(tx, account.requires, role))
    refuse('role_undimensioned', { account: label, dimension: account.requires, role });
  const types = typesFor(role);
  if (!types.includes(type)) refuse('wrong_side', { account: label, type, role, types: types.join(' or ') });
  const [before] = await tx.sql<{ account: Id; name: string; posted: boolean }>`
    select a.id as account, a.number || ' ' || a.name as name,
      exists (select from ledger.line l where l.company_id = a.company_id and l.account_id = a.id) as posted
    from ledger.account_role r join ledger.account a on a.company_id = r.company_id and a.id = r.account_id
    where r.company_id = ${tx.company} and r.role = ${role}`;
  if (before && before.account !== id && before.posted && isKept(role))
    refuse('role_posted', { account: before.name, role });
  if (isKept(role)) await keep(tx, account, role, refuse);
  else if (account.keptFor) refuse('kept_otherwise', { account: label, role: account.keptFor });
  const [row] = await tx.sql<{ id: Id }>`
    insert into ledger.account_role (company_id, id, role, account_id) values (${tx.company}, ${tx.newId()}, ${role}, ${id})
    on conflict (company_id, role) do update set account_id = excluded.account_id returning id`;
  tx.record({
    entity: 'ledger.account_role',
    id: row!.id,
    before: { account: before?.account ?? null },
    after: { role, account: id },
  });
  return { role: row!.id };
});

/** Whether the account needs a dimension that what is posted for the role does not name. */
async function lacksDimension(tx: Tx, requires: string | null, role: string): Promise<boolean> {
  if (!requires) return false;
  const [found] = await tx.sql<{ may: boolean }>`select ledger.may_require(${role}, ${requires}) as may`;
  return !found!.may;
}
