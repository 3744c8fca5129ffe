import type { TermsDefinition } from '#engines/terms/terms.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

export interface TermsFacts {
  readonly id: Id;
  readonly code: string;
  readonly definition: TermsDefinition;
}

export async function termsOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, TermsFacts>> {
  if (ids.length === 0) return new Map();
  const rows =
    await tx.sql<TermsFacts>`select id, code, definition from parties.terms where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The default address of a kind of each party; parties without one are absent. */
export async function defaultAddresses(
  tx: Tx,
  ids: readonly Id[],
  kind: 'billing' | 'delivery' | 'office',
): Promise<Map<Id, Id>> {
  const rows = await tx.sql<{ partyId: Id; id: Id }>`
    select distinct on (party_id) party_id, id from parties.address
    where company_id = ${tx.company} and party_id = any(${ids}::uuid[]) and kind = ${kind} and active order by party_id, is_default desc, id`;
  return new Map(rows.map((row) => [row.partyId, row.id]));
}

/** Whose these addresses are; those that do not exist are absent. */
export async function partiesOfAddresses(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Id>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<{ id: Id; partyId: Id }>`
    select id, party_id from parties.address where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.partyId]));
}
