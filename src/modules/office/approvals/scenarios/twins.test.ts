import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { placeOrders as sellMany } from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import * as payables from '#modules/finance/payables/contract.ts';
import * as receivables from '#modules/finance/receivables/contract.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { createUser } from '#modules/office/access/contract.ts';
import { agreeBlanket, callOff } from '#modules/supply/purchasing/blanket/contract.ts';
import { placeOrder, placeOrders, receiveOrders } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { approveRequisition, orderRequisitions, requestGoods } from '#modules/supply/sourcing/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { approve, setPolicy } from '../contract.ts';
import { hire, purchases, requestOf, role } from './people.ts';

/* A policy over an operation holds through every door: for what does the same many times, or as a part of something else. */

type Condition = { field: string; is: 'is' | 'is_not' | 'more_than'; value: string };

const guard = (world: World, operation: string, ...conditions: Condition[]) =>
  world.as('owner')(setPolicy, {
    name: `Rule of ${operation.split('.')[1]!.replaceAll('_', ' ')}`,
    operation,
    conditions,
    steps: [role('owner')],
  });

const call = (world: World, operation: string, input: object) =>
  execute(world.app, operation, { actor: seedActor(world.app, 'owner'), company: world.company, input });

scenario('records made by the list need the approval that one of them would', async (world) => {
  await guard(world, 'parties.create_party', { field: 'input.isSupplier', is: 'is', value: 'true' });
  const party = (code: string, isSupplier: boolean) => ({ code, name: code, isSupplier });
  const list = (...records: object[]) => call(world, 'parties.create_party_batch', { records });
  await list(party('A', false), party('B', false));
  await requestOf(list(party('C', false), party('D', true)));
});

scenario('payments are judged one by one and all together, by themselves and in a list', async (world) => {
  const shop = await openShop(world);
  const by = world.as('owner');
  await guard(
    world,
    'receivables.record_payment',
    { field: 'amountMinor', is: 'more_than', value: '500' },
    { field: 'input.method', is: 'is_not', value: 'transfer' },
  );
  const paid = (amountMinor: string, method: 'cash' | 'transfer') => ({ customer: shop.customer, amountMinor, method });
  const list = (...payments: ReturnType<typeof paid>[]) => by(receivables.recordPaymentsCommand, { payments });
  await by(receivables.recordPayment, paid('60000', 'transfer'));
  await list(paid('60000', 'transfer'), paid('40000', 'cash'));
  await requestOf(by(receivables.recordPayment, paid('60000', 'cash')));
  await requestOf(list(paid('100', 'transfer'), paid('60000', 'cash')));
  await requestOf(list(paid('30000', 'cash'), paid('30000', 'cash')));
});

scenario('orders, arrivals and bills in a list, and an order that is sent at once', async (world) => {
  const buying = await openBuying(world);
  const other = await make(world, 'parties.party', { code: 'MILL', name: 'Mill', isSupplier: true, country: 'AT' });
  const by = world.as('owner');
  const order = (supplier: string, quantity = '1') => ({
    ...{ supplier, lines: [{ item: buying.casting, quantity, unitPrice: '40' }] },
  });
  const { orders } = await by(placeOrders, { orders: [order(buying.supplier)] });
  // The condition looks at one supplier; in a list the other stands beside it.
  await guard(world, 'purchasing.place_order', { field: 'supplier', is: 'is', value: 'Mill' });
  await guard(world, 'purchasing.send_order', { field: 'totalMinor', is: 'more_than', value: '1000' });
  await requestOf(by(placeOrders, { orders: [order(buying.supplier), order(other)] }));
  await by(placeOrder, { ...order(buying.supplier, '100'), send: false });
  await requestOf(by(placeOrder, { ...order(buying.supplier, '100'), send: true }));
  await guard(world, 'purchasing.receive_goods');
  const waiting = await requestOf(by(receiveOrders, { arrivals: [{ order: orders[0]! }] }));
  const olga = await hire(world, 'Olga', ['owner']);
  expect(await olga.do(approve, { request: waiting })).toMatchObject({ state: 'done' });
  expect(await purchases(world)).toHaveLength(2);
  await guard(world, 'payables.post_bill', { field: 'supplier', is: 'is', value: 'Mill' });
  const bill = (supplier: string) => ({
    ...{ supplier, supplierNumber: 'R-1', lines: [{ description: 'Work', unitPrice: '100', taxCodes: [] }] },
  });
  await requestOf(by(payables.postBillsCommand, { bills: [bill(buying.supplier), bill(other)] }));
});

scenario('whatever places or sends orders on its way is asked as one who does it by hand', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const [buy, store] = [world.as('buyer'), world.as('storekeeper')];
  const lines = [{ item: casting, quantity: '100', supplier }];
  const { requisition } = await store(requestGoods, { lines });
  await world.as('controller')(approveRequisition, { requisition });
  const { blanket, lines: agreed } = await buy(agreeBlanket, {
    ...{ supplier, validTo: '2026-06-30' },
    lines: [{ item: casting, quantity: '300', unitPrice: '35' }],
  });
  const draw = (quantity: string, send: boolean) =>
    buy(callOff, { blanket, lines: [{ line: agreed[0]!, quantity }], send });
  await guard(world, 'purchasing.send_order', { field: 'totalMinor', is: 'more_than', value: '1000' });
  await requestOf(buy(orderRequisitions, { requisitions: [requisition], send: true }));
  await requestOf(draw('100', true));
  await draw('2', true);
  await guard(world, 'purchasing.place_order', { field: 'totalMinor', is: 'more_than', value: '500' });
  await requestOf(buy(orderRequisitions, { requisitions: [requisition], send: false }));
  await requestOf(draw('20', false));
  await draw('1', false);
});

scenario('sales in a list are confirmed by the same rule', async (world) => {
  const shop = await openShop(world);
  await guard(world, 'sales.confirm_order', { field: 'discountPercent', is: 'more_than', value: '15' });
  const order = (discountPercent: string) => ({
    ...{ customer: shop.customer, lines: [{ item: shop.pump, quantity: '1', discountPercent }] },
  });
  const list = (confirm: boolean) => world.as('owner')(sellMany, { orders: [order('0'), order('20')], confirm });
  await list(false);
  await requestOf(list(true));
});

scenario('whoever makes a user with a role grants it: what can not wait is refused', async (world) => {
  await guard(world, 'access.grant_role', { field: 'input.role', is: 'is', value: 'owner' });
  const user = (name: string, ...roles: string[]) =>
    world.as('owner')(createUser, { email: `${name}@works.test`, name, roles });
  await user('ann', 'buyer');
  await expect(user('eve', 'buyer', 'owner')).refuses('approval_required');
  expect((await world.list('access.user', { filter: { name: 'eve' } })).rows).toEqual([]);
});

scenario('amounts are compared in the company’s currency, whatever currency they are in', async (world) => {
  const rates = [
    { currency: 'KWD', day: '2026-01-01', rate: '3.1' },
    { currency: 'JPY', day: '2026-01-01', rate: '0.0062' },
  ];
  await world.as('bookkeeper')(setRates, { rates });
  const { supplier } = await openBuying(world);
  const { supplier: kuwaiti } = await openBuying(world, { name: 'Kuwaiti', currency: 'KWD' });
  for (const field of ['input.amountMinor', 'amountMinor']) {
    await guard(world, 'payables.record_payment', { field, is: 'more_than', value: '50' });
    const by = world.as('owner');
    const pay = (amountMinor: string, currency?: string, to = supplier) =>
      by(payables.recordPayment, { supplier: to, amountMinor, currency });
    await pay('5000', 'JPY');
    await pay('5000');
    await requestOf(pay('40000', 'KWD'));
    await requestOf(pay('40000', undefined, kuwaiti));
    await pay('16000', undefined, kuwaiti);
    const both = [
      { supplier, amountMinor: '100', currency: 'EUR' },
      { supplier: kuwaiti, amountMinor: '40000' },
    ];
    await requestOf(by(payables.recordPaymentsCommand, { payments: both }));
  }
});

scenario('a limit of write-offs holds for what a payment writes off, too', async (world) => {
  const shop = await openShop(world);
  const by = world.as('owner');
  await guard(world, 'receivables.write_off', { field: 'withOthersMinor', is: 'more_than', value: '20' });
  const invoice = async () => {
    const lines = [{ description: 'Work', unitPrice: '100', taxCodes: [] }];
    const { invoice: id } = await by(receivables.postInvoice, { customer: shop.customer, lines });
    return String((await world.list('receivables.open_item', { filter: { documentId: id } })).rows[0]!.id);
  };
  const settle = (item: string, less: object, amountMinor: string) => ({
    ...{
      customer: shop.customer,
      amountMinor,
      settle: 'listed' as const,
      applications: [{ item, amountMinor, ...less }],
    },
  });
  const [one, two] = [await invoice(), await invoice()];
  await requestOf(by(receivables.recordPayment, settle(one, { writeOffMinor: '3000' }, '7000')));
  await requestOf(by(receivables.recordPayment, settle(one, { discountMinor: '3000' }, '7000')));
  await by(receivables.recordPayment, settle(one, { writeOffMinor: '1500' }, '8500'));
  await requestOf(by(receivables.recordPayment, settle(two, { writeOffMinor: '1500' }, '8500')));
  await requestOf(
    by(receivables.recordPaymentsCommand, { payments: [settle(two, { writeOffMinor: '1500' }, '8500')] }),
  );
  await by(receivables.recordPayment, settle(two, {}, '10000'));
});
