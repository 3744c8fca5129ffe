import { implement } from '#kernel/command.ts';
import { rightOf } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { createRole, updateRole } from '../contract.ts';
import { beyondOwn, isSeedRole } from './rights.ts';

type Refuse = (code: 'unknown_permission' | 'beyond_own', details: Record<string, unknown>) => never;

export const create = implement(createRole, async (tx, { label, permissions, name = codeOf(label) }, refuse) => {
  const [known] = await tx.sql`select from kernel.role where company_id = ${tx.company} and name = ${name}`;
  if (known || isSeedRole(name)) refuse('role_exists', { name });
  const granted = checked(tx, [], permissions, refuse);
  await tx.sql`insert into kernel.role (company_id, name, label, permissions) values (${tx.company}, ${name}, ${label}, ${granted})`;
  return { name };
});

/** What programs call a role, from its name. */
const codeOf = (label: string): string =>
  label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40) || `role_${label.length}`;

export const update = implement(updateRole, async (tx, { name, label, permissions }, refuse) => {
  if (isSeedRole(name)) refuse('seed_role', { name });
  const [known] = await tx.sql<{ permissions: string[] }>`
    select permissions from kernel.role where company_id = ${tx.company} and name = ${name} for no key update`;
  if (!known) refuse('unknown_role', { role: name });
  const granted = permissions ? checked(tx, known!.permissions, permissions, refuse) : known!.permissions;
  await tx.sql`update kernel.role set label = coalesce(${label ?? null}, label), permissions = ${granted}
    where company_id = ${tx.company} and name = ${name}`;
  return { name };
});

/** The rights a role has from now on; what comes or goes must be one's own. What the program knows no more goes freely. */
function checked(tx: Tx, before: readonly string[], after: readonly string[], refuse: Refuse): string[] {
  const unknown = after.find((permission) => !tx.registry.permissions.has(permission));
  if (unknown !== undefined) refuse('unknown_permission', { permission: unknown });
  const gone = before.filter((permission) => tx.registry.permissions.has(permission) && !after.includes(permission));
  const missing = beyondOwn(tx, [...after.filter((permission) => !before.includes(permission)), ...gone]);
  if (missing !== undefined) refuse('beyond_own', rightOf(tx.registry, missing));
  return [...new Set(after)].sort();
}
