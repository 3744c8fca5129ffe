import { expect } from 'vitest';
import { creditInvoice, matchItems, recordPayment, unmatchItems } from '#modules/finance/receivables/contract.ts';
import { setCredit } from '#modules/master/parties/contract.ts';
import { scenario, statementsOf, type World } from '#test/harness.ts';
import {
  amendOrder,
  cancelOrder,
  confirmOrder,
  holdOrder,
  invoiceOrders,
  pickDelivery,
  placeOrder,
  placeOrders,
  receiveReturn,
  releaseOrder,
  reserveOrders,
  shipDelivery,
  shipOrders,
} from '../contract.ts';
import { openShop } from './shop.ts';

const balance = async (world: World, role: string): Promise<bigint> =>
  world.owner(async (sql) => {
    const [row] = await sql<{
      amount: bigint | null;
    }>`select sum(b.amount_minor)::bigint as amount from ledger.v_balance b
      join ledger.v_account_role r on r.company_id = b.company_id and r.account_id = b.account_id and r.role = ${role} where b.company_id = ${world.company}`;
    return row?.amount ?? 0n;
  });

scenario('an order becomes a delivery, an invoice and money in the bank', async (world) => {
  const shop = await openShop(world);
  const desk = world.as('sales_desk');
  const placed = await desk(placeOrder, {
    customer: shop.customer,
    promisedOn: '2026-03-10',
    lines: [
      { item: shop.pump, quantity: '3' },
      { item: shop.seal, quantity: '20' },
      { item: shop.service, quantity: '1.5' },
    ],
    confirm: true,
  });
  expect(placed).toMatchObject({ state: 'confirmed', short: 0 });
  const order = await world.get('sales.sales_order', placed.order);
  expect(order).toMatchObject({ deliveryState: 'open', netMinor: 112000n, currency: 'EUR' });
  expect(placed.totalMinor).toBe(order.totalMinor);

  const store = world.as('storekeeper');
  const { delivery } = await store(pickDelivery, { order: placed.order });
  const lines = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
  expect(lines).toHaveLength(3);
  const pumps = lines.find((line) => line.item === shop.pump)!;
  await store(shipDelivery, { delivery, carrier: 'Own van', lines: [{ line: String(pumps.id), quantity: '2' }] });
  expect(await balance(world, 'cogs')).toBe(2n * 15000n + 20n * 400n);
  expect(await world.get('sales.sales_order', placed.order)).toMatchObject({
    deliveryState: 'part_delivered',
    invoiceState: 'to_invoice',
  });

  const books = world.as('bookkeeper');
  const first = await books(invoiceOrders, { orders: [placed.order] });
  const [invoice] = (await world.list('receivables.invoice', {})).rows;
  expect(invoice).toMatchObject({ number: 'INV-2026-00001', kind: 'invoice', state: 'open', netMinor: 87000n });
  expect(invoice!.id).toBe(first.invoices[0]);
  expect(invoice!.dueOn).toBe('2026-04-01');

  await store(shipOrders, { orders: [placed.order] });
  await books(invoiceOrders, { orders: [placed.order] });
  expect(await world.get('sales.sales_order', placed.order)).toMatchObject({
    state: 'done',
    deliveryState: 'delivered',
    invoiceState: 'invoiced',
  });
  await expect(books(invoiceOrders, { orders: [placed.order] })).refuses('nothing_to_invoice');

  const owed = await balance(world, 'receivable');
  expect(owed).toBe(BigInt(String(order.totalMinor)));
  const paid = await books(recordPayment, {
    customer: shop.customer,
    amountMinor: String(owed + 500n),
    reference: 'thanks',
  });
  expect(paid).toMatchObject({ settledMinor: owed, leftMinor: 500n });
  expect(await balance(world, 'receivable')).toBe(-500n);
  expect(await balance(world, 'bank')).toBe(owed + 500n);
  expect((await world.list('receivables.invoice', { filter: { state: 'paid' } })).rows).toHaveLength(2);
  const margin = (await world.report('sales.order_margin', { order: placed.order })).rows[0];
  expect(margin).toMatchObject({ revenueMinor: 112000n, costMinor: 3n * 15000n + 8000n });
});

scenario('short stock is reserved as far as it goes and the rest is a back order', async (world) => {
  const shop = await openShop(world);
  const desk = world.as('sales_desk');
  const one = await desk(placeOrder, {
    customer: shop.customer,
    lines: [{ item: shop.pump, quantity: '8' }],
    confirm: true,
  });
  const two = await desk(placeOrder, {
    customer: shop.customer,
    promisedOn: '2026-02-27',
    lines: [{ item: shop.pump, quantity: '5' }],
    confirm: true,
  });
  expect([one.short, two.short]).toEqual([0, 1]);
  expect((await world.report('sales.open_lines', {})).rows.map((row) => [row.open, row.reserved, row.missing])).toEqual(
    [
      ['5', '2', '3'],
      ['8', '8', '0'],
    ],
  );
  expect((await world.report('sales.late_orders', {})).rows).toMatchObject([
    { number: two.number, why: 'Short of P-100' },
  ]);
  await world.as('storekeeper')(shipOrders, { orders: [two.order] });
  await expect(world.as('storekeeper')(shipOrders, { orders: [two.order], reservedOnly: false })).refuses(
    'short_stock',
  );
  await desk(cancelOrder, { order: one.order, reason: 'Changed their mind' });
  await desk(reserveOrders, { orders: [two.order] });
  await world.as('storekeeper')(shipOrders, { orders: [two.order] });
  expect(await world.get('sales.sales_order', two.order)).toMatchObject({ deliveryState: 'delivered' });
  expect(await world.get('sales.sales_order', one.order)).toMatchObject({ state: 'cancelled' });
});

scenario('a confirmed order is amended in place, with its difference kept', async (world) => {
  const shop = await openShop(world);
  const desk = world.as('sales_desk');
  const { order } = await desk(placeOrder, {
    customer: shop.customer,
    lines: [{ item: shop.pump, quantity: '4' }],
    confirm: true,
  });
  const [line] = (await world.list('sales.order_line', { filter: { order: order } })).rows;
  await world.as('storekeeper')(shipOrders, { orders: [order] });
  await expect(desk(amendOrder, { order, version: 1, lines: [{ line: String(line!.id), quantity: '3' }] })).refuses(
    'below_shipped',
  );
  await expect(desk(amendOrder, { order, version: 9, lines: [] })).refuses('changed_meanwhile');
  await expect(desk(amendOrder, { order, version: 1, lines: [{ line: String(line!.id), unitPrice: '1' }] })).refuses(
    'price_by_hand',
  );
  expect(
    await desk(amendOrder, {
      order,
      version: 1,
      promisedOn: '2026-03-20',
      lines: [
        { line: String(line!.id), quantity: '6' },
        { item: shop.seal, quantity: '10' },
      ],
    }),
  ).toEqual({ order, version: 2 });
  expect(
    (await world.list('sales.order_line', { filter: { order: order } })).rows.map((row) => [
      row.quantity,
      row.reserved,
      row.open,
    ]),
  ).toEqual([
    ['6', '2', '2'],
    ['10', '10', '10'],
  ]);
  await world.owner(async (sql) => {
    const [change] = await sql<{
      before: { lines: unknown[] };
      after: { lines: { quantity: string }[] };
    }>`select before, after from kernel.event_record where entity = 'sales.sales_order' and before ->> 'version' = '1'`;
    expect(change!.before.lines).toMatchObject([{ line: 1, quantity: '4' }, null]);
    expect(change!.after.lines).toMatchObject([
      { line: 1, quantity: '6' },
      { line: 2, quantity: '10' },
    ]);
  });
});

scenario('credit holds what is beyond the limit, whoever orders at the same time', async (world) => {
  const shop = await openShop(world);
  await world.as('controller')(setCredit, { party: shop.customer, creditLimitMinor: '150000' });
  const desk = world.as('sales_desk');
  const input = { customer: shop.customer, lines: [{ item: shop.pump, quantity: '2' }], confirm: true };
  const tries = await Promise.allSettled(Array.from({ length: 4 }, () => desk(placeOrder, input)));
  expect(tries.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(2);
  await expect(desk(placeOrder, { ...input, overrideCredit: true })).refuses('credit_exceeded');
  const draft = await desk(placeOrder, { ...input, confirm: false });
  await expect(desk(confirmOrder, { order: draft.order })).refuses('credit_exceeded');
  await world.as('controller')(setCredit, { party: shop.customer, creditLimitMinor: null, creditHold: true });
  await expect(desk(confirmOrder, { order: draft.order })).refuses('customer_on_hold');
});

scenario('goods come back at the cost they left with, and are credited', async (world) => {
  const shop = await openShop(world);
  const { order } = await world.as('sales_desk')(placeOrder, {
    customer: shop.customer,
    lines: [{ item: shop.pump, quantity: '2' }],
    confirm: true,
  });
  const { deliveries } = await world.as('storekeeper')(shipOrders, { orders: [order] });
  await world.as('bookkeeper')(invoiceOrders, { orders: [order] });
  const [line] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0] } })).rows;
  const back = (quantity: string, restock = true) =>
    world.as('storekeeper')(receiveReturn, {
      delivery: deliveries[0]!,
      reason: 'Damaged',
      lines: [{ line: String(line!.id), quantity, restock }],
    });
  const first = await back('1');
  expect(first.creditNote).not.toBeNull();
  expect(await balance(world, 'cogs')).toBe(15000n);
  await back('1', false);
  expect(await balance(world, 'cogs')).toBe(0n);
  expect(await balance(world, 'stock_loss')).toBe(15000n);
  expect(await balance(world, 'receivable')).toBe(0n);
  await expect(back('1')).refuses('more_than_delivered');
});

scenario('an order on hold does not ship; only those with the right let it go', async (world) => {
  const shop = await openShop(world);
  const { order } = await world.as('sales_desk')(placeOrder, {
    customer: shop.customer,
    lines: [{ item: shop.pump, quantity: '1' }],
    confirm: true,
  });
  await world.as('sales_desk')(holdOrder, { order, reason: 'Export papers' });
  await expect(world.as('storekeeper')(shipOrders, { orders: [order] })).refuses('wrong_state');
  await expect(world.as('sales_desk')(releaseOrder, { order })).refuses('not_permitted');
  await world.as('controller')(releaseOrder, { order });
  await world.as('storekeeper')(shipOrders, { orders: [order] });
});

scenario('an invoice is credited, its settlement undone and made again', async (world) => {
  const shop = await openShop(world);
  const { order } = await world.as('sales_desk')(placeOrder, {
    customer: shop.customer,
    lines: [{ item: shop.pump, quantity: '2' }],
    confirm: true,
  });
  await world.as('storekeeper')(shipOrders, { orders: [order] });
  const books = world.as('bookkeeper');
  const { invoices } = await books(invoiceOrders, { orders: [order] });
  await books(creditInvoice, { invoice: invoices[0]!, reason: 'Price agreed later' });
  await expect(books(creditInvoice, { invoice: invoices[0]!, reason: 'Again' })).refuses('nothing_to_credit');
  const [match] = (await world.list('receivables.match')).rows;
  await books(unmatchItems, { match: String(match!.id) });
  await expect(books(unmatchItems, { match: String(match!.id) })).refuses('already_undone');
  await books(matchItems, { credit: String(match!.credit), debits: [{ item: String(match!.debit) }] });
  expect(await balance(world, 'receivable')).toBe(0n);
});

scenario('orders of fifty lines take as many statements as orders of one', async (world) => {
  const shop = await openShop(world);
  const count = async (lines: number, work: (lines: number) => Promise<unknown>) => {
    await work(lines);
    return statementsOf(() => work(lines));
  };
  const place = (lines: number) =>
    world.as('sales_desk')(placeOrder, {
      customer: shop.customer,
      confirm: true,
      lines: Array.from({ length: lines }, () => ({ item: shop.seal, quantity: '0.1' })),
    });
  expect(await count(50, place)).toBe(await count(1, place));
  const through = async (lines: number) => {
    const { order } = await place(lines);
    await world.as('storekeeper')(shipOrders, { orders: [order] });
    await world.as('bookkeeper')(invoiceOrders, { orders: [order] });
    await world.as('bookkeeper')(recordPayment, { customer: shop.customer, amountMinor: '10' });
  };
  expect(await count(50, through)).toBe(await count(1, through));
  const many = (orders: number) =>
    world.as('sales_desk')(placeOrders, {
      confirm: true,
      orders: Array.from({ length: orders }, () => ({
        customer: shop.customer,
        lines: [{ item: shop.seal, quantity: '0.1' }],
      })),
    });
  expect(await count(20, many)).toBe(await count(1, many));
});

scenario(
  'an order named twice in a batch is invoiced once, and batches that overlap invoice none twice',
  async (world) => {
    const shop = await openShop(world);
    const placed = [1, 2, 3].map(() => ({ customer: shop.customer, lines: [{ item: shop.seal, quantity: '2' }] }));
    const { orders } = await world.as('sales_desk')(placeOrders, { confirm: true, orders: placed });
    const [first, both, last] = orders as [string, string, string];
    await world.as('storekeeper')(shipOrders, { orders });
    const invoice = (...of: string[]) => world.as('bookkeeper')(invoiceOrders, { orders: of });
    expect((await invoice(first, first)).invoices).toHaveLength(1);
    await expect(invoice(last, first)).refuses('nothing_to_invoice');
    await Promise.allSettled([invoice(both, last), invoice(last, both), invoice(last, first)]);
    const { rows } = await world.list('receivables.invoice', { size: 200 });
    expect(rows.map((row) => row.sourceId).sort()).toEqual([...orders].sort());
  },
);
