import type { Id } from '#kernel/values/id.ts';
import { mulDiv } from '#kernel/values/money.ts';
import { piecesOf, spreadGiven } from './pieces.ts';
import { costBack, costOf, share } from './shares.ts';
import type { CarriedMove, DeficitOwner, EntryKind, Move, Position, ReceiptMove, RevalueMove } from './types.ts';
import {
  comparePositions,
  fromUnits,
  type InMove,
  inOrder,
  type Key,
  type Layer,
  newStep,
  type OutMove,
  openLayers,
  type Parcel,
  pieceParcel,
  position,
  QTY_ONE,
  type Step,
  type StockMove,
  smaller,
  toUnits,
  type World,
} from './world.ts';

/**
 * Costs one move: changes the world and writes down what it did. First postings, corrections and explanations all run
 * this one function, and moves must come in effective order.
 */
export function step(world: World, move: Move, into: Step): void {
  if (move.kind === 'charge') {
    fill(world, move, { parcelId: move.parcelId, qty: 0n, value: move.valueMinor }, into);
    return;
  }
  const key = world.keys.get(move.keyId);
  if (!key) {
    into.problems.push({ code: 'unknown_key', moveId: move.moveId, keyId: move.keyId });
    return;
  }
  const { moveId } = move;
  if (isBefore(move, key.lastAt)) into.problems.push({ code: 'back_dated', moveId, keyId: key.id, ...position(move) });
  key.lastAt = position(move);
  if (move.kind === 'revalue') {
    revalue(key, move, into);
    return;
  }
  const qty = toUnits(move.qty);
  if (qty === null || qty <= 0n) {
    into.problems.push({ code: 'bad_quantity', moveId: move.moveId });
    return;
  }
  if (move.kind === 'issue' || move.kind === 'transfer' || move.kind === 'supplier_return')
    leave(world, key, move, qty, into);
  else if (key.method === 'specific') enterPieces(world, key, move, qty, into);
  else if (move.kind === 'carried' && move.apart) setApart(world, key, move, qty, into);
  else enter(world, key, move, qty, into);
}

/** Goods come in: settle what is owed, the rest becomes a layer or joins the pool. */
function enter(world: World, key: Key, move: InMove, qty: bigint, into: Step): void {
  const given = valueGiven(world, key, move, qty, into);
  const value = key.method === 'standard' ? atUnit(standardOf(key, move, into), qty) : given;
  into.flows.push({ moveId: move.moveId, role: 'move', to: move.to, value: given });
  if (value !== given) into.flows.push({ moveId: move.moveId, role: 'variance', to: move.to, value: value - given });

  const incoming = layerFor(key, move);
  post(key, incoming, { kind: 'RECEIPT', qty, value }, into);
  settle(world, key, move, incoming, into);
  if (move.kind === 'receipt') expectBack(key, move, qty, incoming);
  if (incoming.qty > 0n && key.layers.at(-1) !== incoming) key.layers.push(incoming);
  key.last = key.method !== 'fifo' && incoming.qty > 0n ? { qty: incoming.qty, value: incoming.value } : { qty, value };
}

/** Keeps apart, in a layer, what goods that go back do not bear, and what they alone do; at standard cost no layer holds such a difference. */
function expectBack(key: Key, move: ReceiptMove, qty: bigint, layer: Layer): void {
  const back = toUnits(move.goesBack ?? '0') ?? 0n;
  const { billedMinor = 0n, ownMinor = 0n } = move;
  if (key.method === 'standard' || back <= 0n || (!billedMinor && !ownMinor) || layer.qty <= 0n) return;
  // What settled a shortage took its share with it.
  const here = smaller(qty, layer.qty);
  layer.billed += share(billedMinor - ownMinor, here, qty);
  layer.own += share(ownMinor, here, qty);
  layer.goesBack += smaller(back, here);
}

function valueGiven(world: World, key: Key, move: InMove, qty: bigint, into: Step): bigint {
  if (move.kind === 'receipt') return move.valueMinor;
  if (move.kind === 'carried') return carryOut(world, move, qty, into);
  if (key.method !== 'standard' && key.qty > 0n) return halfUp(key.value, qty, key.qty);
  return provisional(key, move, qty, into);
}

/** Goods that stay by themselves until the issue that names them: nothing else is settled, priced or drawn on by them. */
function setApart(world: World, key: Key, move: CarriedMove, qty: bigint, into: Step): void {
  const value = carryOut(world, move, qty, into);
  into.flows.push({ moveId: move.moveId, role: 'move', to: move.to, value });
  post(key, ownLayer(key, move.moveId, move), { kind: 'RECEIPT', qty, value }, into);
}

/** Each piece comes with its own cost; a value that was given for all of them is spread by quantity. */
function enterPieces(world: World, key: Key, move: InMove, qty: bigint, into: Step): void {
  const pieces = piecesOf(key, move, qty, into);
  if (!pieces) return;
  const values =
    move.kind === 'carried' && !move.share
      ? pieces.map((piece) =>
          carryOut(world, { ...move, parcelId: pieceParcel(move.parcelId, piece.pieceId) }, piece.qty, into),
        )
      : spreadGiven(move, valueGiven(world, key, move, qty, into), pieces);
  const value = values.reduce((sum, one) => sum + one, 0n);
  into.flows.push({ moveId: move.moveId, role: 'move', to: move.to, value });
  pieces.forEach((piece, i) => {
    post(key, ownLayer(key, piece.layerId, move), { kind: 'RECEIPT', qty: piece.qty, value: values[i]! }, into);
  });
  key.last = { qty, value };
}

function ownLayer(key: Key, layerId: Id, move: Move): Layer {
  const open = key.apart.get(layerId);
  if (open) return open;
  const layer = {
    id: layerId,
    keyId: key.id,
    qty: 0n,
    value: 0n,
    at: position(move),
    owner: null,
    billed: 0n,
    own: 0n,
    goesBack: 0n,
  };
  key.apart.set(layerId, layer);
  return layer;
}

/** FIFO opens a layer for each receipt; the other methods keep one pooled layer under the key's own id. */
function layerFor(key: Key, move: StockMove): Layer {
  const pooled = key.method === 'fifo' ? undefined : oldest(key);
  if (pooled && pooled.qty > 0n) return pooled;
  const id = key.method === 'fifo' ? move.moveId : key.id;
  return { id, keyId: key.id, qty: 0n, value: 0n, at: position(move), owner: null, billed: 0n, own: 0n, goesBack: 0n };
}

/** Pays deficits, oldest first, out of what just came in; the difference goes to whoever took the goods. */
function settle(world: World, key: Key, move: InMove, incoming: Layer, into: Step): void {
  let qtyLeft = incoming.qty;
  let valueLeft = incoming.value;
  for (let deficit = oldest(key); qtyLeft > 0n && deficit && deficit.qty < 0n; deficit = oldest(key)) {
    const qty = smaller(qtyLeft, -deficit.qty);
    const paid = share(valueLeft, qty, qtyLeft);
    const owed = share(-deficit.value, qty, -deficit.qty);
    post(key, deficit, { kind: 'SETTLE', qty, value: owed }, into);
    bear(world, move, { deficit, difference: paid - owed }, into);
    qtyLeft -= qty;
    valueLeft -= paid;
  }
  if (qtyLeft === incoming.qty) return;
  const settled = { kind: 'SETTLE', qty: qtyLeft - incoming.qty, value: valueLeft - incoming.value } as const;
  post(key, incoming, settled, into);
}

function bear(world: World, move: InMove, settled: { deficit: Layer; difference: bigint }, into: Step): void {
  const { deficit, difference } = settled;
  const owner = deficit.owner;
  if (!owner) throw new Error(`costing: deficit ${deficit.id} has no owner`);
  if (difference === 0n) return;
  into.flows.push({ moveId: deficit.id, role: owner.role, to: owner.to, value: -difference });
  if (owner.role !== 'move') return;
  fill(world, move, { parcelId: owner.parcelId, qty: 0n, value: difference, whole: false }, into);
}

/** Goods go out at their cost; who bears it, and what can come back of it. */
function leave(world: World, key: Key, move: OutMove, qty: bigint, into: Step): void {
  const parts = takeOut(key, move, qty, into);
  const value = parts.reduce((sum, part) => sum + part.value, 0n);
  const worth = (move.kind === 'supplier_return' ? move.creditMinor : null) ?? value;
  into.flows.push({ moveId: move.moveId, role: 'move', to: move.to, value: -worth });
  if (worth !== value) into.flows.push({ moveId: move.moveId, role: 'variance', to: move.to, value: worth - value });
  if (move.kind === 'supplier_return') return;
  // A work order's parcel holds many items, so only value is counted there; its outputs state their share.
  const shared = move.kind === 'issue' ? move.parcelId : undefined;
  if (shared) fill(world, move, { parcelId: shared, qty: 0n, value }, into);
  else for (const part of parts) fill(world, move, part, into);
}

interface TakenPart {
  parcelId: Id;
  qty: bigint;
  value: bigint;
}

function takeOut(key: Key, move: OutMove, qty: bigint, into: Step): TakenPart[] {
  if (key.method === 'specific') {
    const pieces = piecesOf(key, move, qty, into) ?? [];
    return pieces.map((piece) => ({
      ...{ parcelId: pieceParcel(move.moveId, piece.pieceId), qty: piece.qty },
      value: takeOwn(key, move, piece.layerId, piece.qty, into),
    }));
  }
  const apart = move.kind === 'issue' && move.layerId !== undefined && key.apart.has(move.layerId);
  const value = apart ? takeOwn(key, move, move.layerId!, qty, into) : takeInOrder(key, move, qty, into);
  return [{ parcelId: move.moveId, qty, value }];
}

/** From a layer of its own and no other: where it has too little nothing else can stand in for it. */
function takeOwn(key: Key, move: OutMove, layerId: Id, qty: bigint, into: Step): bigint {
  const layer = key.apart.get(layerId);
  const taken = layer ? smaller(qty, layer.qty) : 0n;
  if (taken < qty) {
    const shortQty = fromUnits(qty - taken);
    into.problems.push({ code: 'negative_stock', keyId: key.id, moveId: move.moveId, shortQty, ...position(move) });
  }
  if (!layer) return 0n;
  const cost = share(layer.value, taken, layer.qty);
  post(key, layer, { kind: 'CONSUME', qty: -taken, value: -cost }, into);
  if (layer.qty === 0n) key.apart.delete(layerId);
  return cost;
}

/** From the layers in order, and beyond them as a deficit at provisional cost. */
function takeInOrder(key: Key, move: OutMove, qty: bigint, into: Step): bigint {
  let left = qty;
  let value = 0n;
  const take = (layer: Layer, back?: { qty: bigint; own: bigint }) => {
    const taken = smaller(back ? smaller(left, back.qty) : left, layer.qty);
    const cost = back ? costBack(layer, taken, share(back.own, taken, back.qty)) : costOf(layer, taken);
    post(key, layer, { kind: 'CONSUME', qty: -taken, value: -cost }, into);
    left -= taken;
    value += cost;
  };
  if (move.kind === 'supplier_return') {
    const own = key.method === 'fifo' ? findLayer(key, move.receiptId) : oldest(key);
    const back = { qty: toUnits(move.apart ?? '0') ?? 0n, own: move.ownMinor ?? 0n };
    if (own && own.goesBack > 0n && back.qty > 0n) take(own, back);
    if (own && key.method === 'fifo' && left > 0n && own.qty > 0n) take(own);
  }
  const named = move.kind === 'issue' && move.layerId !== undefined ? findLayer(key, move.layerId) : undefined;
  if (named) take(named);
  for (let layer = oldest(key); left > 0n && layer && layer.qty > 0n; layer = oldest(key)) take(layer);
  return left > 0n ? value + runShort(key, move, left, into) : value;
}

function runShort(key: Key, move: OutMove, qty: bigint, into: Step): bigint {
  if (!key.allowNegative) {
    const shortQty = fromUnits(qty);
    into.problems.push({ code: 'negative_stock', keyId: key.id, moveId: move.moveId, shortQty, ...position(move) });
  }
  // Where a shortage is refused anyway, a missing cost is not worth telling too.
  const value = provisional(key, move, qty, key.allowNegative ? into : newStep());
  const deficit: Layer = {
    id: move.moveId,
    keyId: key.id,
    qty: 0n,
    value: 0n,
    at: position(move),
    owner: ownerOf(move),
    billed: 0n,
    own: 0n,
    goesBack: 0n,
  };
  post(key, deficit, { kind: 'DEFICIT', qty: -qty, value: -value }, into);
  key.layers.push(deficit);
  return value;
}

const ownerOf = (move: OutMove): DeficitOwner => ({
  to: move.to,
  role: move.kind === 'issue' || (move.kind === 'supplier_return' && move.creditMinor == null) ? 'move' : 'variance',
  parcelId: (move.kind === 'issue' ? move.parcelId : undefined) ?? move.moveId,
});

function revalue(key: Key, move: RevalueMove, into: Step): void {
  const unit = toUnits(move.unitMinor);
  if (unit === null) {
    into.problems.push({ code: 'bad_quantity', moveId: move.moveId });
    return;
  }
  let total = 0n;
  for (const layer of openLayers(key)) {
    if (move.layerId && move.layerId !== layer.id) continue;
    const difference = atUnit(unit, layer.qty) - layer.value;
    layer.billed = 0n;
    layer.own = 0n;
    layer.goesBack = 0n;
    if (difference === 0n) continue;
    post(key, layer, { kind: 'REVALUE', qty: 0n, value: difference }, into);
    total += difference;
  }
  if (total !== 0n) into.flows.push({ moveId: move.moveId, role: 'revaluation', to: move.to, value: total });
  if (move.layerId) return;
  key.last = { qty: QTY_ONE * QTY_ONE, value: unit };
  if (key.method === 'standard') key.standard = unit;
}

function carryOut(world: World, move: CarriedMove, qty: bigint, into: Step): bigint {
  const { moveId, parcelId, share: part } = move;
  // A work order may deliver before anything was issued to it; goods cannot come back before they left.
  if (part && !world.parcels.has(parcelId)) fill(world, move, { parcelId, qty: 0n, value: 0n }, into);
  const parcel = world.parcels.get(parcelId);
  if (!parcel?.whole) {
    into.problems.push({ code: 'unknown_parcel', moveId, parcelId });
    return 0n;
  }
  const wanted = part ? toUnits(part.part) : qty;
  const whole = part ? toUnits(part.whole) : parcel.qty;
  if (wanted === null || whole === null || wanted < 0n) {
    into.problems.push({ code: 'bad_quantity', moveId });
    return 0n;
  }
  touch(parcel, move, into);
  if (wanted > whole) into.problems.push({ code: 'parcel_exceeded', moveId, parcelId, qtyLeft: fromUnits(whole) });
  const value = wanted >= whole ? parcel.value : share(parcel.value, wanted, whole);
  if (!part) parcel.qty -= smaller(wanted, whole);
  parcel.value -= value;
  return value;
}

function fill(
  world: World,
  move: Move,
  add: { parcelId: Id; qty: bigint; value: bigint; whole?: boolean },
  into: Step,
): void {
  const { parcelId, qty, value, whole = true } = add;
  const parcel = world.parcels.get(parcelId);
  if (!parcel) {
    world.parcels.set(parcelId, { id: parcelId, qty, value, whole, lastAt: position(move) });
    return;
  }
  touch(parcel, move, into);
  parcel.qty += qty;
  parcel.value += value;
}

/** What is drawn from a parcel depends on what it held just then, so it must be touched in effective order. */
function touch(parcel: Parcel, move: Move, into: Step): void {
  const { moveId } = move;
  if (isBefore(move, parcel.lastAt)) {
    into.problems.push({ code: 'back_dated', moveId, parcelId: parcel.id, ...position(move) });
  }
  parcel.lastAt = position(move);
}

const isBefore = (at: Position, last: Position | null): boolean => last !== null && comparePositions(at, last) < 0;

/** The only place where stock changes; so state is the sum of entries by construction. */
function post(key: Key, layer: Layer, change: { kind: EntryKind; qty: bigint; value: bigint }, into: Step): void {
  layer.qty += change.qty;
  layer.value += change.value;
  if (key.method === 'specific' || !key.apart.has(layer.id)) {
    key.qty += change.qty;
    key.value += change.value;
  }
  into.entries.push({ layer, ...change });
}

/** The last cost, else the move's fallback; at standard cost the standard. */
function provisional(key: Key, move: StockMove, qty: bigint, into: Step): bigint {
  if (key.method === 'standard') return atUnit(standardOf(key, move, into), qty);
  if (key.last) return halfUp(key.last.value, qty, key.last.qty);
  const unit = move.fallbackMinor == null ? null : toUnits(move.fallbackMinor);
  if (unit !== null) return atUnit(unit, qty);
  into.problems.push({ code: 'no_cost', keyId: key.id, moveId: move.moveId });
  return 0n;
}

function standardOf(key: Key, move: StockMove, into: Step): bigint {
  if (key.standard !== null) return key.standard;
  into.problems.push({ code: 'no_cost', keyId: key.id, moveId: move.moveId });
  return 0n;
}

const halfUp = (amount: bigint, numerator: bigint, denominator: bigint): bigint =>
  mulDiv({ amount, numerator, denominator, rounding: 'half-up' });

const atUnit = (unit: bigint, qty: bigint): bigint => halfUp(unit, qty, QTY_ONE * QTY_ONE);

/** The oldest open layer, dropping closed ones on the way. */
function oldest(key: Key): Layer | undefined {
  while (key.layers[key.head]?.qty === 0n) dropHead(key);
  return key.layers[key.head];
}

function findLayer(key: Key, layerId: string): Layer | undefined {
  return key.method === 'fifo' ? inOrder(key).find((layer) => layer.id === layerId && layer.qty > 0n) : undefined;
}

/** Closed layers are cut off in bulk, so a long history costs no more than its open layers. */
function dropHead(key: Key): void {
  key.head += 1;
  if (key.head < 64 || key.head * 2 < key.layers.length) return;
  key.layers = key.layers.slice(key.head);
  key.head = 0;
}
