import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Big, type Decimal, dec, sumDecimals, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { NewMove } from '../move/move.ts';
import { placeOf, type Stock } from '../stock/lock.ts';

/** What came under inspection, and what became of it; the rest waits. What is gone was rejected, or is missing. */
export interface Inspected {
  readonly id: Id;
  readonly stock: Id;
  readonly quantity: Decimal;
  readonly accepted: Decimal;
  readonly rejected: Decimal;
  readonly missing: Decimal;
  readonly gone: Decimal;
}

/** By how much a move changes each figure of an inspection. */
export interface HoldChange extends Inspected {
  readonly move: Id;
}

interface Opened {
  readonly id: Id;
  readonly move: Id;
  readonly stock: Id;
  readonly quantity: Decimal;
  readonly supplier: Id | undefined;
}

/** Goods that come under inspection with a batch of moves, and what the moves do to goods that came before. */
export interface Holds {
  readonly opened: readonly Opened[];
  readonly changed: readonly HoldChange[];
  /** Receipts of tracked items whose new lots wait in quarantine. */
  readonly quarantine: ReadonlySet<Id>;
}

export const NO_HOLDS: Holds = { opened: [], changed: [], quarantine: new Set() };

type Figures = Omit<Inspected, 'id' | 'stock'>;
const NOTHING: Figures = { quantity: '0', accepted: '0', rejected: '0', missing: '0', gone: '0' };

/** Held is what is neither accepted nor gone; waiting, what of it nobody rejected. */
export const heldOf = ({ quantity, accepted, gone }: Figures): Big => dec(quantity).minus(accepted).minus(gone);
export const waitingOf = ({ quantity, accepted, rejected, missing }: Figures): Big =>
  dec(quantity).minus(accepted).minus(rejected).minus(missing);

export const smaller = (a: Big, b: Big): Big => (a.lt(b) ? a : b);

export const changeOf = (one: Inspected, move: Id, change: Partial<Record<keyof Figures, Big>>): HoldChange => ({
  ...{ id: one.id, stock: one.stock, move, ...NOTHING },
  ...Object.fromEntries(Object.entries(change).map(([name, by]) => [name, toDecimal(by)])),
});

/** Goods that leave from under inspection were rejected by that. */
export const leaves = (one: Inspected, move: Id, quantity: Big): HoldChange => {
  const out = dec(one.gone).plus(quantity).minus(one.missing).minus(one.rejected);
  return changeOf(one, move, { gone: quantity, rejected: out.gt(0) ? out : ZERO });
};

/** By stock row, by how much more or less of it is held back. */
export const heldByStock = ({ opened, changed }: Holds): { stock: Id; quantity: Decimal }[] => [
  ...opened,
  ...changed.map((change) => ({ stock: change.stock, quantity: toDecimal(heldOf(change)) })),
];

/** Of each move, how much came under inspection or left from there. */
export function inspectedByMove({ opened, changed }: Holds): Map<Id, Decimal> {
  const parts = [
    ...opened,
    ...changed.map((change) => ({ move: change.move, quantity: toDecimal(heldOf(change).abs()) })),
  ];
  return new Map(
    [...Map.groupBy(parts, ({ move }) => move)].map(([move, mine]) => [
      move,
      toDecimal(sumDecimals(mine.map(({ quantity }) => quantity))),
    ]),
  );
}

/** Which of the moves an inspector must see, and which are of goods that wait for one. Asks nothing where no item is inspected. */
export async function chooseHolds(
  tx: Tx,
  stocks: ReadonlyMap<string, Stock>,
  moves: readonly NewMove[],
): Promise<Holds> {
  const stockOf = (move: NewMove) => stocks.get(placeOf(move))!;
  const arriving = moves.filter(
    (move) => move.kind === 'receipt' && move.counterpart === 'supplier' && stockOf(move).inspected,
  );
  const leaving = moves.filter(
    (move) =>
      (move.inspection || move.kind === 'supplier_return') &&
      stockOf(move).tracking === 'none' &&
      stockOf(move).held !== '0',
  );
  const found = moves.filter(
    (move) =>
      (move.kind === 'gain' || move.kind === 'receipt') && move.counterpart === 'loss' && stockOf(move).inspected,
  );
  if (arriving.length + leaving.length + found.length === 0) return NO_HOLDS;
  const [rules, waiting, again] = await Promise.all([
    readRules(tx, arriving),
    readWaiting(tx, leaving),
    foundAgain(
      tx,
      found.map((move) => ({ move: move.id, stock: stockOf(move).id, quantity: move.quantity })),
    ),
  ]);
  const must = arriving.filter((move) => rules.has(`${move.item}/`) || rules.has(`${move.item}/${move.party}`));
  const opened = must
    .filter((move) => stockOf(move).tracking === 'none')
    .map((move) => ({
      ...{ id: tx.newId(), move: move.id, stock: stockOf(move).id },
      ...{ quantity: move.quantity, supplier: move.party },
    }));
  const left = new Map(waiting.map((row) => [row.id, row]));
  const taken = leaving.flatMap((move): HoldChange[] => {
    const found = waiting.find((row) => row.id === move.inspection || row.receipt === move.layer);
    if (!found) return [];
    const one = left.get(found.id)!;
    const change = leaves(one, move.id, smaller(heldOf(one), dec(move.quantity)));
    left.set(one.id, { ...one, ...plus(one, change) });
    return [change];
  });
  return { opened, changed: [...taken, ...again], quarantine: new Set(must.map((move) => move.id)) };
}

const plus = (one: Figures, change: Figures): Figures => ({
  quantity: toDecimal(dec(one.quantity).plus(change.quantity)),
  accepted: toDecimal(dec(one.accepted).plus(change.accepted)),
  rejected: toDecimal(dec(one.rejected).plus(change.rejected)),
  missing: toDecimal(dec(one.missing).plus(change.missing)),
  gone: toDecimal(dec(one.gone).plus(change.gone)),
});

async function readRules(tx: Tx, moves: readonly NewMove[]): Promise<Set<string>> {
  const rows = await tx.sql<{ item: Id; supplier: Id | null }>`
    select item_id as item, supplier_id as supplier from inventory.inspection_rule
    where company_id = ${tx.company} and active and item_id = any(${moves.map((move) => move.item)}::uuid[])`;
  return new Set(rows.map(({ item, supplier }) => `${item}/${supplier ?? ''}`));
}

const readWaiting = (tx: Tx, moves: readonly NewMove[]) => tx.sql<Inspected & { receipt: Id }>`
  select id, stock_id as stock, move_id as receipt, quantity, accepted, rejected, missing, gone from inventory.inspection
  where company_id = ${tx.company} and is_open
    and (id = any(${moves.flatMap((move) => move.inspection ?? [])}::uuid[])
      or move_id = any(${moves.flatMap((move) => move.layer ?? [])}::uuid[]))`;

/** What was missing from under inspection and is found waits there again, the earliest first. */
export async function foundAgain(
  tx: Tx,
  finds: readonly { move: Id; stock: Id; quantity: Decimal }[],
): Promise<HoldChange[]> {
  if (finds.length === 0) return [];
  const rows = await tx.sql<Inspected>`
    select id, stock_id as stock, quantity, accepted, rejected, missing, gone from inventory.inspection
    where company_id = ${tx.company} and stock_id = any(${finds.map(({ stock }) => stock)}::uuid[]) and missing > 0 order by id`;
  const left = new Map(rows.map((row) => [row.id, dec(row.missing)]));
  return finds.flatMap(({ move, stock, quantity }) => {
    let rest = dec(quantity);
    return rows.flatMap((row): HoldChange[] => {
      const part = row.stock === stock ? smaller(left.get(row.id)!, rest) : ZERO;
      if (part.lte(0)) return [];
      left.set(row.id, left.get(row.id)!.minus(part));
      rest = rest.minus(part);
      return [changeOf(row, move, { missing: part.times(-1), gone: part.times(-1) })];
    });
  });
}

/** Writes what came under inspection and what became of it; the stock rows say it already. */
export async function saveHolds(tx: Tx, { opened, changed }: Holds): Promise<void> {
  if (opened.length > 0)
    await tx.sql`
      insert into inventory.inspection (company_id, id, stock_id, move_id, supplier_id, quantity, received_at, received_by)
      select ${tx.company}, id, stock, move, supplier, quantity, ${tx.now}, ${tx.actor.id}
      from ${table(opened, { id: 'uuid', stock: 'uuid', move: 'uuid', supplier: 'uuid', quantity: 'numeric' })}`;
  if (changed.length > 0)
    await tx.sql`
      update inventory.inspection t set quantity = t.quantity + x.quantity, accepted = t.accepted + x.accepted,
        rejected = t.rejected + x.rejected, missing = t.missing + x.missing, gone = t.gone + x.gone
      from (
        select id, sum(quantity) as quantity, sum(accepted) as accepted, sum(rejected) as rejected, sum(missing) as missing, sum(gone) as gone
        from ${table(changed, { id: 'uuid', quantity: 'numeric', accepted: 'numeric', rejected: 'numeric', missing: 'numeric', gone: 'numeric' })}
        group by id
      ) x
      where t.company_id = ${tx.company} and t.id = x.id`;
  tx.record(
    ...opened.map(({ id, quantity }) => ({ entity: 'inventory.inspection', id, after: { quantity } })),
    ...changed.map(({ id, move: _move, stock: _stock, ...figures }) => ({
      ...{ entity: 'inventory.inspection', id },
      after: { by: Object.fromEntries(Object.entries(figures).filter(([, by]) => by !== '0')) },
    })),
  );
}

/** Where less is on hand than is held, the latest to come are those that are missing. The stock rows must be locked. */
export async function trimHolds(tx: Tx, stocks: readonly Id[]): Promise<void> {
  await tx.sql`
    with cut as (
      update inventory.inspection t set gone = t.gone + x.cut,
        missing = t.missing + least(x.cut, t.quantity - t.accepted - t.rejected - t.missing)
      from (
        select id, stock_id, least(open, excess - above) as cut
        from (
          select n.id, n.stock_id, n.quantity - n.accepted - n.gone as open, s.held - greatest(s.on_hand, 0) as excess,
            sum(n.quantity - n.accepted - n.gone) over (partition by n.stock_id order by n.id desc)
              - (n.quantity - n.accepted - n.gone) as above
          from inventory.stock s
          join inventory.inspection n on n.company_id = s.company_id and n.stock_id = s.id and n.is_open
          where s.company_id = ${tx.company} and s.id = any(${stocks}::uuid[]) and s.held > greatest(s.on_hand, 0)
        ) y
        where above < excess
      ) x
      where t.company_id = ${tx.company} and t.id = x.id
      returning t.stock_id, x.cut
    )
    update inventory.stock s set held = s.held - c.cut
    from (select stock_id, sum(cut) as cut from cut group by stock_id) c
    where s.company_id = ${tx.company} and s.id = c.stock_id`;
}
