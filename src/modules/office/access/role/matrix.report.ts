import { SEED_ROLES } from '#kernel/module.ts';
import type { Registry } from '#kernel/registry.ts';
import { answer } from '#kernel/report.ts';
import { protectedOutputs } from '#kernel/values/output-rights.ts';
import { permissionMatrix, permissionsOf, roles } from '../contract.ts';
import { permissionsOfRoles } from './rights.ts';

export interface Right {
  readonly kind: 'operation' | 'report' | 'read' | 'write' | 'field';
  readonly name: string;
  readonly permission: string;
}

/** Everything of the program that needs a permission, in a fixed order. */
export const rightsOf = (registry: Registry): Right[] => {
  const entities = [...registry.entities.values()];
  return [
    ...[...registry.operations.values()].map(({ contract }) => right('operation', contract.name, contract.permission)),
    ...[...registry.reports.values()].map(({ contract }) => right('report', contract.name, contract.permission)),
    ...entities.map((entity) => right('read', entity.name, entity.read)),
    ...entities.flatMap((entity) => (entity.write ? [right('write', entity.name, entity.write)] : [])),
    ...entities.flatMap(({ name, fields }) =>
      Object.entries(fields).flatMap(([field, { write }]) =>
        write ? [right('write', `${name}.${field}`, write)] : [],
      ),
    ),
    ...entities.flatMap((entity) => protectedParts(entity.name, entity.fields)),
    ...[...registry.reports.values()].flatMap(({ contract }) => protectedParts(contract.name, contract.columns)),
    ...[...registry.operations.values()].flatMap(({ contract }) =>
      protectedOutputs(contract.output).map(({ path, right: of }) =>
        right('field', `${contract.name}.${path.join('.')}`, of),
      ),
    ),
  ].sort((a, b) => `${a.kind} ${a.name}`.localeCompare(`${b.kind} ${b.name}`, 'en'));
};

const right = (kind: Right['kind'], name: string, permission: string): Right => ({ kind, name, permission });

const protectedParts = (name: string, parts: Readonly<Record<string, { right?: string }>>): Right[] =>
  Object.entries(parts).flatMap(([part, item]) => (item.right ? [right('field', `${name}.${part}`, item.right)] : []));

export const matrix = answer(permissionMatrix, async (tx, { kind }) => {
  const own = await tx.sql<{ name: string; permissions: string[] }>`
    select name, permissions from kernel.role where company_id = ${tx.company} order by name`;
  const rows = rightsOf(tx.registry)
    .filter((item) => !kind || item.kind === kind)
    .map((item) => ({
      ...item,
      ...Object.fromEntries(SEED_ROLES.map((role) => [role, tx.registry.seedRoles.get(role)!.has(item.permission)])),
      ownRoles: own
        .filter((role) => role.permissions.includes(item.permission))
        .map((role) => role.name)
        .join(', '),
    }));
  return { rows };
});

export const allRoles = answer(roles, async (tx) => {
  const own = await tx.sql<{ name: string; label: string; permissions: string[] }>`
    select name, label, permissions from kernel.role where company_id = ${tx.company} order by name`;
  const counts = await tx.sql<{ role: string; users: number }>`
    select role, count(*)::int as users from kernel.user_role where company_id = ${tx.company} group by role`;
  const users = new Map(counts.map((row) => [row.role, row.users]));
  const seed = SEED_ROLES.map((name) => ({
    name,
    label: name.replaceAll('_', ' '),
    own: false,
    permissions: tx.registry.seedRoles.get(name)!.size,
  }));
  const all = [...seed, ...own.map((row) => ({ ...row, own: true, permissions: row.permissions.length }))];
  return { rows: all.map((row) => ({ ...row, users: users.get(row.name) ?? 0 })) };
});

export const permissions = answer(permissionsOf, async (tx, { role }) => {
  const granted = role ? new Set((await permissionsOfRoles(tx, [role])).get(role) ?? []) : undefined;
  const rows = [...tx.registry.permissions]
    .filter(([permission]) => !granted || granted.has(permission))
    .map(([permission, text]) => ({ permission, text }))
    .sort((a, b) => a.permission.localeCompare(b.permission, 'en'));
  return { rows };
});
