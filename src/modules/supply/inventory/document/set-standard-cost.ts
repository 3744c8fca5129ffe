import { implement } from '#kernel/command.ts';
import { Big, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { setStandardCost } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import type { NewMove } from '../move/move.ts';

export default implement(setStandardCost, async (tx, input, refuse) => {
  const { item, reason, unitCost } = input;
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  const [kept] = await tx.sql<{ code: string; method: string }>`
    select code, costing_method as method from catalog.item where company_id = ${tx.company} and id = ${item}`;
  if (kept && kept.method !== 'standard') refuse('not_standard', { item: kept.code });
  const id = tx.newId();
  await tx.sql`
    insert into inventory.standard_cost (company_id, id, item_id, effective_on, unit_cost, recorded_at, event_id)
    values (${tx.company}, ${id}, ${item}, ${effectiveOn}, ${unitCost}, ${tx.now}, ${tx.eventId})`;
  tx.record({ entity: 'catalog.item', id: item, after: { standardCost: unitCost, effectiveOn, reason } });
  const sites = await tx.sql<{ site: Id }>`
    select site_id as site from inventory.stock
    where company_id = ${tx.company} and item_id = ${item} and method = 'standard' order by site_id`;
  const moves = sites.map(
    ({ site }): NewMove => ({
      id: tx.newId(),
      item,
      site,
      kind: 'revalue',
      quantity: '0',
      to: 'stock_adjustment',
      counterpart: 'loss',
      effectiveOn,
      source: { entity: 'inventory.standard_cost', id },
      reason,
      unitMinor: toDecimal(dec(unitCost).times(new Big(10).pow(tx.digits))),
    }),
  );
  const moved = await applyMoves(tx, moves, 'New standard cost');
  return { differenceMinor: sumMinor([...moved.values()].map((one) => one.valueMinor)) };
});
