import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { getRecord, listEntity } from '#kernel/entity-read.ts';
import { holdOrder, invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { recordPayment } from '#modules/finance/receivables/contract.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { checkBooks } from '../contract.ts';

/** The shop with an order of each fate: sold and owed in March, and in April one open, one on hold and late, one short and late. */
async function fill(world: World) {
  const shop = await openShop(world);
  const desk = world.as('sales_desk');
  const order = (item: string, quantity: string, promisedOn: string) =>
    desk(placeOrder, { customer: shop.customer, promisedOn, lines: [{ item, quantity }], confirm: true });
  const sold = await order(shop.pump, '4', '2026-03-10');
  await world.as('storekeeper')(shipOrders, { orders: [sold.order] });
  const { invoices } = await world.as('bookkeeper')(invoiceOrders, { orders: [sold.order] });
  world.today('2026-04-15');
  const open = await order(shop.seal, '30', '2026-05-01');
  const held = await order(shop.seal, '10', '2026-04-10');
  await desk(holdOrder, { order: held.order, reason: 'Drawing unclear' });
  const short = await order(shop.pump, '8', '2026-04-13');
  return { shop, sold, open, held, short, invoice: invoices[0]! };
}

scenario('profit is what the ledger says, by month, customer, item and order', async (world) => {
  const { shop, sold } = await fill(world);
  const { rows } = await world.report('answers.profit');
  expect(
    rows.map((row) => [row.period, row.startsOn, row.endsOn, row.revenueMinor, row.costMinor, row.profitMinor]),
  ).toEqual([
    ['This month', '2026-04-01', '2026-04-15', 0n, 0n, 0n],
    ['Last month', '2026-03-01', '2026-03-31', 100000n, 60000n, 40000n],
    ['This year', '2026-01-01', '2026-04-15', 100000n, 60000n, 40000n],
    ['Last year', '2025-01-01', '2025-12-31', 0n, 0n, 0n],
  ]);
  const statement = await world.report('ledger.profit_and_loss', { from: '2026-03-01', to: '2026-03-31' });
  expect(statement.rows.find((row) => row.kind === 'result')!.amountMinor).toBe(40000n);

  const months = (await world.report('answers.profit_by_month', { months: 3 })).rows;
  expect(months.map((row) => [row.month, row.profitMinor])).toEqual([
    ['2026-02', 0n],
    ['2026-03', 40000n],
    ['2026-04', 0n],
  ]);
  const top = { revenueMinor: 100000n, costMinor: 60000n, profitMinor: 40000n, marginPercent: '40' };
  expect((await world.report('answers.top_customers')).rows).toEqual([
    { id: shop.customer, name: 'Huber GmbH', ...top },
  ]);
  expect((await world.report('answers.top_items')).rows).toEqual([{ id: shop.pump, name: 'P-100 Pump', ...top }]);
  expect((await world.report('answers.top_items', { from: '2026-04-01' })).rows).toEqual([]);
  expect((await world.report('sales.order_margin', { order: sold.order })).rows[0]).toMatchObject({
    marginMinor: 40000n,
  });
});

scenario('each count of orders leads to a list of as many', async (world) => {
  const { held, short } = await fill(world);
  const { rows } = await world.report('answers.orders', {}, 'sales_desk');
  // Values carry the 20 % of tax the invoices will.
  expect(rows.map((row) => [row.stage, row.orders, row.valueMinor])).toEqual([
    ['Open', 3, 300000n],
    ['To ship', 2, 285000n],
    ['To invoice', 0, 0n],
    ['On hold', 1, 15000n],
    ['Late', 2, 255000n],
    ['Done this month', 0, 0n],
  ]);
  const actor = seedActor(world.app, 'owner');
  for (const row of rows) {
    const entity = world.app.registry.entities.get(String(row.list))!;
    const page = await listEntity({ app: world.app, actor, company: world.company, entity }, { filter: row.filter });
    expect(page.rows.length, String(row.stage)).toBe(row.orders);
  }
  const late = (await world.report('answers.late')).rows;
  expect(late).toMatchObject([
    { reason: 'On hold', orders: 1, oldestOn: '2026-04-10', daysLate: 5, valueMinor: 15000n },
    { reason: 'Stock is missing', orders: 1, oldestOn: '2026-04-13', daysLate: 2, valueMinor: 240000n },
  ]);
  expect((await world.report('sales.late_orders')).rows.map((row) => row.orderId)).toEqual([held.order, short.order]);
});

scenario(
  'what orders consumed is what left stock for them, and its cost stays with those who may see it',
  async (world) => {
    const { shop, sold, open } = await fill(world);
    const asked = await world.report('answers.consumed', { order: sold.order });
    expect(asked.rows).toMatchObject([{ itemId: shop.pump, orders: 1, quantity: '4', costMinor: 60000n }]);
    expect((await world.report('answers.consumed', { order: open.order })).rows).toEqual([]);
    expect((await world.report('answers.consumed', { from: '2026-03-01', to: '2026-03-31' })).totals).toEqual({
      costMinor: 60000n,
    });
    const desk = await world.report('answers.consumed', { order: sold.order }, 'sales_desk');
    expect(Object.keys(desk.rows[0]!)).not.toContain('costMinor');
    await expect(world.report('answers.profit', {}, 'sales_desk')).refuses('not_permitted');
  },
);

scenario('the oldest debt leads to its document and goes when it is paid', async (world) => {
  const { shop, invoice } = await fill(world);
  const [debt] = (await world.report('answers.oldest_debts')).rows;
  expect(debt).toMatchObject({ documentId: invoice, customer: 'Huber GmbH', dueOn: '2026-04-01', daysOverdue: 14 });
  const entity = world.app.registry.entities.get(String(debt!.entity))!;
  const reader = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company, entity };
  expect(await getRecord(reader, String(debt!.documentId))).toMatchObject({ number: debt!.number });
  await world.as('bookkeeper')(recordPayment, { customer: shop.customer, amountMinor: String(debt!.openMinor) });
  expect((await world.report('answers.oldest_debts')).rows).toEqual([]);
});

scenario('what runs short is told before it does', async (world) => {
  const { shop } = await fill(world);
  const asked = async (coverDays?: number) =>
    (await world.report('answers.runs_short', coverDays ? { coverDays } : {})).rows;
  // Six pumps are left and eight are ordered; four went in 90 days: 30 days need 1.33, and two are missing.
  expect(await asked()).toMatchObject([
    {
      itemId: shop.pump,
      onHand: '6',
      ordered: '8',
      left: '-2',
      lastsDays: 0,
      runsOutOn: '2026-04-15',
      orderQuantity: '4',
    },
  ]);
  const [site] = (await world.list('organisation.site')).rows;
  await world.as('storekeeper')(receiveStock, {
    site: String(site!.id),
    reason: 'production',
    lines: [{ item: shop.pump, quantity: '4', unitCost: '150' }],
  });
  expect(await asked()).toEqual([]);
  // Two left over at 4 in 90 days last 45 days.
  expect(await asked(60)).toMatchObject([{ left: '2', lastsDays: 45, runsOutOn: '2026-05-30', orderQuantity: '1' }]);
});

scenario('the board says which rule is broken', async (world) => {
  const { shop } = await fill(world);
  const rules = async () => (await world.report('answers.books', {}, 'auditor')).rows;
  expect((await rules()).map((row) => row.name)).toEqual(['kernel.seal_chain', 'kernel.seal_waiting']);
  await world.invariants();
  const checked = await world.as('controller')(checkBooks, {});
  expect(checked.rules).toBeGreaterThan(15);
  expect(checked.broken).toBe(0);
  expect((await rules()).map((row) => row.state)).toEqual(Array(checked.rules + 2).fill('holds'));

  const shift = (by: number) =>
    world.owner((sql) => sql`update inventory.stock set on_hand = on_hand + ${by} where item_id = ${shop.seal}`);
  await shift(1);
  expect((await world.as('controller')(checkBooks, {})).broken).toBeGreaterThan(0);
  const broken = (await rules()).filter((row) => row.state === 'broken');
  expect(broken.map((row) => row.name)).toContain('inventory.stock_is_sum_of_entries');
  expect(broken[0]!.example).toContain('"');
  await shift(-1);
  expect((await world.as('controller')(checkBooks, {})).broken).toBe(0);
});
