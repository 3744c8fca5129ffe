import type { Approver } from '#engines/approvals/match.ts';
import { table } from '#kernel/db/sql.ts';
import { SEED_ROLES } from '#kernel/module.ts';
import type { Tx } from '#kernel/tx.ts';

export const keyOf = ({ kind, who }: Approver): string => `${kind} ${who}`;

/** Approvers as they are named (a user by e-mail or id) → `who` as it is kept (a user's id). What does not exist is absent. */
export async function findApprovers(tx: Tx, approvers: readonly Approver[]): Promise<Map<string, string>> {
  const rows = await tx.sql<Approver & { kept: string }>`
    select r.kind, r.who, coalesce(u.id::text, p.code, o.name) as kept
    from ${table(unique(approvers), { kind: 'text', who: 'text' })}
    left join access.v_user u on r.kind = 'user' and u.company_id = ${tx.company} and r.who in (u.email, u.id::text) and u.active
    left join approvals.position p on r.kind = 'position' and p.company_id = ${tx.company} and p.code = r.who and p.active
    left join kernel.role o on r.kind = 'role' and o.company_id = ${tx.company} and o.name = r.who`;
  const found = new Map<string, string>();
  for (const { kind, who, kept } of rows) {
    const known = kept ?? (kind === 'role' && isSeedRole(who) ? who : undefined);
    if (known) found.set(keyOf({ kind, who }), known);
  }
  return found;
}

/** What people call approvers as they are kept: a person's name, a position's, a role's. */
export async function approverNames(tx: Tx, approvers: readonly Approver[]): Promise<Map<string, string>> {
  const rows = await tx.sql<Approver & { name: string | null }>`
    select r.kind, r.who, coalesce(u.name, p.name, o.label) as name
    from ${table(unique(approvers), { kind: 'text', who: 'text' })}
    left join access.v_user u on r.kind = 'user' and u.company_id = ${tx.company} and u.id::text = r.who
    left join approvals.position p on r.kind = 'position' and p.company_id = ${tx.company} and p.code = r.who
    left join kernel.role o on r.kind = 'role' and o.company_id = ${tx.company} and o.name = r.who`;
  return new Map(rows.map(({ name, ...approver }) => [keyOf(approver), name ?? titled(approver.who)]));
}

const unique = (approvers: readonly Approver[]): Approver[] => [
  ...new Map(approvers.map(({ kind, who }) => [keyOf({ kind, who }), { kind, who }])).values(),
];
const isSeedRole = (name: string): boolean => (SEED_ROLES as readonly string[]).includes(name);
const titled = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
