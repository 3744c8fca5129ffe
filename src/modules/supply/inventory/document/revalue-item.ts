import { implement } from '#kernel/command.ts';
import { Big, dec, toDecimal } from '#kernel/values/decimal.ts';
import { revalueItem } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import { lockStock, placeOf } from '../stock/lock.ts';
import { insertDocument } from './document.ts';

export default implement(revalueItem, async (tx, input, refuse) => {
  const { item, site, reason } = input;
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  const stock = (await lockStock(tx, [{ item, site }], effectiveOn < tx.today)).get(placeOf({ item, site }))!;
  if (stock.method === 'standard') refuse('standard', { item: stock.itemCode });
  const { id, number, source } = await insertDocument(tx, { kind: 'revaluation', site, reason, effectiveOn });
  const move = {
    id: tx.newId(),
    item,
    site,
    kind: 'revalue',
    quantity: '0',
    to: 'stock_adjustment',
    counterpart: 'loss',
    effectiveOn,
    source,
    reason,
    unitMinor: toDecimal(dec(input.unitCost).times(new Big(10).pow(tx.digits))),
  } as const;
  const moved = await applyMoves(tx, [move], `Revaluation ${number}`);
  return { document: id, number, differenceMinor: moved.get(move.id)!.valueMinor };
});
