import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario, type World } from '#test/harness.ts';
import { amendOrder, cancelRest, placeOrder, receiveGoods, returnGoods } from '../contract.ts';
import { linesOfOrder, linesOfReceipt, openBuying } from './buying.ts';

/** An order of castings: 40 each, 36 from 50 on; amended from version to version. */
async function ordered(world: World, line: object, send = false) {
  const { supplier, casting } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send,
    lines: [{ item: casting, quantity: '10', ...line }],
  });
  let version = 0;
  const lineNow = async () => (await linesOfOrder(world, order))[0]!;
  const id = String((await lineNow()).id);
  return {
    ...{ supplier, casting, order, id, lineNow },
    amend: async (fields: object, header: object = {}) => {
      version += 1;
      await world.as('buyer')(amendOrder, { order, version, lines: [{ line: id, ...fields }], ...header });
    },
    head: () => world.get('purchasing.purchase_order', order),
  };
}

scenario(
  'B14: a draft wins and loses price breaks with its quantity; what was sent keeps its price, with a true reason',
  async (world) => {
    const { amend, lineNow } = await ordered(world, {});
    await amend({ quantity: '60' });
    expect(await lineNow()).toMatchObject({
      unitPrice: '36',
      priceReason: { by: 'supplier_price', fromQuantity: '50' },
    });
    await amend({ quantity: '12' });
    expect(await lineNow()).toMatchObject({ unitPrice: '40', netMinor: 480_00n });
    expect((await lineNow()).priceReason).toMatchObject({ by: 'supplier_price', fromQuantity: '0' });
    const sent = await ordered(world, { quantity: '60' }, true);
    await sent.amend({ quantity: '10' });
    expect(await sent.lineNow()).toMatchObject({ unitPrice: '36', priceReason: { by: 'order' } });
  },
);

scenario(
  'B14b: a price by hand stays; null clears what may be empty, and a price to that of the supplier',
  async (world) => {
    const { amend, lineNow, head } = await ordered(world, {
      unitPrice: '33',
      expectedOn: '2026-05-05',
      description: 'Hand made',
    });
    await amend({ quantity: '70' }, { note: 'Ring first', expectedOn: '2026-06-01' });
    expect(await lineNow()).toMatchObject({ unitPrice: '33', priceReason: { by: 'hand' }, description: 'Hand made' });
    expect(await head()).toMatchObject({ note: 'Ring first' });
    await amend({});
    expect(await head()).toMatchObject({ note: 'Ring first' });
    await amend({ unitPrice: null, expectedOn: null, description: null }, { note: null, expectedOn: null });
    expect(await head()).toMatchObject({ note: null });
    expect(await lineNow()).toMatchObject({ unitPrice: '36', description: 'Casting' });
    expect((await lineNow()).expectedOn).not.toBe('2026-05-05');
  },
);

scenario(
  'B34: a line is named once; an order amended to what arrived is done; fewer of a blocked supplier’s goods may always be taken',
  async (world) => {
    const { amend, head, order, id, supplier, casting } = await ordered(world, {}, true);
    const twice = [
      { line: id, quantity: '8' },
      { line: id, quantity: '9' },
    ];
    await expect(world.as('buyer')(amendOrder, { order, version: 1, lines: twice })).refuses('line_twice');
    await world.as('storekeeper')(receiveGoods, { order, lines: [{ line: id, quantity: '6' }] });
    await make(world, 'purchasing.supplier_standing', {
      supplier: supplier,
      standing: 'blocked',
      reason: 'Insolvent',
    });
    await world.as('owner')(amendOrder, {
      order,
      version: 1,
      note: 'Take no more',
      lines: [{ line: id, quantity: '7' }],
    });
    await expect(
      world.as('buyer')(amendOrder, { order, version: 2, lines: [{ item: casting, quantity: '1' }] }),
    ).refuses('supplier_blocked');
    await world.as('buyer')(amendOrder, { order, version: 2, lines: [{ line: id, quantity: '6' }] });
    expect(await head()).toMatchObject({ state: 'done' });
    void amend;
  },
);

scenario(
  'what is awaited in place of returned goods stays awaited when the rest was cancelled and fewer are ordered',
  async (world) => {
    const { order, id, lineNow, head } = await ordered(world, {}, true);
    const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [{ line: id, quantity: '7' }] });
    await world.as('buyer')(cancelRest, { orders: [order], reason: 'Enough' });
    const [came] = await linesOfReceipt(world, receipt);
    await world.as('storekeeper')(returnGoods, {
      ...{ receipt, reason: 'Cracked', replace: true, lines: [{ line: String(came!.id), quantity: '2' }] },
    });
    expect((await lineNow()).open).toBe('2');
    await world.as('buyer')(amendOrder, { order, version: 1, lines: [{ line: id, quantity: '7' }] });
    expect(await lineNow()).toMatchObject({ open: '2', cancelled: '0' });
    await world.as('storekeeper')(receiveGoods, { order });
    expect(await head()).toMatchObject({ state: 'done' });
  },
);

scenario(
  'B37: a quantity without a unit is of pieces; where it could be of the order’s dozens it is asked for',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    await make(world, 'catalog.item_unit', { item: casting, unit: 'DZ', factor: '12' });
    const lines = [{ item: casting, quantity: '3', unit: 'DZ', unitPrice: '480' }];
    const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
    const line = String((await linesOfOrder(world, order))[0]!.id);
    const receive = (quantity: string, unit?: string) =>
      world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity, ...(unit ? { unit } : {}) }] });
    await expect(receive('3')).refuses('which_unit');
    await receive('1', 'DZ');
    await receive('12');
    await receive('1', 'EA');
    expect((await linesOfOrder(world, order))[0]!.open).toBe('11');
    await receive('11');
    expect((await world.get('purchasing.purchase_order', order)).state).toBe('done');
  },
);
