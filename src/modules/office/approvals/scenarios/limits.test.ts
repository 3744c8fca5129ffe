import { expect } from 'vitest';
import {
  amendOrder as amendSale,
  confirmOrder as confirmSale,
  invoiceOrders,
  receiveReturn,
  placeOrder as sell,
  shipOrders,
} from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { postEntry, reverseEntry } from '#modules/finance/ledger/contract.ts';
import {
  approveRun,
  recordPayment as payOut,
  payRun,
  postBill,
  proposeRun,
} from '#modules/finance/payables/contract.ts';
import { postCreditNote, postInvoice, recordPayment, refund, writeOff } from '#modules/finance/receivables/contract.ts';
import { approveCount, enterCount, startCount } from '#modules/supply/inventory/contract.ts';
import { amendOrder, placeOrder, placeOrders, sendOrder } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { approve, setPolicy } from '../contract.ts';
import { hire, purchases, requestOf, role } from './people.ts';

scenario('a discount above the limit waits; a program keeps the rights it asked with', async (world) => {
  const shop = await openShop(world);
  await world.as('owner')(setPolicy, {
    name: 'High discounts',
    operation: 'sales.place_order',
    conditions: [{ field: 'discountPercent', is: 'more_than', value: '15' }],
    steps: [role('owner')],
  });
  const order = (discountPercent: string) => ({
    customer: shop.customer,
    confirm: true,
    lines: [{ item: shop.pump, quantity: '1', discountPercent }],
  });
  await world.as('owner')(sell, order('15'));
  const id = await requestOf(world.as('owner')(sell, order('15.5')));
  await expect(world.as('owner')(approve, { request: id })).refuses('own_request');
  const boss = await hire(world, 'Olga', ['owner']);
  expect(await boss.do(approve, { request: id })).toMatchObject({ state: 'done' });
  expect((await world.list('sales.sales_order')).rows).toHaveLength(2);
});

scenario('a discount is what a line is below its list price, however the price was lowered', async (world) => {
  const shop = await openShop(world);
  const by = world.as('owner');
  await by(setPolicy, {
    ...{ name: 'High discounts', operation: 'sales.sales_order', steps: [role('controller')] },
    conditions: [{ field: 'discountPercent', is: 'more_than', value: '20' }],
  });
  const order = (line: object, confirm = true) => ({
    ...{ customer: shop.customer, confirm, lines: [{ item: shop.pump, quantity: '1', ...line }] },
  });
  for (const line of [{ unitPrice: '125' }, { unitPrice: '0' }, { unitPrice: '220', discountPercent: '10' }])
    await expect(by(sell, order(line))).refuses('approval_required');
  const { order: id } = await by(sell, order({ unitPrice: '200' }));
  const [line] = (await world.list('sales.order_line', { filter: { order: id } })).rows;
  const amended = (change: object) => ({ order: id, version: 1, lines: [{ line: String(line!.id), ...change }] });
  for (const change of [{ unitPrice: '125' }, { discountPercent: '1' }])
    await expect(by(amendSale, amended(change))).refuses('approval_required');
  await by(amendSale, amended({ unitPrice: '210' }));
  // A draft binds nobody; confirming it does.
  const draft = await by(sell, order({ unitPrice: '125' }, false));
  await expect(by(confirmSale, { order: draft.order })).refuses('approval_required');
});

scenario('paying back, giving up and credits of every kind are judged by what they come to that day', async (world) => {
  const shop = await openShop(world);
  const by = world.as('owner');
  const above = (operation: string, field: string, value: string) => ({
    ...{
      name: `Large ones of ${operation.split('.')[1]!.replaceAll('_', ' ')}`,
      operation,
      steps: [role('controller')],
      conditions: [{ field, is: 'more_than', value }],
    },
  });
  for (const [operation, field] of [
    ['receivables.refund', 'withOthersMinor'],
    ['receivables.write_off', 'withOthersMinor'],
    ['sales.receive_return', 'customerDayMinor'],
    ['receivables.post_invoice', 'takenOffMinor'],
    ['receivables.post_credit_note', 'customerDayMinor'],
  ] as const)
    await by(setPolicy, above(operation, field, '500') as never);
  const { payment } = await by(recordPayment, { customer: shop.customer, amountMinor: '200000' });
  const [paid] = (await world.list('receivables.open_item', { filter: { documentId: payment } })).rows;
  const item = String(paid!.id);
  await expect(by(refund, { item })).refuses('approval_required');
  await by(refund, { item, amountMinor: '50000' });
  await expect(by(refund, { item, amountMinor: '1' })).refuses('approval_required');
  await by(writeOff, { item, amountMinor: '40000', reason: 'Rest' });
  await expect(by(writeOff, { item, amountMinor: '10001', reason: 'Rest' })).refuses('approval_required');
  const lines = [600, -501].map((price) => ({ description: 'Work', unitPrice: String(price), taxCodes: [] }));
  await expect(by(postInvoice, { customer: shop.customer, lines })).refuses('approval_required');

  const { order } = await by(sell, {
    ...{ customer: shop.customer, confirm: true, lines: [{ item: shop.pump, quantity: '4', taxCodes: [] }] },
  });
  const { deliveries } = await by(shipOrders, { orders: [order] });
  await by(invoiceOrders, { orders: [order] });
  const [sent] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0] } })).rows;
  const giveBack = (quantity: string) =>
    by(receiveReturn, {
      ...{ delivery: deliveries[0]!, reason: 'Sent back', lines: [{ line: String(sent!.id), quantity }] },
    });
  await expect(giveBack('3')).refuses('approval_required');
  await giveBack('1');
  await giveBack('1');
  await expect(giveBack('1')).refuses('approval_required');
  const bonus = { customer: shop.customer, reason: 'Bonus', lines: [{ description: 'Bonus', unitPrice: '1' }] };
  await expect(by(postCreditNote, bonus)).refuses('approval_required');
});

scenario('money that is entered is compared as the form shows it', async (world) => {
  const shop = await openShop(world);
  const by = world.as('owner');
  await by(setPolicy, {
    ...{ name: 'Money', operation: 'receivables.record_payment', steps: [role('controller')] },
    conditions: [{ field: 'input.amountMinor', is: 'more_than', value: '500' }],
  });
  const pay = (amountMinor: string) => by(recordPayment, { customer: shop.customer, amountMinor });
  await pay('501');
  await pay('50000');
  await expect(pay('50001')).refuses('approval_required');
});

scenario('bills of a supplier and entries on an account are summed over a day where a limit says so', async (world) => {
  const { supplier } = await openBuying(world);
  const by = world.as('bookkeeper');
  for (const [name, operation] of [
    ['Bills', 'payables.bill'],
    ['Entries', 'ledger.post_entry'],
  ])
    await world.as('controller')(setPolicy, {
      ...{ name: `${name} over 1,000`, operation: operation!, steps: [role('owner')] },
      conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
    });
  let count = 0;
  const bill = (unitPrice: string) =>
    by(postBill, {
      ...{ supplier, supplierNumber: `N-${++count}`, acknowledgeDuplicate: true },
      lines: [{ description: 'Rent', unitPrice, taxCodes: [] }],
    });
  await bill('600');
  await expect(bill('401')).refuses('approval_required');
  await bill('400');
  const free = (await world.list('ledger.account', { filter: { control: false, active: true }, size: 200 })).rows;
  const [one, two, three] = free
    .filter(({ type, keptFor }) => type === 'expense' && !keptFor)
    .map(({ id }) => String(id));
  const entry = (debit: string, credit: string, minor: bigint) =>
    by(postEntry, {
      ...{ effectiveOn: '2026-03-02', text: 'Shifted' },
      lines: [
        { account: debit, debitMinor: minor },
        { account: credit, creditMinor: minor },
      ],
    });
  const { entry: first } = await entry(one!, two!, 600_00n);
  await expect(entry(one!, three!, 401_00n)).refuses('approval_required');
  await expect(entry(three!, two!, 401_00n)).refuses('approval_required');
  await entry(two!, three!, 1000_00n);
  await by(reverseEntry, { entry: first, reason: 'Wrong' });
  await entry(one!, two!, 401_00n);
  world.today('2026-03-04');
  await bill('1000');
  await entry(one!, two!, 1000_00n);
});

scenario(
  'payments are summed over a day where a limit says so: of a customer, of a supplier, of a run',
  async (world) => {
    const { supplier } = await openBuying(world);
    const customer = await make(world, 'parties.party', { code: 'C-PAYS', name: 'Customer', isCustomer: true });
    const by = world.as('bookkeeper');
    for (const operation of ['receivables.record_payment', 'payables.record_payment'])
      await world.as('controller')(setPolicy, {
        ...{
          name: operation.startsWith('pay') ? 'Paid over 1,000' : 'Received over 1,000',
          operation,
          steps: [role('controller')],
        },
        conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
      });
    const receive = (amountMinor: bigint) => by(recordPayment, { customer, amountMinor });
    const pay = (amountMinor: bigint) => by(payOut, { supplier, amountMinor });
    for (const move of [receive, pay]) {
      await move(600_00n);
      await expect(move(401_00n)).refuses('approval_required');
      await move(400_00n);
    }
    // Money that comes back is none paid out.
    await pay(-5_00n);
    world.today('2026-03-04');
    for (const move of [receive, pay]) await move(900_00n);
    const lines = [{ description: 'Rent', unitPrice: '2000', taxCodes: [] }];
    await by(postBill, { supplier, supplierNumber: 'N-1', billedOn: '2026-01-20', lines });
    const { run } = await by(proposeRun, {});
    await world.as('controller')(approveRun, { run });
    await requestOf(by(payRun, { run }));
  },
);

scenario('a run of payments is judged with what else its suppliers were paid that day', async (world) => {
  const { supplier } = await openBuying(world);
  const other = (await openBuying(world)).supplier;
  const by = world.as('bookkeeper');
  await world.as('controller')(setPolicy, {
    ...{ name: 'Runs over 1,000', operation: 'payables.pay_run', steps: [role('owner')] },
    conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
  });
  let count = 0;
  const bill = (of: string, unitPrice: string) =>
    by(postBill, {
      ...{ supplier: of, supplierNumber: `N-${++count}`, billedOn: '2026-01-20' },
      lines: [{ description: 'Rent', unitPrice, taxCodes: [] }],
    });
  const run = async () => {
    const made = await by(proposeRun, {});
    await world.as('controller')(approveRun, { run: made.run });
    return by(payRun, { run: made.run });
  };
  await by(payOut, { supplier, amountMinor: 300_00n, settle: 'listed' });
  await bill(supplier, '300');
  await bill(other, '400');
  await run();
  await bill(supplier, '200');
  await bill(other, '101');
  await expect(run()).refuses('approval_required');
});

scenario('what is bought of one supplier on a day counts together where a limit says so', async (world) => {
  const buying = await openBuying(world);
  await world.as('controller')(setPolicy, {
    name: 'Over 1,000 a day',
    operation: 'purchasing.purchase_order',
    conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
    steps: [role('controller')],
  });
  const place = (quantity: string) =>
    world.as('buyer')(placeOrder, {
      ...{ supplier: buying.supplier, send: true },
      lines: [{ item: buying.casting, quantity, unitPrice: '100' }],
    });
  await place('6');
  await requestOf(place('5'));
  await place('4');
  world.today('2026-03-03');
  await place('9');
});

scenario(
  'what a customer orders on a day counts together where a limit says so, shipped and invoiced or not',
  async (world) => {
    const shop = await openShop(world);
    const by = world.as('owner');
    await by(setPolicy, {
      ...{ name: 'Over 1,000 a day', operation: 'sales.sales_order', steps: [role('controller')] },
      conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
    });
    const order = (quantity: string, confirm = true) =>
      by(sell, { ...{ customer: shop.customer, confirm }, lines: [{ item: shop.pump, quantity, taxCodes: [] }] });
    const { order: first } = await order('3');
    await by(shipOrders, { orders: [first] });
    await by(invoiceOrders, { orders: [first] });
    await expect(order('2')).refuses('approval_required');
    const draft = await order('2', false);
    await expect(by(confirmSale, { order: draft.order })).refuses('approval_required');
    const { order: second } = await order('1');
    const [line] = (await world.list('sales.order_line', { filter: { order: second } })).rows;
    const lines = [{ line: String(line!.id), quantity: '2' }];
    await expect(by(amendSale, { order: second, version: 1, lines })).refuses('approval_required');
    world.today('2026-03-04');
    await order('3');
  },
);

scenario('differences of counts are summed over a day where a limit says so', async (world) => {
  const shop = await openShop(world);
  await world.as('controller')(setPolicy, {
    ...{ name: 'Large differences', operation: 'inventory.approve_count', steps: [role('owner')] },
    conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '400' }],
  });
  const found = async (quantity: string) => {
    const { count } = await world.as('storekeeper')(startCount, { site: shop.site, items: [shop.pump] });
    await world.as('storekeeper')(enterCount, { count, lines: [{ item: shop.pump, quantity }] });
    return world.as('controller')(approveCount, { count });
  };
  await found('8');
  await expect(found('7')).refuses('approval_required');
});

scenario('one policy on purchase orders holds however they arise', async (world) => {
  const buying = await openBuying(world);
  const policy = {
    name: 'Orders over 10,000',
    operation: 'purchasing.purchase_order',
    conditions: [{ field: 'totalMinor', is: 'more_than' as const, value: '10000' }],
    steps: [role('owner')],
  };
  await expect(
    world.as('controller')(setPolicy, {
      ...policy,
      conditions: [{ field: 'input.lines.item', is: 'is', value: buying.casting }],
    }),
  ).refuses('no_field');
  await world.as('controller')(setPolicy, policy);
  const olga = await hire(world, 'Olga', ['owner']);
  const draft = (quantity: string) => ({
    supplier: buying.supplier,
    lines: [{ item: buying.casting, quantity, unitPrice: '40' }],
  });
  // A draft binds nobody and waits for nobody; sending it does.
  const large = await world.as('buyer')(placeOrder, draft('251'));
  await requestOf(world.as('buyer')(sendOrder, { order: large.order }));
  await requestOf(world.as('controller')(placeOrders, { orders: [draft('252')] }));
  const { order } = await world.as('buyer')(placeOrder, { ...draft('250'), send: true });
  const [line] = (await world.list('purchasing.order_line', { filter: { order: order } })).rows;
  const amended = await requestOf(
    world.as('buyer')(amendOrder, { order, version: 1, lines: [{ line: String(line!.id), quantity: '300' }] }),
  );
  expect(await olga.inbox()).toHaveLength(3);
  expect(await olga.do(approve, { request: amended })).toMatchObject({ state: 'done' });
  expect((await purchases(world)).map((row) => row.netMinor).sort()).toEqual([10_040_00n, 12_000_00n].sort());
  // Who names the operation means drafts too.
  await world.as('controller')(setPolicy, { ...policy, name: 'Entered', operation: 'purchasing.place_order' });
  await requestOf(world.as('buyer')(placeOrder, draft('251')));
});
