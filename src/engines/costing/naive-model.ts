import type { KeyState, Move } from './types.ts';

/**
 * Stock costing once more, as plainly as it can be told: begin with nothing, take all moves in order, keep a few lists.
 * It shares no code with the engine, corrects nothing, and is slow. Quantities must be whole thousandths.
 */
export interface NaiveResult {
  stock: Record<string, { qty: bigint; value: bigint }>;
  /** By `to role`, like the flow totals of a book. */
  ledger: Record<string, bigint>;
  /** What each move exchanged with its other side. */
  moveValues: Record<string, bigint>;
  troubles: string[];
}

interface Lot {
  name: string;
  qty: bigint;
  value: bigint;
}
interface Debt extends Lot {
  move: Move;
}
interface Shelf {
  key: KeyState;
  lots: Lot[];
  debts: Debt[];
  /** Goods that stay by themselves: pieces, and what waits for the issue that names it. */
  own: Lot[];
  price: { value: bigint; qty: bigint } | null;
  standard: bigint;
}
interface Tale {
  away: Map<string, { qty: bigint; value: bigint }>;
  result: NaiveResult;
}
type Entering = Extract<Move, { kind: 'receipt' | 'gain' | 'carried' }>;
type Leaving = Extract<Move, { kind: 'issue' | 'transfer' | 'supplier_return' }>;

export function naiveReplay(keys: KeyState[], moves: Move[]): NaiveResult {
  const shelves = new Map<string, Shelf>();
  for (const key of keys) {
    shelves.set(key.keyId, {
      key,
      lots: [],
      debts: [],
      own: [],
      price: null,
      standard: milli(key.standardMinor ?? '0'),
    });
  }
  const tale: Tale = { away: new Map(), result: { stock: {}, ledger: {}, moveValues: {}, troubles: [] } };
  for (const move of inOrder(moves)) {
    if (move.kind === 'charge') {
      putAway(tale, { name: move.parcelId, qty: 0n, value: move.valueMinor });
      continue;
    }
    const shelf = shelves.get(move.keyId)!;
    if (move.kind === 'revalue') revalued(tale, shelf, move);
    else if (shelf.key.method === 'specific') pieces(tale, shelf, move);
    else if (move.kind === 'carried' && move.apart) {
      const value = carried(tale, move);
      tell(tale, move, 'move', value);
      shelf.own.push({ name: move.moveId, qty: milli(move.qty), value });
    } else if (move.kind === 'issue' && shelf.own.some((lot) => lot.name === move.layerId)) {
      const value = takeOwn(tale, shelf, move.layerId!, milli(move.qty));
      tell(tale, move, 'move', -value);
      putAway(tale, { name: parcelOf(move), qty: isShared(move) ? 0n : milli(move.qty), value });
    } else if (move.kind === 'receipt') incoming(tale, shelf, move, move.valueMinor);
    else if (move.kind === 'carried') incoming(tale, shelf, move, carried(tale, move));
    else if (move.kind === 'gain')
      incoming(tale, shelf, move, average(shelf, move) ?? price(tale, shelf, move, milli(move.qty)));
    else outgoing(tale, shelf, move);
  }
  for (const [name, { lots, debts, own }] of shelves) {
    tale.result.stock[name] = {
      qty: total(lots, 'qty') + total(own, 'qty') - total(debts, 'qty'),
      value: total(lots, 'value') + total(own, 'value') - total(debts, 'value'),
    };
  }
  return tale.result;
}

function tell({ result }: Tale, move: Move, role: 'move' | 'variance' | 'revaluation', value: bigint): void {
  result.ledger[`${move.to} ${role}`] = (result.ledger[`${move.to} ${role}`] ?? 0n) + value;
  if (role === 'move') result.moveValues[move.moveId] = (result.moveValues[move.moveId] ?? 0n) + value;
}

function putAway({ away }: Tale, { name, qty, value }: Lot): void {
  const there = away.get(name) ?? { qty: 0n, value: 0n };
  away.set(name, { qty: there.qty + qty, value: there.value + value });
}

function incoming(tale: Tale, shelf: Shelf, move: Entering, worth: bigint): void {
  const all = milli(move.qty);
  const enters = shelf.key.method === 'standard' ? rounded(all * shelf.standard, 1_000_000n) : worth;
  tell(tale, move, 'move', worth);
  tell(tale, move, 'variance', enters - worth);
  const { qty, value } = payDebts(tale, shelf, all, enters);
  shelf.price = { qty: all, value: enters };
  if (qty === 0n) return;
  if (shelf.key.method === 'fifo') shelf.lots.push({ name: move.moveId, qty, value });
  else {
    const pool = shelf.lots.pop() ?? { name: shelf.key.keyId, qty: 0n, value: 0n };
    shelf.price = { qty: pool.qty + qty, value: pool.value + value };
    shelf.lots = [{ name: shelf.key.keyId, ...shelf.price }];
  }
}

/** Pieces come and go one by one; nothing of one is ever another's. */
function pieces(tale: Tale, shelf: Shelf, move: Entering | Leaving): void {
  const wanted = milli(move.qty);
  const named = [...(move.pieces ?? [{ pieceId: shelf.key.keyId, layerId: shelf.key.keyId, qty: move.qty }])]
    .map((piece) => ({ ...piece, qty: milli(piece.qty) }))
    .sort((a, b) => (a.pieceId < b.pieceId ? -1 : 1));
  if (move.kind === 'issue' || move.kind === 'transfer' || move.kind === 'supplier_return') {
    const gone = named.map((piece) => ({ ...piece, value: takeOwn(tale, shelf, piece.layerId, piece.qty) }));
    const cost = total(
      gone.map((piece) => ({ ...piece, name: piece.layerId })),
      'value',
    );
    const credit = move.kind === 'supplier_return' && move.creditMinor != null ? move.creditMinor : cost;
    tell(tale, move, 'move', -credit);
    tell(tale, move, 'variance', credit - cost);
    if (move.kind === 'supplier_return') return;
    if (isShared(move)) putAway(tale, { name: parcelOf(move), qty: 0n, value: cost });
    else for (const { pieceId, qty, value } of gone) putAway(tale, { name: `${move.moveId}/${pieceId}`, qty, value });
    return;
  }
  const onShelf = total(shelf.own, 'qty');
  let rest = 0n;
  if (move.kind === 'receipt') rest = move.valueMinor;
  else if (move.kind === 'gain')
    rest = onShelf > 0n ? rounded(total(shelf.own, 'value') * wanted, onShelf) : price(tale, shelf, move, wanted);
  else if (move.share) rest = carried(tale, move);
  let left = wanted;
  let all = 0n;
  for (const { pieceId, layerId, qty } of named) {
    let value = (rest * qty) / left;
    if (move.kind === 'carried' && !move.share)
      value = carried(tale, { ...move, qty: exactly(qty), parcelId: `${move.parcelId}/${pieceId}` });
    else rest -= value;
    left -= qty;
    all += value;
    const lot = shelf.own.find((one) => one.name === layerId);
    if (lot) Object.assign(lot, { qty: lot.qty + qty, value: lot.value + value });
    else shelf.own.push({ name: layerId, qty, value });
  }
  tell(tale, move, 'move', all);
  shelf.price = { qty: wanted, value: all };
}

function takeOwn(tale: Tale, shelf: Shelf, name: string, qty: bigint): bigint {
  const lot = shelf.own.find((one) => one.name === name);
  if (!lot || lot.qty < qty) {
    tale.result.troubles.push('negative_stock');
    return 0n;
  }
  const value = (lot.value * qty) / lot.qty;
  lot.qty -= qty;
  lot.value -= value;
  shelf.own = shelf.own.filter((one) => one.qty > 0n);
  return value;
}

/** What remains of incoming goods once debts are paid. */
function payDebts(tale: Tale, shelf: Shelf, qty: bigint, value: bigint): { qty: bigint; value: bigint } {
  while (qty > 0n && shelf.debts.length > 0) {
    const debt = shelf.debts[0]!;
    const paidQty = least(qty, debt.qty);
    const paid = (value * paidQty) / qty;
    const owed = (debt.value * paidQty) / debt.qty;
    const other = bearsDifference(debt.move);
    tell(tale, debt.move, other ? 'move' : 'variance', owed - paid);
    if (other) putAway(tale, { name: parcelOf(debt.move), qty: 0n, value: paid - owed });
    debt.qty -= paidQty;
    debt.value -= owed;
    qty -= paidQty;
    value -= paid;
    if (debt.qty === 0n) shelf.debts.shift();
  }
  return { qty, value };
}

function price({ result }: Tale, shelf: Shelf, move: Move, qty: bigint): bigint {
  if (shelf.key.method === 'standard') return rounded(qty * shelf.standard, 1_000_000n);
  if (shelf.price) return rounded(shelf.price.value * qty, shelf.price.qty);
  if (move.fallbackMinor != null) return rounded(qty * milli(move.fallbackMinor), 1_000_000n);
  result.troubles.push('no_cost');
  return 0n;
}

function average(shelf: Shelf, move: Entering): bigint | null {
  if (shelf.key.method === 'standard' || shelf.lots.length === 0) return null;
  return rounded(total(shelf.lots, 'value') * milli(move.qty), total(shelf.lots, 'qty'));
}

function outgoing(tale: Tale, shelf: Shelf, move: Leaving): void {
  const wanted = milli(move.qty);
  let qty = wanted;
  let cost = 0n;
  const named = move.kind === 'supplier_return' ? move.receiptId : move.kind === 'issue' ? move.layerId : undefined;
  const own = shelf.lots.find((lot) => lot.name === named);
  for (const lot of own ? [own, ...shelf.lots.filter((other) => other !== own)] : shelf.lots) {
    const taken = least(qty, lot.qty);
    const value = (lot.value * taken) / lot.qty;
    lot.qty -= taken;
    lot.value -= value;
    qty -= taken;
    cost += value;
  }
  shelf.lots = shelf.lots.filter((lot) => lot.qty > 0n);
  if (qty > 0n && !shelf.key.allowNegative) tale.result.troubles.push('negative_stock');
  else if (qty > 0n) {
    const value = price(tale, shelf, move, qty);
    shelf.debts.push({ name: move.moveId, qty, value, move });
    cost += value;
  }
  const credit = move.kind === 'supplier_return' && move.creditMinor != null ? move.creditMinor : cost;
  tell(tale, move, 'move', -credit);
  tell(tale, move, 'variance', credit - cost);
  if (move.kind === 'supplier_return') return;
  putAway(tale, { name: parcelOf(move), qty: isShared(move) ? 0n : wanted, value: cost });
}

function carried(tale: Tale, move: Extract<Move, { kind: 'carried' }>): bigint {
  const { share } = move;
  const parcel = tale.away.get(move.parcelId);
  if (!parcel) {
    if (!share) tale.result.troubles.push('unknown_parcel');
    return 0n;
  }
  const part = milli(share ? share.part : move.qty);
  const whole = share ? milli(share.whole) : parcel.qty;
  if (part > whole) tale.result.troubles.push('parcel_exceeded');
  const value = part >= whole ? parcel.value : (parcel.value * part) / whole;
  putAway(tale, { name: move.parcelId, qty: share ? 0n : -part, value: -value });
  return value;
}

function revalued(tale: Tale, shelf: Shelf, move: Extract<Move, { kind: 'revalue' }>): void {
  const unit = milli(move.unitMinor);
  let gain = 0n;
  const reprice = (lot: Lot, sign: bigint) => {
    if (move.layerId && move.layerId !== lot.name) return;
    const value = rounded(lot.qty * unit, 1_000_000n);
    gain += sign * (value - lot.value);
    lot.value = value;
  };
  for (const lot of [...shelf.lots, ...shelf.own]) reprice(lot, 1n);
  for (const debt of shelf.debts) reprice(debt, -1n);
  tell(tale, move, 'revaluation', gain);
  if (move.layerId) return;
  shelf.price = { value: unit, qty: 1_000_000n };
  shelf.standard = unit;
}

const bearsDifference = (move: Move): boolean =>
  move.kind === 'issue' || (move.kind === 'supplier_return' && move.creditMinor == null);

const isShared = (move: Move): boolean => move.kind === 'issue' && move.parcelId !== undefined;

const parcelOf = (move: Move): string => (move.kind === 'issue' ? (move.parcelId ?? move.moveId) : move.moveId);

const total = (list: Lot[], field: 'qty' | 'value') => list.reduce((sum, lot) => sum + lot[field], 0n);

const inOrder = (moves: Move[]): Move[] =>
  [...moves].sort((a, b) => (a.effectiveAt === b.effectiveAt ? a.seq - b.seq : a.effectiveAt < b.effectiveAt ? -1 : 1));

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const exactly = (milli: bigint): string => `${milli / 1000n}.${String(milli % 1000n).padStart(3, '0')}`;

/** Decimal text to whole thousandths. */
const milli = (text: string): bigint => {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole! + fraction.padEnd(3, '0'));
};

/** Nearest, halves away from zero; the denominator is positive. */
const rounded = (numerator: bigint, denominator: bigint): bigint => {
  const sign = numerator < 0n ? -1n : 1n;
  return (sign * (2n * sign * numerator + denominator)) / (2n * denominator);
};
