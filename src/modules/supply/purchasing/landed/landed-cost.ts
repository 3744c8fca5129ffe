import { allocateCost } from '#engines/costing/allocate.ts';
import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { amountOf, Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { checkDimensions, type Dimensions, dimensionsOf, namingLines } from '#modules/finance/ledger/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import { allocateLandedCost, cancelLandedCost } from '../contract.ts';
import { checkMeasures } from './measures.ts';

export interface Goods {
  receiptLine: Id;
  receipt: Id;
  /** Code of the item. */
  item: string;
  move: Id;
  qty: Decimal;
  valueMinor: bigint;
  weight: Decimal | null;
  volume: Decimal | null;
}

interface Share {
  id: Id;
  receiptLine: Id;
  move: Id;
  shareMinor: bigint;
}

export const allocateHandler = implement(allocateLandedCost, async (tx, input, refuse) => {
  const named = [{ where: input.label, costCentre: input.costCentre, project: input.project }];
  await checkDimensions(tx, named);
  const goods = await goodsOf(tx, input.receipts, input.lines?.map((line) => line.line) ?? null);
  if (goods.length === 0) refuse('no_goods');
  checkMeasures(goods, input.basis, refuse);
  const manual = new Map((input.lines ?? []).map((line) => [line.line, line.amountMinor ?? 0n]));
  const { shares, problems } = allocateCost({
    ...{ totalMinor: input.amountMinor, basis: input.basis },
    lines: goods.map(({ receiptLine, receipt: _, item: __, ...line }) => ({
      ...{ ...line, lineId: receiptLine, manualMinor: manual.get(receiptLine) ?? null },
    })),
  });
  if (problems.some((problem) => problem.code === 'manual_sum')) {
    const sum = sumMinor(shares.map((share) => share.valueMinor));
    refuse('manual_sum', { sum: amountOf(sum, tx), amount: amountOf(input.amountMinor, tx) });
  }
  const id = tx.newId();
  const [number] = await tx.takeNumbers('purchasing.landed_cost', 1);
  const day = input.effectiveOn ?? tx.today;
  const rows = goods.map(
    (line, index): Share => ({
      ...{ id: tx.newId(), receiptLine: line.receiptLine, move: line.move, shareMinor: shares[index]!.valueMinor },
    }),
  );
  await Promise.all([
    tx.sql`insert into purchasing.landed_cost (company_id, id, number, state, label, basis, effective_on, estimated_minor, total_minor,
        cost_centre_id, project_id)
      values (${tx.company}, ${id}, ${number}, 'estimated', ${input.label}, ${input.basis}, ${day}, ${input.amountMinor}, ${input.amountMinor},
        ${input.costCentre ?? null}, ${input.project ?? null})`,
    tx.sql`insert into purchasing.landed_cost_line (company_id, id, landed_cost_id, receipt_line_id, share_minor)
      select ${tx.company}, id, ${id}, receipt_line, share_minor from ${table(rows, { id: 'uuid', receiptLine: 'uuid', shareMinor: 'bigint' })}`,
  ]);
  const cost = { id, label: input.label, number: number!, day, ...named[0] };
  await namingLines(named, () =>
    adjustCost(
      tx,
      rows.map(({ move, shareMinor }) => adjustment(cost, move, shareMinor)),
    ),
  );
  tx.record({
    entity: 'purchasing.landed_cost',
    id,
    after: { number, label: input.label, totalMinor: input.amountMinor },
  });
  return { landedCost: id, number: number! };
});

export const cancelHandler = implement(cancelLandedCost, async (tx, input, refuse) => {
  const cost = await lockCost(tx, input.landedCost, refuse);
  await restate(tx, cost, 0n, 'cancelled', cost.effectiveOn);
  tx.record({
    ...{ entity: 'purchasing.landed_cost', id: cost.id },
    ...{ before: { totalMinor: cost.totalMinor }, after: { state: 'cancelled', reason: input.reason } },
  });
  return { landedCost: cost.id };
});

interface Cost extends Dimensions {
  id: Id;
  number: string;
  state: string;
  label: string;
  effectiveOn: Day;
  totalMinor: bigint;
  /** The order whose freight line it is. */
  ofOrder: string | null;
}

export interface BilledCost {
  readonly landedCost: Id;
  /** What it was billed for, without tax that is reclaimed; company currency. */
  readonly billedMinor: bigint;
  readonly day: Day;
}

/** The bill’s own contract says the same. */
const landedRefusals = {
  cost_billed: 'The landed cost {number} is {state}.',
  cost_of_order: 'The landed cost {number} is a line of order {order}: bill that line.',
} as const;

/**
 * The bill says what it really was: the difference to the estimate goes where the goods went, in the proportion of the
 * estimate, so that the accrual holds just what is billed. The caller debits landed_cost_accrual with the billed amount.
 */
export async function billLandedCosts(tx: Tx, billed: readonly BilledCost[]): Promise<void> {
  // One bill of one shipment: each is a document of its own, and they are few.
  for (const { landedCost, billedMinor, day } of billed) {
    const cost = await lockCost(tx, landedCost, (code, details) => {
      if (code === 'of_order') throw new Refusal('cost_of_order', landedRefusals.cost_of_order, details);
      throw new Refusal('cost_billed', landedRefusals.cost_billed, details);
    });
    await restate(tx, cost, billedMinor, 'billed', day);
    tx.record({
      ...{ entity: 'purchasing.landed_cost', id: cost.id },
      ...{ before: { totalMinor: cost.totalMinor }, after: { state: 'billed', totalMinor: billedMinor } },
    });
  }
}

export interface CreditedCost {
  readonly landedCost: Id;
  readonly creditedMinor: bigint;
  /** Nothing of its bill is left: it is estimated again, and may be billed anew. */
  readonly whole: boolean;
  readonly day: Day;
}

/** What a billed cost is credited with leaves the goods as it came to them. The caller credits landed_cost_accrual. */
export async function creditLandedCosts(tx: Tx, credited: readonly CreditedCost[]): Promise<void> {
  if (credited.length === 0) return;
  const costs = await tx.sql<
    Pick<Cost, 'id' | 'number' | 'label' | 'totalMinor' | 'costCentre' | 'project'> & { estimatedMinor: bigint }
  >`
    select id, number, label, total_minor, estimated_minor, cost_centre_id as cost_centre, project_id as project from purchasing.landed_cost
    where company_id = ${tx.company} and id = any(${credited.map((one) => one.landedCost)}::uuid[]) order by id for no key update`;
  const rows = costs.map(({ estimatedMinor, ...cost }) => {
    const mine = credited.filter((one) => one.landedCost === cost.id);
    const { whole, day } = mine.at(-1)!;
    const left = cost.totalMinor - sumMinor(mine.map((one) => one.creditedMinor));
    return { ...cost, now: whole ? estimatedMinor : left, state: whole ? 'estimated' : 'billed', day };
  });
  await restateAll(tx, rows);
  tx.record(
    ...rows.map(({ id, totalMinor, now, state }) => ({
      ...{ entity: 'purchasing.landed_cost', id },
      ...{ before: { totalMinor }, after: { state, totalMinor: now } },
    })),
  );
}

async function lockCost(tx: Tx, id: Id, refuse: Refuse<Record<'wrong_state' | 'of_order', string>>): Promise<Cost> {
  const [cost] = await tx.sql<Cost>`
    select c.id, c.number, c.state, c.label, c.effective_on, c.total_minor, c.cost_centre_id as cost_centre, c.project_id as project,
      o.number as of_order
    from purchasing.landed_cost c
    left join purchasing.receipt_line r on r.company_id = c.company_id and r.id = c.receipt_line_id
    left join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
    left join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id
    where c.company_id = ${tx.company} and c.id = ${id} for no key update of c`;
  if (!cost) return refuseCommon('not_found', { what: 'landed cost' });
  if (cost.ofOrder) refuse('of_order', { number: cost.number, order: cost.ofOrder });
  if (cost.state !== 'estimated') refuse('wrong_state', { number: cost.number, state: cost.state });
  return cost;
}

const restate = (tx: Tx, cost: Cost, totalMinor: bigint, state: string, day: Day): Promise<void> =>
  restateAll(tx, [{ ...cost, now: totalMinor, state, day }]);

/** Costs are no longer what they were: their shares follow in the proportion they had. A fixed number of statements. */
export async function restateAll(
  tx: Tx,
  costs: readonly (Pick<Cost, 'id' | 'number' | 'label' | 'state' | 'costCentre' | 'project'> & {
    now: bigint;
    day: Day;
  })[],
): Promise<void> {
  if (costs.length === 0) return;
  const lines = await tx.sql<Share & { cost: Id }>`
    select l.id, l.landed_cost_id as cost, l.receipt_line_id as receipt_line, r.move_id as move, l.share_minor
    from purchasing.landed_cost_line l join purchasing.receipt_line r on r.company_id = l.company_id and r.id = l.receipt_line_id
    where l.company_id = ${tx.company} and l.landed_cost_id = any(${costs.map((cost) => cost.id)}::uuid[]) order by l.id`;
  const rows = costs.flatMap((cost) => {
    const mine = lines.filter((line) => line.cost === cost.id);
    const { shares } = allocateCost({
      ...{ totalMinor: cost.now, basis: 'value' },
      lines: mine.map((line) => ({ lineId: line.id, qty: '1', valueMinor: line.shareMinor })),
    });
    return mine.map((line, index) => ({ ...line, of: cost, now: shares[index]!.valueMinor }));
  });
  await Promise.all([
    tx.sql`update purchasing.landed_cost c set state = r.state, total_minor = r.now
      from ${table(costs, { id: 'uuid', state: 'text', now: 'bigint' })} where c.company_id = ${tx.company} and c.id = r.id`,
    tx.sql`update purchasing.landed_cost_line l set share_minor = r.now from ${table(rows, { id: 'uuid', now: 'bigint' })}
      where l.company_id = ${tx.company} and l.id = r.id`,
  ]);
  await adjustCost(
    tx,
    rows.map(({ of, move, shareMinor, now }) => adjustment(of, move, now - shareMinor)),
  );
}

export const adjustment = (
  cost: Dimensions & { id: Id; label: string; number: string; day: Day },
  move: Id,
  deltaMinor: bigint,
) => ({
  ...{ moveId: move, deltaMinor, cause: { entity: 'purchasing.landed_cost', id: cost.id } },
  ...{ label: `${cost.label} (${cost.number})`, creditRole: 'landed_cost_accrual' as const, effectiveOn: cost.day },
  ...dimensionsOf(cost),
});

/** The goods in stock of receipts; only these lines where some are named. Values are what was agreed for the goods. */
export const goodsOf = (tx: Tx, receipts: readonly Id[], only: readonly Id[] | null): Promise<Goods[]> => tx.sql<Goods>`
  select r.id as receipt_line, r.receipt_id as receipt, i.code as item, r.move_id as move, r.received as qty, coalesce(m.value_minor, 0) as value_minor, i.weight_kg * r.received as weight,
    i.volume_m3 * r.received as volume
  from purchasing.v_receipt_line r
  join inventory.move m on m.company_id = r.company_id and m.id = r.move_id
  join catalog.item i on i.company_id = r.company_id and i.id = r.item_id
  where r.company_id = ${tx.company} and r.receipt_id = any(${receipts}::uuid[])
    and (${only}::uuid[] is null or r.id = any(${only}::uuid[])) order by r.id`;
