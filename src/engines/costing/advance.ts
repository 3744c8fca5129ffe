import { layerChanges, newDraft, record, totalFlows } from './outcome.ts';
import { step } from './step.ts';
import type { AdvanceInput, Outcome } from './types.ts';
import { compareMoves, keyState, makeWorld, newStep, parcelChanges } from './world.ts';

/**
 * Costs new moves at the end of history, from the open state of their keys alone. Moves may span keys: a transfer out
 * and the move that carries it in can be given together.
 */
export function advance(input: AdvanceInput): Outcome {
  const world = makeWorld(input.keys, input.parcels ?? []);
  const given = makeWorld([], input.parcels ?? []).parcels;
  const draft = newDraft();
  const touched = new Set<string>();
  for (const move of [...input.moves].sort(compareMoves)) {
    const did = newStep();
    step(world, move, did);
    record(draft, move, input.causeId ?? move.moveId, did);
    if (move.kind !== 'charge') touched.add(move.keyId);
  }
  return {
    entries: draft.entries,
    flows: draft.flows,
    totals: totalFlows(draft.flows),
    keys: [...world.keys.values()].filter((key) => touched.has(key.id)).map(keyState),
    layers: layerChanges(draft, world),
    parcels: parcelChanges(given, world.parcels),
    problems: draft.problems,
  };
}
