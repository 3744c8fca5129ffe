import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RecordOf } from '../../api/contracts.ts';
import { listQuery, recordQuery } from '../../api/queries.ts';
import { choiceOf, type OrderChoice } from './find-code.ts';
import type { ExpectedLine } from './tally.ts';

/** The order goods are received of; begins with the one that was being received, else the one named in the address. */
export function useOrder(given: string | undefined, kept: OrderChoice | undefined) {
  const [order, choose] = useState(kept);
  const found = useQuery({
    ...recordQuery('purchasing.purchase_order', given ?? ''),
    enabled: given !== undefined,
  });
  const started = useRef(kept !== undefined);
  useEffect(() => {
    if (started.current || !found.data) return;
    started.current = true;
    choose(choiceOf(found.data));
  }, [found.data]);
  return { order, choose };
}

/** The lines of an order of which goods are still to come or came already. */
export function useExpected(order: OrderChoice | undefined) {
  const asked = useQuery({
    ...listQuery('purchasing.order_line', { filter: { order: order?.id }, size: 200, sort: 'position' }),
    enabled: order !== undefined,
  });
  const named = [...new Set((asked.data?.rows ?? []).flatMap(({ item }) => (item ? [String(item)] : [])))];
  const items = useQuery({
    ...listQuery('catalog.item', { filter: { id: named, tracking: ['lot', 'serial'] }, size: 200 }),
    enabled: order !== undefined && named.length > 0,
  });
  const lines = useMemo(() => {
    const tracking = new Map((items.data?.rows ?? []).map((row) => [String(row.id), row.tracking]));
    return (order ? (asked.data?.rows ?? []) : [])
      .filter((row) => Number(row.open) > 0 || Number(row.received) > 0)
      .map((row) => expectedLine(row, tracking.get(String(row.item))));
  }, [asked.data, items.data, order]);
  return { lines, asked: named.length > 0 ? [asked, items] : [asked] };
}

const expectedLine = (row: RecordOf<'purchasing.order_line'>, tracking: unknown): ExpectedLine => ({
  id: String(row.id),
  item: String(row.item),
  code: String(row.itemTitle ?? row.description),
  description: String(row.description ?? ''),
  unit: String(row.unit ?? ''),
  open: String(row.open),
  most: String(row.mayCome),
  ...(tracking === 'lot' || tracking === 'serial' ? { tracking } : {}),
});
