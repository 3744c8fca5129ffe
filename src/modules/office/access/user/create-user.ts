import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { createUser } from '../contract.ts';
import { checkRoles } from '../role/rights.ts';
import { oneTimePassword, passwordHash } from '../sign-in/secrets.ts';
import { invite } from './invitation.ts';
import { addRoles, comesByCode } from './member.ts';

export default implement(createUser, async (tx, { email, name, roles }, refuse) => {
  const wanted = [...new Set(roles)];
  await checkRoles(tx, wanted, refuse);
  tx.did(
    'access.grant_role',
    wanted.map((role) => ({ input: { role } })),
  );
  const [known] = await tx.sql<{ id: string; here: boolean }>`
    select u.id, exists (select from kernel.user_role r where r.company_id = ${tx.company} and r.user_id = u.id) as here
    from auth."user" u where u.email = ${email}`;
  if (known?.here) refuse('already_member', { email });
  if (known && (await comesByCode(tx, known.id))) {
    const invitationCode = await invite(tx, { id: known.id, email, name, roles: wanted });
    return { id: null, password: null, invitationCode };
  }
  const { id, password } = known ? { id: known.id, password: null } : await insertPerson(tx, { email, name });
  await tx.sql`insert into access.member (company_id, id, joined_at) values (${tx.company}, ${id}, ${tx.now}) on conflict do nothing`;
  await addRoles(tx, id, wanted);
  tx.record({ entity: 'access.user', id, after: { email, name, roles: wanted.join(', ') } });
  return { id, password, invitationCode: null };
});

async function insertPerson(tx: Tx, { email, name }: { email: string; name: string }) {
  const [id, account, password] = [tx.newId(), tx.newId(), oneTimePassword()];
  await tx.sql`insert into auth."user" (id, name, email, email_verified, must_change_password) values (${id}, ${name}, ${email}, true, true)`;
  await tx.sql`insert into auth.account (id, user_id, account_id, provider_id, password)
    values (${account}, ${id}, ${id}, 'credential', ${await passwordHash(password)})`;
  return { id, password };
}
