import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dec } from '#kernel/values/decimal.ts';
import { useModel } from '../../api/meta.ts';
import { findItems } from '../scan/find-items.ts';
import { findOrder, type OrderChoice, ordersWaitingFor } from './find-code.ts';
import type { Pending } from './quantity.tsx';
import { type Entered, type ExpectedLine, leftOf, lineFor, readScan, type Scan, type sumScans } from './tally.ts';

/** Its lot or serial numbers are asked for, however it is scanned. */
export const isTracked = ({ tracking }: ExpectedLine): boolean => tracking === 'lot' || tracking === 'serial';

export const isAwaited = (line: ExpectedLine): boolean => Number(line.open) > 0;

/** What came of a line of which nothing is awaited, to be rejected; of an order that is done nothing else is possible. */
export const refusedOf = (line: ExpectedLine, rejected: string, only: boolean): Pending => ({
  ...{ line, quantity: '0', rejected, only },
});

interface Reading {
  readonly order: OrderChoice | undefined;
  readonly lines: readonly ExpectedLine[];
  readonly sums: ReturnType<typeof sumScans>;
  readonly scans: readonly Scan[];
  /** What is to become of a surplus is not said yet. */
  readonly surplus: boolean;
  tell(good: boolean, text: string): void;
  take(order: OrderChoice): void;
  setChoices(choices: readonly OrderChoice[]): void;
  add(line: ExpectedLine, scan: Entered): void;
  ask(pending: Pending): void;
}

/** What a scanned code means at this moment: a line of the order, another order, or goods whose order is looked for. */
export function useReader(now: Reading) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const newest = useRef(now);
  newest.current = now;
  return async (typed: string, each: boolean) => {
    const { code, quantity } = readScan(typed);
    const { order, lines, sums, scans, surplus, tell, take, setChoices, add, ask } = newest.current;
    if (surplus) return tell(false, t('receiving.answerFirst'));
    try {
      const direct = lines.find((line) => line.code.toLowerCase() === code.toLowerCase());
      const items = direct ? [{ item: direct.item, factor: '1' }] : await findItems(model, code);
      const line = lineFor(
        lines,
        items.map(({ item }) => item),
        sums,
      );
      if (line) {
        const factor = items.find(({ item }) => item === line.item)!.factor;
        const amount = dec(quantity ?? '1')
          .times(dec(factor))
          .toFixed();
        const left = leftOf(line, sums.get(line.id));
        if (order?.done || !isAwaited(line)) ask(refusedOf(line, amount, order?.done === true));
        else if ((each || quantity) && !isTracked(line)) add(line, { quantity: amount, rejected: '0', reason: '' });
        else ask({ line, quantity: quantity || Number(left) <= 0 ? amount : left });
        return;
      }
      const found = items.length === 0 ? await findOrder(code) : undefined;
      if (found?.closed) return tell(false, t('receiving.closedOrder', { code, state: found.closed }));
      if ((found?.order || items.length > 0) && scans.length > 0)
        return tell(false, t('receiving.otherScans', { code, number: order?.number ?? '' }));
      if (found?.order) return take(found.order);
      if (items.length === 0) return tell(false, t('receiving.unknown', { code }));
      if (order) return tell(false, t('receiving.notInOrder', { code, number: order.number }));
      const waiting = await ordersWaitingFor(items);
      if (waiting.length === 0) return tell(false, t('receiving.notExpected', { code }));
      if (waiting.length === 1) return take(waiting[0]!);
      setChoices(waiting);
      tell(true, t('receiving.several', { code }));
    } catch (error) {
      tell(false, (error as Error).message);
    }
  };
}
