import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import { askedForSale } from '../contract.ts';
import type { LockedLine, LockedOrder } from './lock.ts';

type Asked = Pick<LockedLine, 'id' | 'position' | 'demandId' | 'open'>;

/** Whoever knows the sales hears what a supplier is asked to deliver straight to their customers, and may refuse it. */
export async function askForSales(tx: Tx, { direct }: LockedOrder, asked: readonly Asked[]): Promise<void> {
  const lines = asked.flatMap(({ id: line, position, demandId: demand, open: quantity }) =>
    direct && demand && dec(quantity).gt(0) ? [{ line, position, demand, quantity }] : [],
  );
  if (lines.length > 0) await tx.emit(askedForSale, { lines });
}
