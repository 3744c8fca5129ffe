import type { Refuse } from '#kernel/command.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';

interface Measured {
  /** Code of the item. */
  readonly item: string;
  readonly qty: Decimal;
  readonly weight: Decimal | null;
  readonly volume: Decimal | null;
}

/** Goods without a weight cannot bear their part by weight, nor those without a volume by volume. */
export function checkMeasures(
  goods: readonly Measured[],
  basis: string,
  refuse: Refuse<Record<'no_measure', string>>,
): void {
  if (basis !== 'weight' && basis !== 'volume') return;
  const without = goods.filter((line) => dec(line.qty).gt(0) && dec(line[basis] ?? 0).eq(0)).map(({ item }) => item);
  if (without.length > 0) refuse('no_measure', { measure: basis, items: [...new Set(without)].join(', ') });
}
