import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { scenario, type World } from '#test/harness.ts';
import { approveCount, askRecount, enterCount, issueStock, receiveStock, startCount } from '../contract.ts';
import { balance, figures, makeItem, makeSite } from './stock-of.ts';

async function counted(world: World) {
  const [pump, seal] = [await makeItem(world, 'PUMP'), await makeItem(world, 'SEAL', { method: 'average' })];
  const site = await makeSite(world, 'NORTH');
  const keeper = world.as('storekeeper');
  for (const [item, unitCost] of [
    [pump, '10'],
    [seal, '2'],
  ] as const)
    await keeper(receiveStock, { site, reason: 'production', lines: [{ item, quantity: '10', unitCost }] });
  world.today('2026-03-05T08:00:00Z');
  const issue = (item: string, quantity: string, effectiveOn?: string) =>
    keeper(issueStock, { site, reason: 'own_use', lines: [{ item, quantity }], ...(effectiveOn && { effectiveOn }) });
  const enter = (count: string, item: string, quantity: string) =>
    keeper(enterCount, { count, lines: [{ item, quantity }] });
  const review = async (count: string, role: 'controller' | 'storekeeper' = 'controller') => {
    const { rows, notes } = await world.report('inventory.count_review', { count }, role);
    return (notes?.length ?? 0) > 0
      ? notes
      : rows.map((row) => [row.item, row.bookQuantity, row.countedQuantity, row.earlierQuantity, row.worthMinor]);
  };
  return { pump, seal, site, keeper, issue, enter, review };
}

scenario('what is in a count that is not over is in no other, so no difference is posted twice', async (world) => {
  const { pump, seal, site, keeper, enter } = await counted(world);
  const outcomes = await Promise.allSettled([keeper(startCount, { site }), keeper(startCount, { site })]);
  const started = outcomes.filter((one) => one.status === 'fulfilled');
  expect(started.map((one) => one.value.lines)).toEqual([2]);
  await expect(keeper(startCount, { site, items: [pump] })).refuses('nothing_to_count');
  const other = await makeSite(world, 'SOUTH');
  await expect(keeper(startCount, { site: other })).refuses('nothing_to_count');
  const { count } = started[0]!.value;
  await enter(count, pump, '8');
  await enter(count, seal, '10');
  await world.as('controller')(approveCount, { count });
  expect(await world.get('inventory.stock_count', count)).toMatchObject({
    ...{ startedBy: 'role:storekeeper', startedByTitle: 'storekeeper' },
    ...{ approvedBy: 'role:controller', approvedByTitle: 'controller' },
  });
  expect((await figures(world, pump, site)).onHand).toBe('8');
  expect((await keeper(startCount, { site, items: [pump] })).lines).toBe(1);
});

scenario('a recount freezes the book anew; a blind count shows its book to nobody who counts', async (world) => {
  const { pump, seal, site, keeper, issue, enter, review } = await counted(world);
  const { count } = await keeper(startCount, { site });
  await enter(count, pump, '7');
  expect(await review(count)).toEqual([expect.stringContaining('not all')]);
  await enter(count, seal, '11');
  expect(await review(count, 'storekeeper')).toEqual([expect.stringContaining('you counted')]);
  // Neither what differs nor what it is worth is told by what refuses or by what waits to be approved.
  await expect(keeper(askRecount, { count })).refuses('blind_own');
  const refused = await keeper(approveCount, { count }).catch((error: Error) => error.message);
  expect(refused).toBe(approveCount.refusals.own_limit);
  const waits = (role: 'controller' | 'storekeeper') => world.report('inventory.counts_to_approve', {}, role);
  expect((await waits('storekeeper')).rows).toMatchObject([{ countId: count, own: true }]);
  const { worthMinor } = (await waits('controller')).rows[0]!;
  expect(worthMinor).toBe(32_00n);
  expect((await world.report('inventory.counts_to_approve', {}, 'owner')).rows).toMatchObject([{ own: false }]);
  expect(await review(count)).toEqual([
    ['PUMP', '10', '7', null, -30_00n],
    ['SEAL', '10', '11', null, 2_00n],
  ]);
  await expect(world.report('inventory.count_review', { count }, 'sales_desk')).refuses('not_permitted');

  world.today('2026-03-05T09:00:00Z');
  await issue(pump, '1');
  const again = await world.as('controller')(askRecount, { count, items: [pump] });
  expect(again.lines).toBe(1);
  const lines = async () => {
    const { rows } = await world.list('inventory.count_line', { filter: { count } }, 'storekeeper');
    return rows.map((row) => [
      row.itemCode,
      row.bookQuantity,
      row.countedQuantity,
      row.earlierQuantity,
      row.difference,
    ]);
  };
  expect(await lines()).toEqual([
    ['PUMP', null, null, '7', null],
    ['SEAL', null, '11', null, null],
  ]);
  await expect(world.as('controller')(approveCount, { count })).refuses('not_counted');
  await enter(count, pump, '9');
  expect(await review(count)).toEqual([['SEAL', '10', '11', null, 2_00n]]);
  expect(await world.as('controller')(approveCount, { count })).toMatchObject({ differences: 1, valueMinor: 2_00n });
  expect((await figures(world, pump, site)).onHand).toBe('9');
  expect((await lines())[0]).toEqual(['PUMP', '9', '9', '7', '0']);
  await expect(world.as('controller')(askRecount, { count })).refuses('wrong_state');
});

scenario('papers of days before the count that come after it are not counted twice', async (world) => {
  const { pump, seal, site, keeper, issue, enter, review } = await counted(world);
  const { count } = await keeper(startCount, { site });
  await enter(count, pump, '8');
  await enter(count, seal, '10');
  // Two left on the day before; only now somebody says so. What leaves today left after the freeze.
  world.today('2026-03-05T10:00:00Z');
  await issue(pump, '2', '2026-03-04');
  await issue(seal, '1');
  await expect(world.as('controller')(approveCount, { count })).refuses('overtaken');
  expect(await review(count)).toEqual([['PUMP', '10', '8', null, -20_00n]]);
  expect(await world.as('controller')(askRecount, { count })).toEqual({ lines: 1 });
  await expect(world.as('controller')(askRecount, { count })).refuses('nothing_differs');
  await enter(count, pump, '8');
  expect(await world.as('controller')(approveCount, { count })).toMatchObject({ differences: 0 });
  expect((await figures(world, pump, site)).onHand).toBe('8');
  expect((await figures(world, seal, site)).onHand).toBe('9');
  expect(await balance(world, 'stock_loss')).toBe(0n);
});

scenario('a limit one sets oneself approves nothing; a policy asks a second person above an amount', async (world) => {
  const { pump, site, keeper, enter } = await counted(world);
  const own = await keeper(startCount, { site, items: [pump], limitMinor: '100000000' });
  await enter(own.count, pump, '9');
  await expect(keeper(approveCount, { count: own.count })).refuses('own_limit');
  const call = { actor: seedActor(world.app, 'owner'), company: world.company };
  await execute(world.app, 'approvals.set_policy', {
    ...call,
    input: {
      operation: 'inventory.approve_count',
      name: 'Large differences',
      conditions: [{ field: 'differenceMinor', is: 'more_than', value: '5' }],
      steps: [{ kind: 'role', who: 'controller' }],
    },
  });
  await expect(world.as('owner')(approveCount, { count: own.count })).refuses('approval_required');
  // What is entered again while it waits is not what was put before the second person.
  await enter(own.count, pump, '4');
  const asked = async () => (await world.list('approvals.request')).rows[0]!;
  const decide = async () => {
    const input = { request: (await asked()).id };
    return (
      await execute(world.app, 'approvals.approve', { ...call, actor: seedActor(world.app, 'controller'), input })
    ).output;
  };
  expect(await decide()).toMatchObject({ state: 'outdated' });
  expect((await figures(world, pump, site)).onHand).toBe('10');
  expect(await asked()).toMatchObject({ state: 'pending' });
  expect(await decide()).toMatchObject({ state: 'done' });
  expect((await figures(world, pump, site)).onHand).toBe('4');
});

scenario('what moved between freeze and counting is remarked on; a single piece is none or one', async (world) => {
  const { pump, site, keeper, issue, enter } = await counted(world);
  const motor = await makeItem(world, 'MOTOR', { tracking: 'serial' });
  await keeper(receiveStock, {
    ...{ site, reason: 'production' },
    lines: [{ item: motor, quantity: '1', unitCost: '10', lots: [{ number: 'M1', quantity: '1' }] }],
  });
  const { count } = await keeper(startCount, { site, items: [pump, motor] });
  const one = (quantity: string) => keeper(enterCount, { count, lines: [{ item: motor, lot: 'M1', quantity }] });
  await expect(one('2')).refuses('serial_whole');
  await one('1');
  world.today('2026-03-05T12:00:00Z');
  await issue(pump, '3');
  await enter(count, pump, '6');
  const { rows } = await world.report('inventory.count_review', { count });
  expect(rows).toMatchObject([{ item: 'PUMP', remark: expect.stringContaining('moved after the count began') }]);
});

scenario('B17a: what is issued while a count goes on is in neither the book nor what was counted', async (world) => {
  const item = await makeItem(world, 'BOLT');
  const site = await makeSite(world, 'NORTH');
  const keeper = world.as('storekeeper');
  const lines = [{ item, quantity: '50', unitCost: '5' }];
  await keeper(receiveStock, { site, reason: 'production', effectiveOn: '2026-03-01', lines });
  const { count } = await keeper(startCount, { site, items: [item] });
  await keeper(issueStock, { site, reason: 'own_use', lines: [{ item, quantity: '5' }] });
  await keeper(enterCount, { count, lines: [{ item, quantity: '48' }] });
  await world.as('controller')(approveCount, { count });
  expect(await figures(world, item, site)).toMatchObject({ onHand: '43', valueMinor: 215_00n });
  expect(await balance(world, 'stock_loss')).toBe(10_00n);
});
