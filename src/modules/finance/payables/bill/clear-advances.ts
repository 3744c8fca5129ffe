import { table } from '#kernel/db/sql.ts';
import { on } from '#kernel/event.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv } from '#kernel/values/money.ts';
import { dimensionsOf, post } from '#modules/finance/ledger/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import {
  billReceiptLines,
  followFreight,
  lockReceiptLines,
  type ReceiptFacts,
} from '#modules/supply/purchasing/api.ts';
import { goodsReceived } from '#modules/supply/purchasing/contract.ts';
import { writeAdvances } from './credit-parts.ts';
import { serviceCost } from './service-cost.ts';

interface Advance {
  id: Id;
  orderLine: Id;
  billId: Id;
  supplierNumber: string;
  openQuantity: Decimal;
  openMinor: bigint;
  /** Of the bill's line. */
  costCentre: Id | null;
  project: Id | null;
}

interface Taken {
  advance: Advance;
  receiptLine: Id;
  receipt: ReceiptFacts;
  quantity: Decimal;
  minor: bigint;
}

/** Goods billed before they came have come: their accrual is cleared at once, the oldest bill first. */
export const clearAdvances = on(goodsReceived, async (tx, { lines }) => {
  const advances = await tx.sql<Advance>`
    select a.id, a.order_line_id as order_line, l.bill_id, b.supplier_number, a.open_quantity, a.open_minor,
      l.cost_centre_id as cost_centre, l.project_id as project
    from payables.advance a
    join payables.bill_line l on l.company_id = a.company_id and l.id = a.bill_line_id
    join payables.bill b on b.company_id = l.company_id and b.id = l.bill_id
    where a.company_id = ${tx.company} and a.order_line_id = any(${lines.map((line) => line.orderLine)}::uuid[]) and a.open_quantity > 0
    order by a.id for no key update of a`;
  if (advances.length === 0) return;
  const receipts = await lockReceiptLines(
    tx,
    lines.map((line) => line.receiptLine),
  );
  const taken: Taken[] = [];
  for (const { receiptLine, orderLine, quantity: came } of lines) {
    const receipt = receipts.get(receiptLine)!;
    let left = dec(came);
    for (const advance of advances.filter((one) => one.orderLine === orderLine && dec(one.openQuantity).gt(0))) {
      if (left.lte(0)) break;
      const quantity = toDecimal(left.lt(advance.openQuantity) ? left : dec(advance.openQuantity));
      taken.push({ advance, receiptLine, receipt, quantity, minor: takeFrom(advance, quantity) });
      left = left.minus(quantity);
    }
  }
  await clear(tx, taken, advances, lines[0]!.receivedOn);
});

/** The share of what was billed; the last takes what is left. */
function takeFrom(advance: Advance, quantity: Decimal): bigint {
  const whole = dec(quantity).eq(advance.openQuantity);
  const scaled = (value: Decimal) => BigInt(dec(value).times('1e12').toFixed(0));
  const minor = whole
    ? advance.openMinor
    : mulDiv({
        amount: advance.openMinor,
        numerator: scaled(quantity),
        denominator: scaled(advance.openQuantity),
        rounding: 'half-up',
      });
  advance.openQuantity = toDecimal(dec(advance.openQuantity).minus(quantity));
  advance.openMinor -= minor;
  return minor;
}

/** Dr grni, Cr bill clearing for what was accrued; the rest of the bill follows the goods (of a service: expense). */
async function clear(tx: Tx, taken: readonly Taken[], advances: readonly Advance[], day: string): Promise<void> {
  const cleared = await billReceiptLines(
    tx,
    taken.map(({ advance, receiptLine, quantity, minor }) => ({
      ...{ receiptLine, quantity, billedMinor: minor },
      ...{ source: { entity: 'payables.bill', id: advance.billId }, day },
    })),
  );
  const entries = taken.map(({ advance, receipt, minor }, index) => {
    const { grniMinor, moveId } = cleared[index]!;
    const about = { party: receipt.supplier, item: receipt.item, site: receipt.site };
    const waiting = { role: 'bill_clearing' as const, ...dimensionsOf(advance) };
    return {
      journal: 'purchase' as const,
      source: { entity: 'payables.bill', id: advance.billId },
      effectiveOn: day,
      text: `Goods of bill ${advance.supplierNumber} received`,
      lines: [
        { role: 'grni' as const, amountMinor: grniMinor, ...dimensionsOf(receipt) },
        ...(moveId
          ? [{ ...waiting, amountMinor: -grniMinor }]
          : [
              { ...waiting, amountMinor: -minor },
              ...serviceCost(receipt, advance, { accruedMinor: grniMinor, billedMinor: minor }),
            ]),
      ]
        .filter((line) => line.amountMinor !== 0n)
        .map((line) => ({ ...about, ...line })),
    };
  });
  await Promise.all([
    post(
      tx,
      entries.filter((entry) => entry.lines.length > 0),
      'payables',
    ),
    writeAdvances(tx, advances),
    tx.sql`insert into payables.advance_use (company_id, id, advance_id, receipt_line_id, quantity, billed_minor, event_id)
      select ${tx.company}, id, advance, receipt_line, quantity, minor, ${tx.eventId}
      from ${table(
        taken.map(({ advance, receipt: _, ...use }) => ({ ...use, id: tx.newId(), advance: advance.id })),
        { id: 'uuid', advance: 'uuid', receiptLine: 'uuid', quantity: 'numeric', minor: 'bigint' },
      )}`,
  ]);
  await followFreight(
    tx,
    cleared.flatMap(({ receiptLine, differenceMinor: deltaMinor, spread }) =>
      spread ? [{ receiptLine, deltaMinor, day }] : [],
    ),
  );
  await adjustCost(
    tx,
    taken.flatMap(({ advance }, index) => {
      const { moveId, differenceMinor } = cleared[index]!;
      if (!moveId || differenceMinor === 0n) return [];
      const cause = { entity: 'payables.bill', id: advance.billId };
      const label = `Bill ${advance.supplierNumber}`;
      return [
        {
          ...{ moveId, deltaMinor: differenceMinor, cause, label, creditRole: 'bill_clearing' as const },
          ...{ ofBill: true, effectiveOn: day },
          ...dimensionsOf(advance),
        },
      ];
    }),
  );
}
