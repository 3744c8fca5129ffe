import { SEED_ROLES, type SeedRole } from '#kernel/module.ts';
import { rightOf } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';

type Refuse = (code: 'unknown_role' | 'beyond_own', details: Record<string, unknown>) => never;

export const isSeedRole = (name: string): name is SeedRole => (SEED_ROLES as readonly string[]).includes(name);

/** The permissions of roles of this company, by name; a name that is no role is absent. */
export async function permissionsOfRoles(tx: Tx, names: readonly string[]): Promise<Map<string, Iterable<string>>> {
  const found = new Map<string, Iterable<string>>();
  for (const name of names) if (isSeedRole(name)) found.set(name, tx.registry.seedRoles.get(name) ?? []);
  const own = await tx.sql<{ name: string; permissions: string[] }>`
    select name, permissions from kernel.role where company_id = ${tx.company} and name = any(${[...names]})`;
  for (const { name, permissions } of own) if (!isSeedRole(name)) found.set(name, permissions);
  return found;
}

/** Nobody gives, or takes from others, what they do not have: otherwise the right to manage users would be every right. */
export async function checkRoles(tx: Tx, names: readonly string[], refuse: Refuse): Promise<void> {
  const known = await permissionsOfRoles(tx, names);
  for (const name of names) {
    const permissions = known.get(name);
    if (!permissions) refuse('unknown_role', { role: name });
    const missing = beyondOwn(tx, permissions!);
    if (missing !== undefined) refuse('beyond_own', rightOf(tx.registry, missing));
  }
}

/** The first of `permissions` the actor does not have. */
export function beyondOwn(tx: Tx, permissions: Iterable<string>): string | undefined {
  for (const permission of permissions) if (!tx.may(permission)) return permission;
  return undefined;
}
