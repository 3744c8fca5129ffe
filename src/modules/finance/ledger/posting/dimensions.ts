import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { DIMENSION_REFUSALS } from '../contract.ts';
import type { AccountRole } from './draft.ts';

/** What a line of a document is for, as its postings say it. */
export interface Dimensions {
  readonly costCentre?: Id | null | undefined;
  readonly project?: Id | null | undefined;
}

/** The dimensions of an entry's line: those that are known. */
export const dimensionsOf = ({ costCentre, project }: Dimensions): { costCentre?: Id; project?: Id } => ({
  ...(costCentre ? { costCentre } : {}),
  ...(project ? { project } : {}),
});

export const sameDimensions = (a: Dimensions, b: Dimensions): boolean =>
  (a.costCentre ?? null) === (b.costCentre ?? null) && (a.project ?? null) === (b.project ?? null);

/** Refuses `unknown_dimension` of lines that name what does not exist or is out of use. No statement when none names any. */
export async function checkDimensions(
  tx: Tx,
  lines: readonly (Dimensions & { readonly where: string })[],
): Promise<void> {
  const named = lines.filter((line) => line.costCentre || line.project);
  if (named.length === 0) return;
  const rows = await tx.sql<{ id: Id; kind: string }>`
    select id, 'cost_centre' as kind from ledger.cost_centre
    where company_id = ${tx.company} and active and id = any(${named.flatMap((line) => line.costCentre ?? [])}::uuid[])
    union all
    select id, 'project' from ledger.project
    where company_id = ${tx.company} and active and id = any(${named.flatMap((line) => line.project ?? [])}::uuid[])`;
  const known = new Set(rows.map(({ id, kind }) => `${kind}/${id}`));
  const wrong = named.find(
    ({ costCentre, project }) =>
      (costCentre && !known.has(`cost_centre/${costCentre}`)) || (project && !known.has(`project/${project}`)),
  );
  if (wrong) throw refusal('unknown_dimension', { where: wrong.where });
}

interface Needed {
  readonly account: string;
  readonly dimension: 'cost_centre' | 'project';
}
export type Needs = ReadonlyMap<AccountRole, Needed>;

/** Which of the accounts of these roles take no line without a cost centre or project. */
export async function neededBy(tx: Tx, roles: readonly AccountRole[]): Promise<Needs> {
  const rows = await tx.sql<Needed & { role: AccountRole }>`
    select r.role, a.number || ' ' || a.name as account, a.requires as dimension
    from ledger.account_role r join ledger.account a on a.company_id = r.company_id and a.id = r.account_id
    where r.company_id = ${tx.company} and r.role = any(${roles}::text[]) and a.requires in ('cost_centre', 'project')`;
  return new Map(rows.map(({ role, ...needed }) => [role, needed]));
}

export interface NeedingLine extends Dimensions {
  /** As people call it: 'Line 2', 'Order SO-00012, line 2'. */
  readonly where: string;
  /** The roles it will be posted by. */
  readonly roles: readonly AccountRole[];
}

/** Refuses `needs_dimension` of the first line that lacks what an account it will be posted to needs. */
export function refuseLacking(needs: Needs, lines: readonly NeedingLine[]): void {
  if (needs.size === 0) return;
  for (const { where, roles, costCentre, project } of lines)
    for (const role of roles) {
      const needed = needs.get(role);
      const given = needed?.dimension === 'project' ? project : costCentre;
      if (needed && !given)
        throw refusal('needs_dimension', {
          where,
          account: needed.account,
          dimension: needed.dimension,
        });
    }
}

/**
 * Posts what lines of documents came to. Where an account needs what a line lacks, the refusal names the line; one that every line
 * has stays as it is, because no line could cure it.
 */
export async function namingLines<T>(lines: readonly Omit<NeedingLine, 'roles'>[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'dimension_missing') throw error;
    const { account, dimension } = error.details;
    if (dimension !== 'project' && dimension !== 'cost_centre') throw error;
    const lacking = lines.find((line) => !(dimension === 'project' ? line.project : line.costCentre));
    if (!lacking) throw error;
    throw refusal('needs_dimension', { where: lacking.where, account, dimension });
  }
}

const refusal = (code: keyof typeof DIMENSION_REFUSALS, details: Record<string, unknown>): Refusal =>
  new Refusal(code, DIMENSION_REFUSALS[code], details);
