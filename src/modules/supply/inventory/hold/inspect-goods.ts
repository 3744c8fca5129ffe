import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { inspectGoods } from '../contract.ts';
import { insertDocument } from '../document/document.ts';
import { applyMoves } from '../move/apply.ts';
import type { NewMove } from '../move/move.ts';
import { lockStock } from '../stock/lock.ts';

/** Accepted goods are free at once; rejected ones stay held until they go back, or are scrapped here. */
export default implement(inspectGoods, async (tx, input, refuse) => {
  const { inspection: id, accepted, rejected, reason, scrap } = input;
  const [place] = await tx.sql<{ item: Id; site: Id }>`
    select s.item_id as item, s.site_id as site
    from inventory.inspection n join inventory.stock s on s.company_id = n.company_id and s.id = n.stock_id
    where n.company_id = ${tx.company} and n.id = ${id}`;
  if (!place) return refuseCommon('not_found', { what: 'inspection' });
  await lockStock(tx, [place]);
  const [row] = await tx.sql<{ stock: Id; receipt: Id; waiting: Decimal }>`
    select stock_id as stock, move_id as receipt, quantity - accepted - rejected - missing as waiting from inventory.inspection
    where company_id = ${tx.company} and id = ${id} for no key update`;
  const { stock, receipt, waiting } = row!;
  const decided = dec(accepted).plus(rejected);
  if (decided.lte(0)) refuse('nothing_inspected');
  if (decided.gt(waiting)) refuse('more_than_waits', { waiting });
  if (dec(rejected).gt(0) && !reason) refuse('rejected_without_reason');
  await Promise.all([
    tx.sql`
      update inventory.inspection set accepted = accepted + ${accepted}::numeric, rejected = rejected + ${rejected}::numeric,
        reason = coalesce(${reason}, reason), inspected_at = ${tx.now}, inspected_by = ${tx.actor.id}
      where company_id = ${tx.company} and id = ${id}`,
    tx.sql`
      update inventory.stock set held = held - ${accepted}::numeric where company_id = ${tx.company} and id = ${stock}`,
  ]);
  if (scrap && dec(rejected).gt(0)) {
    const draft = { kind: 'issue', site: place.site, reason: 'scrap', effectiveOn: tx.today } as const;
    const { source, number } = await insertDocument(tx, { ...draft, note: reason ?? undefined });
    const move: NewMove = {
      id: tx.newId(),
      ...place,
      kind: 'issue',
      quantity: rejected,
      to: 'stock_loss',
      counterpart: 'loss',
      effectiveOn: tx.today,
      source,
      reason: 'scrap',
      inspection: id,
      layer: receipt,
    };
    await applyMoves(tx, [move], `Rejected goods scrapped ${number}`);
  }
  tx.record({ entity: 'inventory.inspection', id, after: { accepted, rejected, reason, scrap } });
  return { waiting: toDecimal(dec(waiting).minus(decided)) };
});
