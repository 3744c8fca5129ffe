import { layerChanges, newDraft, record, totalFlows } from './outcome.ts';
import { step } from './step.ts';
import type { AdvanceInput, Outcome } from './types.ts';
import { compareMoves, comparePositions, keyState, makeWorld, newStep, parcelChanges, position } from './world.ts';

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
    const key = move.kind === 'charge' ? undefined : world.keys.get(move.keyId);
    if (key?.lastAt && comparePositions(move, key.lastAt) < 0) {
      draft.problems.push({ code: 'back_dated', keyId: key.id, moveId: move.moveId, ...position(move) });
    }
    const did = newStep();
    step(world, move, did);
    record(draft, move, input.causeId ?? move.moveId, did);
    if (key) touched.add(key.id);
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
