import { useQueries } from '@tanstack/react-query';
import type { ParamsOf, RowOf } from '../api/contracts.ts';
import { reportQuery } from '../api/queries.ts';
import type { Line, Values } from '../grid/grid-model.ts';

export interface LinePrice {
  readonly unitPrice?: string;
  readonly discountPercent?: string;
  /** In words: the list, the rule, the quantity it holds from. */
  readonly reason?: string;
}

const MOST_ITEMS = 200;
const MORE_THAN_NOTHING = /^(?=.*[1-9])\d+(\.\d+)?$/;

const quantityOf = (values: Values): string => {
  const quantity = String(values.quantity ?? '');
  return MORE_THAN_NOTHING.test(quantity) ? quantity : '1';
};

interface Deal {
  readonly customer: unknown;
  readonly day: unknown;
  readonly currency: unknown;
}

/** Asks what the lines cost this customer that day. Lines of the same quantity are asked for together, as prices hang on it. */
export function useLinePrices(
  lines: readonly Line[],
  { customer, day, currency }: Deal,
): (values: Values) => LinePrice {
  const byQuantity = new Map<string, Set<string>>();
  for (const { values } of lines) {
    if (typeof values.item !== 'string') continue;
    const quantity = quantityOf(values);
    byQuantity.set(quantity, (byQuantity.get(quantity) ?? new Set()).add(values.item));
  }
  return useQueries({
    queries: [...byQuantity].map(([quantity, items]) => ({
      ...reportQuery('catalog.prices', dealParams({ customer, day, currency }, quantity, items)),
      staleTime: 60_000,
    })),
    combine: (answers) => {
      const found = new Map<string, LinePrice>();
      for (const [index, quantity] of [...byQuantity.keys()].entries())
        for (const row of answers[index]?.data?.rows ?? []) found.set(`${row.itemId} ${quantity}`, priceOf(row));
      return (values: Values) => found.get(`${values.item} ${quantityOf(values)}`) ?? {};
    },
  });
}

function dealParams(
  { customer, day, currency }: Deal,
  quantity: string,
  items: ReadonlySet<string>,
): ParamsOf<'catalog.prices'> {
  const given = Object.entries({ customer, day, currency }).filter(([, value]) => typeof value === 'string' && value);
  return { ...Object.fromEntries(given), quantity, items: [...items].sort().slice(0, MOST_ITEMS) };
}

const priceOf = (row: RowOf<'catalog.prices'>): LinePrice => ({
  unitPrice: row.unitPrice ?? undefined,
  discountPercent: row.discountPercent ?? undefined,
  reason: row.reason ?? undefined,
});
