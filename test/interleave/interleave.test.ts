import { expect, test } from 'vitest';
import type { App } from '#kernel/app.ts';
import type { Sql } from '#kernel/db/sql.ts';
import { withClient } from '#kernel/transaction.ts';
import { cancelOrder, confirmOrder, invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { make, type Shop } from '#modules/commerce/sales/scenarios/shop.ts';
import { closePeriod, postEntry, reopenPeriod } from '#modules/finance/ledger/contract.ts';
import { recordPayment, unmatchItems } from '#modules/finance/receivables/contract.ts';
import { setCredit } from '#modules/master/parties/contract.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { openWorld, type World } from '#test/harness.ts';
import { type Act, pair } from './pair.ts';
import { openStepper } from './stepper.ts';

let count = 0;

async function newItem(world: World, shop: Shop, quantity: string): Promise<string> {
  const item = await make(world, 'catalog.item', { code: `X-${++count}`, name: 'Pump', listPrice: '100' });
  await world.as('storekeeper')(receiveStock, {
    site: shop.site,
    reason: 'production',
    effectiveOn: '2026-01-05',
    lines: [{ item, quantity, unitCost: '40' }],
  });
  return item;
}

const order = (world: World, shop: Shop, item: string, quantity: string, confirm = true) =>
  world.as('owner')(placeOrder, { customer: shop.customer, lines: [{ item, quantity }], confirm });

const stockOf = (item: string) => (sql: Sql) =>
  sql`select on_hand, reserved from inventory.stock where item_id = ${item}`;

pair('two orders reserve the same stock', async (world, shop) => {
  const item = await newItem(world, shop, '10');
  const one = await order(world, shop, item, '8', false);
  const two = await order(world, shop, item, '5', false);
  return {
    acts: [
      [confirmOrder, { order: one.order }],
      [confirmOrder, { order: two.order }],
    ],
    state: stockOf(item),
  };
});

pair('the same order ships twice', async (world, shop) => {
  const item = await newItem(world, shop, '10');
  const { order: id } = await order(world, shop, item, '4');
  const act: Act = [shipOrders, { orders: [id] }];
  return { acts: [act, act], state: stockOf(item) };
});

pair('an order ships while the rest of it is cancelled', async (world, shop) => {
  const item = await newItem(world, shop, '10');
  const { order: id } = await order(world, shop, item, '4');
  return {
    acts: [
      [shipOrders, { orders: [id] }],
      [cancelOrder, { order: id, reason: 'No longer wanted' }],
    ],
    state: async (sql) => [
      await stockOf(item)(sql),
      await sql`select state, open_base_minor from sales.sales_order where id = ${id}`,
    ],
  };
});

async function shipped(world: World, shop: Shop): Promise<string> {
  const { order: id } = await order(world, shop, await newItem(world, shop, '10'), '4');
  await world.as('owner')(shipOrders, { orders: [id] });
  return id;
}

pair('the same order is invoiced twice', async (world, shop) => {
  const id = await shipped(world, shop);
  const act: Act = [invoiceOrders, { orders: [id] }];
  return {
    acts: [act, act],
    state: (sql) => sql`select kind, total_minor from receivables.invoice where source_id = ${id}`,
  };
});

pair('two batches of orders that overlap are invoiced', async (world, shop) => {
  const [first, both, last] = [await shipped(world, shop), await shipped(world, shop), await shipped(world, shop)];
  return {
    acts: [
      [invoiceOrders, { orders: [first, both] }],
      [invoiceOrders, { orders: [last, both] }],
    ],
    state: (sql) => sql`
      select array_position(${[first, both, last]}::uuid[], source_id) as order, kind, total_minor from receivables.invoice
      where source_id = any(${[first, both, last]}::uuid[]) order by 1`,
  };
});

async function invoiced(world: World, shop: Shop) {
  const customer = await make(world, 'parties.party', { code: `PAYS-${++count}`, name: 'Payer', isCustomer: true });
  const id = await shipped(world, { ...shop, customer });
  const { invoices } = await world.as('owner')(invoiceOrders, { orders: [id] });
  const invoice = await world.get('receivables.invoice', invoices[0]!);
  const state = (sql: Sql) =>
    sql`select i.open_minor, i.state from receivables.v_invoice i where i.party_id = ${customer}`;
  return { customer, invoice: invoices[0]!, total: BigInt(String(invoice.totalMinor)), state };
}

pair('the same invoice is paid twice', async (world, shop) => {
  const { customer, total, state } = await invoiced(world, shop);
  const act: Act = [recordPayment, { party: customer, amountMinor: String(total) }];
  return { acts: [act, act], state };
});

pair('an invoice is paid while an earlier match is undone', async (world, shop) => {
  const { customer, total, state } = await invoiced(world, shop);
  await world.as('owner')(recordPayment, { customer: customer, amountMinor: String(total / 2n) });
  const [match] = await world.owner(
    (sql) => sql<{ id: string }>`select id from receivables.match order by id desc limit 1`,
  );
  return {
    acts: [
      [recordPayment, { party: customer, amountMinor: String(total) }],
      [unmatchItems, { match: match!.id }],
    ],
    state,
  };
});

pair('goods ship into a period that is being closed', async (world, shop) => {
  const item = await newItemInOpen(world, shop);
  const { order: id } = await order(world, shop, item, '4');
  const period = await january(world);
  return {
    acts: [
      [shipOrders, { orders: [id], shippedOn: '2026-01-20' }],
      [closePeriod, { period: String(period.id) }],
    ],
    state: (sql) =>
      sql`select distinct e.posted_on, e.effective_on from inventory.stock s
        join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id
        join ledger.entry e on e.company_id = m.company_id and e.event_id = m.event_id
        where s.item_id = ${item} order by 1, 2`,
  };
});

// The entry is in the period or refused, whoever comes first; never in the next.
pair('an entry to be refused when its period is closed is posted while it closes', async (world, shop) => {
  await newItemInOpen(world, shop);
  const period = await january(world);
  const { rows } = await world.list('ledger.account', { size: 200 });
  const account = (number: string) => String(rows.find((row) => row.number === number)!.id);
  const text = `Rent ${++count}`;
  const lines = [
    { account: account('6300'), debitMinor: '700' },
    { account: account('1800'), creditMinor: '700' },
  ];
  return {
    acts: [
      [postEntry, { effectiveOn: '2026-01-20', ifClosed: 'refuse', text, lines }],
      [closePeriod, { period: String(period.id) }],
    ],
    state: (sql) => sql`select posted_on, effective_on from ledger.entry where text = ${text}`,
  };
});

const january = async (world: World) => (await world.list('ledger.period', { filter: { code: '2026-01' } })).rows[0]!;

/** January is open and the first that is; an earlier schedule may have closed it. */
async function newItemInOpen(world: World, shop: Shop): Promise<string> {
  const { rows } = await world.list('ledger.period', { sort: 'startsOn', size: 100 });
  const owner = world.as('owner');
  for (const { id, code, startsOn, state } of rows) {
    if (code === '2026-01' && state !== 'open')
      await world.as('controller')(reopenPeriod, { period: String(id), reason: 'Again' });
    if (String(startsOn) < '2026-01-01' && state !== 'closed') await owner(closePeriod, { period: String(id) });
  }
  return newItem(world, shop, '10');
}

pair('two orders reach the credit limit', async (world, shop) => {
  const customer = await make(world, 'parties.party', { code: `OWES-${++count}`, name: 'Debtor', isCustomer: true });
  await world.as('owner')(setCredit, { party: customer, creditLimitMinor: '100000' });
  const item = await newItem(world, shop, '100');
  const act: Act = [placeOrder, { customer, lines: [{ item, quantity: '6' }], confirm: true }];
  return {
    acts: [act, act],
    state: (sql) => sql`select state, open_base_minor from sales.sales_order where customer_id = ${customer}`,
  };
});

pair('three orders reserve the last piece', async (world, shop) => {
  const item = await newItem(world, shop, '1');
  const drafts = [];
  for (let n = 0; n < 3; n++) drafts.push(await order(world, shop, item, '1', false));
  return { acts: drafts.map(({ order: id }): Act => [confirmOrder, { order: id }]), state: stockOf(item) };
});

test('a lost update is told apart from serial orders', async () => {
  const { world, close } = await openWorld();
  const stepper = await openStepper(world, 2);
  try {
    const counter = async (app: App) =>
      withClient(app.pool, async (client) => {
        const { rows } = await client.query('select name from kernel.company where id = 1');
        // The second statement is where the other may come between.
        await client.query('select 1');
        const name = `${rows[0].name}+`;
        await app.ownerPool.query('update kernel.company set name = $1 where id = 1', [name]);
        return name.split('+').length - 1;
      });
    expect((await stepper.run([counter, counter], { first: 0, switches: [] })).results).toEqual([1, 2]);
    expect((await stepper.run([counter, counter], { first: 0, switches: [1] })).results).toEqual([3, 3]);
  } finally {
    await stepper.close();
    await close();
  }
});
