import { Big, type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type {
  DeficitOwner,
  EntryKind,
  FlowRole,
  KeyState,
  Method,
  Move,
  ParcelChange,
  ParcelState,
  Position,
  Problem,
} from './types.ts';

/**
 * The engine's working memory. Quantities and unit costs are integers at nine decimals, values are minor units, so every
 * calculation is exact and its only rounding is the one the rule names.
 */
export const QTY_DIGITS = 9;
export const QTY_ONE = 10n ** BigInt(QTY_DIGITS);
const SHIFT = new Big(QTY_ONE.toString());

/** Decimal text to an integer at nine decimals; null when it is finer than that. */
export function toUnits(value: Decimal): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
  if (!match) return exactUnits(dec(value));
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > QTY_DIGITS) return null;
  const units = BigInt(match[2]! + fraction.padEnd(QTY_DIGITS, '0'));
  return match[1] ? -units : units;
}

const exactUnits = (value: Big): bigint | null => {
  const shifted = value.times(SHIFT);
  return shifted.eq(shifted.round(0, Big.roundDown)) ? BigInt(shifted.toFixed(0)) : null;
};

export const fromUnits = (units: bigint): Decimal =>
  units % QTY_ONE === 0n ? (units / QTY_ONE).toString() : toDecimal(new Big(units.toString()).div(SHIFT));

/** The parcel of one piece of a move. */
export const pieceParcel = (moveId: Id, pieceId: Id): Id => `${moveId}/${pieceId}`;

export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export type StockMove = Exclude<Move, { kind: 'charge' }>;
export type InMove = Extract<Move, { kind: 'receipt' | 'gain' | 'carried' }>;
export type OutMove = Extract<Move, { kind: 'issue' | 'transfer' | 'supplier_return' }>;

/** An open layer (positive) or deficit (negative). */
export interface Layer {
  id: Id;
  keyId: Id;
  qty: bigint;
  value: bigint;
  at: Position;
  owner: DeficitOwner | null;
  /** Of the value, what is not borne by the `goesBack` that will go back, and what they alone bear; all zero without such goods. */
  billed: bigint;
  own: bigint;
  goesBack: bigint;
}

export interface Key {
  id: Id;
  method: Method;
  allowNegative: boolean;
  /** Open layers in effective order, all of one sign; those before `head` are closed. */
  layers: Layer[];
  head: number;
  /** Layers that only a move which names them takes from; all of them where the method is `specific`. */
  apart: Map<Id, Layer>;
  /** Sums over the open layers, without those set apart from the others of a pool or a queue. */
  qty: bigint;
  value: bigint;
  standard: bigint | null;
  last: { qty: bigint; value: bigint } | null;
  lastAt: Position | null;
}

export interface Parcel {
  id: Id;
  qty: bigint;
  value: bigint;
  /** False: only a difference to a parcel the caller holds, so nothing can be drawn from it here. */
  whole: boolean;
  lastAt: Position | null;
}

export interface World {
  keys: Map<Id, Key>;
  parcels: Map<Id, Parcel>;
}

/** An entry in the making; it holds its layer so that the outcome can tell the layer's state at the end. */
export interface RawEntry {
  layer: Layer;
  kind: EntryKind;
  qty: bigint;
  value: bigint;
}

export interface RawFlow {
  moveId: Id;
  role: FlowRole;
  to: string;
  value: bigint;
}

/** What one move did to one key. */
export interface Step {
  entries: RawEntry[];
  flows: RawFlow[];
  problems: Problem[];
}

export const newStep = (): Step => ({ entries: [], flows: [], problems: [] });

export const comparePositions = (a: Position, b: Position): number =>
  a.effectiveAt < b.effectiveAt ? -1 : a.effectiveAt > b.effectiveAt ? 1 : a.seq - b.seq;

/** Effective order; the move id decides between moves of one position, so that the order is total. */
export const compareMoves = (a: Move, b: Move): number =>
  comparePositions(a, b) || (a.moveId < b.moveId ? -1 : a.moveId > b.moveId ? 1 : 0);

export const position = ({ effectiveAt, seq }: Position): Position => ({ effectiveAt, seq });

export function makeWorld(keys: readonly KeyState[], parcels: readonly ParcelState[]): World {
  return {
    keys: new Map(keys.map((state) => [state.keyId, openKey(state)])),
    parcels: new Map(parcels.map((state) => [state.parcelId, openParcel(state)])),
  };
}

const openParcel = (state: ParcelState): Parcel => ({
  id: state.parcelId,
  qty: mustUnits(state.qtyLeft),
  value: state.valueLeft,
  whole: true,
  lastAt: state.lastAt ?? null,
});

function openKey(state: KeyState): Key {
  const layers = state.layers
    .map((layer) => ({
      id: layer.layerId,
      keyId: state.keyId,
      qty: mustUnits(layer.qtyLeft),
      value: layer.valueLeft,
      at: position(layer),
      owner: layer.owner ?? null,
      billed: 0n,
      own: 0n,
      goesBack: 0n,
    }))
    .filter((layer) => layer.qty !== 0n)
    .sort((a, b) => comparePositions(a.at, b.at));
  const named = new Set(state.layers.filter((layer) => layer.apart).map((layer) => layer.layerId));
  const isApart = (layer: Layer) => state.method === 'specific' || named.has(layer.id);
  const shared = state.method === 'specific' ? layers : layers.filter((layer) => !isApart(layer));
  return {
    id: state.keyId,
    method: state.method,
    allowNegative: state.allowNegative,
    layers: layers.filter((layer) => !isApart(layer)),
    head: 0,
    apart: new Map(layers.filter(isApart).map((layer) => [layer.id, layer])),
    qty: shared.reduce((sum, layer) => sum + layer.qty, 0n),
    value: shared.reduce((sum, layer) => sum + layer.value, 0n),
    standard: state.standardMinor == null ? null : mustUnits(state.standardMinor),
    last: state.lastCost ? { qty: mustUnits(state.lastCost.qty), value: state.lastCost.valueMinor } : null,
    lastAt: state.lastAt ?? null,
  };
}

/** State the engine itself wrote always fits; anything else is a bug of the caller. */
function mustUnits(value: Decimal): bigint {
  const units = toUnits(value);
  if (units === null) throw new Error(`costing: ${value} has more than ${QTY_DIGITS} decimals`);
  return units;
}

export function cloneWorld(world: World): World {
  return {
    keys: new Map([...world.keys].map(([id, key]) => [id, cloneKey(key)])),
    parcels: new Map([...world.parcels].map(([id, parcel]) => [id, { ...parcel }])),
  };
}

const cloneKey = (key: Key): Key => ({
  ...key,
  layers: key.layers.slice(key.head).map((layer) => ({ ...layer })),
  head: 0,
  apart: new Map([...key.apart].map(([id, layer]) => [id, { ...layer }])),
});

export const openLayers = (key: Key): Layer[] => [...inOrder(key), ...key.apart.values()];

/** Whether two keys are alike in all that is kept of them, and so will cost every later move alike. */
export function sameKey(a: Key, b: Key): boolean {
  if (a.qty !== b.qty || a.value !== b.value || a.standard !== b.standard) return false;
  if (a.lastAt?.effectiveAt !== b.lastAt?.effectiveAt || a.lastAt?.seq !== b.lastAt?.seq) return false;
  if (a.last?.qty !== b.last?.qty || a.last?.value !== b.last?.value) return false;
  if (a.apart.size !== b.apart.size) return false;
  for (const [id, layer] of a.apart) if (!sameLayer(layer, b.apart.get(id))) return false;
  const left = inOrder(a);
  const right = inOrder(b);
  return left.length === right.length && left.every((layer, i) => sameLayer(layer, right[i]));
}

/** The open layers without those set apart. */
export const inOrder = (key: Key): Layer[] => key.layers.slice(key.head).filter((layer) => layer.qty !== 0n);

const sameLayer = (a: Layer, b: Layer | undefined): boolean =>
  b !== undefined &&
  a.id === b.id &&
  a.qty === b.qty &&
  a.value === b.value &&
  a.billed === b.billed &&
  a.own === b.own &&
  a.goesBack === b.goesBack &&
  sameOwner(a, b);

const sameOwner = ({ owner: a }: Layer, { owner: b }: Layer): boolean =>
  a?.to === b?.to && a?.role === b?.role && a?.parcelId === b?.parcelId;

export function keyState(key: Key): KeyState {
  return {
    keyId: key.id,
    method: key.method,
    allowNegative: key.allowNegative,
    layers: [...inOrder(key).map(layerState), ...[...key.apart.values()].map((layer) => apartState(key, layer))],
    standardMinor: key.standard === null ? null : fromUnits(key.standard),
    lastCost: key.last && { qty: fromUnits(key.last.qty), valueMinor: key.last.value },
    lastAt: key.lastAt,
  };
}

export const layerState = (layer: Layer) => ({
  layerId: layer.id,
  qtyLeft: fromUnits(layer.qty),
  valueLeft: layer.value,
  ...layer.at,
  ...(layer.owner && { owner: layer.owner }),
});

const apartState = (key: Key, layer: Layer) => ({
  ...layerState(layer),
  ...(key.method !== 'specific' && { apart: true }),
});

/** What `after` has in its parcels more or less than `before`. */
export function parcelChanges(before: Map<Id, Parcel>, after: Map<Id, Parcel>): ParcelChange[] {
  const changes: ParcelChange[] = [];
  const note = (parcelId: Id, now: Parcel | undefined, old: Parcel | undefined) => {
    const qty = (now?.qty ?? 0n) - (old?.qty ?? 0n);
    const value = (now?.value ?? 0n) - (old?.value ?? 0n);
    const lastAt = now?.lastAt ?? null;
    const moved = lastAt?.effectiveAt !== old?.lastAt?.effectiveAt || lastAt?.seq !== old?.lastAt?.seq;
    if (qty !== 0n || value !== 0n || moved) {
      changes.push({ parcelId, qtyChange: fromUnits(qty), valueChange: value, lastAt });
    }
  };
  for (const [id, parcel] of after) note(id, parcel, before.get(id));
  for (const [id, parcel] of before) if (!after.has(id)) note(id, undefined, parcel);
  return changes;
}
