import { useQueries } from '@tanstack/react-query';
import type { ParamsOf, RowOf } from '../api/contracts.ts';
import { reportQuery } from '../api/queries.ts';
import type { Values } from '../grid/grid-model.ts';

/** Reports that say what lines cost, of a quantity of some items. */
type Pricing = 'catalog.prices' | 'purchasing.prices';
type Deal<N extends Pricing> = Omit<ParamsOf<N>, 'items' | 'item' | 'quantity'>;

const MOST_ITEMS = 200;
const MORE_THAN_NOTHING = /^(?=.*[1-9])\d+(\.\d+)?$/;

const quantityOf = (values: Values): string => {
  const quantity = String(values.quantity ?? '');
  return MORE_THAN_NOTHING.test(quantity) ? quantity : '1';
};

/** Asks what the lines cost in a deal. Lines of the same quantity are asked for together, as prices hang on it. */
export function useLinePrices<N extends Pricing>(
  report: N,
  lines: readonly Values[],
  deal: Deal<N> | undefined,
): (values: Values) => RowOf<N> | undefined {
  const byQuantity = new Map<string, Set<string>>();
  for (const values of deal ? lines : []) {
    if (typeof values.item !== 'string') continue;
    const quantity = quantityOf(values);
    byQuantity.set(quantity, (byQuantity.get(quantity) ?? new Set()).add(values.item));
  }
  return useQueries({
    queries: [...byQuantity].map(([quantity, items]) => {
      const params = { ...deal, quantity, items: [...items].sort().slice(0, MOST_ITEMS) };
      return { ...reportQuery(report, params as unknown as ParamsOf<N>), staleTime: 60_000 };
    }),
    combine: (answers) => {
      const found = new Map<string, RowOf<N>>();
      for (const [index, quantity] of [...byQuantity.keys()].entries())
        for (const row of answers[index]?.data?.rows ?? [])
          found.set(`${(row as RowOf<Pricing>).itemId} ${quantity}`, row);
      return (values: Values) => found.get(`${values.item} ${quantityOf(values)}`);
    },
  });
}

/** What of a deal is known so far. */
export const knownOf = <T extends object>(deal: T): { readonly [K in keyof T]?: string } =>
  Object.fromEntries(Object.entries(deal).filter(([, value]) => typeof value === 'string' && value)) as never;
