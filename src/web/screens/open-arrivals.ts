import type { RowOf } from '../api/contracts.ts';

type Arrival = RowOf<'purchasing.arrivals'>;

/** An order of which goods are still to come; its lines and it itself by the day they are due. */
export interface OpenOrder {
  readonly id: string;
  readonly number: string;
  readonly supplier: string;
  readonly supplierId: string;
  readonly dueOn: string | null;
  readonly daysLate: number;
  readonly confirmed: boolean;
  /** The supplier delivers to the customer. */
  readonly direct: boolean;
  readonly lines: readonly Arrival[];
}

export function byOrder(rows: readonly Arrival[]): OpenOrder[] {
  return [...Map.groupBy(rows, (row) => String(row.orderId))].map(([id, lines]) => ({
    id,
    number: String(lines[0]!.number),
    supplier: String(lines[0]!.supplier),
    supplierId: String(lines[0]!.supplierId),
    dueOn: lines[0]!.dueOn,
    daysLate: Math.max(...lines.map((line) => Number(line.daysLate ?? 0))),
    confirmed: lines.every((line) => line.confirmed === true),
    direct: lines[0]!.direct === true,
    lines,
  }));
}
