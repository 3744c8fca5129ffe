import type { Id } from '#kernel/values/id.ts';
import type { Entry, EntryKind, Flow, FlowTotal, LayerState, Move, Outcome } from './types.ts';
import {
  fromUnits,
  type Layer,
  layerState,
  openLayers,
  type RawEntry,
  type RawFlow,
  type Step,
  type World,
} from './world.ts';

/** Gathers what steps did, in the shape the caller writes. */
export interface Draft extends Pick<Outcome, 'entries' | 'flows' | 'problems'> {
  layers: Map<Id, Layer>;
}

export const newDraft = (): Draft => ({ entries: [], flows: [], problems: [], layers: new Map() });

export function record(draft: Draft, move: Move, causeId: Id, step: Step): void {
  for (const entry of step.entries) draft.entries.push(finishEntry(draft, entry, move, causeId));
  if (move.kind !== 'charge') for (const flow of step.flows) draft.flows.push(finishFlow(flow, move.keyId, move));
  draft.problems.push(...step.problems);
}

function finishEntry(draft: Draft, raw: RawEntry, move: Move, causeId: Id): Entry {
  draft.layers.set(raw.layer.id, raw.layer);
  return {
    keyId: raw.layer.keyId,
    layerId: raw.layer.id,
    moveId: move.moveId,
    causeId,
    kind: raw.kind,
    qty: fromUnits(raw.qty),
    valueMinor: raw.value,
    effectiveOn: move.effectiveOn,
  };
}

const finishFlow = (raw: RawFlow, keyId: Id, move: Move): Flow => ({
  keyId,
  moveId: raw.moveId,
  atMoveId: move.moveId,
  role: raw.role,
  to: raw.to,
  valueMinor: raw.value,
  effectiveOn: move.effectiveOn,
});

/** Sums flows by key, destination and role, in order of first appearance; zero sums are dropped. */
export function totalFlows(flows: readonly Flow[]): FlowTotal[] {
  const totals = new Map<string, FlowTotal>();
  for (const { keyId, to, role, valueMinor } of flows) {
    const name = `${keyId}\n${role}\n${to}`;
    const total = totals.get(name);
    if (total) total.valueMinor += valueMinor;
    else totals.set(name, { keyId, to, role, valueMinor });
  }
  return [...totals.values()].filter((total) => total.valueMinor !== 0n);
}

/** The touched layers as they stand in `world`: closed ones with zeros. */
export function layerChanges(draft: Draft, world: World): (LayerState & { keyId: Id })[] {
  const keys = new Set([...draft.layers.values()].map((layer) => layer.keyId));
  const open = new Map([...keys].flatMap((id) => openLayers(world.keys.get(id)!).map((layer) => [layer.id, layer])));
  return [...draft.layers.values()].map((touched) => {
    const layer = open.get(touched.id) ?? { ...touched, qty: 0n, value: 0n };
    return { keyId: layer.keyId, ...layerState(layer) };
  });
}

/**
 * What turns the old result of a move into the new one. A value difference alone is an ADJUST; where quantity or layer
 * changed, the old entry is reversed and the new one made. `before` is the move as it was, `after` as it should be.
 */
export function stepDifference(before: Step, after: Step): Step {
  if (sameStep(before, after)) return { entries: [], flows: [], problems: after.problems };
  return {
    entries: entryDifference(sumEntries(before.entries), sumEntries(after.entries)),
    flows: flowDifference(before.flows, after.flows),
    problems: after.problems,
  };
}

const sameStep = (before: Step, after: Step): boolean =>
  before.entries.length === after.entries.length &&
  before.flows.length === after.flows.length &&
  before.entries.every((old, i) => {
    const now = after.entries[i]!;
    return old.layer.id === now.layer.id && old.kind === now.kind && old.qty === now.qty && old.value === now.value;
  }) &&
  before.flows.every((old, i) => {
    const now = after.flows[i]!;
    return old.moveId === now.moveId && old.role === now.role && old.to === now.to && old.value === now.value;
  });

const sumEntries = (entries: readonly RawEntry[]): Map<string, RawEntry> => {
  const sums = new Map<string, RawEntry>();
  for (const entry of entries) {
    const name = `${entry.kind}\n${entry.layer.id}`;
    const { qty, value } = sums.get(name) ?? { qty: 0n, value: 0n };
    sums.set(name, { ...entry, qty: qty + entry.qty, value: value + entry.value });
  }
  return sums;
};

function entryDifference(before: Map<string, RawEntry>, after: Map<string, RawEntry>): RawEntry[] {
  const difference: RawEntry[] = [];
  const change = (layer: Layer, kind: EntryKind, qty: bigint, value: bigint) => {
    if (qty !== 0n || value !== 0n) difference.push({ layer, kind, qty, value });
  };
  for (const [name, old] of before) {
    const now = after.get(name);
    if (now?.qty === old.qty) change(now.layer, 'ADJUST', 0n, now.value - old.value);
    else change(old.layer, 'REVERSE', -old.qty, -old.value);
  }
  for (const [name, now] of after) {
    if (before.get(name)?.qty !== now.qty) change(now.layer, now.kind, now.qty, now.value);
  }
  return difference;
}

function flowDifference(before: readonly RawFlow[], after: readonly RawFlow[]): RawFlow[] {
  const sums = new Map<string, RawFlow>();
  const add = (flow: RawFlow, value: bigint) => {
    const name = `${flow.moveId}\n${flow.role}\n${flow.to}`;
    const sum = sums.get(name);
    if (sum) sum.value += value;
    else sums.set(name, { ...flow, value });
  };
  for (const flow of before) add(flow, -flow.value);
  for (const flow of after) add(flow, flow.value);
  return [...sums.values()].filter((flow) => flow.value !== 0n);
}
