import { type Dimensions, dimensionsOf, type LineDraft, sameDimensions } from '#modules/finance/ledger/api.ts';
import { ownCost } from '#modules/supply/purchasing/api.ts';

interface Accrued extends Dimensions {
  readonly spread: boolean;
}

/**
 * What a service costs beyond its accrual. One that its bill gives to another cost centre or project than it was received for moves
 * there whole; freight stays where it was received, because the goods bear it.
 */
export function serviceCost(
  accrued: Accrued,
  billed: Dimensions,
  { accruedMinor, billedMinor }: { accruedMinor: bigint; billedMinor: bigint },
): LineDraft[] {
  const role = ownCost(accrued.spread);
  if (accrued.spread || sameDimensions(accrued, billed))
    return [{ role, amountMinor: billedMinor - accruedMinor, ...dimensionsOf(accrued) }];
  return [
    { role, amountMinor: -accruedMinor, ...dimensionsOf(accrued) },
    { role, amountMinor: billedMinor, ...dimensionsOf(billed) },
  ];
}
