import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DAY, type Shop } from './shop.ts';

/** The functions of o2c-ceiling.sql, called by the owner of the database: no rights, no rules, one call a step. */
export interface Ceiling {
  /** One order of these items to its payment, four transactions. */
  order(customer: string, items: readonly string[]): Promise<void>;
  /** Orders to payments of ten each, four transactions. */
  orders(customers: readonly string[], items: readonly string[], each: number): Promise<void>;
  close(): Promise<void>;
}

export async function openCeiling(shop: Shop, connections: number): Promise<Ceiling> {
  const pool = new pg.Pool({ connectionString: shop.server.ownerUrl, max: connections });
  await pool.query(readFileSync(join(import.meta.dirname, 'o2c-ceiling.sql'), 'utf8'));
  const call = async (name: string, text: string, values: unknown[]) =>
    (await pool.query({ name, text: `select ceiling.${text} as answer`, values: [shop.company, ...values] })).rows[0]
      .answer as string[];
  const run = async (customers: readonly string[], items: readonly string[], each: number, amount: number | null) => {
    const orders = await call('place', 'place($1, $2, $3, $4, 2, $5)', [customers, items, each, DAY]);
    await call('ship', 'ship($1, $2, $3)', [orders, DAY]);
    const invoices = await call('invoice', 'invoice($1, $2, $3)', [orders, DAY]);
    await call('pay', 'pay($1, $2, $3, $4)', [invoices, amount, DAY]);
  };
  return {
    order: (customer, items) => run([customer], items, items.length, null),
    orders: (customers, items, each) => run(customers, items, each, 1000),
    close: () => pool.end(),
  };
}
