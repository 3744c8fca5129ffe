import { expect } from 'vitest';
import { type Id, newId } from '#kernel/values/id.ts';
import { scenario, type World } from '#test/harness.ts';
import { adjustCost, correctMoves, receive, returnFromCustomer, ship } from '../api.ts';
import { balance, directly, figures, type ItemOptions, makeItem, makeSite, paper } from './stock-of.ts';

/** A short language for the worked cases: money in whole units, quantities as they are. */
async function bench(world: World, options: ItemOptions) {
  const item = await makeItem(world, 'CASE', options);
  const site = await makeSite(world, 'STORE');
  const day = { effectiveOn: '2026-03-02' };
  return {
    in: async (quantity: number, price: number, effectiveOn = day.effectiveOn): Promise<Id> => {
      const key = newId();
      const valueMinor = BigInt(Math.round(quantity * price * 100));
      const line = { key, item, site, quantity: String(quantity), valueMinor, effectiveOn, kind: 'purchase' } as const;
      const moved = await directly(world, (tx) => receive(tx, [{ ...line, source: paper(), creditRole: 'grni' }]));
      return moved.get(key)!.moveId;
    },
    out: async (quantity: number, effectiveOn = day.effectiveOn) => {
      const key = newId();
      const lines = [{ key, item, site, quantity: String(quantity) }];
      const moved = await directly(world, (tx) => ship(tx, [{ source: paper(), effectiveOn, lines }]));
      return moved.get(key)!;
    },
    back: async (ofMove: Id, quantity: number): Promise<void> => {
      const line = { key: newId(), ofMove, quantity: String(quantity), source: paper(), ...day };
      await directly(world, (tx) => returnFromCustomer(tx, [line]));
    },
    cost: async (moveId: Id, delta: number): Promise<void> => {
      const cost = { moveId, deltaMinor: BigInt(delta * 100), cause: paper(), label: 'Freight', ...day } as const;
      await directly(world, (tx) => adjustCost(tx, [{ ...cost, creditRole: 'landed_cost_accrual' }]));
    },
    correct: async (moveId: Id, quantity: number): Promise<void> => {
      const correction = { moveId, quantity: String(quantity), reason: 'Miscounted', source: paper() };
      await directly(world, (tx) => correctMoves(tx, [correction]));
    },
    stock: async () => {
      const { onHand, valueMinor } = await figures(world, item, site);
      return [Number(onHand), Number(valueMinor) / 100];
    },
  };
}

scenario('V1: first in, first out over five receipts and four issues', async (world) => {
  const card = await bench(world, { method: 'fifo' });
  await card.in(68, 15);
  await card.in(140, 15.5);
  expect((await card.out(94)).valueMinor).toBe(1423_00n);
  await card.in(40, 16);
  await card.in(78, 16.5);
  expect((await card.out(116)).valueMinor).toBe(1799_00n);
  expect((await card.out(62)).valueMinor).toBe(1004_00n);
  expect((await card.out(10)).valueMinor).toBe(165_00n);
  expect(await card.stock()).toEqual([44, 726]);
  expect(await balance(world, 'inventory')).toBe(726_00n);
  expect(await balance(world, 'cogs')).toBe(1423_00n + 1799_00n + 1004_00n + 165_00n);
});

scenario('V5: goods returned come back at what they cost when they left', async (world) => {
  const card = await bench(world, { method: 'fifo' });
  await card.in(10, 10);
  const { moveId } = await card.out(10);
  await card.in(10, 20);
  await card.back(moveId, 10);
  expect(await card.stock()).toEqual([20, 300]);
  expect(await balance(world, 'cogs')).toBe(0n);
  await expect(card.back(moveId, 1)).refuses('too_much_back');
});

scenario('V9: average cost below zero is settled by the next receipt', async (world) => {
  const card = await bench(world, { method: 'average', allowNegative: true });
  await card.in(10, 10);
  await card.in(10, 20);
  expect((await card.out(30)).negative).toBe(true);
  await card.in(10, 30);
  await card.in(10, 40);
  expect(await card.stock()).toEqual([10, 400]);
  expect(await balance(world, 'cogs')).toBe(600_00n);
});

scenario('V13: the quantity of a receipt corrected after an issue at average cost', async (world) => {
  const card = await bench(world, { method: 'average' });
  const first = await card.in(10, 10);
  await card.in(10, 20);
  await card.out(15);
  await card.correct(first, 15);
  expect(await card.stock()).toEqual([10, 140]);
  expect(await balance(world, 'cogs')).toBe(210_00n);
  expect(await balance(world, 'grni')).toBe(-350_00n);
});

// Two of the issue stay at the provisional cost they left with, 8, until the goods arrive; others show the latest price, 12.
scenario('V3, V3b: first in, first out below zero, with receipts corrected afterwards', async (world) => {
  const card = await bench(world, { method: 'fifo', allowNegative: true });
  const first = await card.in(10, 10);
  await card.in(10, 8);
  expect((await card.out(3)).valueMinor).toBe(30_00n);
  await card.correct(first, 12);
  expect((await card.out(9)).valueMinor).toBe(90_00n);
  expect((await card.out(20)).valueMinor).toBe(160_00n);
  expect(await card.stock()).toEqual([-10, -80]);
  const third = await card.in(10, 12);
  expect(await card.stock()).toEqual([0, 0]);
  await card.correct(third, 8);
  expect(await card.stock()).toEqual([-2, -16]);
  await card.in(4, 15);
  expect(await card.stock()).toEqual([2, 30]);
});

// At average cost the freight belongs to the pool from the receipt's day on, so the one sold bears a twentieth of it.
for (const method of ['fifo', 'average'] as const)
  scenario(`L3: freight that arrives after one of twenty was sold (${method})`, async (world) => {
    const card = await bench(world, { method });
    const first = await card.in(10, 10);
    await card.in(10, 20);
    const { valueMinor } = await card.out(1);
    await card.cost(first, 100);
    expect(valueMinor).toBe(method === 'fifo' ? 10_00n : 15_00n);
    expect(await card.stock()).toEqual([19, 380]);
    expect(await balance(world, 'cogs')).toBe(20_00n);
    expect(await balance(world, 'landed_cost_accrual')).toBe(-100_00n);
    expect(await balance(world, 'grni')).toBe(-300_00n);
  });
