import { implement } from '#kernel/command.ts';
import { resetPassword } from '../contract.ts';
import { checkRoles } from '../role/rights.ts';
import { oneTimePassword, passwordHash } from '../sign-in/secrets.ts';
import { endKeys, endSessions, lockMember, worksElsewhere } from './member.ts';

/** The operator at the machine, who may reset a password of a person of several companies. */
const OPERATOR = /^cli:/;

export default implement(resetPassword, async (tx, { user, removeTwoFactor }, refuse) => {
  const member = await lockMember(tx, user);
  await checkRoles(tx, member.roles, refuse);
  if (!OPERATOR.test(tx.actor.id) && (await worksElsewhere(tx, user))) refuse('other_company', { name: member.name });
  const password = oneTimePassword();
  await tx.sql`update auth.account set password = ${await passwordHash(password)}, updated_at = now()
    where user_id = ${user} and provider_id = 'credential'`;
  await tx.sql`update auth."user" set must_change_password = true, updated_at = now(),
    two_factor_enabled = two_factor_enabled and not ${removeTwoFactor} where id = ${user}`;
  if (removeTwoFactor) await tx.sql`delete from auth.two_factor where user_id = ${user}`;
  await tx.sql`delete from auth.failure where email = ${member.email}`;
  await endSessions(tx, user);
  // Whoever had the old password may have made keys with it; those of other companies end with the rows that open the door.
  await endKeys(tx, user);
  await tx.sql`delete from auth.apikey where reference_id = ${user}`;
  tx.record({
    entity: 'access.user',
    id: user,
    after: { password: 'reset', ...(removeTwoFactor ? { twoFactor: false } : {}) },
  });
  return { id: user, password };
});
