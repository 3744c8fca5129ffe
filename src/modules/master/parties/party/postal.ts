import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

/**
 * The lines of an address window: the address given, else the party's default of the kind, else its name alone; as they stood
 * when `event` posted the document, or now when none is named.
 */
export async function postalLines(
  tx: Tx,
  args: { party: Id; address: Id | null; kind: 'billing' | 'delivery'; event?: Id | null },
): Promise<string[]> {
  const { party, address, kind, event = null } = args;
  const [row] = await tx.sql<
    Record<'name' | 'street' | 'street2' | 'postalCode' | 'city' | 'region' | 'country', string | null>
  >`
    select kernel.as_of(p.company_id, 'parties.party', p.id, ${event}, to_jsonb(p)) ->> 'name' as name, a.street, a.street2, a.postal_code, a.city, a.region,
      c.name as country
    from parties.party p
    left join lateral (
      select old.* from parties.address x
      cross join lateral jsonb_populate_record(null::parties.address, kernel.as_of(x.company_id, 'parties.address', x.id, ${event}, to_jsonb(x))) old
      where x.company_id = p.company_id and x.party_id = p.id and (old.id = ${address} or old.active)
      order by (old.id is not distinct from ${address}) desc, old.kind = ${kind} desc, old.is_default desc, old.id limit 1
    ) a on true
    left join organisation.country c on c.code = a.country
    where p.company_id = ${tx.company} and p.id = ${party}`;
  const town = [row?.postalCode, row?.city].filter(Boolean).join(' ');
  return [row?.name, row?.street, row?.street2, town, row?.region, row?.country].filter((line): line is string =>
    Boolean(line),
  );
}
