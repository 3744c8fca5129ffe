import { part } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Letterhead, letterhead } from '#modules/master/organisation/api.ts';

interface Addressed {
  party: Id;
  address?: Id | null;
  kind: 'billing' | 'delivery';
  /** That posted the document; none: what is true now. */
  event?: Id | null;
}

/**
 * The event that bound an order `o` last: it left the draft, or became another version. Its paper says what it said then; of a draft
 * there is none.
 */
export const BOUND_BY = part`
  select max(x.event_id::text)::uuid as event_id from kernel.event_record x
  where x.company_id = o.company_id and x.record_id = o.id and o.state <> 'draft' and (
    x.after ? 'version' or (coalesce(x.before ->> 'state', 'draft') = 'draft' and x.after ->> 'state' <> 'draft'))`;

/** From whom to whom a paper goes: the company's letterhead and the party's address window. */
export async function correspondents(tx: Tx, args: Addressed): Promise<{ company: Letterhead; address: string[] }> {
  const [company, address] = await Promise.all([letterhead(tx, args.event), postalLines(tx, args)]);
  return { company, address };
}

/**
 * The lines of an address window: the address given, else the party's default of the kind, else its name alone; as they stood
 * when `event` posted the document, or now when none is named.
 */
async function postalLines(tx: Tx, { party, address = null, kind, event = null }: Addressed): Promise<string[]> {
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
