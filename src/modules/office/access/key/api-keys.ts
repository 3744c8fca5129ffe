import { implement } from '#kernel/command.ts';
import { refuseCommon, rightOf } from '#kernel/refusal.ts';
import { createApiKey, revokeApiKey } from '../contract.ts';
import { beyondOwn } from '../role/rights.ts';
import { SIGN_IN } from '../sign-in/limits.ts';
import { newApiKey } from '../sign-in/secrets.ts';
import { closeKeys } from '../user/member.ts';

// The library that checks keys goes by the machine's clock, so their times are the database's, not the company's.
export const create = implement(createApiKey, async (tx, { name, scopes, expiresInDays }, refuse) => {
  const unknown = scopes.find((scope) => !tx.registry.permissions.has(scope));
  if (unknown !== undefined) refuse('unknown_permission', { permission: unknown });
  const missing = beyondOwn(tx, scopes);
  if (missing !== undefined) refuse('beyond_own', rightOf(tx.registry, missing));
  const [member] = await tx.sql<{ id: string }>`
    select id from access.member where company_id = ${tx.company} and id::text = ${tx.actor.id}`;
  if (!member) refuse('only_users');
  const [id, user] = [tx.newId(), member!.id];
  const { key, hash, start } = newApiKey();
  const wanted = [...new Set(scopes)].sort();
  await tx.sql`insert into access.api_key (company_id, id, user_id, name, scopes, start, created_at, expires_at)
    values (${tx.company}, ${id}, ${user}, ${name}, ${wanted}, ${start}, now(), now() + make_interval(days => ${expiresInDays}))`;
  await tx.sql`insert into auth.apikey (id, name, start, prefix, reference_id, key, expires_at, permissions, metadata)
    values (${id}, ${name}, ${start}, ${SIGN_IN.keyPrefix}, ${user}, ${hash}, now() + make_interval(days => ${expiresInDays}),
      ${JSON.stringify({ scopes: wanted })}, ${JSON.stringify({ company: tx.company })})`;
  tx.record({ entity: 'access.api_key', id, after: { name, scopes: wanted.join(', ') } });
  return { id, key };
});

export const revoke = implement(revokeApiKey, async (tx, { key }, refuse) => {
  const [known] = await tx.sql<{ revokedAt: string | null }>`
    select revoked_at from access.api_key where company_id = ${tx.company} and id = ${key} for no key update`;
  if (!known) refuseCommon('not_found', { what: 'api key' });
  if (known!.revokedAt) refuse('already_revoked');
  await closeKeys(tx, [key]);
  tx.record({ entity: 'access.api_key', id: key, before: { state: 'active' }, after: { state: 'revoked' } });
  return { id: key };
});
