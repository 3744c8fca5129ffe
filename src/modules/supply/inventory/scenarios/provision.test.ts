import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import type { Id } from '#kernel/values/id.ts';
import { scenario, type World } from '#test/harness.ts';
import { correctMove, issueStock, receiveStock, transferStock } from '../contract.ts';
import { postProvision, provisionProposal } from '../provision/contract.ts';
import { slowMoving } from '../reports/contract.ts';
import { balance, makeItem, makeSite } from './stock-of.ts';

async function slowStore(world: World) {
  const [pump, seal] = [await makeItem(world, 'PUMP'), await makeItem(world, 'SEAL', { method: 'average' })];
  const site = await makeSite(world, 'NORTH');
  const receive = (item: Id, quantity: string, unitCost: string) =>
    world.as('storekeeper')(receiveStock, { site, reason: 'production', lines: [{ item, quantity, unitCost }] });
  const issue = (item: Id, quantity: string) =>
    world.as('storekeeper')(issueStock, { site, reason: 'own_use', lines: [{ item, quantity }] });
  const proposed = async (day?: string) => {
    const { rows } = await world.report(provisionProposal, day ? { day } : {});
    return rows.map((row) => [row.item, row.idleDays, row.percent, row.neededMinor, row.bookedMinor, row.deltaMinor]);
  };
  const provide = (day?: string) => world.as('bookkeeper')(postProvision, day ? { day } : {});
  return { pump, seal, site, receive, issue, proposed, provide };
}

scenario('slow stock is provided for by its idle days, and given back when it moves', async (world) => {
  const { pump, seal, receive, issue, proposed, provide } = await slowStore(world);
  world.today('2026-01-05');
  await receive(pump, '10', '25.01');
  await receive(seal, '100', '1');
  await expect(provide()).refuses('nothing_changed');
  // Idle since the receipt; the seal since its last issue.
  world.today('2026-03-02');
  await issue(seal, '10');
  world.today('2026-07-04');
  expect(await proposed('2026-07-03')).toEqual([]);
  expect(await proposed()).toEqual([['PUMP', 180, '50', 125_05n, 0n, 125_05n]]);
  expect(await provide()).toMatchObject({ number: 'PV-00001', totalMinor: 125_05n, deltaMinor: 125_05n });
  expect([await balance(world, 'provision_stock'), await balance(world, 'stock_loss')]).toEqual([-125_05n, 125_05n]);
  // The stock itself keeps its value; a second posting finds nothing.
  expect(await balance(world, 'inventory')).toBe(340_10n);
  await expect(provide()).refuses('nothing_changed');
  await expect(provide('2026-07-01')).refuses('later_provision');
  await expect(provide('2026-07-05')).refuses('future_day');
  await expect(world.as('storekeeper')(postProvision, {})).refuses('not_permitted');

  world.today('2026-10-01');
  expect((await provide()).deltaMinor).toBe(45_00n);
  // Half of the pumps go, the rest is as new; the seals stay.
  await issue(pump, '5');
  const { totalMinor, deltaMinor, provision } = await provide();
  expect([totalMinor, deltaMinor]).toEqual([45_00n, -125_05n]);
  expect((await world.list('inventory.provision_line', { filter: { provision: provision } })).rows).toMatchObject([
    { itemTitle: 'PUMP', idleDays: 0, percent: '0', quantity: '5', deltaMinor: -125_05n },
  ]);
  world.today('2027-10-01');
  expect(await proposed()).toEqual([
    ['PUMP', 365, '100', 125_05n, 0n, 125_05n],
    ['SEAL', 578, '100', 90_00n, 45_00n, 45_00n],
  ]);
});

scenario('what is sold out needs no provision; rules are data', async (world) => {
  const { pump, receive, issue, provide, proposed } = await slowStore(world);
  world.today('2026-01-05');
  await receive(pump, '3', '10');
  const call = { actor: seedActor(world.app, 'controller'), company: world.company };
  await execute(world.app, 'inventory.create_provision_rule', { ...call, input: { idleDays: 30, percent: '33.3' } });
  world.today('2026-02-04');
  // 33.3 % of 30.00 is 9.99.
  expect((await provide()).totalMinor).toBe(9_99n);
  await issue(pump, '3');
  expect(await proposed()).toEqual([['PUMP', 0, '0', 0n, 9_99n, -9_99n]]);
  expect(await provide()).toMatchObject({ totalMinor: 0n, deltaMinor: -9_99n });
  expect(await balance(world, 'provision_stock')).toBe(0n);
});

scenario('two who post at once provide once', async (world) => {
  const { pump, receive, provide } = await slowStore(world);
  world.today('2026-01-05');
  await receive(pump, '10', '25');
  world.today('2026-12-01');
  const outcomes = await Promise.allSettled([provide(), provide(), provide()]);
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await balance(world, 'provision_stock')).toBe(-125_00n);
});

scenario('neither a loss nor a transfer makes old stock young, and goods bought again are not old', async (world) => {
  const { pump, seal, site, receive, issue, proposed, provide } = await slowStore(world);
  const south = await makeSite(world, 'SOUTH');
  const keeper = world.as('storekeeper');
  world.today('2026-01-05');
  await receive(pump, '10', '25');
  await receive(seal, '10', '1');
  await issue(pump, '1');
  await issue(seal, '10');
  world.today('2026-06-20');
  await keeper(issueStock, { site, reason: 'scrap', lines: [{ item: pump, quantity: '1' }] });
  await keeper(transferStock, { from: site, to: south, lines: [{ item: pump, quantity: '4' }] });
  // Taken for own use by mistake, and cancelled.
  await issue(pump, '1');
  const { rows } = await world.list('inventory.move', { filter: { item: pump, kind: 'issue' }, size: 1 });
  await keeper(correctMove, { move: String(rows[0]!.id), quantity: '0', reason: 'Not taken' });
  await receive(seal, '50', '2');
  world.today('2026-07-10');
  expect(await proposed()).toEqual([
    ['PUMP', 186, '50', 50_00n, 0n, 50_00n],
    ['PUMP', 186, '50', 50_00n, 0n, 50_00n],
  ]);
  const slow = await world.report(slowMoving, {});
  expect(slow.rows.map((row) => [row.item, row.site, row.lastOut, row.idleDays])).toEqual([
    ['PUMP', 'NORTH', '2026-01-05', 186],
    ['PUMP', 'SOUTH', '2026-01-05', 186],
  ]);
  expect((await provide()).totalMinor).toBe(100_00n);
});
