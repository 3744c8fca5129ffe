import { implement } from '#kernel/command.ts';
import type { Id } from '#kernel/values/id.ts';
import { setAccountRole } from '../contract.ts';
import { isKept } from '../posting/kept.ts';
import { holdAccount, keep } from './keeping.ts';

export default implement(setAccountRole, async (tx, { role, account: id }, refuse) => {
  const account = await holdAccount(tx, id);
  if (!account.active) refuse('account_inactive', { account: account.name });
  if (isKept(role)) await keep(tx, account, role, refuse);
  else if (account.keptFor) refuse('kept_otherwise', { account: account.name, role: account.keptFor });
  const [before] = await tx.sql<{ account: Id }>`
    select account_id as account from ledger.account_role where company_id = ${tx.company} and role = ${role}`;
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
