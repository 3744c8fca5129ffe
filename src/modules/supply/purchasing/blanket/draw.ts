import type { Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { amountOf } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

export interface AgreedLine {
  readonly id: Id;
  readonly number: string;
  readonly supplierId: Id;
  readonly currency: string;
  readonly itemId: Id;
  readonly fromQuantities: readonly Decimal[];
  readonly unitPrices: readonly Decimal[];
}

/** Lines of blanket orders with their prices, the highest quantity first, by id; those that do not exist are absent. */
export async function agreedLines(tx: Tx, ids: readonly Id[]): Promise<Map<Id, AgreedLine>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<AgreedLine>`
    select l.id, b.number, b.supplier_id, b.currency, l.item_id, p.from_quantities, p.unit_prices
    from purchasing.blanket_line l
    join purchasing.blanket_order b on b.company_id = l.company_id and b.id = l.blanket_id
    cross join lateral (
      select array_agg(p.from_quantity::text order by p.from_quantity desc) as from_quantities, array_agg(p.unit_price::text order by p.from_quantity desc) as unit_prices
      from purchasing.blanket_price p where p.company_id = l.company_id and p.line_id = l.id
    ) p
    where l.company_id = ${tx.company} and l.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** What one costs when `quantity` is called off at once, and from which quantity on. */
export function agreedPrice(line: AgreedLine, quantity: Decimal): { unitPrice: Decimal; fromQuantity: Decimal } {
  const index = line.fromQuantities.findIndex((from) => dec(from).lte(quantity));
  return { unitPrice: toDecimal(dec(line.unitPrices[index]!)), fromQuantity: line.fromQuantities[index]! };
}

/** An order line that takes more than before of a blanket line, on a day on which that must be open. */
export interface Draw {
  readonly blanketLine: Id;
  readonly day: Day;
}

export type DrawRefusals = Refuse<Record<'blanket_over' | 'blanket_exhausted' | 'blanket_amount', string>>;

interface Held {
  id: Id;
  number: string;
  state: string;
  currency: string;
  digits: number;
  validFrom: Day;
  validTo: Day;
  amountMinor: bigint | null;
}

interface Drawn {
  id: Id;
  blanketId: Id;
  item: string;
  quantity: Decimal | null;
  drawn: Decimal;
  minor: bigint;
}

/**
 * Counts what orders draw from the blanket orders of `lines` anew, after the order lines were written and while their blanket
 * orders are held: two at once wait for each other, and the second sees the first. Refuses what draws outside the span of a
 * blanket order or beyond what was agreed. The caller holds its orders already. Four statements at most.
 */
export async function drawBlankets(
  tx: Tx,
  lines: readonly Id[],
  draws: readonly Draw[],
  refuse: DrawRefusals,
): Promise<void> {
  if (lines.length === 0) return;
  const ids = [...new Set(lines)];
  const [held, drawn] = await Promise.all([holdBlankets(tx, ids), drawnBy(tx, ids)]);
  const blankets = new Map(held.map((blanket) => [blanket.id, blanket]));
  const blanketOf = new Map(drawn.map((line) => [line.id, blankets.get(line.blanketId)!]));
  for (const { blanketLine, day } of draws) {
    const { number, state, validFrom, validTo } = blanketOf.get(blanketLine)!;
    if (state === 'closed' || day < validFrom || day > validTo)
      refuse('blanket_over', { number, state, from: validFrom, to: validTo, day });
  }
  for (const { id, item, quantity, drawn: taken } of drawn) {
    if (quantity === null || dec(taken).lte(quantity)) continue;
    refuse('blanket_exhausted', {
      ...{ number: blanketOf.get(id)!.number, item },
      over: toDecimal(dec(taken).minus(quantity)),
    });
  }
  const sums = held.map((blanket) => ({
    ...blanket,
    minor: drawn.filter((line) => line.blanketId === blanket.id).reduce((sum, line) => sum + line.minor, 0n),
  }));
  for (const { number, currency, digits, amountMinor, minor } of sums)
    if (amountMinor !== null && minor > amountMinor)
      refuse('blanket_amount', { number, over: amountOf(minor - amountMinor, { currency, digits }) });
  await Promise.all([
    tx.sql`update purchasing.blanket_line l set drawn = r.drawn from ${table(drawn, { id: 'uuid', drawn: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.id and l.drawn <> r.drawn`,
    tx.sql`update purchasing.blanket_order b set drawn_minor = r.minor from ${table(sums, { id: 'uuid', minor: 'bigint' })}
      where b.company_id = ${tx.company} and b.id = r.id and b.drawn_minor <> r.minor`,
  ]);
}

const holdBlankets = (tx: Tx, lines: readonly Id[]) => tx.sql<Held>`
  select b.id, b.number, b.state, b.currency, c.digits, b.valid_from, b.valid_to, b.amount_minor
  from purchasing.blanket_order b join organisation.currency c on c.code = b.currency
  where b.company_id = ${tx.company} and b.id in (
    select blanket_id from purchasing.blanket_line where company_id = ${tx.company} and id = any(${lines}::uuid[]))
  order by b.id for no key update of b`;

/** All lines of the blanket orders, with what is ordered of them and not cancelled, at the prices of the orders. */
const drawnBy = (tx: Tx, lines: readonly Id[]) => tx.sql<Drawn>`
  select l.id, l.blanket_id, i.code as item, l.quantity, coalesce(sum(o.quantity - o.cancelled), 0) as drawn,
    coalesce(sum(round((o.quantity - o.cancelled) * o.unit_price * 10::numeric ^ c.digits)), 0)::bigint as minor
  from purchasing.blanket_line l
  join purchasing.blanket_order b on b.company_id = l.company_id and b.id = l.blanket_id
  join organisation.currency c on c.code = b.currency
  join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  left join purchasing.order_line o on o.company_id = l.company_id and o.blanket_line_id = l.id
  where l.company_id = ${tx.company} and l.blanket_id in (
    select blanket_id from purchasing.blanket_line where company_id = ${tx.company} and id = any(${lines}::uuid[]))
  group by l.company_id, l.id, i.code`;
