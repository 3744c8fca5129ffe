import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario, statementsOf, type World } from '#test/harness.ts';
import { approveCount, askRecount, cancelCount, enterCount, receiveStock, startCount } from '../contract.ts';
import { addFound } from '../count/contract.ts';
import { balance, figures, makeItem, makeSite } from './stock-of.ts';

async function open(world: World) {
  const [bolt, rod] = [await makeItem(world, 'BOLT'), await makeItem(world, 'ROD')];
  const glue = await make(world, 'catalog.item', { code: 'GLUE', name: 'Glue', tracking: 'lot', shelfDays: 90 });
  const motor = await make(world, 'catalog.item', { code: 'MOTOR', name: 'Motor', tracking: 'serial' });
  const [north, south] = [await makeSite(world, 'NORTH'), await makeSite(world, 'SOUTH')];
  const keeper = world.as('storekeeper');
  const take = (site: string, item: string, quantity: string, unitCost: string, lot?: string) =>
    keeper(receiveStock, {
      ...{ site, reason: 'production' },
      lines: [{ item, quantity, unitCost, ...(lot && { lots: [{ number: lot, quantity }] }) }],
    });
  await take(north, bolt, '10', '2');
  await take(north, glue, '5', '4', 'L1');
  await take(south, motor, '1', '90', 'M1');
  const { count } = await keeper(startCount, { site: north, limitMinor: '100000' });
  await keeper(enterCount, {
    count,
    lines: [
      { item: bolt, quantity: '10' },
      { item: glue, lot: 'L1', quantity: '5' },
    ],
  });
  const find = (line: object) => keeper(addFound, { count, lines: [line] } as never);
  return { bolt, rod, glue, motor, north, south, keeper, take, count, find };
}

scenario('what the book does not know there is found, approved and valued like every difference', async (world) => {
  const { rod, glue, motor, north, count, keeper, find } = await open(world);
  const { added } = await keeper(addFound, {
    count,
    lines: [
      { item: rod, quantity: '4', unitCost: '2.50' },
      { item: glue, lot: 'L2', quantity: '3', expiresOn: '2026-05-01' },
      { item: motor, lot: 'M2', quantity: '1' },
    ],
  });
  expect(added).toBe(3);
  await expect(find({ item: glue, lot: 'L2', quantity: '1' })).refuses('in_count');
  const lines = async () =>
    (await world.list('inventory.count_line', { filter: { count, found: true } }, 'storekeeper')).rows.map((row) => [
      ...[row.itemCode, row.lotTitle ?? null, row.newLot, row.bookQuantity, row.countedQuantity, row.difference],
    ]);
  // The count is blind: the book stays hidden.
  expect(await lines()).toEqual([
    ['GLUE', null, 'L2', null, '3', null],
    ['MOTOR', null, 'M2', null, '1', null],
    ['ROD', null, null, null, '4', null],
  ]);
  const blind = await world.report('inventory.count_review', { count }, 'storekeeper');
  expect(blind.rows).toEqual([]);
  const { rows } = await world.report('inventory.count_review', { count }, 'controller');
  // 1 × 90 as at the other site, 3 × 4 as the lot beside it, 4 × 2.50 as entered.
  expect(rows.map((row) => [row.item, row.lot, row.bookQuantity, row.countedQuantity, row.worthMinor])).toEqual([
    ['MOTOR', 'M2', '0', '1', 90_00n],
    ['GLUE', 'L2', '0', '3', 12_00n],
    ['ROD', null, '0', '4', 10_00n],
  ]);
  expect(rows[0]).toMatchObject({ remark: 'Found: it was not part of the count.' });
  await keeper(enterCount, { count, lines: [{ item: glue, lot: 'L2', quantity: '2' }] });
  expect(await world.as('controller')(approveCount, { count })).toEqual({ differences: 3, valueMinor: 108_00n });
  expect(await figures(world, rod, north)).toMatchObject({ onHand: '4', valueMinor: 10_00n });
  expect(await figures(world, glue, north)).toMatchObject({ onHand: '7', valueMinor: 28_00n });
  expect(await figures(world, motor, north)).toMatchObject({ onHand: '1', valueMinor: 90_00n });
  expect(await balance(world, 'stock_gain')).toBe(-108_00n);
  expect(await lines()).toEqual([
    ['GLUE', 'L2', null, '0', '2', '2'],
    ['MOTOR', 'M2', null, '0', '1', '1'],
    ['ROD', null, null, '0', '4', '4'],
  ]);
  expect((await world.list('inventory.lot', { filter: { number: 'L2' } })).rows).toMatchObject([
    { expiresOn: '2026-05-01', state: 'released' },
  ]);
});

scenario('goods found are refused by the first rule they break', async (world) => {
  const { bolt, rod, glue, motor, north, south, keeper, take, count, find } = await open(world);
  const [paint, service] = [
    await makeItem(world, 'PAINT', { method: 'standard' }),
    await makeItem(world, 'WORK', { kind: 'service' }),
  ];
  await expect(find({ item: newId(), quantity: '1' })).refuses('not_found');
  await expect(find({ item: service, quantity: '1' })).refuses('not_stocked');
  await expect(find({ item: bolt, quantity: '1' })).refuses('in_count');
  await expect(find({ item: rod, quantity: '1', lot: 'X' })).refuses('lot_untracked');
  await expect(find({ item: glue, quantity: '1' })).refuses('name_lot');
  await expect(find({ item: glue, lot: 'L1', quantity: '1' })).refuses('in_count');
  await expect(find({ item: motor, lot: 'M2', quantity: '2' })).refuses('serial_whole');
  await expect(find({ item: motor, lot: 'M1', quantity: '1' })).refuses('serial_twice');
  await expect(find({ item: rod, quantity: '1' })).refuses('cost_needed');
  await expect(find({ item: paint, quantity: '1', unitCost: '3' })).refuses('standard_needed');
  await expect(find({ item: motor, lot: 'M2', quantity: '1', unitCost: '3' })).refuses('cost_known');
  const twice = { item: rod, quantity: '1', unitCost: '1' };
  await expect(keeper(addFound, { count, lines: [twice, twice] })).refuses('named_twice');
  await take(south, glue, '1', '4', 'L7');
  const late = { item: glue, lot: 'L7', quantity: '1', expiresOn: '2027-01-01' };
  await expect(find(late)).refuses('lot_differs');
  await take(north, rod, '2', '1');
  const other = await keeper(startCount, { site: north, items: [rod] });
  await expect(find({ item: rod, quantity: '1' })).refuses('in_other_count');
  await keeper(cancelCount, { count: other.count });
  await expect(world.as('sales_desk')(addFound, { count, lines: [twice] })).refuses('not_permitted');
  await find({ item: glue, lot: 'NEW', quantity: '1' });
  await keeper(cancelCount, { count });
  expect((await world.list('inventory.lot', { filter: { number: 'NEW' } })).rows).toEqual([]);
  await expect(find({ item: rod, quantity: '1' })).refuses('wrong_state');
});

scenario(
  'a known lot is found again; a recount freezes it anew; who counted does not approve above the limit',
  async (world) => {
    const { glue, motor, north, south, keeper, take, count, find } = await open(world);
    await take(south, glue, '2', '4', 'L7');
    await find({ item: glue, lot: 'L7', quantity: '3' });
    await take(north, glue, '1', '4', 'L7');
    expect(await world.as('controller')(askRecount, { count, items: [glue] })).toEqual({ lines: 2 });
    const enter = (lot: string, quantity: string) =>
      keeper(enterCount, { count, lines: [{ item: glue, lot, quantity }] });
    await enter('L1', '5');
    await enter('L7', '4');
    await find({ item: motor, lot: 'M9', quantity: '1' });
    const again = await world.report('inventory.count_review', { count }, 'controller');
    expect(again.rows.map((row) => [row.lot, row.bookQuantity, row.countedQuantity, row.earlierQuantity])).toEqual([
      ['M9', '0', '1', null],
      ['L7', '1', '4', '3'],
    ]);
    await expect(keeper(approveCount, { count })).refuses('own_limit');
    await world.as('controller')(approveCount, { count });
    expect(await figures(world, glue, north)).toMatchObject({ onHand: '9', valueMinor: 36_00n });
  },
);

scenario('statements do not grow with what is found', async (world) => {
  const { count, keeper } = await open(world);
  const items = await Promise.all(Array.from({ length: 21 }, (_, n) => makeItem(world, `F-${n}`)));
  const add = async (some: readonly string[]) => {
    return statementsOf(() =>
      keeper(addFound, { count, lines: some.map((item) => ({ item, quantity: '1', unitCost: '1' })) }),
    );
  };
  const one = await add(items.slice(0, 1));
  expect(await add(items.slice(1))).toBe(one);
});
