import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

export interface Availability {
  readonly item: Id;
  readonly site: Id;
  readonly onHand: Decimal;
  readonly reserved: Decimal;
  /** On hand less reserved and held back. */
  readonly available: Decimal;
}

/** What is on hand and neither promised nor held, for each pair asked; zeros where the item was never stocked. Takes no lock. */
export const availability = (tx: Tx, pairs: readonly { item: Id; site: Id }[]): Promise<Availability[]> =>
  tx.sql<Availability>`
    select r.item, r.site, coalesce(s.on_hand, 0) as on_hand, coalesce(s.reserved, 0) as reserved,
      coalesce(s.on_hand - s.reserved - s.held, 0) as available
    from ${table(pairs, { item: 'uuid', site: 'uuid' })}
    left join inventory.stock s on s.company_id = ${tx.company} and s.item_id = r.item and s.site_id = r.site`;
