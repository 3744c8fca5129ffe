import type { EntityName, OperationName, ReportName } from '../api/contracts.ts';
import type { Model, Row } from '../api/meta.ts';

/** Something that waits at a desk, counted: the rows of a report or of a list. */
export interface Waiting {
  readonly text: 'toPick' | 'toBuy' | 'requested' | 'notSent' | 'late' | 'needless' | 'toCome' | 'toCount' | 'toDecide';
  readonly report?: ReportName;
  readonly entity?: EntityName;
  readonly params?: Row;
}

type Named = ReportName | OperationName;

/** A working place: a page made by hand for one kind of work, at `/s/<name>`. Whoever lacks one of `needs` does not see it. */
export interface Desk {
  readonly name: 'picking' | 'counting' | 'buying' | 'receiving' | 'suppliers' | 'costs' | 'approvals';
  readonly wing: string;
  /** Reports and operations it cannot do without. */
  readonly needs: readonly Named[];
  /** What whoever works there does; to all others it is a place to look. */
  readonly work?: OperationName;
  readonly waits?: readonly Waiting[];
}

const DESKS: readonly Desk[] = [
  {
    name: 'picking',
    wing: 'commerce',
    needs: ['sales.to_pick', 'sales.pick_list', 'sales.pick_delivery', 'sales.ship_delivery'],
    work: 'sales.ship_delivery',
    waits: [{ text: 'toPick', report: 'sales.to_pick' }],
  },
  {
    name: 'buying',
    wing: 'supply',
    needs: ['purchasing.arrivals'],
    work: 'purchasing.place_order',
    waits: [
      { text: 'toBuy', report: 'sourcing.replenishment' },
      { text: 'requested', entity: 'sourcing.requisition', params: { state: ['submitted', 'approved'] } },
      { text: 'notSent', entity: 'purchasing.purchase_order', params: { state: 'draft' } },
      { text: 'late', report: 'purchasing.arrivals', params: { late: true } },
      { text: 'needless', entity: 'sourcing.sale_supply', params: { needless: true } },
    ],
  },
  {
    name: 'receiving',
    wing: 'supply',
    needs: ['purchasing.receive_goods', 'purchasing.arrivals'],
    work: 'purchasing.receive_goods',
    waits: [{ text: 'toCome', report: 'purchasing.arrivals' }],
  },
  {
    name: 'counting',
    wing: 'supply',
    needs: ['inventory.open_counts', 'inventory.count_sheet', 'inventory.enter_count'],
    work: 'inventory.enter_count',
    waits: [{ text: 'toCount', report: 'inventory.open_counts' }],
  },
  { name: 'suppliers', wing: 'supply', needs: ['purchasing.scorecard'] },
  {
    name: 'approvals',
    wing: 'office',
    needs: ['approvals.inbox', 'approvals.approve'],
    work: 'approvals.approve',
    waits: [{ text: 'toDecide', report: 'approvals.inbox' }],
  },
  { name: 'costs', wing: 'supply', needs: ['inventory.explain_cost', 'inventory.stock_layers'] },
];

/** The desks the user may work at, of one department or of all. */
export const desksOf = (model: Model, wing?: string): Desk[] =>
  DESKS.filter(
    (desk) =>
      (wing === undefined || desk.wing === wing) &&
      desk.needs.every((name) => model.anyReport(name) !== undefined || model.anyOperation(name) !== undefined),
  );

/** Those of them where the user works, in place of looks. */
export const workDesksOf = (model: Model): Desk[] =>
  desksOf(model).filter(({ work }) => work !== undefined && model.operation(work) !== undefined);
