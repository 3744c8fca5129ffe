import type { Tx } from '#kernel/tx.ts';
import {
  type AccountRole,
  type Dimensions,
  type NeedingLine,
  neededBy,
  refuseLacking,
} from '#modules/finance/ledger/api.ts';
import { ownCost } from '../receipt/bill.ts';

interface Line extends Dimensions {
  readonly position: number;
  readonly stocked: boolean;
  readonly spreadBy: string | null;
}

interface Order {
  readonly number?: string | null | undefined;
  readonly lines: readonly Line[];
}

const ROLES = [
  'grni',
  'bill_clearing',
  'purchase_variance',
  'expense',
  'landed_cost_accrual',
] as const satisfies readonly AccountRole[];

/** Refuses `needs_dimension` of lines of orders that could be neither received nor billed. */
export async function checkNeeds(tx: Tx, orders: readonly Order[]): Promise<void> {
  const needs = await neededBy(tx, ROLES);
  for (const order of orders) refuseLacking(needs, needing(order));
}

/** The lines of an order as a refusal names them. */
export const needing = ({ number, lines }: Order): NeedingLine[] =>
  lines.map(({ position, stocked, spreadBy, costCentre, project }) => ({
    where: number ? `Order ${number}, line ${position}` : `Line ${position}`,
    roles: ['grni', ...(stocked ? (['bill_clearing', 'purchase_variance'] as const) : [ownCost(spreadBy !== null)])],
    ...{ costCentre, project },
  }));
