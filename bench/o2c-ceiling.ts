import { openHand } from './ceiling.ts';
import { DAY, type Shop } from './shop.ts';

/** The functions of o2c-ceiling.sql. */
export interface Ceiling {
  /** One order of these items to its payment, four transactions. */
  order(customer: string, items: readonly string[]): Promise<void>;
  /** Orders to payments of ten each, four transactions. */
  orders(customers: readonly string[], items: readonly string[], each: number): Promise<void>;
  close(): Promise<void>;
}

export async function openCeiling(shop: Shop, connections: number): Promise<Ceiling> {
  const { call, close } = await openHand(shop, connections, 'o2c-ceiling.sql');
  const run = async (customers: readonly string[], items: readonly string[], each: number, amount: number | null) => {
    const orders = await call('place', 'place($1, $2, $3, $4, 2, $5)', [customers, items, each, DAY]);
    await call('ship', 'ship($1, $2, $3)', [orders, DAY]);
    const invoices = await call('invoice', 'invoice($1, $2, $3)', [orders, DAY]);
    await call('pay', 'pay($1, $2, $3, $4)', [invoices, amount, DAY]);
  };
  return {
    order: (customer, items) => run([customer], items, items.length, null),
    orders: (customers, items, each) => run(customers, items, each, 1000),
    close,
  };
}
