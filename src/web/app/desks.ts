import type { OperationName, ReportName } from '../api/contracts.ts';
import type { Model } from '../api/meta.ts';

type Named = ReportName | OperationName;

/** A working place: a page made by hand for one kind of work, at `/s/<name>`. Whoever lacks one of `needs` does not see it. */
export interface Desk {
  readonly name: 'picking' | 'counting' | 'buying' | 'receiving' | 'suppliers' | 'costs' | 'approvals';
  readonly wing: string;
  /** Reports and operations it cannot do without. */
  readonly needs: readonly Named[];
}

const DESKS: readonly Desk[] = [
  {
    name: 'picking',
    wing: 'commerce',
    needs: ['sales.to_pick', 'sales.pick_list', 'sales.pick_delivery', 'sales.ship_delivery'],
  },
  { name: 'buying', wing: 'supply', needs: ['purchasing.arrivals'] },
  { name: 'receiving', wing: 'supply', needs: ['purchasing.receive_goods', 'purchasing.arrivals'] },
  {
    name: 'counting',
    wing: 'supply',
    needs: ['inventory.open_counts', 'inventory.count_sheet', 'inventory.enter_count'],
  },
  { name: 'suppliers', wing: 'supply', needs: ['purchasing.scorecard'] },
  { name: 'approvals', wing: 'office', needs: ['approvals.inbox', 'approvals.approve'] },
  { name: 'costs', wing: 'supply', needs: ['inventory.explain_cost', 'inventory.stock_layers'] },
];

/** The desks the user may work at, of one department or of all. */
export const desksOf = (model: Model, wing?: string): Desk[] =>
  DESKS.filter(
    (desk) =>
      (wing === undefined || desk.wing === wing) &&
      desk.needs.every((name) => model.anyReport(name) !== undefined || model.anyOperation(name) !== undefined),
  );
