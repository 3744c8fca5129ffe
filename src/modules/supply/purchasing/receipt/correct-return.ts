import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { correctMoves, type LotPart, namedRows } from '#modules/supply/inventory/api.ts';
import { setStates } from '../order/change-order.ts';
import { type LockedLine, type LockedOrder, lockOrders, stateOf, wantedOf } from '../order/lock.ts';
import { shareOf, writeAccruals } from './accrual.ts';
import { correctReturn } from './contract.ts';
import { type Amounts, accrualsOfStock, amountsOf, correctServices, NO_AMOUNTS, negated, sumOf } from './corrected.ts';
import { writeReceiptLines } from './credit.ts';
import { type Line, lockReceiptOf, takeBack } from './return-goods.ts';

interface Head {
  readonly number: string;
  readonly receipt: Id;
  readonly order: Id;
  readonly returnedOn: Day;
  readonly replace: boolean;
}

/** A line of a return as it is known now. */
interface Row {
  readonly id: Id;
  readonly receiptLine: Id;
  readonly quantity: Decimal;
  /** Of it, what was billed. */
  readonly claimed: Decimal;
  /** What had been accrued for those, before their bills; null where that was not kept. */
  readonly clearedMinor: bigint | null;
  /** How its goods left; a service has none. */
  readonly moveId: Id | null;
}

interface Corrected {
  readonly row: Row;
  readonly line: Line;
  readonly quantity: Decimal;
  readonly lots: LotPart[] | undefined;
  readonly change: Change;
}

/** By how much what went back is more, below zero less: goods, what of them was claimed, what is accrued and claimed, and what had been accrued. */
interface Change extends Amounts {
  readonly clearedMinor: bigint;
}

type Refusing = Refuse<typeof correctReturn.refusals>;

/**
 * A return as it should have been recorded: its stock move is corrected by new entries. Of goods that did not go back those that
 * were billed are billed again instead of claimed, and the others wait for their bill; of goods that went back beyond it is what it
 * is of any return.
 */
export default implement(correctReturn, async (tx, input, refuse) => {
  const id = input.return;
  const source = { entity: 'purchasing.supplier_return', id };
  const head = await headOf(tx, id);
  const [order] = (await lockOrders(tx, [head.order])) as [LockedOrder];
  const lines = await lockReceiptOf(tx, head.receipt);
  const [rows, amounts] = await Promise.all([readRows(tx, id), amountsOf(tx, id)]);
  const { returnedOn } = await headOf(tx, id);
  const day = input.returnedOn && input.returnedOn !== returnedOn ? input.returnedOn : undefined;
  if (day) checkDay(tx, { day, rows, lines }, refuse);
  const wanted = plan({ head, order, rows, lines, amounts }, input.lines, refuse);
  const affected = rows.flatMap((row) => {
    const one = wanted.find((candidate) => candidate.row === row);
    const line = lines.find((candidate) => candidate.receiptLine === row.receiptLine)!;
    return one || day
      ? [{ row, line, ...(one ?? { quantity: row.quantity, lots: undefined, change: NO_CHANGE }) }]
      : [];
  });
  await correctMoves(
    tx,
    affected.flatMap(({ row, quantity, lots, change }) =>
      row.moveId
        ? [
            {
              ...{ moveId: row.moveId, quantity, lots, effectiveOn: day, reason: input.reason, source },
              deltaMinor: change.claimMinor - change.openMinor,
              unbilled: toDecimal(dec(quantity).minus(row.claimed).minus(change.claimQuantity)),
            },
          ]
        : [],
    ),
  );
  const touched = [...new Set(affected.map(({ line }) => line))].map((line) => {
    const mine = affected.filter((one) => one.line === line);
    const was = amounts.get(line.receiptLine) ?? NO_AMOUNTS;
    const is = mine.reduce((sum, { change }) => sumOf(sum, change), was);
    return { line, before: returnedOn, now: day ?? returnedOn, was, is };
  });
  const returned = { kind: 'returned', source } as const;
  const accruals = [
    ...(await accrualsOfStock(tx, { ...returned, lines: touched.filter(({ line }) => line.moveId) })),
    ...(await correctServices(tx, { ...returned, lines: touched.filter(({ line }) => !line.moveId) })),
  ];
  const state = stateOf(order);
  await Promise.all([
    writeAccruals(tx, accruals),
    writeReceiptLines(
      tx,
      touched.map(({ line }) => line),
    ),
    writeCorrections(tx, id, { wanted, day, first: rows[0]! }),
    ...(head.replace ? [writeReplaced(tx, order)] : []),
    setStates(tx, state === order.state ? [] : [{ id: order.id, state }]),
  ]);
  tx.record(
    {
      ...source,
      before: { returnedOn, lines: wanted.map(({ row, line }) => ({ item: line.itemCode, quantity: row.quantity })) },
      after: {
        ...{ returnedOn: day ?? returnedOn, reason: input.reason },
        lines: wanted.map(({ line, quantity }) => ({ item: line.itemCode, quantity })),
      },
    },
    { entity: 'purchasing.purchase_order', id: order.id, before: { state: order.state }, after: { state } },
  );
  return { return: id, state };
});

const NO_CHANGE: Change = { ...NO_AMOUNTS, clearedMinor: 0n };

async function headOf(tx: Tx, id: Id): Promise<Head> {
  const [head] = await tx.sql<Head>`
    select s.number, s.receipt_id as receipt, r.order_id as "order", s.returned_on, coalesce(s.replace, false) as replace
    from purchasing.v_supplier_return s join purchasing.receipt r on r.company_id = s.company_id and r.id = s.receipt_id
    where s.company_id = ${tx.company} and s.id = ${id}`;
  return head ?? refuseCommon('not_found', { what: 'return' });
}

const readRows = (tx: Tx, id: Id): Promise<Row[]> => tx.sql<Row>`
  select l.id, l.receipt_line_id as receipt_line, l.quantity + coalesce(c.quantity, 0) as quantity,
    coalesce(l.claimed, 0) + coalesce(c.claimed, 0) as claimed, l.cleared_minor + coalesce(c.cleared_minor, 0) as cleared_minor, m.id as move_id
  from purchasing.return_line l
  left join lateral (
    select sum(x.quantity) as quantity, sum(x.claimed) as claimed, sum(x.cleared_minor)::bigint as cleared_minor
    from purchasing.return_line x where x.company_id = l.company_id and x.corrects_id = l.id
  ) c on true
  left join inventory.v_move m on m.company_id = l.company_id and m.line_id = l.id and m.kind = 'supplier_return'
  where l.company_id = ${tx.company} and l.return_id = ${id} and l.corrects_id is null order by l.id`;

interface Known {
  readonly head: Head;
  readonly order: LockedOrder;
  readonly rows: readonly Row[];
  readonly lines: readonly Line[];
  readonly amounts: ReadonlyMap<Id, Amounts>;
}

function checkDay(tx: Tx, { day, rows, lines }: Pick<Known, 'rows' | 'lines'> & { day: Day }, refuse: Refusing): void {
  if (day > tx.today) refuse('future_day', { day });
  const came = rows
    .map((row) => lines.find((line) => line.receiptLine === row.receiptLine)!.receivedOn)
    .sort()
    .at(-1)!;
  if (day < came) refuse('before_received', { day: came });
}

function plan(
  { head, order, rows, lines, amounts }: Known,
  wanted: readonly { line: Id; quantity: Decimal; lots?: LotPart[] | null | undefined }[],
  refuse: Refusing,
): Corrected[] {
  const lineOf = (row: Row) => lines.find((one) => one.receiptLine === row.receiptLine)!;
  const of = { id: (row: Row) => row.id, item: (row: Row) => lineOf(row).itemCode };
  return namedRows(rows, wanted, of, refuse).map(([row, { quantity, lots }]): Corrected => {
    const line = lineOf(row);
    const item = line.itemCode;
    const more = dec(quantity).minus(row.quantity);
    const left = toDecimal(dec(line.received).minus(line.returned).plus(row.quantity));
    if (dec(quantity).gt(left)) refuse('gone_otherwise', { item, left });
    if (head.replace)
      replaceOther(order.lines.find((one) => one.id === line.orderLine)!, toDecimal(more), item, refuse);
    const change = more.lt(0)
      ? stay({ row, line, amounts: amounts.get(line.receiptLine) ?? NO_AMOUNTS }, toDecimal(more.neg()), refuse)
      : goBeyond(line, toDecimal(more));
    return { row, line, quantity, lots: lots ?? undefined, change };
  });
}

/** The order waits for as many as went back; no fewer than came in their place already. */
function replaceOther(line: LockedLine, more: Decimal, item: string, refuse: Refusing): void {
  const came = dec(line.received).plus(line.cancelled).minus(wantedOf(line)).minus(more);
  if (dec(more).lt(0) && came.gt(0)) refuse('came_again', { item });
  line.replaced = toDecimal(dec(line.replaced).plus(more));
}

function goBeyond(line: Line, quantity: Decimal): Change {
  if (dec(quantity).eq(0)) return NO_CHANGE;
  const { openQuantity, openMinor, claimQuantity, claimMinor, clearedMinor } = takeBack(line, quantity);
  const open = toDecimal(dec(openQuantity).neg());
  return { openQuantity: open, openMinor: -openMinor, claimQuantity, claimMinor, clearedMinor };
}

interface Staying {
  readonly row: Row;
  readonly line: Line;
  readonly amounts: Amounts;
}

/** What did not go back, in the order opposite to that in which it was taken: first what is claimed, then what waited for a bill. */
function stay({ row, line, amounts }: Staying, quantity: Decimal, refuse: Refusing): Change {
  const claimed = dec(quantity).lt(row.claimed) ? quantity : row.claimed;
  if (dec(claimed).gt(line.claimed)) {
    const least = toDecimal(dec(row.quantity).minus(line.claimed));
    refuse('credited_already', { item: line.itemCode, least });
  }
  const open = toDecimal(dec(quantity).minus(claimed));
  const openInAll = toDecimal(dec(amounts.openQuantity).neg());
  const openMinor = dec(open).gt(0) ? shareOf(-amounts.openMinor, open, openInAll) : 0n;
  const claimMinor = dec(claimed).gt(0) ? shareOf(line.claimMinor, claimed, line.claimed) : 0n;
  const clearedMinor = dec(claimed).gt(0)
    ? shareOf(row.clearedMinor ?? claimMinor, claimed, row.clearedMinor === null ? claimed : row.claimed)
    : 0n;
  line.open = toDecimal(dec(line.open).plus(open));
  line.grniMinor += openMinor;
  line.returned = toDecimal(dec(line.returned).minus(quantity));
  line.claimed = toDecimal(dec(line.claimed).minus(claimed));
  line.claimMinor -= claimMinor;
  line.billedMinor += claimMinor;
  line.clearedMinor += clearedMinor;
  const went = negated({
    openQuantity: toDecimal(dec(open).neg()),
    openMinor: -openMinor,
    claimQuantity: claimed,
    claimMinor,
  });
  return { ...went, clearedMinor: -clearedMinor };
}

interface Writing {
  readonly wanted: readonly Corrected[];
  readonly day: Day | undefined;
  readonly first: Row;
}

/** Lines that say by how much what went back was counted wrong; another day is said by one too. */
const writeCorrections = (tx: Tx, id: Id, { wanted, day, first }: Writing): Promise<unknown> => {
  const rows = wanted.map(({ row, quantity, change }) => ({
    ...{ id: tx.newId(), corrects: row.id, quantity: toDecimal(dec(quantity).minus(row.quantity)) },
    ...{ claimed: change.claimQuantity, clearedMinor: change.clearedMinor },
  }));
  const none = { corrects: first.id, quantity: '0', claimed: '0', clearedMinor: 0n };
  const made = [...rows, ...(day ? [{ ...none, id: tx.newId() }] : [])];
  return tx.sql`
    insert into purchasing.return_line (company_id, id, return_id, receipt_line_id, quantity, claimed, cleared_minor, corrects_id, returned_on, event_id)
    select ${tx.company}, r.id, ${id}, l.receipt_line_id, r.quantity, r.claimed, r.cleared_minor, l.id, ${day ?? null}::date, ${tx.eventId}
    from ${table(made, { id: 'uuid', corrects: 'uuid', quantity: 'numeric', claimed: 'numeric', clearedMinor: 'bigint' })}
    join purchasing.return_line l on l.company_id = ${tx.company} and l.id = r.corrects`;
};

const writeReplaced = (tx: Tx, order: LockedOrder): Promise<unknown> => tx.sql`
  update purchasing.order_line l set replaced = r.replaced from ${table(order.lines, { id: 'uuid', replaced: 'numeric' })}
  where l.company_id = ${tx.company} and l.id = r.id`;
