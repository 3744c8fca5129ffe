import { implement } from '#kernel/command.ts';
import { disableUser, grantRole, revokeRole } from '../contract.ts';
import { checkRoles } from '../role/rights.ts';
import { addRoles, endSessions, isLastOwner, lockMember } from './member.ts';

export const grant = implement(grantRole, async (tx, { user, role }, refuse) => {
  const member = await lockMember(tx, user);
  await checkRoles(tx, [role], refuse);
  if (member.roles.includes(role)) refuse('has_role', { name: member.name, role });
  await addRoles(tx, user, [role]);
  tx.record({
    entity: 'access.user',
    id: user,
    before: { roles: member.roles.join(', ') },
    after: { roles: [...member.roles, role].sort().join(', ') },
  });
  return { id: user };
});

export const revoke = implement(revokeRole, async (tx, { user, role }, refuse) => {
  const member = await lockMember(tx, user);
  if (!member.roles.includes(role)) refuse('has_not_role', { name: member.name, role });
  await checkRoles(tx, [role], refuse as never);
  if (role === 'owner' && (await isLastOwner(tx, user))) refuse('last_owner');
  await tx.sql`delete from kernel.user_role where company_id = ${tx.company} and user_id = ${user} and role = ${role}`;
  tx.record({
    entity: 'access.user',
    id: user,
    before: { roles: member.roles.join(', ') },
    after: { roles: member.roles.filter((name) => name !== role).join(', ') },
  });
  return { id: user };
});

export const disable = implement(disableUser, async (tx, { user }, refuse) => {
  const member = await lockMember(tx, user);
  if (user === tx.actor.id) refuse('own_account');
  await checkRoles(tx, member.roles, refuse as never);
  if (member.roles.includes('owner') && (await isLastOwner(tx, user))) refuse('last_owner');
  await tx.sql`delete from kernel.user_role where company_id = ${tx.company} and user_id = ${user}`;
  await endSessions(tx, user);
  const keys = await tx.sql<{ id: string }>`
    update access.api_key set revoked_at = ${tx.now}
    where company_id = ${tx.company} and user_id = ${user} and revoked_at is null returning id`;
  await tx.sql`delete from auth.apikey where id = any(${keys.map(({ id }) => id)})`;
  tx.record({ entity: 'access.user', id: user, before: { roles: member.roles.join(', ') }, after: { roles: '' } });
  return { id: user };
});
