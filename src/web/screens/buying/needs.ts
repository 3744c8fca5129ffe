import { useQuery } from '@tanstack/react-query';
import type { RecordOf, RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { listQuery, reportQuery } from '../../api/queries.ts';

export type Proposal = RowOf<'sourcing.replenishment'>;

/** Something to be bought: what replenishment proposes for an item at a site, or a line of a requisition. */
export interface Need {
  /** Of its row on the screen. */
  readonly key: string;
  readonly item: string;
  readonly itemTitle: string;
  readonly itemName?: string;
  readonly site: string;
  readonly siteTitle: string;
  readonly quantity: string;
  readonly unit?: string;
  readonly reason: string;
  readonly supplier?: string;
  readonly needOn?: string;
  /** The last day on which an order comes in time, and when goods ordered today would come. */
  readonly orderBy?: string;
  readonly arrivesOn?: string;
  /** What replenishment reckons with; a requisition says why in its own words. */
  readonly reckoned?: Proposal;
  /** The requisition it stands in; what replenishment proposes has none. */
  readonly requisition?: { readonly id: string; readonly number: string; readonly state: string };
}

const OPEN_STATES = ['submitted', 'approved'];
const MOST = 200;

/** Everything that waits to be ordered, proposals first. */
export function useNeeds() {
  const model = useModel();
  const proposed = useQuery({
    ...reportQuery('sourcing.replenishment', {}),
    enabled: model.report('sourcing.replenishment') !== undefined,
  });
  const known = model.entity('sourcing.requisition') !== undefined;
  const requisitions = useQuery({
    ...listQuery('sourcing.requisition', { filter: { state: OPEN_STATES }, size: MOST }),
    enabled: known,
  });
  const ids = (requisitions.data?.rows ?? []).map((row) => String(row.id));
  const lines = useQuery({
    ...listQuery('sourcing.requisition_line', { filter: { requisition: ids }, size: MOST }),
    enabled: ids.length > 0,
  });
  const left = (lines.data?.rows ?? []).filter(({ order, givenUp }) => !order && !givenUp);
  const wanted = [...new Set(left.map(({ item }) => String(item)))];
  const items = useQuery({
    ...listQuery('catalog.item', { filter: { id: wanted }, size: MOST }),
    enabled: wanted.length > 0 && model.entity('catalog.item') !== undefined,
  });
  const named = new Map((items.data?.rows ?? []).map((row) => [String(row.id), row]));
  const byId = new Map((requisitions.data?.rows ?? []).map((row) => [String(row.id), row]));
  const needs = [
    ...(proposed.data?.rows ?? []).map(ofProposal),
    ...left.flatMap((line) => ofLine(line, byId.get(String(line.requisition)), named.get(String(line.item)))),
  ];
  const waiting = [proposed, ...(known ? [requisitions] : []), ...(ids.length > 0 ? [lines] : [])];
  return { needs, asked: model.report('sourcing.replenishment') ? waiting : waiting.slice(1) };
}

const optional = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value);

const ofProposal = (row: Proposal): Need => ({
  key: `${row.item} ${row.site}`,
  item: String(row.item),
  itemTitle: String(row.itemCode),
  itemName: optional(row.itemName),
  site: String(row.site),
  siteTitle: String(row.siteCode),
  quantity: String(row.quantity),
  unit: optional(row.unit),
  reason: String(row.reason ?? ''),
  supplier: optional(row.supplierName),
  needOn: optional(row.neededOn),
  orderBy: optional(row.orderBy),
  arrivesOn: optional(row.arrivesOn),
  reckoned: row,
});

function ofLine(
  line: RecordOf<'sourcing.requisition_line'>,
  requisition: RecordOf<'sourcing.requisition'> | undefined,
  item: RecordOf<'catalog.item'> | undefined,
): Need[] {
  if (!requisition) return [];
  return [
    {
      key: String(line.id),
      item: String(line.item),
      itemTitle: String(line.itemTitle ?? ''),
      itemName: optional(item?.name),
      unit: optional(item?.unit),
      site: String(requisition.site),
      siteTitle: String(requisition.siteTitle ?? ''),
      quantity: String(line.quantity),
      reason: String(line.reason ?? requisition.note ?? ''),
      supplier: optional(line.supplierTitle),
      needOn: optional(requisition.neededOn),
      requisition: {
        id: String(requisition.id),
        number: String(requisition.number),
        state: String(requisition.state),
      },
    },
  ];
}
