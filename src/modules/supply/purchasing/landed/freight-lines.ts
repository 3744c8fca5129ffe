import { allocateCost } from '#engines/costing/allocate.ts';
import type { Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Dimensions } from '#modules/finance/ledger/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import { adjustment, type Goods, goodsOf, restateAll } from './landed-cost.ts';
import { checkMeasures } from './measures.ts';

export type Basis = 'value' | 'quantity' | 'weight' | 'volume' | 'equal';

/** A freight line of an order that came, accrued already (Dr landed_cost_accrual). */
export interface FreightLine extends Dimensions {
  readonly receiptLine: Id;
  readonly receipt: Id;
  readonly order: Id;
  readonly position: number;
  readonly basis: Basis;
  readonly label: string;
  readonly amountMinor: bigint;
}

/**
 * What freight lines came to is borne by the goods of their receipt, else by those that came before: a landed cost each,
 * estimated until the line is billed. A fixed number of statements.
 */
export async function spreadFreight(
  tx: Tx,
  freight: readonly FreightLine[],
  day: Day,
  refuse: Refuse<Record<'freight_alone' | 'no_measure', string>>,
): Promise<void> {
  if (freight.length === 0) return;
  const receipts = await tx.sql<{ id: Id; order: Id }>`
    select id, order_id as "order" from purchasing.receipt
    where company_id = ${tx.company} and order_id = any(${freight.map((line) => line.order)}::uuid[])`;
  const goods = await goodsOf(
    tx,
    receipts.map((receipt) => receipt.id),
    null,
  );
  const orders = new Map(receipts.map((receipt) => [receipt.id, receipt.order]));
  const numbers = await tx.takeNumbers('purchasing.landed_cost', freight.length);
  const costs = freight.map((line, index) => ({ ...line, id: tx.newId(), number: numbers[index]!, day }));
  const shares = costs.flatMap((cost) => sharesOf(tx, cost, goods, orders, refuse));
  await Promise.all([
    tx.sql`insert into purchasing.landed_cost (company_id, id, number, state, label, basis, effective_on, estimated_minor, total_minor, receipt_line_id,
        cost_centre_id, project_id)
      select ${tx.company}, id, number, 'estimated', label, basis, ${day}, amount_minor, amount_minor, receipt_line, cost_centre, project
      from ${table(costs, { id: 'uuid', number: 'text', label: 'text', basis: 'text', amountMinor: 'bigint', receiptLine: 'uuid', costCentre: 'uuid', project: 'uuid' })}`,
    tx.sql`insert into purchasing.landed_cost_line (company_id, id, landed_cost_id, receipt_line_id, share_minor)
      select ${tx.company}, id, cost, receipt_line, share_minor
      from ${table(shares, { id: 'uuid', cost: 'uuid', receiptLine: 'uuid', shareMinor: 'bigint' })}`,
  ]);
  await adjustCost(
    tx,
    shares.map(({ of, move, shareMinor }) => adjustment(of, move, shareMinor)),
  );
  tx.record(
    ...costs.map(({ id, number, label, amountMinor }) => ({
      entity: 'purchasing.landed_cost',
      id,
      after: { number, label, totalMinor: amountMinor },
    })),
  );
}

type Made = FreightLine & { id: Id; number: string; day: Day };

function sharesOf(
  tx: Tx,
  cost: Made,
  goods: readonly Goods[],
  orders: Map<Id, Id>,
  refuse: Refuse<Record<'freight_alone' | 'no_measure', string>>,
) {
  const here = goods.filter(({ receipt }) => receipt === cost.receipt);
  const bearing = here.length > 0 ? here : goods.filter(({ receipt }) => orders.get(receipt) === cost.order);
  if (bearing.length === 0) return refuse('freight_alone', { position: cost.position });
  checkMeasures(bearing, cost.basis, refuse);
  const { shares } = allocateCost({
    ...{ totalMinor: cost.amountMinor, basis: cost.basis },
    lines: bearing.map(({ receiptLine, receipt: _, item: __, ...line }) => ({ ...line, lineId: receiptLine })),
  });
  return bearing.map(({ receiptLine, move }, index) => ({
    ...{ id: tx.newId(), cost: cost.id, of: cost, receiptLine, move },
    shareMinor: shares[index]!.valueMinor,
  }));
}

/** How what a freight line costs changes, booked by the caller on landed_cost_accrual. */
export interface FreightChange {
  readonly receiptLine: Id;
  readonly deltaMinor: bigint;
  readonly day: Day;
}

/** The goods follow what their freight was billed, credited or sent back for. A fixed number of statements. */
export async function followFreight(tx: Tx, changes: readonly FreightChange[]): Promise<void> {
  if (changes.length === 0) return;
  const costs = await tx.sql<
    Dimensions & { id: Id; number: string; label: string; totalMinor: bigint; receiptLine: Id }
  >`
    select id, number, label, total_minor, receipt_line_id as receipt_line, cost_centre_id as cost_centre, project_id as project from purchasing.landed_cost
    where company_id = ${tx.company} and receipt_line_id = any(${changes.map((change) => change.receiptLine)}::uuid[])
    order by id for no key update`;
  const rows = costs.map((cost) => {
    const mine = changes.filter((change) => change.receiptLine === cost.receiptLine);
    const now = mine.reduce((sum, change) => sum + change.deltaMinor, cost.totalMinor);
    return { ...cost, now, state: 'billed', day: mine.at(-1)!.day };
  });
  await restateAll(tx, rows);
  tx.record(
    ...rows.map(({ id, totalMinor, now, state }) => ({
      ...{ entity: 'purchasing.landed_cost', id },
      ...{ before: { totalMinor }, after: { state, totalMinor: now } },
    })),
  );
}
