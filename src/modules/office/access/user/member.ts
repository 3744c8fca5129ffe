import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { passwordHash } from '../sign-in/secrets.ts';

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: string[];
}

/** The operator at the machine, who answers for all companies. */
const OPERATOR = /^cli:/;

export const isOperator = (tx: Tx): boolean => OPERATOR.test(tx.actor.id);

/**
 * Who has no role here is given none at once where another company has, or had, a say over their account: it may know the
 * password, or have set it.
 */
export const comesByCode = async (tx: Tx, id: string): Promise<boolean> => {
  const [found] = await tx.sql<{ elsewhere: boolean }>`select access.known_elsewhere(${id}) as elsewhere`;
  return !isOperator(tx) && found!.elsewhere;
};

/**
 * The user as a member of this company, with the rows that decide on roles and on their password locked. Not found: refused as
 * such.
 */
export async function lockMember(tx: Tx, id: string): Promise<Member> {
  const [member] = await tx.sql<{ id: string; name: string; email: string }>`
    select m.id, u.name, u.email from access.member m join auth."user" u on u.id = m.id::text
    where m.company_id = ${tx.company} and m.id = ${id} for no key update of m, u`;
  if (!member) return refuseCommon('not_found', { what: 'user' });
  const roles = await tx.sql<{ role: string }>`
    select role from kernel.user_role where company_id = ${tx.company} and user_id = ${id} order by role`;
  return { ...member, roles: roles.map(({ role }) => role) };
}

/** A company keeps one owner; two who take the role from each other at once are made to wait for one another. */
export async function isLastOwner(tx: Tx, id: string): Promise<boolean> {
  const owners = await tx.sql<{ userId: string }>`
    select user_id from kernel.user_role where company_id = ${tx.company} and role = 'owner' order by user_id for update`;
  return owners.length === 1 && owners[0]!.userId === id;
}

export const addRoles = (tx: Tx, id: string, roles: readonly string[]): Promise<unknown> =>
  tx.sql`insert into kernel.user_role (company_id, user_id, role, granted_at)
    select ${tx.company}, ${id}, role, ${tx.now} from unnest(${[...roles]}::text[]) role`;

/** `once`: it is good only to set one of one's own. */
export async function setPassword(tx: Tx, id: string, password: string, once: boolean): Promise<void> {
  await tx.sql`update auth.account set password = ${await passwordHash(password)}, updated_at = now()
    where user_id = ${id} and provider_id = 'credential'`;
  await tx.sql`update auth."user" set must_change_password = ${once}, updated_at = now() where id = ${id}`;
}

/** Ends every session of a user, wherever they are signed in, and every sign-in that waits for its second step. */
export const endSessions = async (tx: Tx, id: string, but: string | null = null): Promise<void> => {
  await tx.sql`delete from auth.session where user_id = ${id} and token is distinct from ${but}::text`;
  await tx.sql`delete from auth.verification where value = ${id}`;
};

/** The user works in other companies too, whose business their sessions and password are as well. */
export const worksElsewhere = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.sql`select from auth.companies_of(${id}) as company where company <> ${tx.company} limit 1`).length > 0;

/** Ends the keys a user made in this company. */
export async function endKeys(tx: Tx, id: string): Promise<void> {
  const keys = await tx.sql<{ id: string }>`
    select id from access.api_key
    where company_id = ${tx.company} and user_id = ${id} and revoked_at is null for no key update`;
  await closeKeys(
    tx,
    keys.map((key) => key.id),
  );
  tx.record(
    ...keys.map((key) => ({
      entity: 'access.api_key',
      id: key.id,
      before: { state: 'active' },
      after: { state: 'revoked' },
    })),
  );
}

/** The rows that open the door go; when each was used last stays with the company. */
export async function closeKeys(tx: Tx, keys: readonly string[]): Promise<void> {
  await tx.sql`update access.api_key k set revoked_at = ${tx.now},
      last_used_at = (select a.last_request from auth.apikey a where a.id = k.id::text)
    where k.company_id = ${tx.company} and k.id = any(${[...keys]}::uuid[])`;
  await tx.sql`delete from auth.apikey where id = any(${[...keys]}::text[])`;
}
