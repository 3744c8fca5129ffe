import { expect } from 'vitest';
import type { Id } from '#kernel/values/id.ts';
import { scenario } from '#test/harness.ts';
import { correctMove, correctReceiptCost, issueStock, transferStock } from '../contract.ts';
import { explainCost } from '../reports/contract.ts';
import { balance, figures, movesOf, openStore } from './stock-of.ts';

scenario('goods move between sites with their cost, and a later correction follows them', async (world) => {
  const { pump, north, south, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10');
  await world.as('storekeeper')(transferStock, { from: north, to: south, lines: [{ item: pump, quantity: '4' }] });
  await world.as('storekeeper')(issueStock, { site: south, reason: 'scrap', lines: [{ item: pump, quantity: '1' }] });
  expect(await figures(world, pump, south)).toMatchObject({ onHand: '3', valueMinor: 30_00n });
  expect(await balance(world, 'transit')).toBe(0n);

  const [receipt] = await movesOf(world, pump);
  const { differenceMinor } = await world.as('controller')(correctReceiptCost, {
    move: receipt!.id,
    unitCost: '12.50',
    reason: 'Labour forgotten',
  });
  expect(differenceMinor).toBe(25_00n);
  expect(await figures(world, pump, north)).toMatchObject({ valueMinor: 75_00n });
  expect(await figures(world, pump, south)).toMatchObject({ valueMinor: 37_50n });
  expect(await balance(world, 'stock_loss')).toBe(12_50n);
  expect(await balance(world, 'production_clearing')).toBe(-125_00n);

  const story = await world.report(explainCost, { move: (await movesOf(world, pump)).at(-1)!.id });
  expect(story.rows.map((row) => row.what)).toEqual(
    expect.arrayContaining(['issue', 'carried', 'transfer', 'receipt', expect.stringContaining('Labour forgotten')]),
  );
  expect(story.rows[0]).toMatchObject({ valueMinor: 12_50n, unitCost: '12.5' });
});

scenario('a corrected cost stays the cost of one piece when the quantity is corrected after it', async (world) => {
  const { pump, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10');
  await world.as('storekeeper')(issueStock, { site: north, reason: 'scrap', lines: [{ item: pump, quantity: '1' }] });
  const [receipt] = await movesOf(world, pump);
  const cost = (unitCost: string) =>
    world.as('controller')(correctReceiptCost, { move: receipt!.id, unitCost, reason: 'Labour forgotten' });
  const correct = (quantity: string) =>
    world.as('storekeeper')(correctMove, { move: receipt!.id, quantity, reason: 'Recount' });
  await cost('12');
  for (const [quantity, valueMinor] of [
    ['5', 48_00n],
    ['20', 228_00n],
    ['1', 0n],
    ['8', 84_00n],
  ] as const) {
    await correct(quantity);
    expect(await figures(world, pump, north)).toMatchObject({ valueMinor });
    expect(await balance(world, 'stock_loss')).toBe(12_00n);
    expect(await balance(world, 'production_clearing')).toBe(-valueMinor - 12_00n);
  }
  await cost('9');
  await correct('2');
  expect(await figures(world, pump, north)).toMatchObject({ valueMinor: 9_00n });
});

scenario('a corrected receipt that is cancelled and counts again is worth its corrected cost', async (world) => {
  const { pump, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10');
  const [receipt] = await movesOf(world, pump);
  await world.as('controller')(correctReceiptCost, { move: receipt!.id, unitCost: '12', reason: 'Labour forgotten' });
  for (const [quantity, valueMinor] of [
    ['0', 0n],
    ['5', 60_00n],
  ] as const) {
    await world.as('storekeeper')(correctMove, { move: receipt!.id, quantity, reason: 'Recount' });
    expect(await figures(world, pump, north)).toMatchObject({ valueMinor });
    expect(await balance(world, 'production_clearing')).toBe(-valueMinor);
  }
});

scenario('a move that was wrong is corrected, moved to its day, or cancelled', async (world) => {
  const { pump, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10', '2026-02-10');
  await world.as('storekeeper')(issueStock, { site: north, reason: 'own_use', lines: [{ item: pump, quantity: '8' }] });
  const [receipt, issued] = await movesOf(world, pump);
  const correct = (move: Id, quantity: string, effectiveOn?: string) =>
    world.as('storekeeper')(correctMove, { move, quantity, reason: 'Recount', ...(effectiveOn && { effectiveOn }) });
  await expect(correct(receipt!.id, '7')).refuses('short_stock_then');
  await correct(receipt!.id, '9');
  await correct(issued!.id, '3', '2026-02-20');
  expect(await figures(world, pump, north)).toMatchObject({ onHand: '6', valueMinor: 60_00n });
  await expect(correct(receipt!.id, '9', '2026-02-25')).refuses('short_stock_then');
  await correct(issued!.id, '0');
  await correct(receipt!.id, '0');
  expect(await figures(world, pump, north)).toMatchObject({ onHand: '0', valueMinor: 0n });
  expect(await balance(world, 'expense')).toBe(0n);
  expect(await balance(world, 'production_clearing')).toBe(0n);
});
