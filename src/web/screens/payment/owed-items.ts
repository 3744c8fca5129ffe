import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { withheldBeside } from '#engines/settlement/plan.ts';
import type { ParamsOf, RowOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { recordQuery, reportQuery } from '../../api/queries.ts';

/** An open item as a payment sees it; what is open of it and its discount in minor units of its own currency. */
export interface OwedItem {
  readonly item: string;
  readonly number: string;
  readonly dueOn: string;
  readonly late: boolean;
  readonly open: bigint;
  /** What may be taken off when the whole rest is paid on the payment's day. */
  readonly discount: bigint;
  readonly currency: string;
  /** Of an item in another currency: what one of it is in that of the payment, and what pays it whole; null without a rate. */
  readonly other?: { readonly rate: string; readonly worth: bigint } | null;
}

/** What a payment takes of an item, and why that is proposed; without a reason it was put there by hand. */
export interface Take {
  readonly amount: bigint;
  readonly discount: bigint;
  /** A small rest that is given up with it. */
  readonly writeOff?: bigint;
  readonly why?: string | undefined;
  /** Tax withheld beside it, where the proposal says. */
  readonly withheld?: bigint;
  /** Of an item in another currency: how much of it is settled, in its own; at the rate of the day when nobody says. */
  readonly settles?: bigint | undefined;
}

/** What of an item in another currency an amount of the payment settles. */
export const settledBy = ({ open, other }: OwedItem, { amount, settles }: Take): bigint => {
  if (settles !== undefined || !other) return settles ?? 0n;
  return amount >= other.worth ? open : (amount * open) / other.worth;
};

/** The tax withheld beside what a payment takes. */
export const withheldOf = ({ open }: OwedItem, { amount, discount, withheld }: Take, percent: string): bigint =>
  withheld ?? withheldBeside(amount, open - discount, percent);

/** Whether more is put on an item than is open of it. */
export const isOver = (item: OwedItem, take: Take, percent: string): boolean =>
  item.other === undefined
    ? take.amount + take.discount + (take.writeOff ?? 0n) + withheldOf(item, take, percent) > item.open
    : settledBy(item, take) > item.open || (take.settles === undefined && take.amount > (item.other?.worth ?? 0n));

export type Takes = ReadonlyMap<string, Take>;

export type Proposal = 'receivables.settlement_proposal' | 'payables.settlement_proposal';

const TYPING_MS = 200;

/** What a party owes, or we owe it, in the currency it pays in, and what of it a payment as typed so far would settle. */
export function useProposal(report: Proposal, party: { name: string; id: string | undefined }, payment: Row) {
  const model = useModel();
  const who = useQuery({ ...recordQuery('parties.party', party.id ?? ''), enabled: party.id !== undefined });
  const currency = String(payment.currency ?? who.data?.currency ?? model.company.currency);
  const [typed] = useDebouncedValue(JSON.stringify(payment), TYPING_MS);
  const asked = useQuery({
    ...reportQuery(report, { ...JSON.parse(typed), [party.name]: party.id, currency } as ParamsOf<Proposal>),
    enabled: party.id !== undefined && who.data !== undefined,
    placeholderData: keepPreviousData,
  });
  const rows = asked.data?.rows;
  const items = useMemo(
    () => (rows ?? []).flatMap((row) => (row.itemId ? [owedItem(row, model.company.today)] : [])),
    [rows, model],
  );
  const takes = useMemo(() => new Map((rows ?? []).flatMap(takeOf)), [rows]);
  const none = party.id === undefined;
  return { items: none ? [] : items, takes: none ? NOTHING : takes, currency, more: asked.data?.more ?? false, asked };
}

const NOTHING: Takes = new Map();

const minor = (value: unknown): bigint => BigInt(String(value ?? 0));

const takeOf = (row: RowOf<Proposal>): [string, Take][] =>
  row.itemId && minor(row.takesMinor) > 0n
    ? [
        [
          String(row.itemId),
          {
            ...{ amount: minor(row.takesMinor), discount: minor(row.discountMinor) },
            ...{ withheld: minor(row.withheldMinor), why: String(row.why) },
          },
        ],
      ]
    : [];

const otherOf = (row: RowOf<Proposal>): Pick<OwedItem, 'other'> => {
  if (row.currency === row.paidIn) return {};
  return { other: row.rate == null ? null : { rate: String(row.rate), worth: minor(row.worthMinor) } };
};

const owedItem = (row: RowOf<Proposal>, today: string): OwedItem => ({
  ...otherOf(row),
  currency: String(row.currency),
  item: String(row.itemId),
  number: String(row.numbers || row.number),
  dueOn: String(row.dueOn ?? ''),
  open: minor(row.openMinor),
  discount: minor(row.offeredMinor),
  late: row.dueOn != null && String(row.dueOn) < today,
});
