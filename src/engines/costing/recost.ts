import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Draft, layerChanges, newDraft, record, stepDifference, totalFlows } from './outcome.ts';
import { step } from './step.ts';
import type { Move, Outcome, Problem, RecostInput } from './types.ts';
import {
  cloneWorld,
  compareMoves,
  keyState,
  makeWorld,
  newStep,
  parcelChanges,
  type RawEntry,
  type Step,
  sameKey,
  type World,
} from './world.ts';

/** A place in history: the move as it was, the move as it should be; the same object where nothing changed. */
interface Place {
  was: Move | null;
  now: Move | null;
}

/**
 * Corrects the past. History runs once up to the first change; from there the old and the new run side by side, move by
 * move over all keys in effective order, and what differs is the correction. It ends where the two meet again. Time is
 * linear in the moves given. Effective order is also the order of cost propagation: what carries cost from a move comes
 * after it, in whichever key.
 */
export function recost(input: RecostInput): Outcome {
  const places = timeline(input);
  const first = places.findIndex((place) => place.was !== place.now);
  const old = makeWorld(
    input.keys.map((key) => key.start),
    input.parcels ?? [],
  );
  const draft = newDraft();
  if (first < 0) return finish(draft, old, old, true);
  for (const { was } of places.slice(0, first)) step(old, was!, newStep());

  const now = cloneWorld(old);
  const watch = newWatch(places);
  for (let i = first; i < places.length; i++) {
    const place = places[i]!;
    const before = run(old, place.was);
    const after = run(now, place.now);
    const difference = stepDifference(before, after);
    difference.problems = newProblems(before.problems, after.problems);
    record(draft, (place.now ?? place.was)!, input.causeId, difference);
    if (place.was !== place.now || difference.flows.length > 0)
      note(watch, place, [...before.entries, ...after.entries]);
    if (i >= watch.horizon && settled(watch, old, now)) return finish(draft, old, now, i < places.length - 1);
  }
  return finish(draft, old, now, false);
}

const run = (world: World, move: Move | null): Step => {
  const did = newStep();
  if (move) step(world, move, did);
  return did;
};

function timeline(input: RecostInput): Place[] {
  const changes = new Map(input.changes.map((change) => [change.moveId, change.to]));
  const places: Place[] = [];
  const history: Move[] = [...input.keys.flatMap((key) => key.moves), ...(input.charges ?? [])];
  for (const was of history) {
    const now = changes.get(was.moveId);
    changes.delete(was.moveId);
    if (now === undefined) places.push({ was, now: was });
    else if (now && samePlace(was, now)) places.push({ was, now });
    else places.push({ was, now: null }, ...(now ? [{ was: null, now }] : []));
  }
  for (const now of changes.values()) if (now) places.push({ was: null, now });
  return places.sort((a, b) => compareMoves((a.now ?? a.was)!, (b.now ?? b.was)!));
}

const samePlace = (a: Move, b: Move): boolean => compareMoves(a, b) === 0 && keyOf(a) === keyOf(b);

const keyOf = (move: Move): Id | null => (move.kind === 'charge' ? null : move.keyId);

/** Which keys may differ between old and new, and up to which place something may still make them differ. */
interface Watch {
  keys: Set<Id>;
  horizon: number;
  lastDraw: Map<Id, number>;
}

function newWatch(places: readonly Place[]): Watch {
  const watch: Watch = { keys: new Set(), horizon: 0, lastDraw: new Map() };
  places.forEach(({ was, now }, i) => {
    if (was !== now) watch.horizon = i;
    for (const move of [was, now]) if (move?.kind === 'carried') watch.lastDraw.set(move.parcelId, i);
  });
  return watch;
}

/** A difference reaches the move's key, and through parcels every later move that draws on them. */
function note(watch: Watch, { was, now }: Place, entries: readonly RawEntry[]): void {
  for (const move of [was, now]) {
    if (!move) continue;
    if (move.kind !== 'charge') watch.keys.add(move.keyId);
    if ('parcelId' in move && move.parcelId) reach(watch, move.parcelId);
    reach(watch, move.moveId);
  }
  for (const { layer } of entries) if (layer.owner) reach(watch, layer.owner.parcelId);
}

const reach = (watch: Watch, parcelId: Id): void => {
  watch.horizon = Math.max(watch.horizon, watch.lastDraw.get(parcelId) ?? 0);
};

function settled(watch: Watch, old: World, now: World): boolean {
  for (const id of watch.keys) {
    const [a, b] = [old.keys.get(id), now.keys.get(id)];
    if (a && b && !sameKey(a, b)) return false;
    watch.keys.delete(id);
  }
  return true;
}

/** A shortage that history already had is no fault of the correction, unless it grows. */
const newProblems = (before: readonly Problem[], after: readonly Problem[]): Problem[] =>
  after.filter((problem) => {
    const old = before.find((other) => other.code === problem.code);
    return !(old && old.code === 'negative_stock' && problem.code === 'negative_stock'
      ? dec(problem.shortQty).lte(old.shortQty)
      : old);
  });

/**
 * With `early`, old and new met before the end of the history: open and pooled layers end as the caller knows them, and
 * only layers opened and used up in between are reported.
 */
function finish(draft: Draft, old: World, now: World, early: boolean): Outcome {
  const layers = layerChanges(draft, now);
  return {
    entries: draft.entries,
    flows: draft.flows,
    totals: totalFlows(draft.flows),
    keys: early ? [] : [...now.keys.values()].filter((key) => !sameKey(key, old.keys.get(key.id)!)).map(keyState),
    layers: early ? layers.filter((layer) => layer.qtyLeft === '0' && layer.layerId !== layer.keyId) : layers,
    parcels: parcelChanges(old.parcels, now.parcels),
    problems: draft.problems,
  };
}
