import type { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { addDays } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, sumDecimals, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { NewMove } from '../move/move.ts';
import { readSide } from '../move/side.ts';
import { placeOf, type Stock, stockRefusal } from '../stock/lock.ts';
import { type Lot, type LotChange, type LotPart, type Lots, type NewLot, NO_LOTS } from './lots.ts';
import { type LotAt, type LotOfMove, readLots, readLotsOf } from './read.ts';

const OUTGOING: ReadonlySet<NewMove['kind']> = new Set(['issue', 'transfer', 'supplier_return']);

/** What the choice is made from, as far as it has come: each move sees what the ones before it left. */
interface Chooser {
  readonly tx: Tx;
  /** Lots by item and number. */
  readonly lots: Map<string, Lot>;
  /** On hand by stock row and lot, first expiry first. */
  readonly onHand: Map<Id, Map<Id, Big>>;
  /** The rows of `inventory.stock_lot` by stock row and lot (`stock/lot`), those still to be made included. */
  readonly places: Map<string, Id>;
  readonly ofMoves: readonly LotOfMove[];
  /** The earlier move of each move that has one. */
  readonly origins: ReadonlyMap<Id, Id>;
  /** Receipts whose lots wait for inspection. */
  readonly quarantine: ReadonlySet<Id>;
  readonly byId: Map<Id, Lot>;
  readonly changes: LotChange[];
  readonly fresh: NewLot[];
}

type Take = readonly [Lot, Decimal];

/**
 * Says which lots the moves are of; nothing is asked or read where no item is tracked. The stock rows must be locked.
 * Entering goods bring the lots named, or one new lot; returns and transfers bring the lots that left; leaving goods are
 * the lots named, or the ones that expire first, never an expired or held one.
 */
export async function chooseLots(
  tx: Tx,
  stocks: ReadonlyMap<string, Stock>,
  moves: readonly NewMove[],
  quarantine: ReadonlySet<Id>,
): Promise<Lots> {
  const untracked = moves.find((move) => move.lots?.length && stocks.get(placeOf(move))!.tracking === 'none');
  if (untracked) throw stockRefusal('lot_untracked', { item: stocks.get(placeOf(untracked))!.itemCode });
  const tracked = moves.filter((move) => move.kind !== 'revalue' && stocks.get(placeOf(move))!.tracking !== 'none');
  if (tracked.length === 0) return NO_LOTS;
  const ids = [...new Set(tracked.map((move) => stocks.get(placeOf(move))!.id))];
  const origins = new Map(
    tracked.flatMap((move) => {
      const origin = originOf(move);
      return origin ? [[move.id, origin] as const] : [];
    }),
  );
  const earlier = [...new Set(origins.values())];
  const [rows, ofMoves] = await Promise.all([
    readLots(tx, ids, tracked, earlier),
    earlier.length > 0 ? readLotsOf(tx, earlier) : [],
  ]);
  const chooser = openChooser(tx, rows, ofMoves, origins, quarantine);
  for (const move of tracked) {
    const stock = stocks.get(placeOf(move))!;
    const sign = OUTGOING.has(move.kind) ? -1 : 1;
    const takes = sign < 0 ? leaving(chooser, stock, move) : entering(chooser, stock, move);
    for (const [lot, quantity] of takes) apply(chooser, stock, move, lot, dec(quantity).times(sign));
  }
  return chooser;
}

/** The earlier move whose lots this one is of. */
const originOf = (move: NewMove): Id | undefined =>
  move.lotsOf ?? move.parcel ?? (move.kind === 'supplier_return' ? move.layer : undefined);

function openChooser(
  tx: Tx,
  rows: readonly LotAt[],
  ofMoves: readonly LotOfMove[],
  origins: ReadonlyMap<Id, Id>,
  quarantine: ReadonlySet<Id>,
): Chooser {
  const chooser: Chooser = {
    ...{
      tx,
      ofMoves,
      origins,
      quarantine,
      lots: new Map(),
      byId: new Map(),
      onHand: new Map(),
      places: new Map(),
      changes: [],
      fresh: [],
    },
  };
  for (const { stock, onHand, place, ...lot } of rows) {
    know(chooser, lot);
    if (!stock) continue;
    placesOf(chooser, stock).set(lot.id, dec(onHand!));
    chooser.places.set(`${stock}/${lot.id}`, place!);
  }
  for (const { move: _, day: __, left: ___, ...lot } of ofMoves) if (!chooser.byId.has(lot.id)) know(chooser, lot);
  return chooser;
}

function know(chooser: Chooser, lot: Lot): void {
  chooser.lots.set(`${lot.item}/${lot.number}`, lot);
  chooser.byId.set(lot.id, lot);
}

function placesOf(chooser: Chooser, stock: Id): Map<Id, Big> {
  const places = chooser.onHand.get(stock) ?? new Map<Id, Big>();
  chooser.onHand.set(stock, places);
  return places;
}

function apply(chooser: Chooser, stock: Stock, move: NewMove, lot: Lot, quantity: Big): void {
  const places = placesOf(chooser, stock.id);
  const after = (places.get(lot.id) ?? ZERO).plus(quantity);
  const names = { item: stock.itemCode, lot: lot.number };
  if (stock.tracking === 'serial' && !quantity.abs().eq(1)) throw stockRefusal('serial_whole', names);
  if (after.lt(0) && move.force) throw stockRefusal('left_since', { ...names, what: whatOf(stock) });
  if (after.lt(0)) throw lotShort(stock, names, toDecimal(places.get(lot.id) ?? ZERO));
  places.set(lot.id, after);
  if (stock.tracking === 'serial' && quantity.gt(0)) {
    const everywhere = [...chooser.onHand.values()].map((held) => toDecimal(held.get(lot.id) ?? ZERO));
    if (sumDecimals(everywhere).gt(1)) throw stockRefusal('serial_twice', names);
  }
  const name = `${stock.id}/${lot.id}`;
  const place = chooser.places.get(name) ?? chooser.tx.newId();
  chooser.places.set(name, place);
  chooser.changes.push({
    move: move.id,
    stock: stock.id,
    lot,
    place,
    quantity: toDecimal(quantity),
    party: move.party,
  });
}

const whatOf = (stock: Stock): string => (stock.tracking === 'serial' ? 'Serial number' : 'Lot');

/** Less of a lot is at the site than would leave it. */
export const lotShort = (stock: Stock, names: { item: string; lot: string }, available: Decimal): Refusal =>
  stock.tracking === 'serial'
    ? stockRefusal('serial_gone', { ...names, site: stock.siteCode })
    : stockRefusal('lot_short', { ...names, available });

/** A lot named twice is named with the sum of both. */
export function summed(parts: readonly LotPart[]): LotPart[] {
  const byNumber = new Map<string, LotPart>();
  for (const part of parts) {
    const known = byNumber.get(part.number);
    const quantity = known ? toDecimal(dec(known.quantity).plus(part.quantity)) : part.quantity;
    byNumber.set(part.number, { ...part, ...known, quantity });
  }
  return [...byNumber.values()];
}

function entering(chooser: Chooser, stock: Stock, move: NewMove): Take[] {
  if (move.kind === 'carried') return again(chooser, stock, move);
  if (stock.tracking === 'serial' && !dec(move.quantity).mod(1).eq(0))
    throw stockRefusal('serial_whole', { item: stock.itemCode });
  if (!move.lots?.length) {
    if (stock.tracking === 'serial')
      throw stockRefusal('name_serials', { item: stock.itemCode, quantity: move.quantity });
    const number = `${move.effectiveOn}-${move.id.slice(-8).toUpperCase()}`;
    return [[makeLot(chooser, stock, move, { number, quantity: move.quantity }), move.quantity]];
  }
  checkSum(stock, move);
  return summed(move.lots).map((part): Take => {
    const lot = chooser.lots.get(`${move.item}/${part.number}`);
    if (lot && part.expiresOn && part.expiresOn !== lot.expiresOn)
      throw stockRefusal('lot_differs', {
        ...{ item: stock.itemCode, lot: part.number, given: part.expiresOn },
        day: lot.expiresOn ?? 'no day',
      });
    if (lot?.state === 'released' && chooser.quarantine.has(move.id))
      throw stockRefusal('lot_released', { item: stock.itemCode, lot: part.number });
    return [lot ?? makeLot(chooser, stock, move, part), part.quantity];
  });
}

function makeLot(chooser: Chooser, stock: Stock, move: NewMove, part: LotPart): Lot {
  const madeOn = part.madeOn ?? (move.counterpart === 'production' ? move.effectiveOn : null);
  const state = chooser.quarantine.has(move.id) ? ('quarantine' as const) : ('released' as const);
  const lot = newLot(chooser.tx, stock, { ...part, madeOn, receivedOn: move.effectiveOn, state });
  chooser.fresh.push(lot);
  know(chooser, lot);
  return lot;
}

/** A lot that comes for the first time; it expires as it says, else by the shelf life of its item. */
export const newLot = (
  tx: Tx,
  stock: Stock,
  { number, expiresOn, madeOn, receivedOn, supplierLot, state }: LotPart & Pick<NewLot, 'receivedOn' | 'state'>,
): NewLot => ({
  ...{ id: tx.newId(), item: stock.item, number, state, receivedOn },
  ...{ madeOn: madeOn ?? null, supplierLot: supplierLot ?? null },
  expiresOn: expiresOn ?? shelfEnd(stock, madeOn ?? receivedOn),
});

const shelfEnd = (stock: Stock, from: Day): Day | null =>
  stock.shelfDays === null ? null : addDays(from, stock.shelfDays);

function checkSum(stock: Stock, move: NewMove): void {
  const given = sumDecimals(move.lots!.map((part) => part.quantity));
  if (!given.eq(move.quantity))
    throw stockRefusal('lot_sum', { item: stock.itemCode, given: toDecimal(given), quantity: move.quantity });
}

/** The lots of an earlier move, or of the half of a transfer that went out in this batch. */
function again(chooser: Chooser, stock: Stock, move: NewMove): Take[] {
  const origin = originOf(move)!;
  const here = chooser.changes.filter((change) => change.move === origin);
  if (here.length > 0) return here.map(({ lot, quantity }): Take => [lot, toDecimal(dec(quantity).abs())]);
  const left = new Map(
    chooser.ofMoves.filter((row) => row.move === origin).map((row) => [row.id, dec(row.left)] as const),
  );
  // Goods of one move may come back on several lines of one document.
  for (const { move: other, lot, quantity } of chooser.changes)
    if (chooser.origins.get(other) === origin) left.set(lot.id, left.get(lot.id)!.minus(dec(quantity).abs()));
  if (!move.lots?.length) {
    const some = [...left].filter(([, quantity]) => quantity.gt(0));
    if (sumDecimals(some.map(([, quantity]) => toDecimal(quantity))).eq(move.quantity))
      return some.map(([id, quantity]) => [chooser.byId.get(id)!, toDecimal(quantity)]);
    if (some.length !== 1) throw stockRefusal('name_lots', { item: stock.itemCode });
    return [[chooser.byId.get(some[0]![0])!, move.quantity]];
  }
  checkSum(stock, move);
  return summed(move.lots).map((part): Take => {
    const lot = chooser.lots.get(`${move.item}/${part.number}`);
    const available = lot && left.get(lot.id);
    if (!available) throw notThen(chooser, stock, move, part);
    if (available.lt(part.quantity)) {
      const go = OUTGOING.has(move.kind) ? 'go back' : 'come back';
      const names = { item: stock.itemCode, lot: part.number, left: toDecimal(available), go };
      throw stockRefusal(stock.tracking === 'serial' ? 'serial_left' : 'lot_left', names);
    }
    return [lot, part.quantity];
  });
}

/** Another lot than the ones of the earlier move is named. */
function notThen({ ofMoves }: Chooser, stock: Stock, move: NewMove, { number }: LotPart): Refusal {
  const then = ofMoves.filter((row) => row.move === originOf(move));
  const went = then.filter(({ left }) => dec(left).gt(0));
  return stockRefusal('lot_not_then', {
    ...{ what: whatOf(stock), lot: number, item: stock.itemCode },
    ...{ moved: OUTGOING.has(move.kind) ? 'received' : 'delivered', day: then[0]?.day },
    lots: went.map((row) => row.number).join(', '),
  });
}

/** What is used, by customers, production or ourselves, must be fit for it; what is lost or sent back need not be. */
const mustBeFit = (move: NewMove): boolean =>
  !move.lotsOf &&
  move.kind === 'issue' &&
  (move.counterpart === 'customer' || move.counterpart === 'production' || readSide(move.to).role === 'expense');

function leaving(chooser: Chooser, stock: Stock, move: NewMove): Take[] {
  if (originOf(move)) return again(chooser, stock, move);
  if (!move.lots?.length) return firstExpiry(chooser, stock, move);
  checkSum(stock, move);
  return summed(move.lots).map((part): Take => {
    const lot = chooser.lots.get(`${move.item}/${part.number}`);
    const names = { item: stock.itemCode, lot: part.number };
    if (!lot) throw stockRefusal('lot_unknown', names);
    if (mustBeFit(move) && lot.state !== 'released') throw stockRefusal('lot_held', { ...names, state: lot.state });
    if (mustBeFit(move) && expired(lot, move)) throw stockRefusal('lot_expired', { ...names, day: lot.expiresOn });
    return [lot, part.quantity];
  });
}

/** A lot may be used up to and including its last day. */
const expired = (lot: Lot, move: NewMove): boolean => lot.expiresOn !== null && lot.expiresOn < move.effectiveOn;

function firstExpiry(chooser: Chooser, stock: Stock, move: NewMove): Take[] {
  const all = [...placesOf(chooser, stock.id)]
    .filter(([, quantity]) => quantity.gt(0))
    .map(([id, quantity]) => ({ lot: chooser.byId.get(id)!, quantity }));
  const loss = move.kind === 'issue' && !mustBeFit(move);
  if (loss && all.length > 1) throw stockRefusal('name_lots', { item: stock.itemCode });
  const fit = loss ? all : all.filter(({ lot }) => lot.state === 'released' && !expired(lot, move));
  let missing = dec(move.quantity);
  const takes: Take[] = [];
  for (const { lot, quantity } of fit) {
    const taken = quantity.lt(missing) ? quantity : missing;
    if (taken.gt(0)) takes.push([lot, toDecimal(taken)]);
    missing = missing.minus(taken);
  }
  if (missing.gt(0))
    throw stockRefusal('short_stock', {
      ...{ item: stock.itemCode, site: stock.siteCode, wanted: move.quantity },
      ...{ itemId: stock.item, siteId: stock.site, line: move.line },
      available: toDecimal(dec(move.quantity).minus(missing)),
    });
  return takes;
}
