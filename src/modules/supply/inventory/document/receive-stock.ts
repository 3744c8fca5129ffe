import { implement } from '#kernel/command.ts';
import { dec } from '#kernel/values/decimal.ts';
import { toMinor } from '#kernel/values/money.ts';
import { inWords, lower } from '#kernel/values/words.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import { itemsInUse } from '#modules/master/catalog/api.ts';
import { siteFor } from '#modules/master/organisation/api.ts';
import { received, receiveStock } from '../contract.ts';
import { applyMoves } from '../move/apply.ts';
import { announce, type Counterpart, type NewMove } from '../move/move.ts';
import { checkLocations } from '../stock/places.ts';
import { insertDocument } from './document.ts';

type Reason = 'production' | 'opening' | 'found' | 'adjustment';

const CREDIT: Record<Reason, { role: AccountRole; from: Counterpart }> = {
  production: { role: 'production_clearing', from: 'production' },
  opening: { role: 'opening', from: 'opening' },
  found: { role: 'stock_gain', from: 'loss' },
  adjustment: { role: 'stock_adjustment', from: 'loss' },
};

export default implement(receiveStock, async (tx, input, refuse) => {
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  await siteFor(tx, input.site);
  // An adjustment mends what is there already.
  if (input.reason !== 'adjustment')
    await itemsInUse(
      tx,
      input.lines.map(({ item }) => item),
    );
  if (!(await checkLocations(tx, input.site, input.lines))) refuse('no_location');
  const reason = inWords(input.reason);
  const { site, note } = input;
  const { id, number, source } = await insertDocument(tx, { kind: 'receipt', site, reason, note, effectiveOn });
  const { role, from } = CREDIT[input.reason];
  const moves = input.lines.map((line): NewMove => {
    const priced = line.unitCost !== undefined;
    return {
      id: tx.newId(),
      item: line.item,
      site,
      kind: priced ? 'receipt' : 'gain',
      quantity: line.quantity,
      to: role,
      counterpart: from,
      effectiveOn,
      source,
      reason,
      location: line.location,
      lots: line.lots ?? undefined,
      ...(priced && { valueMinor: toMinor(dec(line.quantity).times(line.unitCost!), tx.digits, 'half-up') }),
    };
  });
  await applyMoves(tx, moves, `Stock received (${lower(reason)}) ${number}`);
  await announce(tx, received, moves);
  return { document: id, number };
});
