import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { acceptInvitation, revokeInvitation } from '../contract.ts';
import { checkRoles } from '../role/rights.ts';
import { SIGN_IN } from '../sign-in/limits.ts';
import { codeHash, isPassword, oneTimePassword } from '../sign-in/secrets.ts';
import { addRoles, setPassword } from './member.ts';

// Codes are looked for before it is known whose company it is, so their times are the database's, not the company's.

/** Invites somebody who has an account; an earlier invitation of theirs holds no more. Returns the code, kept as its hash alone. */
export async function invite(
  tx: Tx,
  { id, email, name, roles }: { id: string; email: string; name: string; roles: readonly string[] },
): Promise<string> {
  const [invitation, code] = [tx.newId(), oneTimePassword()];
  const ended = await tx.sql<{ id: string }>`update access.invitation set revoked_at = now()
    where company_id = ${tx.company} and user_id = ${id} and accepted_at is null and revoked_at is null returning id`;
  await tx.sql`insert into access.invitation (company_id, id, user_id, email, name, roles, code_hash, expires_at)
    values (${tx.company}, ${invitation}, ${id}, ${email}, ${name}, ${[...roles]}, ${codeHash(code)},
      now() + make_interval(days => ${SIGN_IN.invitationDays}))`;
  tx.record(...ended.map((before) => changed(before.id, 'open', 'revoked')), {
    entity: 'access.invitation',
    id: invitation,
    after: { email, name, roles: roles.join(', ') },
  });
  return code;
}

const changed = (id: string, before: string, after: string) => ({
  ...{ entity: 'access.invitation', id: id as ReturnType<Tx['newId']> },
  ...{ before: { state: before }, after: { state: after } },
});

/**
 * The one who is invited enters the code. Their account may have been made, or its password set, by somebody of another company:
 * so it gets a password of their own in the same step. The account is locked first, as who resets its password does.
 */
export const accept = implement(acceptInvitation, async (tx, { code, newPassword }, refuse) => {
  const [account] = await tx.sql<{ password: string }>`
    select a.password from auth."user" u join auth.account a on a.user_id = u.id and a.provider_id = 'credential'
    where u.id = ${tx.actor.id} for no key update of u, a`;
  const [open] = await tx.sql<{ id: string; roles: string[] }>`
    select id, roles from access.invitation
    where company_id = ${tx.company} and user_id::text = ${tx.actor.id} and code_hash = ${codeHash(code)}
      and accepted_at is null and revoked_at is null and expires_at > now() for no key update`;
  if (!open || !account) refuse('wrong_code');
  if (await isPassword(account!.password, newPassword)) refuse('same_password');
  await tx.sql`update access.invitation set accepted_at = now() where company_id = ${tx.company} and id = ${open!.id}`;
  await tx.sql`insert into access.member (company_id, id, joined_at) values (${tx.company}, ${tx.actor.id}, ${tx.now})
    on conflict do nothing`;
  await addRoles(tx, tx.actor.id, open!.roles);
  await setPassword(tx, tx.actor.id, newPassword, false);
  tx.record(changed(open!.id, 'open', 'accepted'), {
    entity: 'access.user',
    id: tx.actor.id as ReturnType<Tx['newId']>,
    after: { roles: open!.roles.join(', ') },
  });
  return { company: tx.company };
});

export const revoke = implement(revokeInvitation, async (tx, { invitation }, refuse) => {
  const [known] = await tx.sql<{ state: string; roles: string[] }>`
    select v.state, i.roles from access.invitation i join access.v_invitation v using (company_id, id)
    where i.company_id = ${tx.company} and i.id = ${invitation} for no key update of i`;
  if (!known) refuseCommon('not_found', { what: 'invitation' });
  if (known!.state !== 'open') refuse('invitation_over', { state: known!.state });
  await checkRoles(tx, known!.roles, refuse);
  await tx.sql`update access.invitation set revoked_at = now() where company_id = ${tx.company} and id = ${invitation}`;
  tx.record(changed(invitation, 'open', 'revoked'));
  return { id: invitation };
});
