import type { World } from '#test/harness.ts';
import type { AccountRole } from '../posting/draft.ts';

/** Makes the accounts of these roles take no line without a cost centre. */
export const needCostCentre = (world: World, ...roles: AccountRole[]): Promise<unknown> =>
  world.owner(
    (sql) => sql`
      update ledger.account a set requires = 'cost_centre' from ledger.account_role r
      where r.company_id = ${world.company} and a.company_id = r.company_id and a.id = r.account_id and r.role = any(${roles}::text[])`,
  );

/** What was posted by role and cost centre, debits less credits; what comes to nothing is left out. */
export async function byCostCentre(world: World): Promise<Record<string, bigint>> {
  const rows = await world.owner(
    (sql) => sql<{ name: string; sum: bigint }>`
      select l.role || coalesce(' ' || c.code, '') as name, sum(l.amount_minor)::bigint as sum
      from ledger.line l left join ledger.cost_centre c on c.company_id = l.company_id and c.id = l.cost_centre_id
      where l.company_id = ${world.company} and l.role is not null group by 1 having sum(l.amount_minor) <> 0 order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]));
}
