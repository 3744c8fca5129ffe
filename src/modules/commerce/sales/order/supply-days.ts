import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { taxSpans } from '#modules/finance/tax/api.ts';

export interface SuppliedPart {
  readonly quantity: Decimal;
  /** The last day of its deliveries; null when no delivery says one. */
  readonly suppliedOn: Day | null;
  /** Numbers of the deliveries, the first first. */
  readonly deliveryNotes: readonly string[];
}

interface Delivered {
  line: Id;
  shippedOn: Day;
  quantity: Decimal;
  numbers: string[];
}

/**
 * What is to be invoiced of order lines, by the day it was supplied: one part, unless a tax rate or rule changed between two
 * deliveries; then one for each. Earlier deliveries are taken first. Two statements, however many lines.
 */
export async function suppliedParts(
  tx: Tx,
  lines: readonly { id: Id; quantity: Decimal }[],
): Promise<Map<Id, SuppliedPart[]>> {
  const delivered = await tx.sql<Delivered>`
    select d.order_line_id as line, h.shipped_on, sum(d.quantity - d.returned - d.billed + d.credited - d.forgone) as quantity,
      array_agg(distinct h.number order by h.number) as numbers
    from sales.delivery_line d join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id
    where d.company_id = ${tx.company} and d.order_line_id = any(${lines.map((line) => line.id)}::uuid[])
      and h.state = 'shipped' and d.quantity - d.returned - d.billed + d.credited - d.forgone > 0
    group by d.order_line_id, h.shipped_on order by h.shipped_on`;
  const spans = await taxSpans(
    tx,
    delivered.map((one) => one.shippedOn),
  );
  const byLine = Map.groupBy(delivered, (one) => one.line);
  return new Map(lines.map((line) => [line.id, partsOf(line.quantity, byLine.get(line.id) ?? [], spans)]));
}

function partsOf(wanted: Decimal, delivered: readonly Delivered[], spans: ReadonlyMap<Day, number>): SuppliedPart[] {
  let left = dec(wanted);
  const parts: { quantity: Decimal; suppliedOn: Day; deliveryNotes: readonly string[] }[] = [];
  for (const { shippedOn, quantity, numbers } of delivered) {
    if (left.lte(0)) break;
    const taken = dec(quantity).lt(left) ? dec(quantity) : left;
    left = left.minus(taken);
    const last = parts.at(-1);
    if (last && spans.get(last.suppliedOn) === spans.get(shippedOn))
      Object.assign(last, {
        quantity: dec(last.quantity).plus(taken).toFixed(),
        suppliedOn: shippedOn,
        deliveryNotes: [...last.deliveryNotes, ...numbers],
      });
    else parts.push({ quantity: taken.toFixed(), suppliedOn: shippedOn, deliveryNotes: numbers });
  }
  const last = parts.at(-1);
  if (!last) return [{ quantity: wanted, suppliedOn: null, deliveryNotes: [] }];
  if (left.gt(0)) last.quantity = dec(last.quantity).plus(left).toFixed();
  return parts;
}
