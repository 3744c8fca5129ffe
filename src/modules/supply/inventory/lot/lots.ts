import type { Piece } from '#engines/costing/types.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Stock } from '../stock/lock.ts';

/** Part of a line by lot. What is known of a new lot comes with its first receipt. */
export interface LotPart {
  readonly number: string;
  readonly quantity: Decimal;
  readonly expiresOn?: Day | null | undefined;
  readonly madeOn?: Day | null | undefined;
  readonly supplierLot?: string | null | undefined;
}

export interface Lot {
  readonly id: Id;
  readonly item: Id;
  readonly number: string;
  readonly expiresOn: Day | null;
  readonly state: 'released' | 'quarantine' | 'blocked';
}

export interface NewLot extends Lot {
  readonly madeOn: Day | null;
  readonly receivedOn: Day;
  readonly supplierLot: string | null;
}

/** What a move does to a lot at a stock row; negative takes. */
export interface LotChange {
  readonly move: Id;
  readonly stock: Id;
  readonly lot: Lot;
  /** The row that says what the stock row has of the lot; at specific cost also the layer of the piece. */
  readonly place: Id;
  readonly quantity: Decimal;
  readonly party?: Id | null | undefined;
}

/** What a batch of moves does to lots. */
export interface Lots {
  readonly changes: readonly LotChange[];
  readonly fresh: readonly NewLot[];
}

export const NO_LOTS: Lots = { changes: [], fresh: [] };

/** The pieces of each move, as the costing names them. */
export function piecesByMove(changes: readonly LotChange[]): Map<Id, Piece[]> {
  const pieces = new Map<Id, Piece[]>();
  for (const { move, lot, place, quantity } of changes) {
    const mine = pieces.get(move) ?? [];
    mine.push({ pieceId: lot.id, layerId: place, qty: toDecimal(dec(quantity).abs()) });
    pieces.set(move, mine);
  }
  return pieces;
}

/** How much of each move is of lots that are held back anyway; positive. */
export function heldByMove(changes: readonly LotChange[]): Map<Id, Decimal> {
  const held = new Map<Id, Decimal>();
  for (const { move, lot, quantity } of changes)
    if (lot.state !== 'released') held.set(move, toDecimal(dec(held.get(move) ?? ZERO).plus(dec(quantity).abs())));
  return held;
}

/** What of a stock row may not leave although its lots are released: it is past its day. */
export async function expiredBy(tx: Tx, stocks: Iterable<Stock>): Promise<Map<Id, Decimal>> {
  const tracked = [...stocks].filter((stock) => stock.tracking !== 'none').map((stock) => stock.id);
  if (tracked.length === 0) return new Map();
  const rows = await tx.sql<{ stock: Id; quantity: Decimal }>`
    select t.stock_id as stock, sum(t.on_hand) as quantity
    from inventory.stock_lot t
    join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id
    where t.company_id = ${tx.company} and t.stock_id = any(${tracked}::uuid[]) and t.on_hand > 0
      and l.state = 'released' and l.expires_on < ${tx.today}
    group by t.stock_id`;
  return new Map(rows.map((row) => [row.stock, row.quantity]));
}

/** Writes new lots, what each site has of each lot, and the trace of the moves. The stock rows must be locked. */
export async function saveLots(tx: Tx, { changes, fresh }: Lots): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ lot, ...change }) => ({ ...change, lot: lot.id, id: tx.newId() }));
  const places = { stock: 'uuid', lot: 'uuid', quantity: 'numeric' } as const;
  const made = fresh.length > 0 ? await insertLots(tx, fresh) : [];
  if (made.length < fresh.length)
    throw Object.assign(new Error('A lot of the same number was made meanwhile.'), { code: '40001' });
  await Promise.all([
    tx.sql`
      insert into inventory.stock_lot (company_id, id, stock_id, lot_id, on_hand)
      select distinct on (stock, lot) ${tx.company}, place, stock, lot, 0
      from ${table(rows, { place: 'uuid', stock: 'uuid', lot: 'uuid' })}
      order by stock, lot on conflict (company_id, stock_id, lot_id) do nothing`,
    tx.sql`
      update inventory.stock_lot t set on_hand = t.on_hand + x.quantity
      from (select stock, lot, sum(quantity) as quantity from ${table(rows, places)} group by stock, lot) x
      where t.company_id = ${tx.company} and t.stock_id = x.stock and t.lot_id = x.lot`,
    tx.sql`
      insert into inventory.move_lot (company_id, id, move_id, lot_id, quantity, party_id, event_id)
      select ${tx.company}, id, move, lot, quantity, party, ${tx.eventId}
      from ${table(rows, { id: 'uuid', move: 'uuid', lot: 'uuid', quantity: 'numeric', party: 'uuid' })}`,
  ]);
  tx.record(...fresh.map(({ id, ...lot }) => ({ entity: 'inventory.lot', id, after: lot })));
}

const insertLots = (tx: Tx, fresh: readonly NewLot[]): Promise<{ id: Id }[]> => tx.sql<{ id: Id }>`
  insert into inventory.lot (company_id, id, item_id, number, supplier_lot, made_on, received_on, expires_on, state)
  select ${tx.company}, id, item, number, supplier_lot, made_on, received_on, expires_on, state
  from ${table(fresh, {
    id: 'uuid',
    item: 'uuid',
    number: 'text',
    supplierLot: 'text',
    madeOn: 'date',
    receivedOn: 'date',
    expiresOn: 'date',
    state: 'text',
  })}
  order by item, number on conflict (company_id, item_id, number) do nothing returning id`;
