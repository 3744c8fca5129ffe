import { implement } from '#kernel/command.ts';
import { Big, dec, toDecimal } from '#kernel/values/decimal.ts';
import { revalueItem } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import { lockStock, placeOf } from '../stock/lock.ts';
import { insertDocument } from './document.ts';

export default implement(revalueItem, async (tx, input, refuse) => {
  const { item, site, reason, receipt } = input;
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  const stock = (await lockStock(tx, [{ item, site }], effectiveOn < tx.today)).get(placeOf({ item, site }))!;
  if (stock.method === 'standard') refuse('standard', { item: stock.itemCode });
  if (receipt) {
    if (stock.method !== 'fifo') refuse('not_fifo', { item: stock.itemCode });
    const [left] = await tx.sql`
      select from inventory.layer_state where company_id = ${tx.company} and layer_id = ${receipt} and stock_id = ${stock.id} and quantity > 0`;
    if (!left) refuse('receipt_used_up');
  }
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
    ...(receipt && { layer: receipt }),
    unitMinor: toDecimal(dec(input.unitCost).times(new Big(10).pow(tx.digits))),
  } as const;
  const moved = await applyMoves(tx, [move], `Revaluation ${number}`);
  return { document: id, number, differenceMinor: moved.get(move.id)!.valueMinor };
});
