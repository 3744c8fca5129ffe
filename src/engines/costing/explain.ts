import { dec, round, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { ExplainInput, Explanation, ExplanationPart } from './explanation.ts';
import { step } from './step.ts';
import type { CarriedMove, Move } from './types.ts';
import { compareMoves, fromUnits, makeWorld, newStep, type RawEntry, type Step, type World } from './world.ts';

/** A tree may share much of its history with itself; beyond this many nodes it is cut, not wrong. */
export const NODES_MAX = 500;
const DEPTH_MAX = 12;

/** What the replay remembers of one move. */
interface Trace {
  move: Move;
  did: Step;
  /** The key just before the move. */
  held: { qty: bigint; value: bigint };
  /** Which inflows of its key, by index, had come since the key was last empty. */
  inflows: { from: number; to: number };
}

interface Story {
  traces: Map<Id, Trace>;
  inflowsOf: Map<Id, Id[]>;
  /** Moves that filled a parcel. */
  fillersOf: Map<Id, Id[]>;
  /** Settlement differences by the move that bears them. */
  settlements: Map<Id, { by: Id; value: bigint }[]>;
  revaluations: Map<Id, { moveId: Id; valueMinor: bigint }[]>;
  /** Moves that brought goods into a layer; a piece comes to its own again and again. */
  broughtTo: Map<Id, Id[]>;
  order: Map<Id, number>;
}

/** Replays the keys given and tells why one move is worth what it is; null when the move is not among them. */
export function explain(input: ExplainInput): Explanation | null {
  const story = replay(input);
  const budget = { nodes: NODES_MAX };
  return tell(story, { moveId: input.moveId, depth: 0, budget, above: new Set() });
}

function replay({ keys, charges = [], parcels = [] }: ExplainInput): Story {
  const world = makeWorld(
    keys.map((key) => key.start),
    parcels,
  );
  const story: Story = {
    traces: new Map(),
    inflowsOf: new Map(),
    fillersOf: new Map(),
    settlements: new Map(),
    revaluations: new Map(),
    broughtTo: new Map(),
    order: new Map(),
  };
  const since = new Map<Id, number>();
  for (const move of [...keys.flatMap((key) => key.moves), ...charges].sort(compareMoves)) {
    follow(story, world, since, move);
  }
  return story;
}

function follow(story: Story, world: World, since: Map<Id, number>, move: Move): void {
  const key = move.kind === 'charge' ? undefined : world.keys.get(move.keyId);
  const list = key ? listOf(story.inflowsOf, key.id) : [];
  if (key?.qty === 0n) since.set(key.id, list.length);
  const held = { qty: key?.qty ?? 0n, value: key?.value ?? 0n };
  const inflows = { from: (key && since.get(key.id)) ?? 0, to: list.length };
  const did = newStep();
  step(world, move, did);
  story.order.set(move.moveId, story.order.size);
  story.traces.set(move.moveId, { move, did, held, inflows });
  if (did.entries.some((entry) => entry.kind === 'RECEIPT' || entry.kind === 'REVALUE')) list.push(move.moveId);
  const filled = move.kind === 'issue' || move.kind === 'charge' ? (move.parcelId ?? move.moveId) : move.moveId;
  if (move.kind === 'issue' || move.kind === 'charge' || move.kind === 'transfer') {
    listOf(story.fillersOf, filled).push(move.moveId);
  }
  for (const flow of did.flows) {
    const settled = flow.moveId !== move.moveId && flow.role === 'move';
    if (settled) listOf(story.settlements, flow.moveId).push({ by: move.moveId, value: -flow.value });
  }
  for (const { kind, layer, value } of did.entries) {
    if (kind === 'RECEIPT' && layer.id !== layer.keyId) listOf(story.broughtTo, layer.id).push(move.moveId);
    if (kind === 'REVALUE') listOf(story.revaluations, layer.id).push({ moveId: move.moveId, valueMinor: value });
  }
}

interface Place {
  moveId: Id;
  depth: number;
  budget: { nodes: number };
  /** Moves being explained above this one: a return may settle the very shortage it came from. */
  above: Set<Id>;
}

function tell(story: Story, place: Place): Explanation | null {
  const trace = story.traces.get(place.moveId);
  if (!trace || place.depth > DEPTH_MAX || place.budget.nodes <= 0 || place.above.has(place.moveId)) return null;
  place.budget.nodes -= 1;
  const { move, did } = trace;
  const inner = (moveId: Id) =>
    tell(story, {
      moveId,
      depth: place.depth + 1,
      budget: place.budget,
      above: new Set([...place.above, place.moveId]),
    });
  const because = move.kind === 'charge' ? [own(move.moveId, 'charge', move.valueMinor)] : parts(story, trace, inner);
  const valueMinor = because.reduce((sum, part) => sum + part.valueMinor, 0n);
  const qty = 'qty' in move ? move.qty : '0';
  const unitMinor = qty === '0' ? null : toDecimal(round(dec(valueMinor).div(qty), 6, 'half-up'));
  if (did.problems.length > 0) return null;
  return { moveId: move.moveId, kind: move.kind, effectiveOn: move.effectiveOn, qty, valueMinor, unitMinor, because };
}

type Inner = (moveId: Id) => Explanation | null;

function parts(story: Story, trace: Trace, inner: Inner): ExplanationPart[] {
  const { move, did } = trace;
  const total = (kind: RawEntry['kind']) =>
    did.entries.filter((entry) => entry.kind === kind).reduce((sum, entry) => sum + entry.value, 0n);
  if (move.kind === 'revalue') return [{ source: 'current', valueMinor: total('REVALUE') }];
  if (move.kind === 'gain') return [{ source: 'current', valueMinor: total('RECEIPT') }];
  if (move.kind === 'receipt' || move.kind === 'carried') {
    const given = did.flows.find((flow) => flow.role === 'move')!.value;
    const variance = total('RECEIPT') - given;
    const shortfall: ExplanationPart[] = variance === 0n ? [] : [{ source: 'variance', valueMinor: variance }];
    return [...(move.kind === 'receipt' ? documents(move) : [parcel(story, move, given, inner)]), ...shortfall];
  }
  return [
    ...did.entries.map((entry) => taken(story, trace, entry, inner)),
    ...(story.settlements.get(move.moveId) ?? []).map(
      ({ by, value }): ExplanationPart => ({ source: 'settled', valueMinor: value, by: inner(by) }),
    ),
  ];
}

const own = (causeId: Id, label: string, valueMinor: bigint): ExplanationPart => ({
  source: 'document',
  causeId,
  label,
  valueMinor,
});

/** The parts the caller named; what they leave unexplained is the receipt's own. */
function documents(move: Extract<Move, { kind: 'receipt' }>): ExplanationPart[] {
  const named = (move.parts ?? []).map((part) => own(part.causeId, part.label, part.valueMinor));
  const rest = move.valueMinor - named.reduce((sum, part) => sum + part.valueMinor, 0n);
  return rest === 0n && named.length > 0 ? named : [own(move.moveId, 'receipt', rest), ...named];
}

function parcel(story: Story, move: CarriedMove, valueMinor: bigint, inner: Inner): ExplanationPart {
  const now = story.order.get(move.moveId)!;
  const fillers = (story.fillersOf.get(move.parcelId) ?? []).filter((id) => story.order.get(id)! < now);
  return { source: 'parcel', parcelId: move.parcelId, valueMinor, filledBy: fillers.flatMap((id) => inner(id) ?? []) };
}

/** One CONSUME or DEFICIT entry of an outgoing move. */
function taken(story: Story, trace: Trace, entry: RawEntry, inner: Inner): ExplanationPart {
  const [qty, valueMinor] = [fromUnits(-entry.qty), -entry.value];
  const { layer } = entry;
  if (entry.kind === 'DEFICIT') return { source: 'provisional', qty, valueMinor };
  if (layer.id !== layer.keyId) {
    const now = story.order.get(trace.move.moveId)!;
    const revaluations = story.revaluations.get(layer.id) ?? [];
    const came = story.broughtTo.get(layer.id)?.findLast((id) => story.order.get(id)! < now) ?? layer.id;
    return {
      source: 'layer',
      layerId: layer.id,
      qty,
      valueMinor,
      origin: inner(came),
      revaluations: revaluations.filter(({ moveId }) => story.order.get(moveId)! < now),
    };
  }
  const { held, inflows } = trace;
  const latestFirst = (story.inflowsOf.get(layer.keyId) ?? []).slice(inflows.from, inflows.to).reverse();
  return {
    source: 'pool',
    qty,
    valueMinor,
    heldQty: fromUnits(held.qty),
    heldMinor: held.value,
    inflows: latestFirst.slice(0, NODES_MAX).flatMap((id) => inner(id) ?? []),
  };
}

function listOf<T>(lists: Map<Id, T[]>, id: Id): T[] {
  const list = lists.get(id);
  if (list) return list;
  const made: T[] = [];
  lists.set(id, made);
  return made;
}
