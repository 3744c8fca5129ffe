import type { Layer } from './world.ts';
import { smaller } from './world.ts';

/** The value of `part` out of `whole`, the fraction staying behind; the last part takes all the rest. */
export const share = (value: bigint, part: bigint, whole: bigint): bigint => (value * part) / whole;

/** The share of a part; what bills made dearer or cheaper is shared by the goods that stay. */
export function costOf(layer: Layer, qty: bigint): bigint {
  if (layer.goesBack === 0n) return share(layer.value, qty, layer.qty);
  const stays = layer.qty - layer.goesBack;
  const billed = qty < stays ? share(layer.billed, qty, stays) : layer.billed;
  const cost = qty === layer.qty ? layer.value : share(commonOf(layer), qty, layer.qty) + billed;
  layer.billed -= billed;
  if (qty > stays) expectLess(layer, qty - stays);
  return cost;
}

/**
 * Goods that were expected to go back leave with their own part of what bills made dearer or cheaper, and nothing of what
 * belongs to the others, as long as others are left to bear it.
 */
export function costBack(layer: Layer, qty: bigint, own: bigint): bigint {
  const cost = qty === layer.qty ? layer.value : share(commonOf(layer), qty, layer.qty) + own;
  layer.own -= own;
  expectLess(layer, qty);
  return cost;
}

/** What all goods of the layer bear alike. */
const commonOf = (layer: Layer): bigint => layer.value - layer.billed - layer.own;

/** When none are expected to go back any more, all that is left bear the whole value alike. */
function expectLess(layer: Layer, qty: bigint): void {
  layer.goesBack -= smaller(qty, layer.goesBack);
  if (layer.goesBack > 0n) return;
  layer.billed = 0n;
  layer.own = 0n;
}
