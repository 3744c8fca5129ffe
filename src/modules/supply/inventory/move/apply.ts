import { advance } from '#engines/costing/advance.ts';
import type { KeyState, Move, Outcome, Piece, Problem } from '#engines/costing/types.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { chooseHolds, inspectedByMove } from '../hold/holds.ts';
import { chooseLots } from '../lot/choose.ts';
import { heldByMove, piecesByMove } from '../lot/lots.ts';
import { keyStateOf, lockStock, type Place, placeOf, type Stock, stockRefusal } from '../stock/lock.ts';
import { movesOfReturned } from './going-back.ts';
import type { Moved, NewMove } from './move.ts';
import { type OpenStock, openStock } from './open.ts';
import { type History, type PastChange, readHistories, recostItems } from './recost.ts';
import { type Costed, type Placed, type Use, writeMoves } from './write.ts';

const OUTGOING: ReadonlySet<NewMove['kind']> = new Set(['issue', 'transfer', 'supplier_return']);

/**
 * Records a batch of moves: locks, decides, costs, writes stock and ledger. All that moves stock goes through here.
 * Moves at the end of an item's history are costed from its open layers; an item with a back-dated move has its history
 * costed again, in the same transaction. `text` names the ledger entries; `also` are places whose goods the moves draw
 * their cost from.
 */
export async function applyMoves(
  tx: Tx,
  moves: readonly NewMove[],
  text: string,
  also: readonly Place[] = [],
): Promise<Map<Id, Moved>> {
  if (moves.length === 0) return new Map();
  refuseFuture(
    tx,
    moves.map((move) => move.effectiveOn),
  );
  const open = await openStock(tx, moves, also);
  const holds = await chooseHolds(tx, open.stocks, moves);
  const lots = await chooseLots(tx, open.stocks, moves, holds.quarantine);
  const uses = checkAvailable(open, moves, new Map([...heldByMove(lots.changes), ...inspectedByMove(holds)]));
  const pieces = piecesByMove(lots.changes);
  const placed = moves.map((move, index) => ({
    move,
    question: questionOf(open, move, open.firstSeq + index, pieces.get(move.id)),
  }));
  const outcomes = await costAll(tx, open, placed);
  for (const { outcome } of outcomes) refuseProblems(open, moves, outcome.problems);
  const past = placed.map(({ move, question }) => ({
    stock: (question as { keyId: Id }).keyId,
    effectiveOn: move.kind === 'revalue' ? tx.today : move.effectiveOn,
  }));
  await writeMoves(tx, { open, placed, outcomes, uses, lots, holds, past, text });
  return answers(
    moves,
    outcomes.map(({ outcome }) => outcome),
  );
}

/** Nothing can be true of stock on a day that has not come, whichever document says so. */
export function refuseFuture(tx: Tx, days: readonly (Day | undefined)[]): void {
  const day = days.find((one) => one !== undefined && one > tx.today);
  if (day) throw stockRefusal('future_day', { day });
}

/** Costs what can go on from the open layers; the items of which something is back-dated by their whole history. */
async function costAll(tx: Tx, open: OpenStock, placed: readonly Placed[]): Promise<Costed[]> {
  const outcome = advanceAll(open, placed);
  const dearer = await billedOtherwise(tx, placed);
  const late = new Set([...lateItems(placed, outcome.problems), ...dearer]);
  if (late.size === 0) return [{ outcome }];
  const [behind, timely] = [
    placed.filter(({ move }) => late.has(move.item)),
    placed.filter(({ move }) => !late.has(move.item)),
  ];
  const stocks = await lockStock(
    tx,
    behind.map(({ move }) => move),
    true,
  );
  for (const [place, stock] of stocks) open.stocks.set(place, stock);
  const changes = behind.map(({ move, question }) => ({
    item: move.item,
    change: { moveId: move.id, to: question },
    cause: move.source,
  }));
  if (dearer.size === 0) return [...timelyOf(open, timely), ...(await recostItems(tx, changes))];
  const histories = await readHistories(tx, [...late]);
  return [
    ...timelyOf(open, timely),
    ...(await recostItems(tx, [...changes, ...goingBack(behind, histories)], histories)),
  ];
}

const timelyOf = (open: OpenStock, timely: readonly Placed[]): Costed[] =>
  timely.length > 0 ? [{ outcome: advanceAll(open, timely) }] : [];

/**
 * Items of which goods go back unbilled from a receipt that bills of other goods made dearer or cheaper: those goods never bore
 * any of it, so the history is costed again from the receipt on.
 */
async function billedOtherwise(tx: Tx, placed: readonly Placed[]): Promise<Set<Id>> {
  const back = placed.flatMap(({ move }) => (move.unbilled ? [move] : []));
  if (back.length === 0) return new Set();
  const rows = await tx.sql<{ id: Id }>`
    select move_id as id from inventory.move_cost
    where company_id = ${tx.company} and of_bill and move_id = any(${back.map((move) => move.layer!)}::uuid[])`;
  const billed = new Set(rows.map((row) => row.id));
  return new Set(back.filter((move) => billed.has(move.layer!)).map((move) => move.item));
}

/** The receipts with what now goes back of them unbilled. */
const goingBack = (placed: readonly Placed[], histories: ReadonlyMap<Id, History>): PastChange[] =>
  [
    ...Map.groupBy(
      placed.filter(({ move }) => move.unbilled),
      ({ move }) => move.layer!,
    ),
  ].flatMap(([receipt, mine]) => {
    const { move } = mine[0]!;
    const history = histories.get(move.item);
    const returns = mine.flatMap(({ question }) => (question.kind === 'supplier_return' ? [question] : []));
    const [to] = history ? movesOfReturned(history, receipt, { returns }) : [];
    return to ? [{ item: move.item, change: { moveId: receipt, to }, cause: move.source }] : [];
  });

/** The costing engine's question about a move. */
function questionOf(open: OpenStock, move: NewMove, seq: number, pieces: Piece[] | undefined): Move {
  const stock = open.stocks.get(placeOf(move))!;
  const base = {
    moveId: move.id,
    keyId: stock.id,
    fallbackMinor: stock.fallbackMinor,
    effectiveAt: move.effectiveOn,
    effectiveOn: move.effectiveOn,
    seq,
    to: move.to,
    ...(pieces && stock.method === 'specific' && { pieces }),
  };
  const qty = move.quantity;
  switch (move.kind) {
    case 'receipt':
      return { ...base, kind: 'receipt', qty, valueMinor: move.valueMinor! };
    case 'carried':
      return { ...base, kind: 'carried', qty, parcelId: move.parcel!, ...(move.layer && { apart: true }) };
    case 'issue':
      return { ...base, kind: 'issue', qty, ...(move.layer && { layerId: move.layer }) };
    case 'supplier_return':
      return {
        ...base,
        kind: 'supplier_return',
        qty,
        receiptId: move.layer!,
        creditMinor: move.valueMinor ?? null,
        apart: move.unbilled ?? '0',
      };
    case 'revalue':
      return { ...base, kind: 'revalue', unitMinor: move.unitMinor!, ...(move.layer && { layerId: move.layer }) };
    default:
      return { ...base, kind: move.kind, qty };
  }
}

/**
 * What leaves must be on hand and not promised to others; a demand's own reservation is its to use. Goods that enter in
 * the same batch count. Goods held back are nobody's to promise: they neither come into what is free nor leave it.
 */
function checkAvailable(open: OpenStock, moves: readonly NewMove[], held: ReadonlyMap<Id, Decimal>): Use[] {
  const free = new Map<Id, Big>();
  const own = new Map([...open.reserved].map(([key, quantity]) => [key, dec(quantity)]));
  const uses = new Map<string, Use>();
  for (const move of moves) {
    const stock = open.stocks.get(placeOf(move))!;
    const before = free.get(stock.id) ?? freeOf(stock, move);
    const quantity = dec(move.quantity).minus(held.get(move.id) ?? ZERO);
    if (!OUTGOING.has(move.kind)) {
      free.set(stock.id, before.plus(quantity));
      continue;
    }
    const key = `${move.demand}/${stock.id}`;
    const mine = own.get(key) ?? ZERO;
    const used = mine.lt(quantity) ? mine : quantity;
    own.set(key, mine.minus(used));
    if (used.gt(0)) {
      const all = dec(open.reserved.get(key)!).minus(own.get(key)!);
      uses.set(key, { demand: move.demand!, stock: stock.id, used: toDecimal(all), left: toDecimal(own.get(key)!) });
    }
    const after = before.plus(used).minus(quantity);
    if (after.lt(0) && !(stock.allowNegative && stock.held === '0')) throw shortOf(stock, move, before.plus(mine));
    free.set(stock.id, after);
  }
  return [...uses.values()];
}

const freeOf = (stock: Stock, move: NewMove): Big =>
  move.force ? dec(stock.onHand) : dec(stock.onHand).minus(stock.held).minus(stock.reserved);

const shortOf = (stock: Stock, move: NewMove, available: Big): Error =>
  stockRefusal('short_stock', {
    item: stock.itemCode,
    site: stock.siteCode,
    available: toDecimal(available.lt(0) ? ZERO : available),
    wanted: move.quantity,
    itemId: stock.item,
    siteId: stock.site,
    line: move.line,
  });

/** Items with a move before one already costed. All moves of such an item go together, because cost travels between them. */
function lateItems(placed: readonly Placed[], problems: readonly Problem[]): Set<Id> {
  const late = new Set(problems.filter((problem) => problem.code === 'back_dated').map((problem) => problem.moveId));
  return new Set(placed.filter(({ move }) => late.has(move.id)).map(({ move }) => move.item));
}

function advanceAll(open: OpenStock, placed: readonly Placed[]): Outcome {
  const keys: KeyState[] = [...open.stocks.values()].map((stock) => ({
    ...keyStateOf(stock),
    layers: open.layers.get(stock.id) ?? [],
  }));
  return advance({ keys, moves: placed.map(({ question }) => question), parcels: open.parcels });
}

/** The engine's problems in the words of refusals; the first one counts. */
export function refuseProblems(
  open: Pick<OpenStock, 'stocks'>,
  moves: readonly NewMove[],
  problems: readonly Problem[],
): void {
  const problem = problems[0];
  if (!problem) return;
  const mine = moves.find((move) => move.id === problem.moveId);
  const stock = [...open.stocks.values()].find(
    (one) => ('keyId' in problem && one.id === problem.keyId) || (mine && placeOf(one) === placeOf(mine)),
  );
  const names = { item: stock?.itemCode, site: stock?.siteCode };
  switch (problem.code) {
    case 'negative_stock':
      throw stockRefusal('short_stock_then', {
        ...names,
        short: problem.shortQty,
        day: problem.effectiveAt,
        document: mine?.source,
        move: problem.moveId,
      });
    case 'no_cost':
      throw stockRefusal(stock?.method === 'standard' ? 'no_standard' : 'no_cost', names);
    case 'parcel_exceeded':
      throw stockRefusal('too_much_back', { left: problem.qtyLeft });
    case 'unknown_parcel':
      throw stockRefusal('unknown_move', {});
    case 'bad_quantity':
      throw stockRefusal('bad_quantity', names);
    default:
      throw new Error(`costing: ${problem.code} of move ${problem.moveId}`);
  }
}

function answers(moves: readonly NewMove[], outcomes: readonly Outcome[]): Map<Id, Moved> {
  const values = new Map<Id, bigint>();
  const deficits = new Set<Id>();
  for (const { entries } of outcomes)
    for (const entry of entries) {
      values.set(entry.moveId, (values.get(entry.moveId) ?? 0n) + entry.valueMinor);
      if (entry.kind === 'DEFICIT') deficits.add(entry.moveId);
    }
  return new Map(
    moves.map((move) => {
      const value = values.get(move.id) ?? 0n;
      const valueMinor = OUTGOING.has(move.kind) ? -value : value;
      return [move.id, { moveId: move.id, valueMinor, ...(deficits.has(move.id) && { negative: true }) }];
    }),
  );
}
