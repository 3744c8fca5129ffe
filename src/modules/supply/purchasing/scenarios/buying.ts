import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import type { World } from '#test/harness.ts';

let made = 0;

export interface Buying {
  readonly supplier: string;
  readonly casting: string;
  readonly bolt: string;
  readonly coating: string;
}

/** A supplier with prices for two stocked items and a service. */
export async function openBuying(world: World, more: object = {}): Promise<Buying> {
  const n = ++made;
  const supplier = await make(world, 'parties.party', {
    ...{ code: `S-${n}`, name: 'Foundry', isSupplier: true, country: 'AT' },
    ...more,
  });
  const item = (code: string, fields: object = {}) =>
    make(world, 'catalog.item', { code: `${code}-${n}`, name: code, ...fields });
  const [casting, bolt, coating] = [
    await item('Casting', { costingMethod: 'fifo' }),
    await item('Bolt', { costingMethod: 'average' }),
    await item('Coating', { kind: 'service', unit: 'H' }),
  ];
  await price(world, supplier, casting, '40', { leadDays: 14 });
  await price(world, supplier, casting, '36', { fromQuantity: '50', leadDays: 14 });
  await price(world, supplier, bolt, '0.25', { minimum: '100', pack: '100', leadDays: 3 });
  await price(world, supplier, coating, '60');
  return { supplier, casting, bolt, coating };
}

export const price = (world: World, supplierId: string, itemId: string, unitPrice: string, more: object = {}) =>
  make(world, 'purchasing.supplier_price', { supplier: supplierId, item: itemId, unitPrice, currency: 'EUR', ...more });

export const linesOfOrder = async (world: World, order: string) =>
  (await world.list('purchasing.order_line', { filter: { order: order }, sort: 'position' })).rows;

export const linesOfReceipt = async (world: World, receipt: string) =>
  (await world.list('purchasing.receipt_line', { filter: { receipt: receipt }, sort: 'description' })).rows;

/** Balances by account role, those of zero left out. */
export async function balances(world: World): Promise<Record<string, bigint>> {
  const rows = await world.owner(
    (sql) => sql<{ role: string; minor: bigint }>`
      select r.role, sum(b.amount_minor)::bigint as minor from ledger.v_balance b
      join ledger.v_account_role r on r.company_id = b.company_id and r.account_id = b.account_id
      where b.company_id = ${world.company} group by r.role having sum(b.amount_minor) <> 0 order by r.role`,
  );
  return Object.fromEntries(rows.map(({ role, minor }) => [role, minor]));
}
