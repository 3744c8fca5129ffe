import { implement } from '#kernel/command.ts';
import { resetPassword } from '../contract.ts';
import { checkRoles } from '../role/rights.ts';
import { oneTimePassword } from '../sign-in/secrets.ts';
import { endKeys, endSessions, isOperator, lockMember, setPassword, worksElsewhere } from './member.ts';

export default implement(resetPassword, async (tx, { user, removeTwoFactor }, refuse) => {
  const member = await lockMember(tx, user);
  await checkRoles(tx, member.roles, refuse);
  if (!isOperator(tx) && (await worksElsewhere(tx, user))) refuse('other_company', { name: member.name });
  const password = oneTimePassword();
  await setPassword(tx, user, password, true);
  if (removeTwoFactor) {
    await tx.sql`update auth."user" set two_factor_enabled = false where id = ${user}`;
    await tx.sql`delete from auth.two_factor where user_id = ${user}`;
  }
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
