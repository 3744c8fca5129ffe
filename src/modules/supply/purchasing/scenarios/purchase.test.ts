import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { newId } from '#kernel/values/id.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario, statementsOf } from '#test/harness.ts';
import {
  amendOrder,
  cancelRest,
  confirmOrder,
  placeOrder,
  placeOrders,
  receiveGoods,
  receiveOrders,
  returnGoods,
  sendOrder,
} from '../contract.ts';
import { balances, linesOfOrder, linesOfReceipt, openBuying, price } from './buying.ts';

scenario('an order is sent, confirmed later and dearer, and comes in two parts, one with rejects', async (world) => {
  const { supplier, casting, bolt, coating } = await openBuying(world);
  const buy = world.as('buyer');
  const { order, state, netMinor } = await buy(placeOrder, {
    supplier,
    lines: [
      { item: casting, quantity: '60' },
      { item: bolt, quantity: '200' },
      { item: coating, quantity: '2' },
    ],
  });
  expect([state, netMinor]).toEqual(['draft', 60n * 36_00n + 50_00n + 120_00n]);
  expect(await world.get('purchasing.purchase_order', order)).toMatchObject({ expectedOn: '2026-03-16', late: false });
  await buy(sendOrder, { order });
  const [castings, bolts] = await linesOfOrder(world, order);
  expect(
    await buy(confirmOrder, {
      order,
      supplierReference: 'F-77',
      lines: [{ line: String(castings!.id), expectedOn: '2026-03-20', unitPrice: '37' }],
    }),
  ).toMatchObject({ state: 'confirmed', later: 1, dearer: 1 });

  const store = world.as('storekeeper');
  world.today('2026-03-18');
  const first = await store(receiveGoods, {
    order,
    deliveryNote: '4711',
    lines: [
      { line: String(castings!.id), quantity: '38', rejected: '2', rejectReason: 'Cracked' },
      { line: String(bolts!.id), quantity: '200' },
    ],
  });
  expect(first.state).toBe('confirmed');
  expect(await balances(world)).toEqual({ inventory: 38n * 37_00n + 50_00n, grni: -(38n * 37_00n + 50_00n) });
  expect((await world.report('purchasing.arrivals', {})).rows).toMatchObject([
    { dueOn: '2026-03-02', open: '2' },
    { dueOn: '2026-03-20', open: '22' },
  ]);
  world.today('2026-03-23');
  const rest = await store(receiveGoods, { order });
  expect(rest.state).toBe('done');
  expect(await balances(world)).toEqual({
    inventory: 60n * 37_00n + 50_00n,
    expense: 120_00n,
    grni: -(60n * 37_00n + 170_00n),
  });
  expect(await world.get('purchasing.purchase_order', order)).toMatchObject({ receiptState: 'received', late: false });
  const { rows } = await world.report('purchasing.scorecard', {}, 'buyer');
  expect(rows).toMatchObject([{ supplierId: supplier, lines: 3, rejectedPercent: '0.76', suggested: 'Too few lines' }]);
  await expect(store(receiveGoods, { order })).refuses('done_order');
});

scenario('goods go back before they are billed, and the accrual with them to the last cent', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const placed = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [{ item: casting, quantity: '3', unitPrice: '33.333333' }],
  });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order: placed.order });
  const [line] = await linesOfReceipt(world, receipt);
  const back = (quantity: string) =>
    world.as('storekeeper')(returnGoods, { receipt, reason: 'Cracked', lines: [{ line: String(line!.id), quantity }] });
  await back('1');
  expect(await balances(world)).toEqual({ inventory: 66_67n, grni: -66_67n });
  await expect(back('2.5')).refuses('gone_before');
  await back('2');
  expect(await balances(world)).toEqual({});
  expect((await world.report('purchasing.accrued', {})).rows).toEqual([]);
});

scenario('five dozen: quantity and price are kept for one piece, exactly', async (world) => {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'catalog.item_unit', { item: casting, unit: 'DZ', factor: '12' });
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [{ item: casting, quantity: '5', unit: 'DZ', unitPrice: '120' }],
  });
  const [line] = await linesOfOrder(world, order);
  expect(line).toMatchObject({
    quantity: '60',
    unitPrice: '10',
    orderedQuantity: '5',
    orderedUnit: 'DZ',
    netMinor: 600_00n,
  });
  await world.as('storekeeper')(receiveGoods, {
    order,
    lines: [{ line: String(line!.id), quantity: '2', unit: 'DZ' }],
  });
  expect(await balances(world)).toEqual({ inventory: 240_00n, grni: -240_00n });
});

scenario('dollars are worth what the day of receipt makes them', async (world) => {
  const { casting } = await openBuying(world);
  const supplier = await make(world, 'parties.party', { code: 'US', name: 'US', isSupplier: true, currency: 'USD' });
  const lines = [{ item: casting, quantity: '1', unitPrice: '100' }];
  await expect(world.as('buyer')(placeOrder, { supplier, lines })).refuses('no_rate');
  const rates = [
    { currency: 'USD', day: '2026-03-01', rate: '0.9' },
    { currency: 'USD', day: '2026-03-10', rate: '0.8' },
  ];
  await world.as('controller')(setRates, { rates });
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  world.today('2026-03-10');
  await world.as('storekeeper')(receiveGoods, { order });
  expect(await balances(world)).toEqual({ inventory: 80_00n, grni: -80_00n });
});

scenario('an amended order keeps what was agreed, and shows what changed', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [{ item: casting, quantity: '10' }],
  });
  const [line] = await linesOfOrder(world, order);
  const amend = (input: object) => world.as('buyer')(amendOrder, { order, version: 1, ...input } as never);
  await expect(amend({ version: 2 })).refuses('changed_meanwhile');
  await expect(amend({ lines: [{ line: newId(), quantity: '1' }] })).refuses('not_found');
  await expect(amend({ lines: [{ line: String(line!.id), item: bolt }] })).refuses('item_fixed');
  await expect(amend({ lines: [{ item: bolt }] })).refuses('item_missing');
  await world.as('storekeeper')(receiveGoods, { order, lines: [{ line: String(line!.id), quantity: '4' }] });
  await expect(amend({ lines: [{ line: String(line!.id), quantity: '3' }] })).refuses('below_received');
  await amend({
    lines: [
      { line: String(line!.id), quantity: '4' },
      { item: bolt, quantity: '100' },
    ],
  });
  expect(await world.get('purchasing.purchase_order', order)).toMatchObject({
    state: 'sent',
    version: 2,
    netMinor: 185_00n,
  });
  const [entry] = await world.owner(
    (sql) => sql<{ before: unknown; after: unknown }>`
      select before, after from kernel.event_record where record_id = ${order} order by event_id desc limit 1`,
  );
  expect(entry!.before).toMatchObject({ version: 1, lines: [{ line: 1, quantity: '10' }, null] });
  expect(entry!.after).toMatchObject({
    version: 2,
    lines: [
      { line: 1, quantity: '4' },
      { line: 2, quantity: '100' },
    ],
  });
});

scenario('an order is refused by the first rule it breaks, in this order', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const customer = await make(world, 'parties.party', { code: 'C', name: 'Customer', isCustomer: true });
  const other = await make(world, 'catalog.item', { code: 'OTHER', name: 'Other' });
  const place = (lines: object[], more: object = {}) =>
    world.as('buyer')(placeOrder, { supplier, lines, ...more } as never);
  await expect(world.as('storekeeper')(placeOrder, { supplier, lines: [{ item: casting, quantity: '1' }] })).refuses(
    'not_permitted',
  );
  await expect(place([{ item: newId(), quantity: '1' }], { supplier: customer })).refuses('not_found');
  await expect(place([{ item: newId(), quantity: '1', unit: 'XX' }])).refuses('not_found');
  await expect(place([{ item: other, quantity: '1', unit: 'XX' }], { currency: 'USD' })).refuses('no_unit');
  await expect(place([{ item: other, quantity: '1' }], { currency: 'USD' })).refuses('no_rate');
  await expect(place([{ item: other, quantity: '1' }])).refuses('no_supplier_price');
  await expect(place([{ item: bolt, quantity: '99' }])).refuses('below_minimum');
  const { order } = await place([{ item: bolt, quantity: '100' }]);
  await make(world, 'purchasing.supplier_standing', {
    supplier: supplier,
    standing: 'blocked',
    reason: 'Bad castings',
  });
  await expect(place([{ item: newId(), quantity: '1' }])).refuses('supplier_blocked');
  await expect(world.as('buyer')(sendOrder, { order })).refuses('supplier_blocked');
});

scenario(
  'what may come over the order is little, stands in the log and is known to those who approve',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    await execute(world.app, 'approvals.set_policy', {
      actor: seedActor(world.app, 'controller'),
      company: world.company,
      input: {
        ...{ name: 'Up to 1,000', operation: 'purchasing.purchase_order' },
        conditions: [{ field: 'Total, with what may be over', is: 'more_than', value: '1000' }],
        steps: [{ kind: 'role', who: 'owner' }],
      },
    });
    const place = (overPercent: string) =>
      world.as('buyer')(placeOrder, {
        ...{ supplier, overPercent, send: true },
        lines: [{ item: casting, quantity: '10', unitPrice: '95' }],
      });
    await expect(place('20.1')).refuses('invalid_input');
    await expect(place('10')).refuses('approval_required');
    const { order } = await place('5');
    const [placed] = await world.owner(
      (sql) => sql<{ after: object }>`select after from kernel.event_record where record_id = ${order}`,
    );
    expect(placed!.after).toMatchObject({ overPercent: '5' });
  },
);

scenario('a receipt is refused by the first rule it breaks, in this order', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    overPercent: '10',
    lines: [{ item: casting, quantity: '10' }],
  });
  const [found] = await linesOfOrder(world, order);
  const line = String(found!.id);
  const take = (lines: object[], more: object = {}) =>
    world.as('storekeeper')(receiveGoods, { order, lines, ...more } as never);
  await expect(world.as('buyer')(receiveGoods, { order })).refuses('not_permitted');
  await expect(take([{ line: newId(), quantity: '1' }], { receivedOn: '2026-03-03' })).refuses('future_day');
  await expect(take([{ line: newId(), quantity: '1' }], { order: newId() })).refuses('not_found');
  await expect(take([{ line: newId(), quantity: '1' }])).refuses('wrong_state');
  await world.as('buyer')(sendOrder, { order });
  await expect(take([{ line: newId(), quantity: '20', rejected: '1' }])).refuses('not_found');
  await expect(take([{ line, quantity: '20', rejected: '1', unit: 'XX' }])).refuses('no_unit');
  await expect(take([{ line, quantity: '20', rejected: '1' }])).refuses('no_reason');
  await expect(take([{ line, quantity: '11.5' }])).refuses('too_much');
  await expect(
    take([
      { line, quantity: '6' },
      { line, quantity: '5.5' },
    ]),
  ).refuses('too_much');
  await expect(take([{ line, quantity: '0' }])).refuses('nothing_received');
  // What the desk asks about beforehand is what is refused here.
  expect(await linesOfOrder(world, order)).toMatchObject([{ open: '10', mayCome: '11' }]);
  expect((await take([{ line, quantity: '11' }])).state).toBe('done');
});

scenario('what is not awaited any more', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const place = async () =>
    (await world.as('buyer')(placeOrder, { supplier, send: true, lines: [{ item: casting, quantity: '10' }] })).order;
  const [none, some] = [await place(), await place()];
  const [line] = await linesOfOrder(world, some);
  await world.as('storekeeper')(receiveGoods, { order: some, lines: [{ line: String(line!.id), quantity: '4' }] });
  await world.as('buyer')(cancelRest, { orders: [none, some], reason: 'Too late' });
  expect((await world.get('purchasing.purchase_order', none)).state).toBe('cancelled');
  expect((await world.get('purchasing.purchase_order', some)).state).toBe('done');
  await expect(world.as('buyer')(cancelRest, { orders: [some], reason: 'Again' })).refuses('wrong_state');
});

scenario('two take in the same goods at once: never more than was ordered', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [{ item: casting, quantity: '10' }],
  });
  const [line] = await linesOfOrder(world, order);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () =>
      world.as('storekeeper')(receiveGoods, { order, lines: [{ line: String(line!.id), quantity: '3' }] }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3);
  expect((await linesOfOrder(world, order))[0]).toMatchObject({ received: '9', open: '1' });
});

scenario('statements do not grow with lines or orders', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const order = (lines: number) => ({
    supplier,
    lines: Array.from({ length: lines }, (_, n) => ({ item: n % 2 ? casting : bolt, quantity: '100' })),
  });
  const run = async (orders: number, lines: number) => {
    let made: string[] = [];
    const placing = await statementsOf(async () => {
      const drafts = Array.from({ length: orders }, () => order(lines));
      ({ orders: made } = await world.as('owner')(placeOrders, { orders: drafts }));
    });
    const receiving = await statementsOf(() =>
      world.as('storekeeper')(receiveOrders, { arrivals: made.map((one) => ({ order: one })) }),
    );
    return [placing, receiving];
  };
  await run(1, 2);
  expect(await run(20, 10)).toEqual(await run(1, 2));
});

scenario('which supplier, when: in time first, then the cheaper good unit', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const cheap = await make(world, 'parties.party', { code: 'CHEAP', name: 'Cheap', isSupplier: true });
  await price(world, cheap, casting, '30', { leadDays: 40 });
  const ask = async (needOn: string) =>
    (await world.report('purchasing.which_supplier', { item: casting, quantity: '60', needOn }, 'buyer')).rows;
  expect(await ask('2026-03-20')).toMatchObject([
    { supplierId: supplier, unitCost: '36', totalMinor: 2160_00n, arrivesOn: '2026-03-16', inTime: true },
    { supplierId: cheap, inTime: false, reason: '22 days late, 16.7 % cheaper, lead time as quoted' },
  ]);
  expect(await ask('2026-05-20')).toMatchObject([{ supplierId: cheap }, { supplierId: supplier }]);
});
