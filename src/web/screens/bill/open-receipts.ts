import { useQuery } from '@tanstack/react-query';
import { type Hold, type Tolerance, threeWayMatch } from '#engines/matching/three-way.ts';
import type { RecordOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { listQuery, reportQuery } from '../../api/queries.ts';

/** Goods received of a supplier and not billed; quantities in the item's own unit. */
export interface OpenReceipt {
  readonly line: string;
  readonly receipt: string;
  readonly receiptNumber: string;
  readonly order: string;
  readonly orderNumber: string;
  readonly itemTitle: string;
  readonly description: string;
  readonly unit: string;
  readonly receivedOn: string;
  readonly open: string;
  /** Confirmed, else ordered; unknown to those who may not see prices. */
  readonly agreedPrice: string | undefined;
  readonly currency: string | undefined;
  /** The bill that names it and is held. */
  readonly held: Held | undefined;
}

interface Held {
  readonly id: string;
  readonly number: string;
}

const MORE_THAN_NOTHING = { from: '0.000001' };
const MOST = 200;

const HELD = 'payables.held_receipts';

/** What waits for a bill of a supplier, the longest first, and how far a bill may be off; `corrected`: the held bill that is being corrected. */
export function useOpenReceipts(supplier: string | undefined, corrected?: unknown) {
  const model = useModel();
  const filter = { supplier, open: MORE_THAN_NOTHING };
  const lines = useQuery({
    ...listQuery('purchasing.receipt_line', { filter, size: MOST, sort: 'receivedOn' }),
    enabled: supplier !== undefined,
  });
  const orders = [...new Set((lines.data?.rows ?? []).map((row) => String(row.orderLine)))];
  const ordered = useQuery({
    ...listQuery('purchasing.order_line', { filter: { id: orders }, size: MOST }),
    enabled: orders.length > 0,
  });
  const general = useQuery({
    ...listQuery('payables.tolerance', {}),
    enabled: model.entity('payables.tolerance') !== undefined,
  });
  const own = useQuery({
    ...listQuery('payables.supplier_rule', { filter: { supplier } }),
    enabled: supplier !== undefined && model.entity('payables.supplier_rule') !== undefined,
  });
  const heldOnes = useQuery({
    ...reportQuery(HELD, { supplier: supplier ?? '' }),
    enabled: supplier !== undefined && model.report(HELD) !== undefined,
  });
  const heldBy = new Map(
    (heldOnes.data?.rows ?? [])
      .filter(({ heldBillId }) => heldBillId !== corrected)
      .map((row) => [String(row.receiptLine), { id: String(row.heldBillId), number: String(row.heldBill) }]),
  );
  const byId = new Map((ordered.data?.rows ?? []).map((row) => [String(row.id), row]));
  const receipts = (supplier ? (lines.data?.rows ?? []) : []).map((row) =>
    openReceipt(row, byId.get(String(row.orderLine)), heldBy.get(String(row.id))),
  );
  return {
    receipts,
    tolerance: toleranceOf(general.data?.rows[0], own.data?.rows[0]),
    asked: [lines, ...(orders.length > 0 ? [ordered] : [])],
  };
}

function openReceipt(
  row: RecordOf<'purchasing.receipt_line'>,
  ordered: RecordOf<'purchasing.order_line'> | undefined,
  held: Held | undefined,
): OpenReceipt {
  const price = ordered?.confirmedPrice ?? ordered?.unitPrice;
  return {
    line: String(row.id),
    receipt: String(row.receipt),
    receiptNumber: String(row.receiptTitle ?? ''),
    order: String(row.order),
    orderNumber: String(row.orderTitle ?? ''),
    itemTitle: String(row.itemTitle ?? ''),
    description: String(row.description ?? ''),
    unit: String(row.unit ?? ''),
    receivedOn: String(row.receivedOn),
    open: String(row.open),
    agreedPrice: price === undefined || price === null ? undefined : String(price),
    currency: ordered?.currency ? String(ordered.currency) : undefined,
    held,
  };
}

function toleranceOf(
  general: RecordOf<'payables.tolerance'> | undefined,
  own: RecordOf<'payables.supplier_rule'> | undefined,
): Tolerance {
  const of = (name: keyof Tolerance) => String(own?.[name] ?? general?.[name] ?? '0');
  return {
    pricePercent: of('pricePercent'),
    priceMinor: BigInt(of('priceMinor')),
    quantityPercent: of('quantityPercent'),
  };
}

/** Why a line would be held, by the rule the server has too; undefined while its figures cannot be read. */
export function holdsOf(args: {
  receipt: OpenReceipt;
  quantity: string;
  price: string;
  tolerance: Tolerance;
  digits: number;
}): Hold[] | undefined {
  const { receipt, quantity, price, tolerance, digits } = args;
  const readable = (text: string) => /^\d+(\.\d+)?$/.test(text);
  if (!readable(quantity) || !readable(price) || receipt.agreedPrice === undefined) return undefined;
  return threeWayMatch(
    { agreedPrice: receipt.agreedPrice, billedPrice: price, openQuantity: receipt.open, billedQuantity: quantity },
    tolerance,
    digits,
  );
}
