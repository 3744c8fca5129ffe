import { expect } from 'vitest';
import { recordPayment } from '#modules/finance/receivables/contract.ts';
import { setCredit } from '#modules/master/parties/contract.ts';
import { scenario } from '#test/harness.ts';
import { amendOrder, confirmOrder, holdOrder, pickDelivery, placeOrder, shipDelivery } from '../contract.ts';
import { bill, breakAt, type CaseShop, caseShop, lineOf, order, orderOf, ship } from './cases-world.ts';
import { make } from './shop.ts';

async function shipPart(shop: CaseShop, id: string, quantity: string): Promise<void> {
  const line = String((await lineOf(shop, id)).id);
  const { delivery } = await shop.world.as('owner')(pickDelivery, { order: id, lines: [{ line, quantity }] });
  await shop.world.as('owner')(shipDelivery, { delivery });
}

scenario('B34: an order amended to what has left is done, on hold too', async (world) => {
  const shop = await caseShop(world);
  const desk = world.as('sales_desk');
  for (const held of [false, true]) {
    const id = await order(shop, '10');
    await shipPart(shop, id, '6');
    await bill(shop, id);
    if (held) await desk(holdOrder, { order: id, reason: 'Asked to wait' });
    const line = String((await lineOf(shop, id)).id);
    await desk(amendOrder, { order: id, version: 1, lines: [{ line, quantity: '6' }] });
    expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n, totalMinor: 72000n });
  }
});

scenario('B26, B26a: the taxes of an amended line are kept; none at all is no tax', async (world) => {
  const shop = await caseShop(world);
  const desk = world.as('sales_desk');
  const codes = (await world.list('tax.code', { filter: { direction: 'sale' }, size: 100 })).rows;
  const zero = String(codes.find((code) => code.code === 'ZERO')!.id);
  const id = await order(shop, '1');
  const line = String((await lineOf(shop, id)).id);
  await desk(amendOrder, { order: id, version: 1, lines: [{ line, taxCodes: [zero] }] });
  await desk(amendOrder, { order: id, version: 2, note: 'Only a note' });
  expect(await orderOf(shop, id)).toMatchObject({ totalMinor: 10000n });
  await ship(shop, id);
  expect(await bill(shop, id)).toMatchObject({ total: 10000n });

  const plain = await order(shop, '1', { taxCodes: [] });
  expect(await orderOf(shop, plain)).toMatchObject({ totalMinor: 10000n });
  await desk(amendOrder, { order: plain, version: 1, note: 'Only a note' });
  await ship(shop, plain);
  expect(await bill(shop, plain)).toMatchObject({ total: 10000n, tax: 0n });
  const ruled = await order(shop, '1', { taxCodes: [] });
  await desk(amendOrder, {
    ...{ order: ruled, version: 1 },
    lines: [{ line: String((await lineOf(shop, ruled)).id), taxCodes: null }],
  });
  expect(await orderOf(shop, ruled)).toMatchObject({ totalMinor: 12000n });
});

scenario('B14, B14b: a quantity break is won and lost; prices by hand and what was agreed stay', async (world) => {
  const shop = await caseShop(world);
  await breakAt(shop, '100', '20');
  const desk = world.as('sales_desk');
  const { order: id } = await desk(placeOrder, {
    customer: shop.customer,
    lines: ['100', '99'].map((quantity) => ({ item: shop.item, quantity })),
  });
  const rows = async () => (await world.list('sales.order_line', { filter: { order: id }, sort: 'position' })).rows;
  const [first, second] = await rows();
  const lines = [
    { line: String(first!.id), quantity: '10' },
    { line: String(second!.id), quantity: '150' },
  ];
  await desk(amendOrder, { order: id, version: 1, lines });
  expect(await rows()).toMatchObject([
    { unitPrice: '100', discountPercent: '0', netMinor: 100000n, priceReason: { kind: 'list_price' } },
    { unitPrice: '100', discountPercent: '20', netMinor: 1200000n, priceReason: { break: '100' } },
  ]);
  // The list price rises: what was agreed stands as long as no break is won or lost.
  await make(world, 'catalog.item', { code: 'OTHER', name: 'Other', listPrice: '1' });
  await world.owner((sql) => sql`update catalog.item set list_price = 120 where id = ${shop.item}`);
  await desk(amendOrder, { order: id, version: 2, lines: [{ line: String(first!.id), quantity: '11' }] });
  expect((await rows())[0]).toMatchObject({ unitPrice: '100', quantity: '11' });
  await desk(amendOrder, { order: id, version: 3, lines: [{ line: String(first!.id), unitPrice: null }] });
  expect((await rows())[0]).toMatchObject({ unitPrice: '120' });

  const hand = await order(shop, '1', { unitPrice: '70' });
  const half = await order(shop, '1', { discountPercent: '50' });
  for (const [made, price, discount] of [
    [hand, '70', '0'],
    [half, '120', '50'],
  ] as const) {
    const line = String((await lineOf(shop, made)).id);
    await desk(amendOrder, { order: made, version: 1, note: 'x', lines: [{ line, quantity: '3' }] });
    expect(await lineOf(shop, made)).toMatchObject({
      ...{ unitPrice: price, discountPercent: discount, priceReason: { by: 'hand' } },
    });
  }
});

scenario('B19a: only what is not invoiced counts against credit, and less is never refused', async (world) => {
  const shop = await caseShop(world, { listPrice: '10' });
  const desk = world.as('sales_desk');
  const books = world.as('bookkeeper');
  await world.as('controller')(setCredit, { party: shop.customer, creditLimitMinor: '12000' });
  const id = await order(shop, '10');
  await shipPart(shop, id, '6');
  await bill(shop, id);
  const open = async () => (await orderOf(shop, id)).openBaseMinor;
  expect(await open()).toBe(4800n);
  await desk(amendOrder, { order: id, version: 1, note: 'Only a note' });
  expect(await open()).toBe(4800n);
  const line = String((await lineOf(shop, id)).id);
  const quantity = (version: number, pieces: string) =>
    desk(amendOrder, { order: id, version, lines: [{ line, quantity: pieces }] });
  await quantity(2, '9');
  expect(await open()).toBe(3600n);
  // 72 are owed and 36 open: two more pieces would be 132.
  await expect(quantity(3, '11')).refuses('credit_exceeded');
  await quantity(3, '10');
  await world.as('controller')(setCredit, { party: shop.customer, creditLimitMinor: '5000' });
  await quantity(4, '9');
  await books(recordPayment, { customer: shop.customer, amountMinor: '7200' });
  await quantity(5, '6');
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n });
});

scenario('null clears a field of an order, what is left out stays; a line named twice is refused', async (world) => {
  const shop = await caseShop(world);
  const desk = world.as('sales_desk');
  const head = { note: 'Gift', customerReference: 'PO 1', requestedOn: '2026-04-01', promisedOn: '2026-04-02' };
  const id = await order(shop, '2', {}, { ...head, freightMinor: '500' });
  await desk(amendOrder, { order: id, version: 1, note: null });
  expect(await orderOf(shop, id)).toMatchObject({ ...head, note: null, freightMinor: 500n });
  const none = { customerReference: null, requestedOn: null, promisedOn: null };
  await desk(amendOrder, { order: id, version: 2, ...none, freightMinor: null });
  expect(await orderOf(shop, id)).toMatchObject({ ...none, freightMinor: 0n, totalMinor: 24000n });
  const line = String((await lineOf(shop, id)).id);
  const twice = ['3', '4'].map((quantity) => ({ line, quantity }));
  await expect(desk(amendOrder, { order: id, version: 3, lines: twice })).refuses('line_twice');
  await expect(world.as('owner')(pickDelivery, { order: id, lines: twice })).refuses('more_than_open');
  const ones = ['1', '1'].map((quantity) => ({ line, quantity }));
  const { delivery } = await world.as('owner')(pickDelivery, { order: id, lines: ones });
  const picked = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
  expect(picked.map((row) => row.quantity)).toEqual(['2']);
  const halves = ['1', '0.5'].map((quantity) => ({ line: String(picked[0]!.id), quantity }));
  await world.as('owner')(shipDelivery, { delivery, lines: halves });
  expect(await lineOf(shop, id)).toMatchObject({ shipped: '1.5' });
});

scenario('credit hold is looked at when goods are picked and shipped', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '2');
  const store = world.as('storekeeper');
  const hold = (creditHold: boolean) =>
    world.as('controller')(setCredit, { party: shop.customer, creditLimitMinor: null, creditHold });
  await hold(true);
  await expect(store(pickDelivery, { order: id })).refuses('customer_on_hold');
  await expect(ship(shop, id)).refuses('customer_on_hold');
  await hold(false);
  const { delivery } = await store(pickDelivery, { order: id });
  await hold(true);
  await expect(store(shipDelivery, { delivery })).refuses('customer_on_hold');
  await expect(store(shipDelivery, { delivery, overrideCredit: true })).refuses('customer_on_hold');
  await world.as('controller')(shipDelivery, { delivery, overrideCredit: true });
  const draft = await world.as('sales_desk')(placeOrder, {
    customer: shop.customer,
    lines: [{ item: shop.item, quantity: '1' }],
  });
  await world.as('controller')(confirmOrder, { order: draft.order, overrideCredit: true });
});

scenario('an order goes to an address of its customer, and names what is there', async (world) => {
  const shop = await caseShop(world);
  const other = await make(world, 'parties.party', { code: 'OTHER', name: 'Other', isCustomer: true, country: 'AT' });
  const addressOf = (partyId: string) =>
    make(world, 'parties.address', { party: partyId, kind: 'delivery', street: 'Ring 1', city: 'Wien', country: 'AT' });
  const [own, theirs] = [await addressOf(shop.customer), await addressOf(other)];
  const desk = world.as('sales_desk');
  const place = (more: object) =>
    desk(placeOrder, { customer: shop.customer, lines: [{ item: shop.item, quantity: '1' }], ...more });
  const { order: id } = await place({ shipTo: own, billTo: own });
  for (const name of ['shipTo', 'billTo']) {
    await expect(place({ [name]: theirs })).refuses('other_address');
    await expect(place({ [name]: id })).refuses('other_address');
  }
  await expect(desk(amendOrder, { order: id, version: 1, shipTo: theirs })).refuses('other_address');
  const [foreign] = (await world.list('parties.terms')).rows;
  await expect(place({ terms: id })).refuses('not_found');
  const lines = [{ item: shop.item, quantity: '1' }];
  const listed = { customer: shop.customer, priceList: id, lines };
  await expect(world.as('controller')(placeOrder, listed)).refuses('not_found');
  // Another list is another price.
  const priceList = await make(world, 'catalog.price_list', { code: 'D', name: 'Dealers', currency: 'EUR' });
  await expect(place({ priceList })).refuses('price_by_hand');
  await world.as('controller')(placeOrder, { ...listed, priceList });
  expect(await place({ terms: String(foreign!.id) })).toBeDefined();
});
