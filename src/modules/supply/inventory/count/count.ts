import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';

export interface Count {
  readonly id: Id;
  readonly number: string;
  readonly siteId: Id;
  readonly state: 'counting' | 'posted' | 'cancelled';
  readonly limitMinor: Minor;
  readonly startedBy: string;
  readonly blind: boolean;
}

/** Locks a count; refuses one that is no longer being counted. */
export async function lockCount(
  tx: Tx,
  id: Id,
  refuse: (code: 'wrong_state', details: Record<string, unknown>) => never,
): Promise<Count> {
  const [count] = await tx.sql<Count>`
    select id, number, site_id, state, limit_minor, started_by, blind from inventory.stock_count
    where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!count) return refuseCommon('not_found', { what: 'stock count' });
  if (count.state !== 'counting') refuse('wrong_state', { number: count.number, state: count.state });
  return count;
}
