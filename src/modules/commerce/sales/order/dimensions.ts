import type { Tx } from '#kernel/tx.ts';
import {
  type AccountRole,
  type Dimensions,
  dimensionsOf,
  type NeedingLine,
  neededBy,
  refuseLacking,
} from '#modules/finance/ledger/api.ts';

interface Line extends Dimensions {
  readonly position: number;
  readonly stocked: boolean;
}

interface Order {
  /** None yet while it is entered. */
  readonly number?: string | undefined;
  readonly freightMinor: bigint;
  readonly lines: readonly Line[];
}

const ROLES = ['revenue', 'revenue_service', 'freight_revenue', 'cogs'] as const satisfies readonly AccountRole[];

/** Refuses `needs_dimension` of lines of orders that their deliveries or invoices could not be posted with. */
export async function checkNeeds(tx: Tx, orders: readonly Order[]): Promise<void> {
  const needs = await neededBy(tx, ROLES);
  for (const order of orders) refuseLacking(needs, needing(order));
}

/** The lines of an order as a refusal names them. */
export const needing = (order: Order): NeedingLine[] =>
  order.lines.map((line) => ({
    where: order.number ? `Order ${order.number}, line ${line.position}` : `Line ${line.position}`,
    roles: [
      ...(line.stocked ? (['revenue', 'cogs'] as const) : (['revenue_service'] as const)),
      ...(order.freightMinor > 0n && line === order.lines[0] ? (['freight_revenue'] as const) : []),
    ],
    costCentre: line.costCentre,
    project: line.project,
  }));

/** Freight has no line of its own: it is borne as the first line of its order. */
export const ofFreight = (order: Pick<Order, 'lines'>): ReturnType<typeof dimensionsOf> =>
  dimensionsOf(order.lines[0] ?? {});
