import { openHand } from './ceiling.ts';
import { DAY, type Shop } from './shop.ts';

/** The functions of p2p-ceiling.sql. */
export interface Ceiling {
  /** Orders of these items, `each` a supplier's, to their payments: four transactions. */
  orders(suppliers: readonly string[], items: readonly string[], each: number): Promise<void>;
  close(): Promise<void>;
}

export async function openCeiling(shop: Shop, connections: number): Promise<Ceiling> {
  const { call, close } = await openHand(shop, connections, 'p2p-ceiling.sql');
  return {
    orders: async (suppliers, items, each) => {
      const orders = await call('place', 'place($1, $2, $3, $4, 2, 4, $5)', [suppliers, items, each, DAY]);
      const receipts = await call('receive', 'receive($1, $2, $3)', [orders, DAY]);
      const bills = await call('bill', 'bill($1, $2, $3)', [receipts, DAY]);
      await call('pay', 'pay($1, $2, $3)', [bills, DAY]);
    },
    close,
  };
}
