import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { Big, type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import { setStandardCost } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import type { NewMove } from '../move/move.ts';

export default implement(setStandardCost, async (tx, input, refuse) => {
  const { item, reason, unitCost } = input;
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  const [kept] = await tx.sql<{ code: string; method: string; standardCost: Decimal | null }>`
    select i.code, i.costing_method as method, coalesce((
        select c.unit_cost from inventory.standard_cost c
        where c.company_id = i.company_id and c.item_id = i.id and c.effective_on <= ${effectiveOn}
        order by c.effective_on desc, c.id desc limit 1), i.standard_cost) as standard_cost
    from catalog.item i where i.company_id = ${tx.company} and i.id = ${item} for no key update of i`;
  if (kept && kept.method !== 'standard') refuse('not_standard', { item: kept.code });
  const id = tx.newId();
  await tx.sql`
    insert into inventory.standard_cost (company_id, id, item_id, effective_on, unit_cost, recorded_at, event_id)
    values (${tx.company}, ${id}, ${item}, ${effectiveOn}, ${unitCost}, ${tx.now}, ${tx.eventId})`;
  tx.record({
    ...{ entity: 'catalog.item', id: item, before: { standardCost: kept?.standardCost ?? null } },
    after: { standardCost: unitCost, effectiveOn, reason },
  });
  const stocks = await standardStocks(tx, item);
  const moves = stocks.map(
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
  await applyMoves(tx, moves, 'New standard cost');
  // What came in since that day is worth another amount too.
  return { differenceMinor: worth(await standardStocks(tx, item)) - worth(stocks) };
});

interface Standing {
  readonly site: Id;
  readonly valueMinor: Minor;
}

const standardStocks = (tx: Tx, item: Id): Promise<Standing[]> => tx.sql<Standing>`
  select site_id as site, value_minor from inventory.stock
  where company_id = ${tx.company} and item_id = ${item} and method = 'standard' order by site_id for no key update`;

const worth = (stocks: readonly Standing[]): Minor => sumMinor(stocks.map(({ valueMinor }) => valueMinor));
