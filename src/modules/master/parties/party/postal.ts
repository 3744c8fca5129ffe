import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

/** The lines of an address window: the address given, else the party's default of the kind, else its name alone. */
export async function postalLines(
  tx: Tx,
  args: { party: Id; address: Id | null; kind: 'billing' | 'delivery' },
): Promise<string[]> {
  const [row] = await tx.sql<
    Record<'name' | 'street' | 'street2' | 'postalCode' | 'city' | 'region' | 'country', string | null>
  >`
    select p.name, a.street, a.street2, a.postal_code, a.city, a.region, c.name as country
    from parties.party p
    left join lateral (
      select * from parties.address a where a.company_id = p.company_id and a.party_id = p.id and (a.id = ${args.address} or a.active)
      order by (a.id is not distinct from ${args.address}) desc, a.kind = ${args.kind} desc, a.is_default desc, a.id limit 1
    ) a on true
    left join organisation.country c on c.code = a.country
    where p.company_id = ${tx.company} and p.id = ${args.party}`;
  const town = [row?.postalCode, row?.city].filter(Boolean).join(' ');
  return [row?.name, row?.street, row?.street2, town, row?.region, row?.country].filter((line): line is string =>
    Boolean(line),
  );
}
