import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

/** What each party owes now, in the company's currency; credits count against it. Parties that owe nothing are absent. */
export async function exposure(tx: Tx, parties: readonly Id[]): Promise<Map<Id, bigint>> {
  const rows = await tx.sql<{ partyId: Id; owed: bigint }>`
    select party_id, sum(open_base_minor)::bigint as owed from receivables.open_item
    where company_id = ${tx.company} and party_id = any(${parties}::uuid[]) and open_minor <> 0 group by party_id`;
  return new Map(rows.map((row) => [row.partyId, row.owed]));
}
