import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { cancelRest, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { approveRequisition, cancelRequisition, orderRequisitions, requestGoods } from '../contract.ts';

/** A minimum of ten castings, twelve of them and 150 bolts asked for, approved and ordered. */
async function askedFor(world: World) {
  const { supplier, casting, bolt } = await openBuying(world);
  const site = String((await world.list('organisation.site')).rows[0]!.id);
  const rule = { item: casting, site, policy: 'min_max', minimum: '10', target: '10' };
  await make(world, 'sourcing.replenishment_rule', rule);
  const { requisition } = await world.as('storekeeper')(requestGoods, {
    lines: [
      { item: casting, quantity: '12', supplier },
      { item: bolt, quantity: '150' },
    ],
  });
  await world.as('controller')(approveRequisition, { requisition });
  const order = async () => {
    const { orders } = await world.as('buyer')(orderRequisitions, { requisitions: [requisition], send: true });
    return orders[0]!.order;
  };
  const lines = async () =>
    (await world.list('sourcing.requisition_line', { sort: 'position' })).rows.map(({ item, quantity, order }) => [
      item,
      quantity,
      order,
    ]);
  const proposed = async () =>
    (await world.report('sourcing.replenishment', {}, 'buyer')).rows.map(({ quantity }) => quantity);
  const state = async () => (await world.get('sourcing.requisition', requisition)).state;
  return { requisition, casting, bolt, order, lines, proposed, state };
}

scenario('a cancelled order gives its requisition back, and it is ordered again', async (world) => {
  const { requisition, casting, bolt, order, lines, proposed, state } = await askedFor(world);
  const first = await order();
  await expect(world.as('storekeeper')(cancelRequisition, { requisition })).refuses('wrong_state');
  // Nor is it approved a second time: it goes back by what becomes of its orders alone.
  await expect(world.as('controller')(approveRequisition, { requisition })).refuses('wrong_state');
  expect(await state()).toBe('ordered');
  await world.as('buyer')(cancelRest, { orders: [first], reason: 'Cannot deliver' });
  expect(await state()).toBe('approved');
  expect(await lines()).toEqual([
    [casting, '12', null],
    [bolt, '150', null],
  ]);
  // Asked for all the same, so it is not proposed as well.
  expect(await proposed()).toEqual([]);
  const second = await order();
  expect(await state()).toBe('ordered');
  expect(await lines()).toEqual([
    [casting, '12', second],
    [bolt, '150', second],
  ]);
  await world.as('buyer')(cancelRest, { orders: [second], reason: 'Cannot deliver' });
  await world.as('storekeeper')(cancelRequisition, { requisition });
  expect(await proposed()).toEqual(['10']);
});

scenario('what came is not asked for again; the line is divided', async (world) => {
  const { casting, bolt, order, lines, state } = await askedFor(world);
  const first = await order();
  const rows = (await world.list('purchasing.order_line', { filter: { order: first } })).rows;
  const lineOf = (item: string) => String(rows.find((row) => row.item === item)!.id);
  await world.as('storekeeper')(receiveGoods, {
    order: first,
    lines: [
      { line: lineOf(casting), quantity: '5' },
      // Two packs of a hundred were ordered for 150: 180 are enough.
      { line: lineOf(bolt), quantity: '180' },
    ],
  });
  await world.as('buyer')(cancelRest, { orders: [first], reason: 'Too late' });
  expect(await state()).toBe('approved');
  expect(await lines()).toEqual([
    [casting, '5', first],
    [bolt, '150', first],
    [casting, '7', null],
  ]);
  const second = await order();
  expect((await lines())[2]).toEqual([casting, '7', second]);
  expect(await state()).toBe('ordered');
});

scenario('a requisition of which a part came is not cancelled: the rest of it is given up', async (world) => {
  const { requisition, casting, order, lines, proposed, state } = await askedFor(world);
  const first = await order();
  const rows = (await world.list('purchasing.order_line', { filter: { order: first } })).rows;
  const line = String(rows.find((row) => row.item === casting)!.id);
  await world.as('storekeeper')(receiveGoods, { order: first, lines: [{ line, quantity: '5' }] });
  await world.as('buyer')(cancelRest, { orders: [first], reason: 'Too late' });
  expect(await state()).toBe('approved');
  await world.as('storekeeper')(cancelRequisition, { requisition });
  expect(await state()).toBe('ordered');
  expect((await lines())[0]).toEqual([casting, '5', first]);
  const up = (await world.list('sourcing.requisition_line', { filter: { givenUp: true } })).rows;
  expect(up.map(({ quantity }) => quantity).sort()).toEqual(['150', '7']);
  expect(await proposed()).toEqual(['5']);
  await expect(world.as('buyer')(orderRequisitions, { requisitions: [requisition] })).refuses('wrong_state');
  await expect(world.as('storekeeper')(cancelRequisition, { requisition })).refuses('wrong_state');
});

scenario('cancelled with its order when it is needed no more', async (world) => {
  const { order, proposed, state } = await askedFor(world);
  const made = await order();
  await world.as('buyer')(cancelRest, { orders: [made], reason: 'Project stopped', stillNeeded: false });
  expect(await state()).toBe('cancelled');
  expect(await proposed()).toEqual(['10']);
});
