import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Row, useModel } from '../../api/meta.ts';
import { listQuery, recordQuery } from '../../api/queries.ts';
import type { Owed } from './propose.ts';

/** An open item as it is shown beside what a payment takes of it. */
export interface OwedItem extends Owed {
  readonly number: string;
  readonly openedOn: string;
  readonly late: boolean;
}

const MOST = 200;

/** What a party owes, or we owe it, in the currency it pays in, the longest due first. */
export function useOwed(entity: string, party: string | undefined, currency: unknown) {
  const model = useModel();
  const who = useQuery({ ...recordQuery('parties.party', party ?? ''), enabled: party !== undefined });
  const paysIn = String(currency ?? who.data?.currency ?? model.company.currency);
  const asked = useQuery({
    ...listQuery(entity, {
      filter: { partyId: party, currency: paysIn, openMinor: { from: '1' } },
      sort: 'dueOn',
      size: MOST,
    }),
    enabled: who.data !== undefined,
  });
  const rows = asked.data?.rows;
  const items = useMemo(() => (rows ?? []).map((row) => owedItem(row, model.company.today)), [rows, model]);
  return { items: party ? items : NONE, currency: paysIn, more: asked.data?.more ?? false, asked };
}

const NONE: readonly OwedItem[] = [];

const owedItem = (row: Row, today: string): OwedItem => ({
  item: String(row.id),
  number: [row.number, row.supplierNumber].filter(Boolean).join(' · '),
  numbers: [row.number, row.supplierNumber].filter(Boolean).map(String),
  openedOn: String(row.openedOn ?? ''),
  dueOn: String(row.dueOn ?? row.openedOn ?? ''),
  open: BigInt(String(row.openMinor ?? 0)),
  discount: BigInt(String(row.discountMinor ?? 0)),
  discountOn: row.discountOn ? String(row.discountOn) : undefined,
  late: String(row.dueOn ?? '') < today && row.dueOn != null,
});
