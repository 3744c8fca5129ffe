import fc from 'fast-check';
import { naiveReplay } from '#engines/costing/naive-model.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays } from '#kernel/values/day.ts';
import { dec } from '#kernel/values/decimal.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import type { World } from '#test/harness.ts';
import {
  adjustCost,
  correctMoves,
  issue,
  receive,
  returnFromCustomer,
  returnToSupplier,
  ship,
  transfer,
} from '../api.ts';
import {
  approveCount,
  correctReceiptCost,
  enterCount,
  receiveStock,
  revalueItem,
  setStandardCost,
  startCount,
} from '../contract.ts';
import { readHistories } from '../move/recost.ts';
import { stockRefusals } from '../refusals.ts';
import { takeStockDays } from '../stock/stock-days.ts';
import { directly, makeItem, makeSite, paper } from './stock-of.ts';

const TODAY = '2026-03-02';
/** The last is of pieces with serial numbers, each at its own cost. */
const METHODS = ['fifo', 'average', 'standard', 'specific'] as const;

/** What may happen, and how often. */
const WEIGHTS = {
  ...{ receive: 24, produce: 4, ship: 24, issue: 4, transfer: 10, customer_return: 8, supplier_return: 6, count: 4 },
  ...{ landed_cost: 5, late_bill: 4, cost_correction: 2, correct: 4, redate: 2, cancel: 1, value: 3, days: 2 },
  ...{ scrapped_return: 5 },
} as const;
type What = keyof typeof WEIGHTS;

/** One thing that happens; what it cannot apply to (the first return before any shipment) is passed over. */
export interface Event {
  readonly what: What;
  readonly item: number;
  readonly site: number;
  readonly quantity: number;
  readonly price: number;
  readonly ago: number;
  readonly pick: number;
}

export const anEvent: fc.Arbitrary<Event> = fc.record({
  what: fc.oneof(
    ...Object.entries(WEIGHTS).map(([what, weight]) => ({ weight, arbitrary: fc.constant(what as What) })),
  ),
  item: fc.integer({ min: 0, max: 3 }),
  site: fc.integer({ min: 0, max: 1 }),
  quantity: fc.integer({ min: 1, max: 400 }),
  price: fc.integer({ min: 1, max: 5_000 }),
  // Most things are true today; the others up to two months ago.
  ago: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 55 }) }),
  pick: fc.nat(),
});

export interface Variant {
  readonly allowNegative: boolean;
  /** Without corrected quantities, every change of the past is costed from a checkpoint; with them, from the beginning. */
  readonly corrections: boolean;
}

interface Book {
  readonly world: World;
  readonly variant: Variant;
  readonly items: readonly Id[];
  readonly sites: readonly Id[];
  readonly receipts: Id[];
  readonly produced: Id[];
  readonly issues: Id[];
  readonly all: Id[];
}

let books = 0;

/** Items of each method and two sites of their own. */
async function openBook(world: World, variant: Variant): Promise<Book> {
  const number = ++books;
  const items: Id[] = [];
  for (const method of METHODS)
    items.push(
      await makeItem(world, `${method}-${number}`, {
        ...(method === 'specific' ? { tracking: 'serial' as const } : { method }),
        allowNegative: variant.allowNegative,
        standardCost: '12.5',
      }),
    );
  const sites = [await makeSite(world, `S1-${number}`), await makeSite(world, `S2-${number}`)];
  return { world, variant, items, sites, receipts: [], produced: [], issues: [], all: [] };
}

let serials = 0;

/** The pieces at a site, or those of a move. */
const piecesOf = ({ world }: Book, where: { item: Id; site: Id } | { move: Id }): Promise<string[]> =>
  world.inside(async (tx) => {
    const rows =
      'move' in where
        ? await tx.sql<{ number: string }>`
            select number from inventory.v_move_lot where company_id = ${tx.company} and move_id = ${where.move}
            group by number having sum(quantity) <> 0 order by number`
        : await tx.sql<{ number: string }>`
            select number from inventory.v_stock_lot
            where company_id = ${tx.company} and item_id = ${where.item} and site_id = ${where.site} order by number`;
    return rows.map((row) => row.number);
  });

const FRESH: ReadonlySet<What> = new Set(['receive', 'produce']);
const OF_MOVE: Partial<Record<What, 'issues' | 'receipts' | 'all'>> = {
  ...{ customer_return: 'issues', scrapped_return: 'issues', supplier_return: 'receipts' },
  ...{ correct: 'all', redate: 'all', cancel: 'all' },
};

/** Which pieces the event is of; nothing where the goods have no serial numbers. */
async function piecesFor(book: Book, event: Event): Promise<{ number: string; quantity: string }[] | undefined> {
  const list = OF_MOVE[event.what];
  const move = list && book[list].length > 0 ? book[list][event.pick % book[list].length]! : undefined;
  if (!move && METHODS[event.item] !== 'specific') return undefined;
  const [item, site] = [book.items[event.item]!, book.sites[event.site]!];
  const wanted = 1 + (event.quantity % 3);
  const known = FRESH.has(event.what)
    ? Array.from({ length: wanted }, () => `S${++serials}`)
    : await piecesOf(book, move ? { move } : { item, site });
  if (known.length === 0) return move ? undefined : [{ number: 'none', quantity: '1' }];
  const from = event.pick % known.length;
  return [...known.slice(from), ...known.slice(0, from)].slice(0, wanted).map((number) => ({ number, quantity: '1' }));
}

/** An event with everything it needs of a book. */
async function placeOf(book: Book, event: Event) {
  const [item, site, other] = [book.items[event.item]!, book.sites[event.site]!, book.sites[1 - event.site]!];
  const lots = await piecesFor(book, event);
  const quantity = lots
    ? String(lots.length)
    : dec(event.quantity)
        .div(event.quantity % 3 === 0 ? 4 : 1)
        .toFixed();
  const effectiveOn = addDays(TODAY, -event.ago);
  const one = (list: readonly Id[]): Id => list[event.pick % list.length]!;
  return {
    ...{ item, site, other, one, quantity, effectiveOn, lots },
    line: { key: newId(), item, site, quantity, effectiveOn, source: paper(), lots },
    valueMinor: BigInt(Math.round(Number(quantity) * event.price)),
    unitCost: dec(event.price).div(100).toFixed(),
  };
}
type Place = Awaited<ReturnType<typeof placeOf>>;

/** Moves goods and keeps the move in the lists it can be found in later. */
async function move(
  book: Book,
  lists: readonly Id[][],
  place: Place,
  work: (tx: Tx) => Promise<ReadonlyMap<Id, { moveId: Id }>>,
): Promise<void> {
  const moved = await directly(book.world, work);
  for (const list of [...lists, book.all]) list.push(moved.get(place.line.key)!.moveId);
}

const moves: Partial<Record<What, (book: Book, place: Place) => Promise<unknown>>> = {
  receive: (book, place) => {
    const line = {
      ...place.line,
      valueMinor: place.valueMinor,
      creditRole: 'supplier_prepayment',
      kind: 'purchase',
    } as const;
    return move(book, [book.receipts], place, (tx) => receive(tx, [line]));
  },
  produce: async (book, { site, item, quantity, unitCost, effectiveOn, lots }) => {
    const lines = [{ item, quantity, unitCost, lots }];
    const { document } = await book.world.as('storekeeper')(receiveStock, {
      ...{ site, reason: 'production', effectiveOn, lines },
    });
    const [row] = await book.world.inside(
      (tx) =>
        tx.sql<{ id: Id }>`select id from inventory.move where company_id = ${tx.company} and source_id = ${document}`,
    );
    book.produced.push(row!.id);
    book.all.push(row!.id);
  },
  ship: (book, place) => move(book, [book.issues], place, (tx) => ship(tx, [{ ...place.line, lines: [place.line] }])),
  issue: (book, place) => move(book, [], place, (tx) => issue(tx, [{ ...place.line, debitRole: 'stock_loss' }])),
  transfer: (book, place) =>
    move(book, [], place, (tx) => transfer(tx, [{ ...place.line, from: place.site, to: place.other }])),
  customer_return: ({ world, issues }, { line, one }) =>
    directly(world, (tx) => returnFromCustomer(tx, [{ ...line, ofMove: one(issues) }])),
  scrapped_return: (book, place) =>
    move(book, [], place, (tx) =>
      returnFromCustomer(tx, [{ ...place.line, ofMove: place.one(book.issues), scrapped: true }]),
    ),
  supplier_return: ({ world, receipts }, { line, one, valueMinor }) =>
    directly(world, (tx) =>
      returnToSupplier(tx, [
        { ...line, ofMove: one(receipts), creditMinor: valueMinor, debitRole: 'supplier_prepayment' },
      ]),
    ),
  days: ({ world }, { effectiveOn }) => directly(world, (tx) => takeStockDays(tx, effectiveOn)),
};

const count = async (book: Book, { item, site, quantity, lots }: Place) => {
  const { world } = book;
  const limitMinor = String(10n ** 15n - 1n);
  const { count: id } = await world.as('storekeeper')(startCount, { site, items: [item], limitMinor });
  const pieces = lots ? await piecesOf(book, { item, site }) : [];
  // The first of the pieces chosen is missing.
  const found = pieces.map((lot) => ({ item, lot, quantity: lot === lots![0]!.number ? '0' : '1' }));
  await world.as('storekeeper')(enterCount, { count: id, lines: lots ? found : [{ item, quantity }] });
  await world.as('controller')(approveCount, { count: id });
};

/** Freight is owed as such; what a late bill says beyond the receipt changes what is accrued. */
const adjust = (book: Book, event: Event, { one, effectiveOn }: Place) => {
  const freight = event.what === 'landed_cost';
  const cost = {
    ...{ moveId: one(book.receipts), deltaMinor: BigInt(event.price - 1_000), effectiveOn, cause: paper() },
    ...{ label: freight ? 'Freight' : 'Bill' },
    creditRole: freight ? ('freight_expense' as const) : ('supplier_prepayment' as const),
  };
  return directly(book.world, (tx) => adjustCost(tx, [cost]));
};

const correct = ({ world, all }: Book, { what }: Event, { one, quantity, effectiveOn, lots }: Place) => {
  const correction = {
    ...{ moveId: one(all), quantity: what === 'cancel' ? '0' : quantity, reason: 'Checked', source: paper() },
    ...(what === 'correct' ? {} : { effectiveOn }),
    ...(what !== 'cancel' && { lots }),
  };
  return directly(world, (tx) => correctMoves(tx, [correction]));
};

const revalue = ({ world }: Book, event: Event, { item, site, unitCost, effectiveOn }: Place) => {
  const what = { item, unitCost, effectiveOn, reason: 'Checked' };
  return METHODS[event.item] === 'standard'
    ? world.as('controller')(setStandardCost, what)
    : world.as('controller')(revalueItem, { ...what, site });
};

/** The list an event picks a move from. */
const NEEDS: Partial<Record<What, 'receipts' | 'produced' | 'issues' | 'all'>> = {
  ...{
    customer_return: 'issues',
    scrapped_return: 'issues',
    supplier_return: 'receipts',
    landed_cost: 'receipts',
    late_bill: 'receipts',
  },
  ...{ cost_correction: 'produced', correct: 'all', redate: 'all', cancel: 'all' },
};

/** Carries an event out through the operation it stands for. False: there is nothing yet it could be about. */
async function carryOut(book: Book, event: Event): Promise<boolean> {
  const place = await placeOf(book, event);
  const needed = NEEDS[event.what];
  if (needed && book[needed].length === 0) return false;
  if (needed === 'all' && !book.variant.corrections) return false;
  const made = moves[event.what];
  if (made) await made(book, place);
  else if (event.what === 'count') await count(book, place);
  else if (needed === 'receipts') await adjust(book, event, place);
  else if (needed === 'all') await correct(book, event, place);
  else if (event.what === 'value') await revalue(book, event, place);
  else
    await book.world.as('controller')(correctReceiptCost, {
      ...{ move: place.one(book.produced), unitCost: place.unitCost, reason: 'Checked' },
    });
  return true;
}

/**
 * After each commit: the stock rows of the book are the sums of their entries and their layers, and all stock together is what
 * the ledger holds on the inventory account. The whole set of invariants runs now and then.
 */
const faultsOf = ({ world, items }: Book): Promise<object[]> =>
  world.owner(
    (sql) => sql<{ what: string }>`
    with mine as (select * from inventory.stock where company_id = ${world.company} and item_id = any(${items}::uuid[]))
    select 'stock is the sum of its entries' as what, s.id::text, s.on_hand, s.value_minor, e.quantity, e.minor from mine s
    cross join lateral (
      select coalesce(sum(quantity), 0) as quantity, coalesce(sum(value_minor), 0) as minor from inventory.layer_entry
      where company_id = s.company_id and stock_id = s.id) e
    where s.on_hand <> e.quantity or s.value_minor <> e.minor or s.on_hand = 0 and s.value_minor <> 0
    union all
    select 'stock is the sum of its layers', s.id::text, s.on_hand, s.value_minor, l.quantity, l.minor from mine s
    cross join lateral (
      select coalesce(sum(quantity), 0) as quantity, coalesce(sum(value_minor), 0) as minor from inventory.layer_state
      where company_id = s.company_id and stock_id = s.id) l
    where s.on_hand <> l.quantity or s.value_minor <> l.minor
    union all
    select 'stock equals ledger', null, null, stock.minor, null, books.minor from
      (select coalesce(sum(value_minor), 0) as minor from inventory.stock where company_id = ${world.company}) stock,
      (select coalesce(sum(b.amount_minor), 0) as minor from ledger.v_account_role r
        join ledger.v_balance b on b.company_id = r.company_id and b.account_id = r.account_id
        where r.company_id = ${world.company} and r.role = 'inventory') books
    where stock.minor <> books.minor`,
  );

/** Begin with nothing and take all moves as they are known at the end: stock and every move must be worth the same. */
async function differencesFromReplay({ world, items }: Book): Promise<object[]> {
  const { histories, stocks, values } = await world.inside(async (tx) => ({
    histories: await readHistories(tx, items),
    stocks: await tx.sql<{ id: Id; onHand: string; valueMinor: bigint }>`
      select id, on_hand, value_minor from inventory.stock where company_id = ${tx.company} and item_id = any(${items}::uuid[])`,
    values: await tx.sql<{ id: Id; borneMinor: bigint }>`
      select v.id, v.borne_minor from inventory.v_move_value v
      join inventory.move m on m.company_id = v.company_id and m.id = v.id
      join inventory.stock s on s.company_id = m.company_id and s.id = m.stock_id
      where v.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])`,
  }));
  const keys = [...histories.values()].flatMap((history) => history.keys);
  const naive = naiveReplay(
    keys.map((key) => key.start),
    keys.flatMap((key) => key.moves),
  );
  const known = new Map(values.map((row) => [row.id, row.borneMinor]));
  return [
    ...naive.troubles.map((trouble) => ({ trouble })),
    ...stocks.flatMap(({ id, onHand, valueMinor }) => {
      const { qty, value } = naive.stock[id]!;
      const same = dec(onHand).times(1000).toFixed(0) === qty.toString() && valueMinor === value;
      return same ? [] : [{ stock: id, onHand, valueMinor, qty, value }];
    }),
    ...Object.entries(naive.moveValues).flatMap(([id, value]) =>
      known.get(id) === value ? [] : [{ move: id, value, known: known.get(id) }],
    ),
  ];
}

export interface Told {
  /** Events carried out, neither refused nor passed over. */
  readonly done: number;
  /** What was wrong first, and after which event; undefined when all is well. */
  readonly fault?: string;
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
const EXPECTED = new Set([...Object.keys(stockRefusals), 'nothing_to_count']);

/** Tells a list of events on items of their own, looking after each commit; at the end come a replay and all invariants. */
export async function tell(world: World, variant: Variant, events: readonly Event[]): Promise<Told> {
  const book = await openBook(world, variant);
  let done = 0;
  for (const [number, event] of events.entries()) {
    const at = `event ${number}, ${text(event)}`;
    try {
      if (!(await carryOut(book, event))) continue;
      done += 1;
    } catch (error) {
      if (!(error instanceof Refusal) || !EXPECTED.has(error.code))
        return { done, fault: `${at}: ${(error as Error).stack}` };
    }
    const faults = await faultsOf(book);
    if (faults.length > 0) return { done, fault: `${at}: ${text(faults)}` };
  }
  const differences = await differencesFromReplay(book);
  if (differences.length > 0) return { done, fault: `replay: ${text(differences.slice(0, 5))}` };
  const broken = await verifyInvariants(world.app.ownerPool);
  return broken.length > 0 ? { done, fault: text(broken) } : { done };
}
