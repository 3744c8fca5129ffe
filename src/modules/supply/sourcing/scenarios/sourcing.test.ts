import { expect } from 'vitest';
import { SERVICE_LEVELS } from '#engines/replenishment/service-levels.ts';
import { counters } from '#kernel/db/sql.ts';
import { newId } from '#kernel/values/id.ts';
import { placeOrder as sell } from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import { agreeBlanket } from '#modules/supply/purchasing/blanket/contract.ts';
import { receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { openBuying, price } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import {
  approveRequisition,
  cancelRequisition,
  orderProposals,
  orderRequisitions,
  rejectRequisition,
  requestGoods,
  requestProposals,
  submitRequisition,
} from '../contract.ts';

scenario('what the store asks for is approved by the controller and ordered at the best offers', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const rival = await make(world, 'parties.party', { code: 'R', name: 'Rival', isSupplier: true, country: 'AT' });
  await price(world, rival, bolt, '0.20', { pack: '1000', leadDays: 5 });
  const store = world.as('storekeeper');
  const { requisition, number, state } = await store(requestGoods, {
    neededOn: '2026-03-20',
    lines: [
      { item: casting, quantity: '7', reason: 'Spare' },
      { item: bolt, quantity: '150' },
      { item: bolt, quantity: '130', supplier },
    ],
  });
  expect([number, state]).toEqual(['PR-00001', 'submitted']);
  await expect(world.as('buyer')(orderRequisitions, { requisitions: [requisition] })).refuses('wrong_state');
  await world.as('controller')(approveRequisition, { requisition });
  const { orders } = await world.as('buyer')(orderRequisitions, { requisitions: [requisition], send: true });
  expect(orders).toHaveLength(2);
  const { rows } = await world.list('purchasing.order_line', { sort: 'quantity' });
  expect(rows.map((row) => [row.supplier, row.item, row.quantity, row.unitPrice])).toEqual([
    [supplier, casting, '7', '40'],
    [supplier, bolt, '200', '0.25'],
    [rival, bolt, '1000', '0.2'],
  ]);
  expect(await world.get('sourcing.requisition', requisition)).toMatchObject({ state: 'ordered' });
  const lines = (await world.list('sourcing.requisition_line', { sort: 'position' })).rows;
  expect(lines.map((line) => line.choice)).toEqual([
    'in time, cheapest of those in time, lead time as quoted',
    'in time, cheapest of those in time, sells 1000 at least, lead time as quoted',
    'named',
  ]);
  await expect(world.as('buyer')(orderRequisitions, { requisitions: [requisition] })).refuses('wrong_state');
});

scenario('what is asked for is called off at an agreed price, as far as the agreement goes', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const buy = world.as('buyer');
  const { lines: agreed } = await buy(agreeBlanket, {
    supplier,
    validTo: '2026-06-30',
    lines: [{ item: casting, quantity: '30', unitPrice: '35' }],
  });
  const lines = [
    { item: casting, quantity: '20' },
    { item: casting, quantity: '15', supplier },
    { item: casting, quantity: '10', supplier },
  ];
  const { requisition } = await world.as('storekeeper')(requestGoods, { lines });
  await world.as('controller')(approveRequisition, { requisition });
  await buy(orderRequisitions, { requisitions: [requisition] });
  const { rows } = await world.list('purchasing.order_line', { sort: 'quantity' });
  expect(rows.map((row) => [row.quantity, row.unitPrice, row.blanketLine])).toEqual([
    ['10', '35', agreed[0]],
    ['15', '40', null],
    ['20', '35', agreed[0]],
  ]);
  const asked = (await world.list('sourcing.requisition_line', { sort: 'position' })).rows;
  expect(asked[0]!.choice).toBe('in time, cheapest of those in time, lead time as quoted, at the price of BO-00001');
});

scenario('who asks does not decide, also with all rights', async (world) => {
  const { casting } = await openBuying(world);
  const owner = world.as('owner');
  const ask = (submit: boolean) => owner(requestGoods, { lines: [{ item: casting, quantity: '1' }], submit });
  const { requisition } = await ask(false);
  await expect(owner(approveRequisition, { requisition })).refuses('wrong_state');
  await owner(submitRequisition, { requisition });
  await expect(owner(approveRequisition, { requisition })).refuses('own_request');
  await expect(owner(rejectRequisition, { requisition, reason: 'No' })).refuses('own_request');
  await expect(world.as('storekeeper')(approveRequisition, { requisition })).refuses('not_permitted');
  await world.as('controller')(rejectRequisition, { requisition, reason: 'No budget' });
  expect(await world.get('sourcing.requisition', requisition)).toMatchObject({ rejectReason: 'No budget' });
  await expect(owner(cancelRequisition, { requisition })).refuses('wrong_state');
  const second = await ask(true);
  await owner(cancelRequisition, { requisition: second.requisition });
});

scenario('a request is refused by the first rule it breaks', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const unsold = await make(world, 'catalog.item', { code: 'U', name: 'Unsold' });
  const buy = world.as('buyer');
  const ask = (line: object, more: object = {}) =>
    buy(requestGoods, { lines: [{ item: casting, quantity: '1', ...line }], ...more });
  await expect(ask({ item: newId(), supplier: newId() }, { site: newId() })).refuses('not_found');
  await expect(ask({ item: newId(), supplier: newId() })).refuses('not_found');
  await expect(ask({ supplier: newId() })).refuses('not_found');
  await expect(buy(orderRequisitions, { requisitions: [newId()] })).refuses('not_found');
  const { requisition } = await ask({ item: unsold });
  await world.as('controller')(approveRequisition, { requisition });
  await expect(buy(orderRequisitions, { requisitions: [requisition] })).refuses('no_offer');
  await make(world, 'purchasing.supplier_standing', { supplier: supplier, standing: 'blocked', reason: 'Fraud' });
  const other = await ask({});
  await world.as('controller')(approveRequisition, { requisition: other.requisition });
  await expect(buy(orderRequisitions, { requisitions: [other.requisition] })).refuses('no_offer');
  const named = await ask({ supplier });
  await world.as('controller')(approveRequisition, { requisition: named.requisition });
  await expect(buy(orderRequisitions, { requisitions: [named.requisition] })).refuses('supplier_blocked');
});

scenario(
  'sold beyond stock: one is proposed; a minimum asks for more; what is asked for is not proposed again',
  async (world) => {
    const { customer, site, pump } = await openShop(world);
    const { supplier } = await openBuying(world);
    await price(world, supplier, pump, '140', { leadDays: 4 });
    const buy = world.as('buyer');
    await world.as('sales_desk')(sell, { customer, confirm: true, lines: [{ item: pump, quantity: '11' }] });
    const proposed = async () => (await world.report('sourcing.replenishment', {}, 'buyer')).rows;
    expect(await proposed()).toMatchObject([
      { itemCode: 'P-100', quantity: '1', projected: '-1', policy: 'on_demand' },
    ]);
    const rule = (minimum: string) =>
      world.owner((sql) => sql`update sourcing.replenishment_rule set minimum = ${minimum}`);
    await make(world, 'sourcing.replenishment_rule', {
      item: pump,
      site: site,
      policy: 'min_max',
      minimum: '-1',
      target: '10',
    });
    expect(await proposed()).toEqual([]);
    for (const minimum of ['5', '0']) {
      await rule(minimum);
      expect(await proposed()).toMatchObject([{ quantity: '11', supplierName: 'Foundry', leadMean: '4' }]);
    }
    const proposals = [{ item: pump, site }];
    const { requisitions } = await world.as('storekeeper')(requestProposals, { proposals });
    expect(requisitions).toMatchObject([{ state: 'submitted' }]);
    expect(await proposed()).toEqual([]);
    await expect(buy(orderProposals, { proposals })).refuses('nothing_needed');
    await world.as('controller')(rejectRequisition, { requisition: requisitions[0]!.requisition, reason: 'Later' });
    const { orders } = await buy(orderProposals, { proposals, send: true });
    expect(await proposed()).toEqual([]);
    world.today('2026-03-09');
    await world.as('storekeeper')(receiveGoods, { order: orders[0]!.order });
    const [row] = (await world.report('sourcing.replenishment', { all: true }, 'buyer')).rows;
    expect(row).toMatchObject({ onHand: '21', onOrder: '0', demand: '11', quantity: '0', leadMean: '7' });
  },
);

scenario('a reorder point from what was used and how long it took', async (world) => {
  const { site, seal } = await openShop(world);
  const { supplier } = await openBuying(world);
  await price(world, supplier, seal, '3', { leadDays: 10, pack: '25' });
  for (const [day, quantity] of [
    ['2026-03-03', '4'],
    ['2026-03-05', '4'],
  ] as const) {
    world.today(day);
    await world.as('storekeeper')(issueStock, { site, reason: 'own_use', lines: [{ item: seal, quantity }] });
  }
  world.today('2026-03-07');
  await make(world, 'sourcing.replenishment_rule', {
    ...{ item: seal, site: site, policy: 'reorder_point', serviceLevel: '95', lot: '80' },
  });
  const { rows } = await world.report('sourcing.replenishment', { all: true }, 'buyer');
  // 8 in 4 days: 2 a day, variance 4; 10 days: 20 + 1.644854 × √40 = 30.4; 11 safety.
  expect(rows).toMatchObject([
    { demandMean: '2', level: '31', safety: '11', target: '111', onHand: '92', quantity: '0' },
  ]);
  await world.as('storekeeper')(issueStock, { site, reason: 'own_use', lines: [{ item: seal, quantity: '70' }] });
  const [short] = (await world.report('sourcing.replenishment', {}, 'buyer')).rows;
  expect(short).toMatchObject({ projected: '22', quantity: '100' });
});

scenario('statements do not grow with lines, requisitions or proposals', async (world) => {
  const { casting, bolt } = await openBuying(world);
  const [site] = (await world.list('organisation.site')).rows;
  const counted = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const before = counters.queries;
    const result = await work();
    return [result, counters.queries - before];
  };
  const order = async (many: number, lines: number) => {
    const requisitions: string[] = [];
    for (let n = 0; n < many; n++) {
      const { requisition } = await world.as('storekeeper')(requestGoods, {
        lines: Array.from({ length: lines }, (_, m) => ({ item: m % 2 ? casting : bolt, quantity: '100' })),
      });
      await world.as('controller')(approveRequisition, { requisition });
      requisitions.push(requisition);
    }
    return (await counted(() => world.as('buyer')(orderRequisitions, { requisitions })))[1];
  };
  await order(1, 2);
  expect(await order(8, 12)).toBe(await order(1, 2));
  const rule = (itemId: string) =>
    make(world, 'sourcing.replenishment_rule', {
      item: itemId,
      site: site!.id,
      policy: 'min_max',
      target: '99999',
      minimum: '99999',
    });
  const ask = (...items: string[]) =>
    counted(() =>
      world.as('storekeeper')(requestProposals, { proposals: items.map((item) => ({ item, site: String(site!.id) })) }),
    );
  await Promise.all([rule(casting), rule(bolt)]);
  const one = (await ask(casting))[1];
  const [{ requisitions }] = await ask(bolt);
  await world.as('storekeeper')(cancelRequisition, { requisition: requisitions[0]!.requisition });
  const more = await Promise.all(
    Array.from({ length: 12 }, (_, n) => make(world, 'catalog.item', { code: `M-${n}`, name: 'More' })),
  );
  for (const item of more) await rule(item);
  expect((await ask(bolt, ...more))[1]).toBe(one);
});

scenario('two take the same proposal at once: it is bought once', async (world) => {
  const { casting } = await openBuying(world);
  const [row] = (await world.list('organisation.site')).rows;
  const site = String(row!.id);
  await make(world, 'sourcing.replenishment_rule', {
    ...{ item: casting, site: site, policy: 'min_max', minimum: '5', target: '10' },
  });
  const buy = () => world.as('buyer')(orderProposals, { proposals: [{ item: casting, site }] });
  const done = await Promise.allSettled([buy(), buy(), buy()]);
  expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  for (const one of done) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'nothing_needed' });
  expect((await world.list('purchasing.order_line')).rows).toMatchObject([{ quantity: '10' }]);
});

scenario('every service level may be chosen, and no other; the safety stock follows it', async (world) => {
  const { site, seal } = await openShop(world);
  const { supplier } = await openBuying(world);
  await price(world, supplier, seal, '3', { leadDays: 10 });
  for (const day of ['2026-03-03', '2026-03-05']) {
    world.today(day);
    const lines = [{ item: seal, quantity: '4' }];
    await world.as('storekeeper')(issueStock, { site, reason: 'own_use', lines });
  }
  world.today('2026-03-07');
  const rule = { item: seal, site, policy: 'reorder_point', lot: '10' };
  await expect(make(world, 'sourcing.replenishment_rule', { ...rule, serviceLevel: '96' })).refuses('invalid_input');
  const id = await make(world, 'sourcing.replenishment_rule', rule);
  const update = world.app.registry.operations.get('sourcing.update_replenishment_rule')!.contract;
  const held: unknown[] = [];
  for (const serviceLevel of SERVICE_LEVELS) {
    await world.as('buyer')(update, { id, changes: { serviceLevel } });
    held.push((await world.report('sourcing.replenishment', { all: true }, 'buyer')).rows[0]!.safety);
  }
  // A variance of 4 a day for 10 days: z × √40.
  expect(held).toEqual(['0', '6', '7', '9', '11', '13', '13', '15', '17', '20']);
});
