import { implement } from '#kernel/command.ts';
import { disableUser, grantRole, revokeRole } from '../contract.ts';
import { checkRoles } from '../role/rights.ts';
import { addRoles, comesByCode, endKeys, endSessions, isLastOwner, lockMember, worksElsewhere } from './member.ts';

export const grant = implement(grantRole, async (tx, { user, role }, refuse) => {
  const member = await lockMember(tx, user);
  await checkRoles(tx, [role], refuse);
  if (member.roles.includes(role)) refuse('has_role', { name: member.name, role });
  if (member.roles.length === 0 && (await comesByCode(tx, user))) refuse('needs_invitation', { name: member.name });
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
  await checkRoles(tx, [role], refuse);
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
  await checkRoles(tx, member.roles, refuse);
  if (member.roles.includes('owner') && (await isLastOwner(tx, user))) refuse('last_owner');
  await tx.sql`delete from kernel.user_role where company_id = ${tx.company} and user_id = ${user}`;
  // What one company decides ends nobody's work in another.
  if (!(await worksElsewhere(tx, user))) await endSessions(tx, user);
  await endKeys(tx, user);
  tx.record({ entity: 'access.user', id: user, before: { roles: member.roles.join(', ') }, after: { roles: '' } });
  return { id: user };
});
