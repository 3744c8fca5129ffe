import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { NewMove } from '../move/move.ts';
import { placeOf, type Stock } from '../stock/lock.ts';

interface HeldMove {
  readonly id: Id;
  readonly move: Id;
  readonly stock: Id;
  readonly quantity: Decimal;
}

/** Goods that come under inspection with a batch of moves, and goods that leave from under it. */
export interface Holds {
  readonly opened: readonly (HeldMove & { readonly supplier: Id | undefined })[];
  readonly taken: readonly HeldMove[];
  /** Receipts of tracked items whose new lots wait in quarantine. */
  readonly quarantine: ReadonlySet<Id>;
}

export const NO_HOLDS: Holds = { opened: [], taken: [], quarantine: new Set() };

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
  if (arriving.length + leaving.length === 0) return NO_HOLDS;
  const [rules, waiting] = await Promise.all([readRules(tx, arriving), readWaiting(tx, leaving)]);
  const must = arriving.filter((move) => rules.has(`${move.item}/`) || rules.has(`${move.item}/${move.party}`));
  const opened = must
    .filter((move) => stockOf(move).tracking === 'none')
    .map((move) => ({
      ...{ id: tx.newId(), move: move.id, stock: stockOf(move).id },
      ...{ quantity: move.quantity, supplier: move.party },
    }));
  const left = new Map(waiting.map((row) => [row.id, dec(row.held)]));
  const taken = leaving.flatMap((move): HeldMove[] => {
    const one = waiting.find((row) => row.id === move.inspection || row.move === move.layer);
    if (!one) return [];
    const held = left.get(one.id)!;
    const quantity = held.lt(move.quantity) ? held : dec(move.quantity);
    left.set(one.id, held.minus(quantity));
    return [{ id: one.id, move: move.id, stock: stockOf(move).id, quantity: toDecimal(quantity) }];
  });
  return { opened, taken, quarantine: new Set(must.map((move) => move.id)) };
}

async function readRules(tx: Tx, moves: readonly NewMove[]): Promise<Set<string>> {
  const rows = await tx.sql<{ item: Id; supplier: Id | null }>`
    select item_id as item, supplier_id as supplier from inventory.inspection_rule
    where company_id = ${tx.company} and active and item_id = any(${moves.map((move) => move.item)}::uuid[])`;
  return new Set(rows.map(({ item, supplier }) => `${item}/${supplier ?? ''}`));
}

const readWaiting = (tx: Tx, moves: readonly NewMove[]) => tx.sql<{ id: Id; move: Id; held: Decimal }>`
  select id, move_id as move, quantity - accepted - gone as held from inventory.inspection
  where company_id = ${tx.company} and is_open
    and (id = any(${moves.flatMap((move) => move.inspection ?? [])}::uuid[])
      or move_id = any(${moves.flatMap((move) => move.layer ?? [])}::uuid[]))`;

/** Writes what came under inspection and what left from there; the stock rows say it already. */
export async function saveHolds(tx: Tx, { opened, taken }: Holds): Promise<void> {
  if (opened.length > 0)
    await tx.sql`
      insert into inventory.inspection (company_id, id, stock_id, move_id, supplier_id, quantity, received_at, received_by)
      select ${tx.company}, id, stock, move, supplier, quantity, ${tx.now}, ${tx.actor.id}
      from ${table(opened, { id: 'uuid', stock: 'uuid', move: 'uuid', supplier: 'uuid', quantity: 'numeric' })}`;
  if (taken.length > 0)
    await tx.sql`
      update inventory.inspection t set gone = t.gone + x.quantity, rejected = greatest(t.rejected, t.gone + x.quantity)
      from (select id, sum(quantity) as quantity from ${table(taken, { id: 'uuid', quantity: 'numeric' })} group by id) x
      where t.company_id = ${tx.company} and t.id = x.id`;
  tx.record(
    ...opened.map(({ id, quantity }) => ({ entity: 'inventory.inspection', id, after: { quantity } })),
    ...taken.map(({ id, quantity }) => ({ entity: 'inventory.inspection', id, after: { gone: quantity } })),
  );
}

/** Where less is on hand than is held, the latest to come are those that are missing. The stock rows must be locked. */
export async function trimHolds(tx: Tx, stocks: readonly Id[]): Promise<void> {
  await tx.sql`
    with cut as (
      update inventory.inspection t set gone = t.gone + x.cut, rejected = greatest(t.rejected, t.gone + x.cut)
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
