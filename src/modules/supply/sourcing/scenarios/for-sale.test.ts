import { expect } from 'vitest';
import { counters } from '#kernel/db/sql.ts';
import {
  cancelOrder,
  holdOrder,
  invoiceOrders,
  reserveOrders,
  placeOrder as sell,
  shipOrders,
} from '#modules/commerce/sales/contract.ts';
import { correctDelivery } from '#modules/commerce/sales/delivery/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { postBill } from '#modules/finance/payables/contract.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { amendOrder, cancelRest, placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { correctReceipt } from '#modules/supply/purchasing/receipt/contract.ts';
import { balances, linesOfOrder, openBuying, price } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { buyForSale, correctDirectShipment, dropShip, recordDirectShipment } from '../contract.ts';

/** A shop with ten pumps at 150, a foundry that sells pumps at 170, and a site that keeps no stock. */
async function open(world: World) {
  const shop = await openShop(world);
  const { supplier } = await openBuying(world);
  await price(world, supplier, shop.pump, '170', { leadDays: 4 });
  const direct = await make(world, 'organisation.site', { code: 'DIRECT', name: 'Direct deliveries' });
  const order = async (quantity: string, item = shop.pump) => {
    const made = await world.as('sales_desk')(sell, {
      customer: shop.customer,
      confirm: true,
      lines: [{ item, quantity }],
    });
    const [line] = (await world.list('sales.order_line', { filter: { order: made.order } })).rows;
    return { order: made.order, line: String(line!.id) };
  };
  const lineOf = (line: string) => world.get('sales.order_line', line);
  return { ...shop, supplier, direct, order, lineOf };
}

scenario(
  'what an order lacks is bought for it, and what comes is kept for it, not for who waits longer',
  async (world) => {
    const { order, lineOf, pump } = await open(world);
    const [all, waiting] = [await order('10'), await order('3')];
    const mine = await order('5');
    const buy = world.as('buyer');
    const { orders } = await buy(buyForSale, { order: mine.order, send: true });
    const [line] = await linesOfOrder(world, orders[0]!.order);
    expect(line).toMatchObject({ item: pump, quantity: '5', unitPrice: '170', demand: mine.line });
    await expect(buy(buyForSale, { order: mine.order })).refuses('nothing_missing');
    const store = world.as('storekeeper');
    const receive = (quantity: string) =>
      store(receiveGoods, { order: orders[0]!.order, lines: [{ line: String(line!.id), quantity }] });
    await receive('2');
    expect(await lineOf(mine.line)).toMatchObject({ reserved: '2' });
    await receive('3');
    expect(await lineOf(mine.line)).toMatchObject({ reserved: '5' });
    expect(await lineOf(waiting.line)).toMatchObject({ reserved: '0' });
    expect(await lineOf(all.line)).toMatchObject({ reserved: '10' });
    await store(shipOrders, { orders: [mine.order] });
    expect(await lineOf(mine.line)).toMatchObject({ shipped: '5' });
  },
);

scenario(
  'what was cancelled by the customer is not kept; what the supplier cancelled can be bought again',
  async (world) => {
    const { order, lineOf } = await open(world);
    await order('10');
    const mine = await order('5');
    const buy = world.as('buyer');
    const first = await buy(buyForSale, { order: mine.order });
    await buy(cancelRest, { orders: [first.orders[0]!.order], reason: 'Sold out' });
    const { orders } = await buy(buyForSale, { order: mine.order, send: true });
    await world.as('sales_desk')(cancelOrder, { order: mine.order, reason: 'Changed' });
    await world.as('storekeeper')(receiveGoods, { order: orders[0]!.order });
    expect(await lineOf(mine.line)).toMatchObject({ reserved: '0', cancelled: '5' });
    const next = await order('5');
    expect(await lineOf(next.line)).toMatchObject({ reserved: '5' });
  },
);

scenario(
  'the supplier delivers to the customer: received and delivered at once, at just what it cost',
  async (world) => {
    const { order, lineOf, direct, pump, supplier } = await open(world);
    const mine = await order('15');
    const buy = world.as('buyer');
    const before = await balances(world);
    const { orders } = await buy(dropShip, { order: mine.order, site: direct, send: true });
    const purchase = orders[0]!.order;
    expect(await linesOfOrder(world, purchase)).toMatchObject([{ quantity: '5', demand: mine.line }]);
    expect(await world.get('purchasing.purchase_order', purchase)).toMatchObject({ direct: true, site: direct });
    expect((await world.report('sourcing.replenishment', {}, 'buyer')).rows).toEqual([]);
    const store = world.as('storekeeper');
    await expect(store(receiveGoods, { order: purchase })).refuses('goes_to_customer');
    const done = await store(recordDirectShipment, { order: purchase, deliveryNote: '4711' });
    expect(done.deliveries).toHaveLength(1);
    expect(await lineOf(mine.line)).toMatchObject({ shipped: '5', reserved: '10' });
    const after = await balances(world);
    expect(after.cogs).toBe(850_00n);
    expect(after.grni).toBe(-850_00n);
    expect(after.inventory).toBe(before.inventory);
    const stock = await world.owner(
      (sql) =>
        sql<{ onHand: string }>`select on_hand from inventory.v_stock where site_id = ${direct} and item_id = ${pump}`,
    );
    expect(stock).toEqual([{ onHand: '0' }]);
    await expect(store(recordDirectShipment, { order: purchase })).refuses('wrong_state');
    await store(shipOrders, { orders: [mine.order] });
    expect((await balances(world)).cogs).toBe(850_00n + 1500_00n);
    const [receiptLine] = (await world.list('purchasing.receipt_line', { filter: { order: purchase } })).rows;
    await world.as('bookkeeper')(postBill, {
      ...{ supplier, supplierNumber: 'B-1' },
      lines: [{ receiptLine: String(receiptLine!.id), quantity: '5', unitPrice: '171', taxCodes: [] }],
    });
    // What the bill says differently is borne by the delivery.
    expect((await balances(world)).cogs).toBe(855_00n + 1500_00n);
    await world.as('bookkeeper')(invoiceOrders, { orders: [mine.order] });
    expect(await world.get('sales.sales_order', mine.order)).toMatchObject({ state: 'done' });
  },
);

scenario('stock that was reserved meanwhile is given back when the supplier has delivered', async (world) => {
  const { order, lineOf, direct, pump, site } = await open(world);
  await order('10');
  const mine = await order('4');
  const { orders } = await world.as('buyer')(dropShip, { order: mine.order, site: direct, send: true });
  await world.as('storekeeper')(receiveStock, {
    ...{ site, reason: 'production' },
    lines: [{ item: pump, quantity: '4', unitCost: '150' }],
  });
  await world.as('sales_desk')(reserveOrders, { orders: [mine.order] });
  expect(await lineOf(mine.line)).toMatchObject({ reserved: '4' });
  const [line] = await linesOfOrder(world, orders[0]!.order);
  const ship = (quantity: string) =>
    world.as('storekeeper')(recordDirectShipment, {
      ...{ order: orders[0]!.order, carrier: 'Post', tracking: `T-${quantity}` },
      lines: [{ line: String(line!.id), quantity }],
    });
  const { deliveries } = await ship('3');
  expect(await world.get('sales.delivery', deliveries[0]!)).toMatchObject({ carrier: 'Post', tracking: 'T-3' });
  expect(await lineOf(mine.line)).toMatchObject({ reserved: '1', shipped: '3' });
  await ship('1');
  expect(await lineOf(mine.line)).toMatchObject({ reserved: '0', shipped: '4' });
});

scenario('a mistyped shipment of a supplier is corrected: what came and what left are one', async (world) => {
  const { order, lineOf, direct, pump, supplier } = await open(world);
  const valve = await make(world, 'catalog.item', {
    ...{ code: 'V-1', name: 'Valve', listPrice: '300', costingMethod: 'average' },
  });
  await price(world, supplier, valve, '90');
  for (const [item, unit] of [
    [pump, 170_00n],
    [valve, 90_00n],
  ] as const) {
    await world.invariants();
    const start = await balances(world);
    const all = item === pump ? await order('10') : undefined;
    const mine = await order('8', item);
    const { orders } = await world.as('buyer')(dropShip, { order: mine.order, site: direct, send: true });
    const purchase = orders[0]!.order;
    const [line] = await linesOfOrder(world, purchase);
    const store = world.as('storekeeper');
    const { receipt, deliveries } = await store(recordDirectShipment, {
      ...{ order: purchase, lines: [{ line: String(line!.id), quantity: '5' }] },
    });
    const delivery = deliveries[0]!;
    const [receiptLine] = (await world.list('purchasing.receipt_line', { filter: { receipt } })).rows;
    const [deliveryLine] = (await world.list('sales.delivery_line', { filter: { delivery } })).rows;
    const correct = (quantity: string, more: object = {}) =>
      store(correctDirectShipment, {
        ...{ receipt, reason: 'Miscounted', lines: [{ line: String(receiptLine!.id), quantity }], ...more },
      });
    const is = async (quantity: bigint) => {
      const now = await balances(world);
      expect((now.cogs ?? 0n) - (start.cogs ?? 0n)).toBe(quantity * unit);
      expect((now.grni ?? 0n) - (start.grni ?? 0n)).toBe(-quantity * unit);
      expect(now.inventory).toBe(start.inventory);
      expect(await lineOf(mine.line)).toMatchObject({ shipped: String(quantity), reserved: '0' });
      expect((await linesOfOrder(world, purchase))[0]).toMatchObject({ open: String(8n - quantity) });
      await world.invariants();
    };
    await expect(
      store(correctReceipt, {
        receipt,
        reason: 'Miscounted',
        lines: [{ line: String(receiptLine!.id), quantity: '3' }],
      }),
    ).refuses('went_to_customer');
    await expect(
      store(correctDelivery, {
        ...{ delivery, reason: 'Miscounted', lines: [{ line: String(deliveryLine!.id), quantity: '3' }] },
      }),
    ).refuses('from_supplier');
    await correct('3');
    await is(3n);
    await expect(correct('9')).refuses('more_than_may_come');
    await store(recordDirectShipment, { order: purchase, lines: [{ line: String(line!.id), quantity: '4' }] });
    await is(7n);
    await correct('4');
    await is(8n);
    await correct('0');
    await is(4n);
    // Another day, in a month before, brings back what came too.
    await correct('3', { shippedOn: '2026-02-20' });
    await is(7n);
    expect(await world.get('sales.delivery', delivery)).toMatchObject({ shippedOn: '2026-02-20', direct: true });
    expect((await world.list('purchasing.receipt_line', { filter: { receipt } })).rows[0]).toMatchObject({
      receivedOn: '2026-02-20',
    });
    await world.as('bookkeeper')(invoiceOrders, { orders: [mine.order] });
    await expect(correct('2')).refuses('invoiced_or_returned');
    await expect(correct('3', { shippedOn: '2026-02-21' })).refuses('day_billed');
    await correct('4');
    await is(8n);
    await world.as('bookkeeper')(postBill, {
      ...{ supplier, supplierNumber: item === pump ? 'A-1' : 'X-77' },
      lines: [
        { receiptLine: String(receiptLine!.id), quantity: '4', unitPrice: item === pump ? '100' : '70', taxCodes: [] },
      ],
    });
    await expect(correct('3')).refuses('billed_or_back');
    if (all) await world.as('sales_desk')(cancelOrder, { order: all.order, reason: 'Changed' });
  }
  const usual = await world.as('buyer')(placeOrder, {
    ...{ supplier, send: true, lines: [{ item: pump, quantity: '1' }] },
  });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order: usual.order });
  const [line] = (await world.list('purchasing.receipt_line', { filter: { receipt } })).rows;
  await expect(
    world.as('storekeeper')(correctDirectShipment, {
      ...{ receipt, reason: 'Miscounted', lines: [{ line: String(line!.id), quantity: '0' }] },
    }),
  ).refuses('not_direct');
});

scenario('no more is bought than is lacking, and nothing that is not for sale on', async (world) => {
  const { order, direct, pump, site, service, supplier, customer } = await open(world);
  const mine = await order('15');
  const buy = world.as('buyer');
  const ask = (line: object, more: object = {}) =>
    buy(buyForSale, { order: mine.order, lines: [{ line: mine.line, ...line }], ...more });
  await expect(ask({ quantity: '5.5' })).refuses('more_than_lacks');
  await ask({ quantity: '2' });
  await expect(ask({ quantity: '4' })).refuses('more_than_lacks');
  const twice = [
    { line: mine.line, quantity: '1' },
    { line: mine.line, quantity: '1' },
  ];
  await expect(buy(buyForSale, { order: mine.order, lines: twice })).refuses('line_twice');
  await expect(ask({ line: pump })).refuses('not_found');
  const hours = await order('2', service);
  await expect(buy(buyForSale, { order: hours.order, lines: [{ line: hours.line }] })).refuses('not_bought');
  await expect(buy(buyForSale, { order: hours.order })).refuses('nothing_missing');
  const drop = (where: string) => buy(dropShip, { order: mine.order, site: where, send: true });
  await expect(drop(site)).refuses('own_site');
  await expect(drop(pump)).refuses('not_found');
  await expect(world.as('storekeeper')(dropShip, { order: mine.order, site: direct })).refuses('not_permitted');
  const draft = await world.as('sales_desk')(sell, { customer, lines: [{ item: pump, quantity: '1' }] });
  await expect(buy(buyForSale, { order: draft.order })).refuses('wrong_state');
  const { orders } = await drop(direct);
  const purchase = orders[0]!.order;
  const lines = [{ item: pump, quantity: '1' }];
  await expect(buy(amendOrder, { order: purchase, version: 1, lines })).refuses('direct_fixed');
  const [line] = await linesOfOrder(world, purchase);
  const change = (more: object) =>
    buy(amendOrder, { order: purchase, version: 1, lines: [{ line: String(line!.id), ...more }] });
  await expect(change({ quantity: '16' })).refuses('beyond_sale');
  await expect(change({ demand: null })).refuses('direct_fixed');
  const store = world.as('storekeeper');
  const shipped = () => store(recordDirectShipment, { order: purchase });
  await store(receiveStock, {
    site: direct,
    reason: 'production',
    lines: [{ item: pump, quantity: '1', unitCost: '1' }],
  });
  await expect(shipped()).refuses('site_holds_stock');
  await world.as('sales_desk')(holdOrder, { order: mine.order, reason: 'Unpaid' });
  await expect(shipped()).refuses('sale_not_open');
  const usual = await buy(placeOrder, { supplier, send: true, lines });
  await expect(store(recordDirectShipment, { order: usual.order })).refuses('not_direct');
});

scenario(
  'two buy for the same order at once: it is bought once; deliveries at once cost what each cost',
  async (world) => {
    const { order, direct, supplier, lineOf } = await open(world);
    await order('10');
    const mine = await order('5');
    const buy = world.as('buyer');
    const done = await Promise.allSettled([1, 2, 3].map(() => buy(buyForSale, { order: mine.order })));
    expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of done)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'nothing_missing' });
    const valve = await make(world, 'catalog.item', {
      ...{ code: 'V-1', name: 'Valve', listPrice: '300', costingMethod: 'average' },
    });
    await price(world, supplier, valve, '90');
    const sales = [await order('1', valve), await order('2', valve), await order('3', valve), await order('4', valve)];
    const bought = await Promise.all(
      sales.map(({ order: sale }) => buy(dropShip, { order: sale, site: direct, send: true })),
    );
    const prices = ['100', '110', '120', '130'];
    for (const [index, { orders }] of bought.entries()) {
      const [line] = await linesOfOrder(world, orders[0]!.order);
      const change = { line: String(line!.id), unitPrice: prices[index]! };
      await buy(amendOrder, { order: orders[0]!.order, version: 1, lines: [change] });
    }
    await Promise.all(
      bought.map(({ orders }) => world.as('storekeeper')(recordDirectShipment, { order: orders[0]!.order })),
    );
    expect((await balances(world)).cogs).toBe(100_00n + 220_00n + 360_00n + 520_00n);
    const costs = await world.owner(
      (sql) => sql<{ minor: bigint }>`
      select amount_minor as minor from ledger.v_line where company_id = ${world.company} and role = 'cogs' order by amount_minor`,
    );
    expect(costs.map((row) => row.minor)).toEqual([100_00n, 220_00n, 360_00n, 520_00n]);
    for (const { line } of sales) expect(await lineOf(line)).toMatchObject({ open: '0' });
  },
);

scenario('statements do not grow with lines', async (world) => {
  const { customer, pump, direct } = await open(world);
  const counted = async (many: number): Promise<number[]> => {
    const lines = Array.from({ length: many }, () => ({ item: pump, quantity: '20' }));
    const { order } = await world.as('sales_desk')(sell, { customer, confirm: true, lines });
    const marks = [counters.queries];
    const { orders } = await world.as('buyer')(dropShip, { order, site: direct, send: true });
    marks.push(counters.queries);
    await world.as('storekeeper')(recordDirectShipment, { order: orders[0]!.order });
    marks.push(counters.queries);
    return [marks[1]! - marks[0]!, marks[2]! - marks[1]!];
  };
  await counted(2);
  expect(await counted(12)).toEqual(await counted(2));
});
