import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, sumDecimals, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Stock, stockRefusal } from '../stock/lock.ts';
import { lotShort, newLot, summed } from './choose.ts';
import { type Lot, type LotChange, type LotPart, type Lots, type NewLot, NO_LOTS } from './lots.ts';

/** A move as it should have been. */
export interface LotCorrection {
  readonly moveId: Id;
  readonly quantity: Decimal;
  readonly effectiveOn: Day;
  /** Its lots; left out, the ones it had. */
  readonly lots?: readonly LotPart[] | undefined;
}

interface MoveFacts {
  readonly id: Id;
  readonly stock: Id;
  readonly incoming: boolean;
  /** Its lots may be new ones: it is not of goods that left or came before. */
  readonly first: boolean;
  /** The move whose goods it brings or takes back; itself where it is the first of them. */
  readonly root: Id;
  readonly party: Id | null;
}

interface Had {
  readonly move: Id;
  readonly lotId: Id;
  /** Signed. */
  readonly quantity: Decimal;
}

interface At {
  readonly lotId: Id;
  readonly stock: Id;
  readonly place: Id;
  readonly onHand: Decimal;
}

interface Known {
  readonly moves: ReadonlyMap<Id, MoveFacts>;
  readonly stocks: ReadonlyMap<Id, Stock>;
  readonly had: readonly Had[];
  readonly lots: Map<string, Lot>;
  readonly byId: Map<Id, Lot>;
  readonly places: Map<string, Id>;
  readonly fresh: NewLot[];
}

/**
 * What corrected moves did to lots: a cancelled move gives all of them back, a move of one lot has its quantity changed, lots
 * that are named take the place of those it had. Refuses `lot_move` for a part of several lots, `lot_short` or `serial_gone` where goods of the
 * lot have left since, `lot_back` where more of it has come back or been sent back than the move would have been of.
 */
export async function correctedLots(
  tx: Tx,
  stocks: ReadonlyMap<string, Stock>,
  corrections: readonly LotCorrection[],
): Promise<Lots> {
  const byId = new Map([...stocks.values()].map((stock) => [stock.id, stock]));
  const tracked = [...byId.values()].some((stock) => stock.tracking !== 'none');
  if (!tracked && !corrections.some((correction) => correction.lots?.length)) return NO_LOTS;
  const items = [...new Set([...byId.values()].map((stock) => stock.item))];
  const ids = corrections.map((correction) => correction.moveId);
  const numbers = corrections.flatMap((correction) => (correction.lots ?? []).map((part) => part.number));
  const facts = await readFacts(tx, ids);
  const roots = [...new Set(facts.map((move) => move.root))];
  const [had, lots, ofRoots] = await Promise.all([
    readHad(tx, ids),
    readNamed(tx, items, ids, numbers),
    readOfRoots(tx, roots),
  ]);
  const at = await readAt(
    tx,
    lots.map((lot) => lot.id),
  );
  const known: Known = {
    ...{ moves: new Map(facts.map((move) => [move.id, move])), stocks: byId, had },
    lots: new Map(lots.map((lot) => [`${lot.item}/${lot.number}`, lot])),
    byId: new Map(lots.map((lot) => [lot.id, lot])),
    places: new Map(at.map((row) => [`${row.stock}/${row.lotId}`, row.place])),
    fresh: [],
  };
  const changes = corrections.flatMap((correction) => changesOf(tx, known, correction));
  check(known, changes, at, ofRoots);
  return { changes, fresh: known.fresh };
}

function changesOf(tx: Tx, known: Known, correction: LotCorrection): LotChange[] {
  const move = known.moves.get(correction.moveId)!;
  const stock = known.stocks.get(move.stock)!;
  if (stock.tracking === 'none') {
    if (correction.lots?.length) throw stockRefusal('lot_untracked', { item: stock.itemCode });
    return [];
  }
  const sign = move.incoming ? 1 : -1;
  const mine = known.had.filter((row) => row.move === move.id);
  const change = new Map(mine.map((row) => [row.lotId, dec(row.quantity).times(-1)]));
  for (const [lot, quantity] of wantedLots(tx, known, correction, mine))
    change.set(lot.id, (change.get(lot.id) ?? ZERO).plus(dec(quantity).times(sign)));
  return [...change]
    .filter(([, quantity]) => !quantity.eq(0))
    .map(([lotId, quantity]) => {
      const name = `${stock.id}/${lotId}`;
      const place = known.places.get(name) ?? tx.newId();
      known.places.set(name, place);
      const lot = known.byId.get(lotId)!;
      return { move: move.id, stock: stock.id, lot, place, party: move.party, quantity: toDecimal(quantity) };
    });
}

/** The lots the move should have been of. */
function wantedLots(
  tx: Tx,
  known: Known,
  { moveId, quantity, effectiveOn, lots }: LotCorrection,
  mine: readonly Had[],
): (readonly [Lot, Decimal])[] {
  const move = known.moves.get(moveId)!;
  const stock = known.stocks.get(move.stock)!;
  const item = stock.itemCode;
  if (dec(quantity).eq(0)) return [];
  if (!lots?.length) {
    const was = sumDecimals(mine.map((row) => row.quantity)).abs();
    if (was.eq(quantity)) return mine.map((row) => [known.byId.get(row.lotId)!, toDecimal(dec(row.quantity).abs())]);
    if (mine.length === 1) return [[known.byId.get(mine[0]!.lotId)!, quantity]];
    throw stockRefusal(mine.length === 0 ? 'name_lots' : 'lot_move', { item });
  }
  const given = sumDecimals(lots.map((part) => part.quantity));
  if (!given.eq(quantity)) throw stockRefusal('lot_sum', { item, given: toDecimal(given), quantity });
  return summed(lots).map((part) => {
    const lot = known.lots.get(`${stock.item}/${part.number}`);
    if (lot && part.expiresOn && part.expiresOn !== lot.expiresOn)
      throw stockRefusal('lot_differs', {
        item,
        lot: part.number,
        given: part.expiresOn,
        day: lot.expiresOn ?? 'no day',
      });
    if (lot) return [lot, part.quantity];
    if (!move.first) throw stockRefusal('lot_unknown', { item, lot: part.number });
    const waits = mine.some((row) => known.byId.get(row.lotId)!.state === 'quarantine');
    const made = newLot(tx, stock, { ...part, receivedOn: effectiveOn, state: waits ? 'quarantine' : 'released' });
    known.fresh.push(made);
    known.lots.set(`${stock.item}/${made.number}`, made);
    known.byId.set(made.id, made);
    return [made, part.quantity];
  });
}

/** All changes together must leave no site with less than nothing of a lot, no piece twice, and no more back than went. */
function check(
  known: Known,
  changes: readonly LotChange[],
  at: readonly At[],
  ofRoots: readonly { root: Id; lotId: Id; incoming: boolean; quantity: Decimal }[],
): void {
  const held = new Map<string, Big>(at.map((row) => [`${row.stock}/${row.lotId}`, dec(row.onHand)]));
  const left = new Map<string, Big>(ofRoots.map((row) => [`${row.root}/${row.lotId}`, dec(row.quantity)]));
  const add = (sums: Map<string, Big>, name: string, quantity: Decimal) =>
    sums.set(name, (sums.get(name) ?? ZERO).plus(quantity));
  for (const { move, stock, lot, quantity } of changes) {
    add(held, `${stock}/${lot.id}`, quantity);
    add(left, `${known.moves.get(move)!.root}/${lot.id}`, quantity);
  }
  for (const { move, stock, lot, quantity } of changes) {
    const at = known.stocks.get(stock)!;
    const { itemCode: item, tracking } = at;
    const names = { item, lot: lot.number };
    const now = held.get(`${stock}/${lot.id}`)!;
    if (now.lt(0)) throw lotShort(at, names, toDecimal(now.minus(quantity)));
    const { root, incoming } = known.moves.get(move)!;
    const rest = left.get(`${root}/${lot.id}`)!;
    const inward = root === move ? incoming : !incoming;
    if (inward ? rest.lt(0) : rest.gt(0)) throw stockRefusal('lot_back', names);
    if (tracking !== 'serial') continue;
    const everywhere = [...held].filter(([name]) => name.endsWith(`/${lot.id}`)).map(([, one]) => toDecimal(one));
    if (!now.mod(1).eq(0) || dec(quantity).abs().gt(1)) throw stockRefusal('serial_whole', names);
    if (sumDecimals(everywhere).gt(1)) throw stockRefusal('serial_twice', names);
  }
}

const readFacts = (tx: Tx, ids: readonly Id[]): Promise<MoveFacts[]> => tx.sql<MoveFacts>`
  select m.id, m.stock_id as stock, m.kind in ('receipt', 'gain', 'carried') as incoming, m.kind in ('receipt', 'gain') as first,
    coalesce(m.parcel_id, case when m.kind = 'supplier_return' then m.layer_id end, m.id) as root,
    (select t.party_id from inventory.move_lot t where t.company_id = m.company_id and t.move_id = m.id order by t.id limit 1) as party
  from inventory.move m where m.company_id = ${tx.company} and m.id = any(${ids}::uuid[])`;

const readHad = (tx: Tx, ids: readonly Id[]): Promise<Had[]> => tx.sql<Had>`
  select move_id as move, lot_id, sum(quantity) as quantity from inventory.move_lot
  where company_id = ${tx.company} and move_id = any(${ids}::uuid[])
  group by move_id, lot_id having sum(quantity) <> 0 order by lot_id`;

/** The lots the moves had and the ones that are named, locked: a piece enters once whatever the site. */
const readNamed = (
  tx: Tx,
  items: readonly Id[],
  ids: readonly Id[],
  numbers: readonly string[],
): Promise<Lot[]> => tx.sql<Lot>`
  select l.id, l.item_id as item, l.number, l.expires_on, l.state from inventory.lot l
  where l.company_id = ${tx.company} and (
    l.id in (select lot_id from inventory.move_lot where company_id = ${tx.company} and move_id = any(${ids}::uuid[]))
    or (l.item_id = any(${items}::uuid[]) and l.number = any(${numbers}::text[])))
  order by l.id for no key update`;

const readAt = (tx: Tx, lots: readonly Id[]): Promise<At[]> => tx.sql<At>`
  select lot_id, stock_id as stock, id as place, on_hand from inventory.stock_lot
  where company_id = ${tx.company} and lot_id = any(${lots}::uuid[])`;

/** Of each lot what is left of the goods of these moves: what went less what came back, or what came less what was sent back. */
const readOfRoots = (tx: Tx, roots: readonly Id[]) => tx.sql<{
  root: Id;
  lotId: Id;
  incoming: boolean;
  quantity: Decimal;
}>`
  select r.root, t.lot_id, bool_or(m.id = r.root and m.kind in ('receipt', 'gain')) as incoming, sum(t.quantity) as quantity
  from ${table(
    roots.map((root) => ({ root })),
    { root: 'uuid' },
  )}
  join inventory.move m on m.company_id = ${tx.company}
    and (m.id = r.root or m.parcel_id = r.root or (m.kind = 'supplier_return' and m.layer_id = r.root))
  join inventory.move_lot t on t.company_id = m.company_id and t.move_id = m.id
  group by r.root, t.lot_id`;
