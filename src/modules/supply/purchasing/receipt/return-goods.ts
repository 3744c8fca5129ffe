import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { dimensionsOf, post } from '#modules/finance/ledger/api.ts';
import { type LotPart, returnToSupplier } from '#modules/supply/inventory/api.ts';
import { returnGoods } from '../contract.ts';
import { followFreight } from '../landed/freight-lines.ts';
import { reopenOrder } from '../order/reopen-order.ts';
import { shareOf, writeAccruals } from './accrual.ts';
import { lockReceiptLines, ownCost, type ReceiptFacts } from './bill.ts';
import { writeReceiptLines } from './credit.ts';

export type Line = { -readonly [Name in keyof ReceiptFacts]: ReceiptFacts[Name] } & { itemCode: string };

/** What goes back of one line: first what waits for a bill, then what is billed, whose credit is awaited. */
export interface Back {
  id: Id;
  line: Line;
  quantity: Decimal;
  openQuantity: Decimal;
  openMinor: bigint;
  claimQuantity: Decimal;
  claimMinor: bigint;
  /** What had been accrued for the billed goods, before their bills. */
  clearedMinor: bigint;
  lots: LotPart[] | undefined;
}

/**
 * Goods leave from the layer they came with, at its cost. What waits for a bill gives its accrual up; for what is billed the
 * supplier owes what was billed. Either way the difference to the cost is a purchase variance.
 */
export default implement(returnGoods, async (tx, input, refuse) => {
  const day = input.returnedOn ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  const { order, supplier } = await headOf(tx, input.receipt);
  const reopen = input.replace ? await reopenOrder(tx, order) : undefined;
  const lines = await lockReceiptOf(tx, input.receipt);
  const back = input.lines.map(({ line: wanted, quantity, lots }) => {
    const line = lines.find((candidate) => candidate.receiptLine === wanted);
    if (!line) return refuse('no_line');
    const left = toDecimal(dec(line.received).minus(line.returned));
    if (dec(quantity).gt(left)) refuse('gone_before', { item: line.itemCode, left });
    return { id: tx.newId(), ...takeBack(line, quantity), lots: lots ?? undefined };
  });
  const id = tx.newId();
  const source = { entity: 'purchasing.supplier_return', id };
  await sendBack(tx, { back, supplier, source, day, reason: input.reason });
  const [number] = await tx.takeNumbers('purchasing.return', 1);
  const rows = back.map(({ line, claimQuantity, ...row }) => ({
    ...{ ...row, receiptLine: line.receiptLine, claimed: dec(claimQuantity).gt(0) ? claimQuantity : null },
  }));
  await Promise.all([
    tx.sql`insert into purchasing.supplier_return (company_id, id, number, receipt_id, supplier_id, returned_on, reason, replace, event_id)
      values (${tx.company}, ${id}, ${number}, ${input.receipt}, ${supplier}, ${day}, ${input.reason}, ${input.replace || null}, ${tx.eventId})`,
    tx.sql`insert into purchasing.return_line (company_id, id, return_id, receipt_line_id, quantity, claimed, cleared_minor, event_id)
      select ${tx.company}, id, ${id}, receipt_line, quantity, claimed, cleared_minor, ${tx.eventId}
      from ${table(rows, { id: 'uuid', receiptLine: 'uuid', quantity: 'numeric', claimed: 'numeric', clearedMinor: 'bigint' })}`,
    writeAccruals(
      tx,
      back.map(({ line, claimQuantity, claimMinor, openQuantity, openMinor }) => ({
        ...{ receiptLine: line.receiptLine, kind: 'returned' as const, source, day, claimQuantity, claimMinor },
        ...{ openQuantity: toDecimal(dec(openQuantity).neg()), openMinor: -openMinor },
      })),
    ),
    writeReceiptLines(tx, [...new Set(back.map(({ line }) => line))]),
    reopen?.(back.map(({ line, quantity }) => ({ line: line.orderLine, quantity }))),
  ]);
  tx.record(
    { entity: 'purchasing.supplier_return', id, after: { number, reason: input.reason, replace: input.replace } },
    { entity: 'purchasing.receipt', id: input.receipt, after: { returned: number } },
  );
  return { return: id, number: number!, claimedMinor: back.reduce((sum, { claimMinor }) => sum + claimMinor, 0n) };
});

async function headOf(tx: Tx, receipt: Id): Promise<{ order: Id; supplier: Id }> {
  const [head] = await tx.sql<{ order: Id; supplier: Id }>`
    select order_id as "order", supplier_id as supplier from purchasing.receipt where company_id = ${tx.company} and id = ${receipt}`;
  return head ?? refuseCommon('not_found', { what: 'receipt' });
}

export async function lockReceiptOf(tx: Tx, receipt: Id): Promise<Line[]> {
  const rows = await tx.sql<{ id: Id; itemCode: string }>`
    select r.id, i.code as item_code from purchasing.receipt_line r
    join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
    join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
    where r.company_id = ${tx.company} and r.receipt_id = ${receipt}`;
  const locked = await lockReceiptLines(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, itemCode }) => ({ ...locked.get(id)!, itemCode }));
}

/** Counts a quantity as returned. A line may be named twice: the second sees what the first took. */
export function takeBack(line: Line, quantity: Decimal): Omit<Back, 'id' | 'lots'> {
  const openQuantity = dec(quantity).lt(line.open) ? quantity : line.open;
  const claimQuantity = toDecimal(dec(quantity).minus(openQuantity));
  const kept = toDecimal(dec(line.billed).minus(line.claimed));
  const openMinor = dec(openQuantity).gt(0) ? shareOf(line.grniMinor, openQuantity, line.open) : 0n;
  const claimMinor = dec(claimQuantity).gt(0) ? shareOf(line.billedMinor, claimQuantity, kept) : 0n;
  line.open = toDecimal(dec(line.open).minus(openQuantity));
  line.grniMinor -= openMinor;
  line.returned = toDecimal(dec(line.returned).plus(quantity));
  line.claimed = toDecimal(dec(line.claimed).plus(claimQuantity));
  line.claimMinor += claimMinor;
  line.billedMinor -= claimMinor;
  const clearedMinor = dec(claimQuantity).gt(0) ? shareOf(line.clearedMinor, claimQuantity, kept) : 0n;
  line.clearedMinor -= clearedMinor;
  return { line, quantity, openQuantity, openMinor, claimQuantity, claimMinor, clearedMinor };
}

interface Sending {
  back: readonly Back[];
  supplier: Id;
  source: { entity: string; id: Id };
  day: Day;
  reason: string;
}

/** Goods through inventory, services from their expense; both against what is received and not billed. */
async function sendBack(tx: Tx, { back, supplier, source, day, reason }: Sending): Promise<void> {
  await returnToSupplier(
    tx,
    back
      .filter(({ line }) => line.moveId)
      .map(({ id: key, line, quantity, openQuantity, openMinor, claimMinor, lots }) => ({
        ...{
          key,
          ofMove: line.moveId!,
          quantity,
          unbilled: openQuantity,
          creditMinor: openMinor + claimMinor,
          lots,
          debitRole: 'grni' as const,
        },
        ...{ source, party: supplier, effectiveOn: day },
      })),
  );
  const services = back.filter(({ line, openMinor, claimMinor }) => !line.moveId && openMinor + claimMinor !== 0n);
  await post(
    tx,
    services.map(({ line, openMinor, claimMinor }) => {
      const about = { party: supplier, item: line.item, site: line.site, ...dimensionsOf(line) };
      return {
        journal: 'purchase' as const,
        source,
        effectiveOn: day,
        follows: true,
        text: `Not accepted: ${reason}`,
        lines: [
          { role: 'grni' as const, amountMinor: openMinor + claimMinor, ...about },
          { role: ownCost(line.spread), amountMinor: -openMinor - claimMinor, ...about },
        ],
      };
    }),
    'purchasing',
  );
  await followFreight(
    tx,
    services.flatMap(({ line, openMinor, claimMinor }) =>
      line.spread ? [{ receiptLine: line.receiptLine, deltaMinor: -openMinor - claimMinor, day }] : [],
    ),
  );
}
