import { type Big, type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { LockedLine, LockedOrder } from '../order/lock.ts';

/** Decimals of a share of freight. */
const SHARE_DIGITS = 6;

interface Given {
  line: Id;
  quantity: Decimal;
}

/**
 * The freight that comes with goods though nobody named it: of each open freight line the share the goods of this arrival
 * have in all that are awaited, by what was agreed for them; all of it with the last.
 */
export function freightWith(order: LockedOrder, given: readonly Given[]): Given[] {
  const goods = order.lines.filter((line) => line.stocked);
  const named = new Set(given.map(({ line }) => line));
  const came = new Map<Id, Big>();
  for (const { line, quantity } of given) came.set(line, (came.get(line) ?? dec(0)).plus(quantity));
  const now = goods.map((line) => ({ line, quantity: came.get(line.id) ?? dec(0) }));
  if (!now.some(({ quantity }) => quantity.gt(0))) return [];
  const last = now.every(({ line, quantity }) => quantity.gte(line.open));
  const share = last ? dec(1) : shareOf(now);
  return order.lines
    .filter((line) => line.spreadBy && dec(line.open).gt(0) && !named.has(line.id))
    .map((line) => ({
      line: line.id,
      quantity: last ? line.open : toDecimal(dec(line.open).times(share).round(SHARE_DIGITS, 1)),
    }))
    .filter(({ quantity }) => dec(quantity).gt(0));
}

function shareOf(now: readonly { line: LockedLine; quantity: Big }[]): Big {
  const worth = (line: LockedLine, quantity: Decimal | Big) =>
    dec(quantity).times(line.confirmedPrice ?? line.unitPrice);
  const sum = (of: (one: { line: LockedLine; quantity: Big }) => Big) =>
    now.reduce((total, one) => total.plus(of(one)), dec(0));
  const awaited = sum(({ line }) => worth(line, line.open));
  if (awaited.lte(0)) return dec(1);
  const arrived = sum(({ line, quantity }) => worth(line, quantity.gt(line.open) ? line.open : quantity));
  return arrived.div(awaited);
}
