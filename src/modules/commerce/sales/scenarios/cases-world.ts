import { receiveStock } from '#modules/supply/inventory/contract.ts';
import type { World } from '#test/harness.ts';
import { invoiceOrders, placeOrder, receiveReturn, shipOrders } from '../contract.ts';
import { make } from './shop.ts';

/** A company of Austria that sells one item at 100, taxed with 20 %, of which 100 are in stock at 10. */
export interface CaseShop {
  readonly world: World;
  readonly customer: string;
  readonly item: string;
  readonly site: string;
}

export async function caseShop(world: World, more: { listPrice?: string; customer?: object } = {}): Promise<CaseShop> {
  const [site] = (await world.list('organisation.site')).rows;
  const customer = await make(world, 'parties.party', {
    ...{ code: 'KUNDE', name: 'Kunde GmbH', isCustomer: true, country: 'AT' },
    ...more.customer,
  });
  const item = await make(world, 'catalog.item', {
    ...{ code: 'I-1', name: 'Item', listPrice: more.listPrice ?? '100', costingMethod: 'fifo' },
  });
  await world.as('storekeeper')(receiveStock, {
    ...{ site: String(site!.id), reason: 'production' },
    lines: [{ item, quantity: '100', unitCost: '10' }],
  });
  return { world, customer, item, site: String(site!.id) };
}

export const order = async (shop: CaseShop, quantity: string, line: object = {}, head: object = {}) =>
  (
    await shop.world.as('owner')(placeOrder, {
      ...{ customer: shop.customer, confirm: true, ...head },
      lines: [{ item: shop.item, quantity, ...line }],
    })
  ).order;

/** Ships what is open; answers the lines of the delivery. */
export async function ship(shop: CaseShop, id: string) {
  const { deliveries } = await shop.world.as('storekeeper')(shipOrders, { orders: [id] });
  const lines = (await shop.world.list('sales.delivery_line', { filter: { delivery: deliveries[0] } })).rows;
  return { delivery: deliveries[0]!, line: String(lines[0]!.id) };
}

export const bill = async (shop: CaseShop, id: string) => {
  const { invoices } = await shop.world.as('bookkeeper')(invoiceOrders, { orders: [id] });
  return documentOf(shop.world, invoices[0]!);
};

export async function documentOf(world: World, id: string) {
  const head = await world.get('receivables.invoice', id);
  const lines = (await world.list('receivables.invoice_line', { filter: { invoice: id }, sort: 'position' })).rows;
  return {
    id,
    total: head.totalMinor as bigint,
    net: head.netMinor as bigint,
    tax: head.taxMinor as bigint,
    open: head.openMinor as bigint,
    quantities: lines.map((line) => line.quantity),
    lines: lines.map((line) => String(line.id)),
  };
}

export const giveBack = (
  shop: CaseShop,
  from: { delivery: string; line: string },
  quantity: string,
  more: object = {},
) =>
  shop.world.as('storekeeper')(receiveReturn, {
    ...{ delivery: from.delivery, reason: 'Sent back', ...more },
    lines: [{ line: from.line, quantity }],
  });

export const orderOf = (shop: CaseShop, id: string) => shop.world.get('sales.sales_order', id);

export const lineOf = async (shop: CaseShop, id: string) =>
  (await shop.world.list('sales.order_line', { filter: { order: id }, sort: 'position' })).rows[0]!;

/** A discount on the item from a quantity on, on the list of everyone. */
export async function breakAt(shop: CaseShop, minimum: string, percent: string): Promise<void> {
  const lists = (await shop.world.list('catalog.price_list')).rows;
  const everyone = lists.find((list) => list.isDefault) ?? lists[0]!;
  await make(shop.world, 'catalog.price_rule', {
    ...{ priceList: everyone.id, item: shop.item, minimum, kind: 'discount_percent', value: percent },
  });
}
