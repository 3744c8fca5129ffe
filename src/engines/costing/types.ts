import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';

/**
 * The contract of the stock-costing engine: plain data in, plain data out.
 *
 * Two functions share it. `advance` (advance.ts) costs new moves at the end of history from the open state alone.
 * `recost` (recost.ts) takes history plus changed moves and returns the differences, over any number of keys. Both run
 * the same step, so a correction can never follow other rules than the first posting did.
 *
 * Three rules hold everywhere:
 *  - a key's state after move M, in effective order, is the sum of all entries of the moves up to M (so any past state
 *    is one SQL `sum`, and a correction's entries bring the past up to date without touching a row);
 *  - for every key, the sum of entry values equals the sum of flow values (entries are the stock side, flows the other
 *    side of the ledger);
 *  - quantity zero implies value zero.
 */

/** How a key is costed. `specific`: each piece (a serial number, a lot) keeps the cost it came with. */
export type Method = 'fifo' | 'average' | 'standard' | 'specific';

/** Where a move stands in history: an instant as UTC text of one fixed width (compared as text), then a sequence number. */
export interface Position {
  effectiveAt: string;
  seq: number;
}

/**
 * A quantity and its value, still open in a key. Positive: goods on hand. Negative: a deficit, goods issued before they
 * were received, at provisional cost; a key never holds both signs at once.
 *
 * `layerId` is the receipt's move id (FIFO), the key's own id (average and standard: one pooled layer), or the issuing
 * move's id (deficit).
 */
export interface LayerState extends Position {
  layerId: Id;
  qtyLeft: Decimal;
  valueLeft: Minor;
  /** On a deficit only: who bears the difference when it is settled. Copied from the issuing move. */
  owner?: DeficitOwner;
  /** Only a move that names it takes from it. Every layer of a key at specific cost is so without saying. */
  apart?: boolean;
}

/** Part of a move that is goods of their own (method `specific`): they enter and leave a layer of their own. */
export interface Piece {
  /** The same wherever the piece is. */
  pieceId: Id;
  /** The layer of the piece in the move's key: the same each time it comes there. */
  layerId: Id;
  qty: Decimal;
}

export interface DeficitOwner {
  to: string;
  /**
   * `move`: the other side bears the difference. `variance`: it cannot, because the goods went on to another key or the
   * supplier owes a fixed credit (see README, negative stock).
   */
  role: 'move' | 'variance';
  /** The parcel that takes the difference up, where the role is `move`. */
  parcelId: Id;
}

/** A quantity worth a value: an exact unit cost, `valueMinor / qty`. */
export interface Cost {
  qty: Decimal;
  valueMinor: Minor;
}

/**
 * All the engine must know of one costing key (an item in a valuation area, or a lot of it). A key keeps its method for
 * life: to change it, transfer the stock to a new key.
 */
export interface KeyState {
  keyId: Id;
  method: Method;
  /** False: an issue beyond stock is reported as a `negative_stock` problem. */
  allowNegative: boolean;
  /** Open layers in any order. */
  layers: LayerState[];
  /** Method `standard` only: minor units per unit. It changes by `revalue` moves alone, so that history can be replayed. */
  standardMinor?: Decimal | null;
  /** The latest known unit cost; persist it with the key. */
  lastCost?: Cost | null;
  /** The last move costed; persist it with the key. `advance` reports a move before it as `back_dated`. */
  lastAt?: Position | null;
}

/**
 * What left a key and can still come back or arrive elsewhere: goods in transit, goods with a customer, value in a work
 * order. Opened by every outgoing move under its own id, or under `parcelId` when several moves fill one (a work order).
 * What is left equals what was put in (settlement differences included) less what was carried out.
 */
export interface ParcelState {
  parcelId: Id;
  qtyLeft: Decimal;
  valueLeft: Minor;
  /** The last move that filled or drew on it; where given, `advance` reports an earlier one as `back_dated`. */
  lastAt?: Position | null;
}

export interface ParcelChange {
  parcelId: Id;
  /** Signed. */
  qtyChange: Decimal;
  valueChange: Minor;
  /** The last move known to have touched it: keep the later of this and your own. */
  lastAt: Position | null;
}

interface MoveBase extends Position {
  moveId: Id;
  keyId: Id;
  /** The company's calendar day of `effectiveAt`; copied to entries and flows. */
  effectiveOn: Day;
  /**
   * Minor units per unit: what a shortage or an unpriced gain is valued at while the key has no cost of its own (the
   * item's standard, a purchase-order price). Kept with the move, so that a replay finds what the first posting found.
   */
  fallbackMinor?: Decimal | null;
  /** The other side, opaque to the engine (an account, an account and an order, …). Flows are totalled by it. */
  to: string;
  /** Of a key at specific cost: what the move is of, summing to its quantity. Absent: the key is one piece. */
  pieces?: readonly Piece[];
}

/** A known value enters: purchase receipt, production output valued by the caller, count gain at a price. */
export interface ReceiptMove extends MoveBase {
  kind: 'receipt';
  qty: Decimal;
  valueMinor: Minor;
  /**
   * Of the value, what bills made it more (less: negative) than was agreed. It belongs to the goods those bills cover: of
   * it the `goesBack` bear `ownMinor` and no more.
   */
  billedMinor?: Minor;
  /** The sums of `apart` and `ownMinor` of the returns of this receipt. */
  goesBack?: Decimal;
  ownMinor?: Minor;
  /** The same at specific cost: by piece. */
  piecesBack?: ReadonlyMap<Id, Minor>;
  /** What the value is made of (order price, freight estimate, bill difference, …); only `explain` reads it. */
  parts?: { causeId: Id; label: string; valueMinor: Minor }[];
}

/** A gain without a price enters at the key's present unit cost (on hand, else last, else fallback). */
export interface GainMove extends MoveBase {
  kind: 'gain';
  qty: Decimal;
}

/**
 * Goods enter at a cost carried out of a parcel: transfer in, customer return, production output.
 * The share is `qty / qtyLeft` of the parcel, or `share.part / share.whole` of the value left in it (a work order, whose
 * quantities are of other items). Part = whole takes all that is left.
 */
export interface CarriedMove extends MoveBase {
  kind: 'carried';
  qty: Decimal;
  parcelId: Id;
  share?: { part: Decimal; whole: Decimal };
  /** The goods are not put to the others: they wait in a layer of their own for the issue that names it. */
  apart?: boolean;
}

/** Goods leave for good: sale, issue to a work order (`parcelId` names it), scrap, count loss. */
export interface IssueMove extends MoveBase {
  kind: 'issue';
  qty: Decimal;
  parcelId?: Id;
  /**
   * The move that brought these very goods. Where they were set apart the issue is of exactly them, at the cost they came
   * with; else they are taken from its layer first while it has any (FIFO).
   */
  layerId?: Id;
}

/** Goods leave for another key; a `carried` move there brings them in. */
export interface TransferMove extends MoveBase {
  kind: 'transfer';
  qty: Decimal;
}

/**
 * Goods go back to the supplier, from the layer of the receipt they came with while it has any (FIFO), else like an
 * issue. `creditMinor` is what the supplier owes for them; its difference to their cost is a variance.
 */
export interface SupplierReturnMove extends MoveBase {
  kind: 'supplier_return';
  qty: Decimal;
  receiptId: Id;
  creditMinor?: Minor | null;
  /**
   * How many of them do not bear all that bills made the receipt dearer or cheaper: no bill covered them, or other bills came after
   * they had gone. `ownMinor` is what they bear of it together.
   */
  apart?: Decimal;
  ownMinor?: Minor;
}

/**
 * A new unit cost for what is on hand (or owed) at that moment: one layer, or all of them. For method `standard` it is
 * the new standard from then on.
 */
export interface RevalueMove extends MoveBase {
  kind: 'revalue';
  unitMinor: Decimal;
  layerId?: Id;
}

/**
 * Value joins a parcel without stock moving: labour, machine time, overhead, a service on a work order. Makes no entry.
 * A charge dated before an output already made is a change for `recost`; `advance` cannot tell.
 */
export interface ChargeMove extends Omit<MoveBase, 'keyId'> {
  kind: 'charge';
  parcelId: Id;
  valueMinor: Minor;
}

/** Quantities are positive for every kind; the kind says whether they enter or leave. */
export type Move =
  | ReceiptMove
  | GainMove
  | CarriedMove
  | IssueMove
  | TransferMove
  | SupplierReturnMove
  | RevalueMove
  | ChargeMove;

export type EntryKind = 'RECEIPT' | 'CONSUME' | 'DEFICIT' | 'SETTLE' | 'REVALUE' | 'ADJUST' | 'REVERSE';

/**
 * One immutable row of the stock side. First postings use the first five kinds; corrections add ADJUST (value only) and
 * REVERSE (takes back an entry whose quantity or layer no longer holds; a row of its original kind replaces it).
 */
export interface Entry {
  keyId: Id;
  layerId: Id;
  /** The move at whose position the entry is true; for SETTLE the incoming one. */
  moveId: Id;
  causeId: Id;
  kind: EntryKind;
  /** Signed. */
  qty: Decimal;
  /** Signed. */
  valueMinor: Minor;
  effectiveOn: Day;
}

/**
 * `move`: the value the move exchanges with its other side. `variance`: the difference between that and what stock took
 * or gave (standard cost on entry, supplier credit, settlement of a transfer). `revaluation`: a new unit cost.
 */
export type FlowRole = 'move' | 'variance' | 'revaluation';

/**
 * The other side of the entries: value into stock (+) or out of it (-), by the move that bears it. A settlement
 * difference names the issue as `moveId` and the receipt that settled it as `atMoveId`; else both are the same.
 */
export interface Flow {
  keyId: Id;
  moveId: Id;
  atMoveId: Id;
  role: FlowRole;
  to: string;
  valueMinor: Minor;
  /** The day of `atMoveId`. */
  effectiveOn: Day;
}

/** Flows summed by key, destination and role: what the ledger posts. Zero sums are left out. */
export interface FlowTotal {
  keyId: Id;
  to: string;
  role: FlowRole;
  valueMinor: Minor;
}

/** What a caller must refuse or ask about. With any problem the rest of the outcome is only an illustration. */
export type Problem =
  /** Stock would be short by `shortQty` at that instant, and the key forbids it. */
  | ({ code: 'negative_stock'; keyId: Id; moveId: Id; shortQty: Decimal } & Position)
  /** No layer, last cost or fallback to value the move by; or no standard where the method is `standard`. */
  | { code: 'no_cost'; keyId: Id; moveId: Id }
  /** `advance` was given a move earlier than one already costed in that key, or one that touched that parcel: `recost`. */
  | ({ code: 'back_dated'; moveId: Id; keyId?: Id; parcelId?: Id } & Position)
  /** A carried move without a share names a parcel that was never filled before it. */
  | { code: 'unknown_parcel'; moveId: Id; parcelId: Id }
  /** More is carried out of a parcel than it holds. */
  | { code: 'parcel_exceeded'; moveId: Id; parcelId: Id; qtyLeft: Decimal }
  /** The key of a move was not given. */
  | { code: 'unknown_key'; moveId: Id; keyId: Id }
  /** A quantity that is zero or negative, or finer than nine decimals. */
  | { code: 'bad_quantity'; moveId: Id };

/** What to write. Everything is sorted by position, so equal input gives identical output. */
export interface Outcome {
  entries: Entry[];
  flows: Flow[];
  totals: FlowTotal[];
  /** New state of every key that changed: all its open layers, last cost, last position. Absent layers are closed. */
  keys: KeyState[];
  /** Layers to upsert by `layerId`: all that entries name, closed ones with zeros; a pooled one only if it changed. */
  layers: (LayerState & { keyId: Id })[];
  /** Add these to the parcels you keep (or keep none, and sum flows when you need one). */
  parcels: ParcelChange[];
  problems: Problem[];
}

export interface AdvanceInput {
  keys: KeyState[];
  /** New moves in any order; they are costed in effective order. */
  moves: Move[];
  /**
   * What the `carried` moves draw on, where it was filled before; a work order not given is taken as new. Give also the
   * parcels of open deficits (`owner.parcelId`) that were drawn on already: their settlement must not come before that.
   */
  parcels?: ParcelState[];
  /** Written to every entry. Absent: each entry's own move. */
  causeId?: Id;
}

/**
 * History of a key: `start` is the empty key, or its state just after a checkpoint position that all keys of one call
 * share; `moves` are all the later ones as they are *now known* (earlier corrections applied).
 */
export interface KeyHistory {
  start: KeyState;
  moves: Move[];
}

/**
 * A move as it should have been; `null` cancels it. An unknown `moveId` inserts (a back-dated move). Price correction,
 * late bill, landed cost, quantity correction, re-dating, another destination, cancelling: all are this. Changes lie
 * after the checkpoint.
 */
export interface Change {
  moveId: Id;
  to: Move | null;
}

export interface RecostInput {
  /**
   * The changed keys and every key that carries from them, directly or not. When unsure give the changed keys, then
   * look for `carried` moves of the moves in `flows` outside the given keys, add those keys, and call again.
   */
  keys: KeyHistory[];
  /** Charges to work orders since the checkpoint, where outputs of those work orders are in `keys`. */
  charges?: ChargeMove[];
  /** Parcels as they stood at the checkpoint. */
  parcels?: ParcelState[];
  changes: Change[];
  /** Written to every entry: the document that made the correction. */
  causeId: Id;
}
