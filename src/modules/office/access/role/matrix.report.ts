import { SEED_ROLES } from '#kernel/module.ts';
import type { Registry } from '#kernel/registry.ts';
import { answer } from '#kernel/report.ts';
import { protectedOutputs } from '#kernel/values/output-rights.ts';
import { inWords } from '#kernel/values/words.ts';
import { permissionMatrix, permissionsOf, roles } from '../contract.ts';
import { permissionsOfRoles } from './rights.ts';

export interface Right {
  readonly kind: 'operation' | 'report' | 'read' | 'write' | 'field';
  readonly name: string;
  /** What it is called. */
  readonly what: string;
  readonly permission: string;
}

/** Everything of the program that needs a permission, in a fixed order. */
export const rightsOf = (registry: Registry): Right[] => {
  const entities = [...registry.entities.values()];
  const operations = [...registry.operations.values()].map(({ contract }) => contract);
  const reports = [...registry.reports.values()].map(({ contract }) => contract);
  return [
    ...operations.map((item) => right('operation', item, item.label, item.permission)),
    ...reports.map((item) => right('report', item, item.label, item.permission)),
    ...entities.map((item) => right('read', item, item.plural, item.read)),
    ...entities.flatMap((item) => (item.write ? [right('write', item, item.plural, item.write)] : [])),
    ...entities.flatMap(({ name, plural, fields }) =>
      Object.entries(fields).flatMap(([field, { label, write }]) =>
        write ? [right('write', { name: `${name}.${field}` }, `${plural}: ${label}`, write)] : [],
      ),
    ),
    ...entities.flatMap((item) => protectedParts(item, item.plural, item.fields)),
    ...reports.flatMap((item) => protectedParts(item, item.label, item.columns)),
    ...operations.flatMap((item) =>
      protectedOutputs(item.output).map(({ path, right: of }) =>
        right('field', { name: `${item.name}.${path.join('.')}` }, `${item.label}: ${inWords(path.at(-1)!)}`, of),
      ),
    ),
  ].sort((a, b) => `${a.kind} ${a.name}`.localeCompare(`${b.kind} ${b.name}`, 'en'));
};

const right = (kind: Right['kind'], { name }: { name: string }, what: string, permission: string): Right => ({
  ...{ kind, name, what, permission },
});

const protectedParts = (
  { name }: { name: string },
  label: string,
  parts: Readonly<Record<string, { label: string; right?: string }>>,
): Right[] =>
  Object.entries(parts).flatMap(([part, item]) =>
    item.right ? [right('field', { name: `${name}.${part}` }, `${label}: ${item.label}`, item.right)] : [],
  );

export const matrix = answer(permissionMatrix, async (tx, { kind }) => {
  const own = await tx.sql<{ name: string; label: string; permissions: string[] }>`
    select name, label, permissions from kernel.role where company_id = ${tx.company} order by name`;
  const of = Map.groupBy(rightsOf(tx.registry), ({ name }) => name.split('.')[0]!);
  const rows = tx.registry.modules.flatMap((module) =>
    (of.get(module.name) ?? [])
      .filter((item) => !kind || item.kind === kind)
      .map((item) => ({
        ...item,
        department: module.label,
        right: tx.registry.permissions.get(item.permission),
        ...Object.fromEntries(SEED_ROLES.map((role) => [role, tx.registry.seedRoles.get(role)!.has(item.permission)])),
        ownRoles: own
          .filter((role) => role.permissions.includes(item.permission))
          .map((role) => role.label)
          .join(', '),
      })),
  );
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
    label: inWords(name),
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
