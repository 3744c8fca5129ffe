import { expect } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import { correctReceipt } from '#modules/supply/purchasing/receipt/contract.ts';
import { linesOfOrder, linesOfReceipt, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import {
  approveCount,
  correctMove,
  enterCount,
  inspectGoods,
  issueStock,
  receiveStock,
  startCount,
} from '../contract.ts';

/** An inspected item, ten of it ordered, of which some came. */
async function inspected(
  world: World,
  quantity: string,
  { what = 'casting', before }: { what?: 'casting' | 'bolt'; before?: string } = {},
) {
  const { supplier, [what]: item } = await openBuying(world);
  if (before) {
    const [site] = (await world.list('organisation.site', {})).rows;
    const lines = [{ item, quantity: before, unitCost: '40' }];
    await world.as('controller')(receiveStock, { site: String(site!.id), reason: 'opening', lines });
  }
  await make(world, 'inventory.inspection_rule', { item, supplier });
  const lines = [{ item, quantity: '10', unitPrice: '40' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  const [line] = await linesOfOrder(world, order);
  const storekeeper = world.as('storekeeper');
  const { receipt } = await storekeeper(receiveGoods, { order, lines: [{ line: String(line!.id), quantity }] });
  const [came] = await linesOfReceipt(world, receipt);
  const stock = async () => (await world.list('inventory.stock', { filter: { item } })).rows[0]!;
  const inspection = async () => (await world.list('inventory.inspection', { filter: { item } })).rows[0]!;
  const count = async (found: string) => {
    const { count } = await storekeeper(startCount, { site: String((await stock()).site), items: [item] });
    await storekeeper(enterCount, { count, lines: [{ item, quantity: found }] });
    await world.as('controller')(approveCount, { count });
  };
  return {
    ...{ item, receipt, line: String(came!.id), stock, inspection, count },
    correct: (quantity: string) =>
      storekeeper(correctReceipt, {
        ...{ receipt, reason: 'Miscounted', lines: [{ line: String(came!.id), quantity }] },
      }),
    inspect: async (decision: object) =>
      world.as('controller')(inspectGoods, { inspection: String((await inspection()).id), ...decision }),
  };
}

scenario('a receipt corrected to more brings no goods past the inspector', async (world) => {
  const { item, correct, stock, inspection, inspect } = await inspected(world, '1');
  await correct('10');
  expect(await stock()).toMatchObject({ onHand: '10', held: '10', available: '0' });
  expect(await inspection()).toMatchObject({ quantity: '10', waiting: '10', rejected: '0' });
  const scrap = {
    site: String((await stock()).site),
    reason: 'scrap' as const,
    lines: [{ item, quantity: '1' }],
  };
  await expect(world.as('storekeeper')(issueStock, scrap)).refuses('short_stock');
  await inspect({ accepted: '10' });
  expect(await stock()).toMatchObject({ held: '0', available: '10' });
  await correct('0');
  expect(await inspection()).toMatchObject({ quantity: '0', open: false, accepted: '0' });
  await correct('4');
  expect(await stock()).toMatchObject({ onHand: '4', held: '4', available: '0' });
  expect(await inspection()).toMatchObject({ quantity: '4', waiting: '4', accepted: '0' });
});

scenario('of a receipt corrected to less nothing is rejected for that', async (world) => {
  const { correct, stock, inspection, inspect } = await inspected(world, '10');
  await correct('8');
  expect(await stock()).toMatchObject({ onHand: '8', held: '8' });
  expect(await inspection()).toMatchObject({ quantity: '8', waiting: '8', rejected: '0', missing: '0' });
  await inspect({ accepted: '5', rejected: '2', reason: 'Cracked' });
  await correct('7');
  expect(await inspection()).toMatchObject({ quantity: '7', waiting: '0', accepted: '5', rejected: '2', held: '2' });
  await correct('4');
  expect(await inspection()).toMatchObject({ quantity: '4', accepted: '4', rejected: '0', held: '0' });
  expect(await stock()).toMatchObject({ onHand: '4', held: '0', available: '4' });
});

scenario('what was sent back or scrapped of a receipt stays rejected when the receipt is corrected', async (world) => {
  const { receipt, line, correct, stock, inspection, inspect } = await inspected(world, '8');
  await inspect({ accepted: '3', rejected: '3', reason: 'Cracked' });
  await world.as('storekeeper')(returnGoods, { receipt, reason: 'Cracked', lines: [{ line, quantity: '1' }] });
  await inspect({ rejected: '1', reason: 'Bent', scrap: true });
  expect(await inspection()).toMatchObject({ waiting: '1', accepted: '3', rejected: '4', held: '3' });
  await correct('10');
  expect(await inspection()).toMatchObject({ quantity: '10', waiting: '3', accepted: '3', rejected: '4', held: '5' });
  await correct('4');
  expect(await inspection()).toMatchObject({ quantity: '4', waiting: '0', accepted: '2', rejected: '2', held: '0' });
  expect(await stock()).toMatchObject({ onHand: '2', held: '0', available: '2' });
  await expect(correct('1')).refuses('short_stock_then');
});

scenario('a receipt is of no less than was scrapped of it, whatever else is on hand', async (world) => {
  const { correct, stock, inspection, inspect } = await inspected(world, '10', { what: 'bolt', before: '5' });
  await inspect({ accepted: '7', rejected: '3', reason: 'Bent', scrap: true });
  await expect(correct('2')).refuses('rejected_gone');
  await correct('3');
  expect(await stock()).toMatchObject({ onHand: '5', held: '0', available: '5' });
  expect(await inspection()).toMatchObject({ quantity: '3', accepted: '0', rejected: '3', open: false });
});

scenario('a scrapping of rejected goods is corrected: those that were not scrapped are held', async (world) => {
  const { item, stock, inspection, inspect } = await inspected(world, '10');
  await inspect({ accepted: '4', rejected: '3', reason: 'Bent', scrap: true });
  const [move] = (await world.list('inventory.move', { filter: { item, kind: 'issue' } })).rows;
  const correct = (quantity: string) =>
    world.as('controller')(correctMove, { move: String(move!.id), quantity, reason: 'Two only' });
  await correct('2');
  expect(await stock()).toMatchObject({ onHand: '8', held: '4', available: '4' });
  expect(await inspection()).toMatchObject({ waiting: '3', rejected: '3', held: '4' });
  await correct('5');
  expect(await stock()).toMatchObject({ onHand: '5', held: '1', available: '4' });
  expect(await inspection()).toMatchObject({ waiting: '1', rejected: '5', held: '1' });
});

scenario(
  'what a count missed of goods that wait was rejected by nobody, and waits again when it is found',
  async (world) => {
    const { item, stock, inspection, count } = await inspected(world, '10');
    await count('3');
    expect(await stock()).toMatchObject({ onHand: '3', held: '3' });
    expect(await inspection()).toMatchObject({ waiting: '3', rejected: '0', missing: '7' });
    await count('8');
    expect(await stock()).toMatchObject({ onHand: '8', held: '8', available: '0' });
    expect(await inspection()).toMatchObject({ waiting: '8', missing: '2' });
    const [move] = (await world.list('inventory.move', { filter: { item, kind: 'issue' } })).rows;
    await world.as('controller')(correctMove, { move: String(move!.id), quantity: '5', reason: 'Two more were there' });
    expect(await stock()).toMatchObject({ onHand: '10', held: '10', available: '0' });
  },
);

scenario('an inspection that is not of what came is a stray', async (world) => {
  const { correct } = await inspected(world, '5');
  await correct('6');
  const say = (change: number) =>
    world.owner(async (sql) => {
      await sql`alter table inventory.inspection disable trigger user`;
      await sql`update inventory.inspection set quantity = quantity - ${change}, accepted = accepted + ${change}`;
      await sql`alter table inventory.inspection enable trigger user`;
    });
  await say(1);
  const broken = (await verifyInvariants(world.app.ownerPool)).map(({ invariant }) => invariant);
  expect(broken).toContain('inventory.inspected_is_what_came');
  await say(-1);
});
