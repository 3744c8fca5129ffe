import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import {
  approveRequisition,
  orderProposals,
  orderRequisitions,
  requestGoods,
} from '#modules/supply/sourcing/contract.ts';
import { scenario, statementsOf, type World } from '#test/harness.ts';
import { amendOrder, placeOrder, sendOrder } from '../contract.ts';
import { awardQuotations, recordQuotation, requestQuotations } from '../quotation/contract.ts';
import { linesOfOrder, openBuying, price } from './buying.ts';

const stand = (world: World, supplierId: string, itemId: string, standing: string, more: object = {}) =>
  make(world, 'purchasing.item_supplier', { supplier: supplierId, item: itemId, standing, ...more });

const policy = (world: World, fields: object) => make(world, 'purchasing.source_policy', fields);

scenario('an item is bought from approved suppliers alone, on the days they are approved', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const buy = world.as('buyer');
  const place = (item = casting, more: object = {}) =>
    buy(placeOrder, { supplier, lines: [{ item, quantity: '100' }], ...more });
  await place();
  await policy(world, { item: casting });
  await expect(place()).refuses('not_approved');
  await expect(place(casting, { orderedOn: '2026-01-05' })).refuses('not_approved');
  await place(bolt);
  await stand(world, supplier, casting, 'approved', { fromDay: '2026-03-03', toDay: '2026-03-31' });
  await expect(place()).refuses('not_approved');
  world.today('2026-03-03');
  const { order } = await place();
  world.today('2026-03-31');
  await place();
  world.today('2026-04-01');
  await expect(place()).refuses('not_approved');
  await expect(buy(sendOrder, { order })).refuses('not_approved');
  const [line] = await linesOfOrder(world, order);
  const amend = (version: number, quantity: string) =>
    buy(amendOrder, { order, version, lines: [{ line: String(line!.id), quantity }] });
  await expect(amend(1, '101')).refuses('not_approved');
  await amend(1, '90');
  await stand(world, supplier, casting, 'conditional', { fromDay: '2026-04-01', reason: 'First article' });
  await buy(sendOrder, { order });
  await amend(2, '101');
  await stand(world, supplier, bolt, 'blocked', { reason: 'Wrong thread' });
  await expect(place(bolt)).refuses('item_blocked');
  await expect(
    world.as('buyer')(placeOrder, { supplier, lines: [{ item: bolt, quantity: '100', unitPrice: '1' }] }),
  ).refuses('item_blocked');
});

scenario(
  'the item’s own policy comes before its category’s, the nearest category before those above',
  async (world) => {
    const { supplier } = await openBuying(world);
    const [metal] = [await make(world, 'catalog.item_category', { code: 'METAL', name: 'Metal' })];
    const steel = await make(world, 'catalog.item_category', { code: 'STEEL', name: 'Steel', parent: metal });
    const item = async (code: string, categoryId: string) => {
      const id = await make(world, 'catalog.item', { code, name: code, category: categoryId });
      await price(world, supplier, id, '1');
      return id;
    };
    const [tin, rod, beam] = [await item('TIN', metal), await item('ROD', steel), await item('BEAM', steel)];
    const place = (one: string) => world.as('buyer')(placeOrder, { supplier, lines: [{ item: one, quantity: '1' }] });
    await policy(world, { category: metal });
    for (const one of [tin, rod, beam]) await expect(place(one)).refuses('not_approved');
    await policy(world, { item: beam, onlyApproved: false });
    await place(beam);
    await expect(place(rod)).refuses('not_approved');
    await policy(world, { category: steel, onlyApproved: false });
    await place(rod);
    await expect(place(tin)).refuses('not_approved');
    await expect(make(world, 'purchasing.source_policy', { item: tin, category: metal })).refuses('not_valid');
  },
);

scenario('the ranking says who is approved and who cannot be ordered from', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const other = async (code: string, unitPrice: string) => {
    const id = await make(world, 'parties.party', { code, name: code, isSupplier: true });
    await price(world, id, casting, unitPrice, { leadDays: 14 });
    return id;
  };
  const [cheap, barred, banned] = [await other('Cheap', '10'), await other('Barred', '9'), await other('Banned', '8')];
  await policy(world, { item: casting });
  await stand(world, supplier, casting, 'conditional', { reason: 'First article' });
  await stand(world, barred, casting, 'blocked', { reason: 'Wrong alloy' });
  await make(world, 'purchasing.supplier_standing', { supplier: banned, standing: 'blocked' });
  const { rows } = await world.report('purchasing.which_supplier', { item: casting, quantity: '1' }, 'buyer');
  const told = new Map(rows.map((row) => [row.supplierId, [row.rank, row.reason]]));
  expect(told.get(supplier)).toEqual([
    1,
    'in time, cheapest of those in time, lead time as quoted, approved on a condition: First article',
  ]);
  expect(told.get(cheap)).toEqual([null, 'not approved for this item']);
  expect(told.get(barred)).toEqual([null, 'blocked for this item: Wrong alloy']);
  expect(told.get(banned)).toEqual([null, 'blocked']);
  expect(rows).toHaveLength(4);
});

scenario('requisitions, proposals and awards go to none but those who may be ordered from', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const cheap = await make(world, 'parties.party', { code: 'Cheap', name: 'Cheap', isSupplier: true });
  await price(world, cheap, casting, '10');
  const buy = world.as('buyer');
  const [site] = (await world.list('organisation.site')).rows;
  await make(world, 'sourcing.replenishment_rule', {
    ...{ item: casting, site: site!.id, policy: 'min_max', minimum: '5', target: '10' },
  });
  const proposed = async () => (await world.report('sourcing.replenishment', {}, 'buyer')).rows;
  expect(await proposed()).toMatchObject([{ supplierName: 'Cheap' }]);
  await policy(world, { item: casting });
  expect(await proposed()).toMatchObject([{ supplierName: null }]);
  const order = () => buy(orderProposals, { proposals: [{ item: casting, site: String(site!.id) }] });
  await expect(order()).refuses('no_offer');
  await stand(world, supplier, casting, 'approved');
  expect(await proposed()).toMatchObject([{ supplierName: 'Foundry' }]);
  await order();
  expect((await world.list('purchasing.order_line')).rows).toMatchObject([{ supplier, quantity: '10' }]);
  const ask = async (named?: string) => {
    const lines = [{ item: casting, quantity: '1', ...(named ? { supplier: named } : {}) }];
    const { requisition } = await world.as('storekeeper')(requestGoods, { lines });
    await world.as('controller')(approveRequisition, { requisition });
    return buy(orderRequisitions, { requisitions: [requisition] });
  };
  await ask();
  await expect(ask(cheap)).refuses('not_approved');
  const { request } = await buy(requestQuotations, { suppliers: [cheap], lines: [{ item: casting, quantity: '1' }] });
  const [line] = (await world.list('purchasing.quotation_line', { filter: { request: request } })).rows;
  const [quotation] = (await world.list('purchasing.quotation', { filter: { request: request } })).rows;
  const { offers } = await buy(recordQuotation, {
    quotation: String(quotation!.id),
    lines: [{ line: String(line!.id), unitPrice: '1', leadDays: 1 }],
  });
  const compared = async () => (await world.report('purchasing.quotation_comparison', { request }, 'buyer')).rows;
  expect(await compared()).toMatchObject([{ cheapest: false, reason: 'not approved for this item' }]);
  const award = () => buy(awardQuotations, { request, awards: [{ offer: offers[0]! }] });
  await expect(award()).refuses('not_approved');
  await stand(world, cheap, casting, 'conditional', { reason: 'Sample' });
  expect(await compared()).toMatchObject([
    { cheapest: true, reason: 'cheapest, earliest, approved on a condition: Sample' },
  ]);
  await award();
});

scenario('who buys does not approve, and statements do not grow with lines', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  for (const itemId of [casting, bolt]) {
    await policy(world, { item: itemId });
    await stand(world, supplier, itemId, 'approved');
  }
  const place = async (many: number) => {
    return statementsOf(() =>
      world.as('buyer')(placeOrder, {
        supplier,
        lines: Array.from({ length: many }, (_, n) => ({ item: n % 2 ? casting : bolt, quantity: '100' })),
      }),
    );
  };
  await place(2);
  expect(await place(40)).toBe(await place(2));
  expect(world.app.registry.seedRoles.get('buyer')!.has('purchasing.supplier.judge')).toBe(false);
});
