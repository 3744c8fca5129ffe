import { expect } from 'vitest';
import { type Id, newId } from '#kernel/values/id.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario, type World } from '#test/harness.ts';
import { adjustCost, correctMoves, receive, returnFromCustomer, returnToSupplier, ship, transfer } from '../api.ts';
import { issueStock } from '../contract.ts';
import { balance, directly, figures, makeItem, makeSite, paper } from './stock-of.ts';

const lotsOf = (...numbers: string[]) => numbers.map((number) => ({ number, quantity: '1' }));

async function workshop(world: World) {
  const motor = await make(world, 'catalog.item', { code: 'MOTOR', name: 'Motor', tracking: 'serial' });
  const [north, south] = [await makeSite(world, 'NORTH'), await makeSite(world, 'SOUTH')];
  const take = (numbers: string[], valueMinor: bigint, effectiveOn = '2026-03-02') =>
    directly(world, async (tx) => {
      const line = {
        key: newId(),
        item: motor,
        site: north,
        quantity: String(numbers.length),
        valueMinor,
        effectiveOn,
      };
      const made = await receive(tx, [
        { ...line, source: paper(), creditRole: 'supplier_prepayment', kind: 'purchase', lots: lotsOf(...numbers) },
      ]);
      return made.get(line.key)!;
    });
  const send = (numbers: string[], effectiveOn = '2026-03-02', site = north) =>
    directly(world, async (tx) => {
      const line = { key: newId(), item: motor, site, quantity: String(numbers.length), lots: lotsOf(...numbers) };
      return (await ship(tx, [{ source: paper(), effectiveOn, lines: [line] }])).get(line.key)!;
    });
  const back = (ofMove: Id, numbers: string[], more: { site?: Id; scrapped?: boolean } = {}) =>
    directly(world, async (tx) => {
      const line = { key: newId(), ofMove, quantity: String(numbers.length), lots: lotsOf(...numbers), ...more };
      return (await returnFromCustomer(tx, [{ ...line, source: paper(), effectiveOn: '2026-03-02' }])).get(line.key)!;
    });
  return { motor, north, south, take, send, back };
}

scenario('B06 each serial number leaves and comes back at its own cost', async (world) => {
  const { motor, north, take, send, back } = await workshop(world);
  for (const [number, value] of [
    ['A', 1900n],
    ['B', 2500n],
    ['C', 2100n],
    ['D', 2310n],
  ] as const)
    await take([number], value);
  const out = await send(['C', 'D']);
  expect(out.valueMinor).toBe(4410n);
  expect((await back(out.moveId, ['D'])).valueMinor).toBe(2310n);
  expect(await figures(world, motor, north)).toMatchObject({ onHand: '3', valueMinor: 6710n });
  expect((await send(['A', 'D'])).valueMinor).toBe(4210n);
});

scenario(
  'B06 pieces of one receipt share its value; a bill and freight reach each of them wherever it is',
  async (world) => {
    const { motor, north, south, take, send, back } = await workshop(world);
    const together = await take(['A', 'B', 'C', 'D'], 8000n);
    await take(['E'], 5000n);
    const out = await send(['B', 'E']);
    expect(out.valueMinor).toBe(7000n);
    await directly(world, (tx) =>
      transfer(tx, [
        {
          ...{ key: newId(), item: motor, from: north, to: south, quantity: '1', lots: lotsOf('C') },
          ...{ source: paper(), effectiveOn: '2026-03-02' },
        },
      ]),
    );
    await directly(world, (tx) =>
      adjustCost(tx, [
        {
          ...{ moveId: together.moveId, deltaMinor: 402n, cause: paper(), label: 'Freight', effectiveOn: '2026-03-02' },
          creditRole: 'freight_expense',
        },
      ]),
    );
    // 8402 over four: 2100 and 2101; nothing of it goes to E.
    expect(await balance(world, 'cogs')).toBe(7100n);
    expect(await figures(world, motor, south)).toMatchObject({ onHand: '1', valueMinor: 2101n });
    expect((await back(out.moveId, ['E'], { site: south })).valueMinor).toBe(5000n);
    expect((await back(out.moveId, ['B'])).valueMinor).toBe(2100n);
    expect((await send(['C', 'E'], '2026-03-02', south)).valueMinor).toBe(7101n);
  },
);

scenario('B06 what is told late changes only its own piece', async (world) => {
  const { motor, north, take, send } = await workshop(world);
  await take(['A'], 1900n, '2026-02-10');
  await take(['B'], 2500n, '2026-02-11');
  const out = await send(['A'], '2026-02-20');
  expect((await take(['C'], 100n, '2026-02-01')).valueMinor).toBe(100n);
  expect((await send(['C'], '2026-02-15')).valueMinor).toBe(100n);
  expect(await balance(world, 'cogs')).toBe(2000n);
  // The delivery was of B.
  await directly(world, (tx) =>
    correctMoves(tx, [{ moveId: out.moveId, quantity: '1', lots: lotsOf('B'), reason: 'Misread', source: paper() }]),
  );
  expect(await balance(world, 'cogs')).toBe(2600n);
  expect(await figures(world, motor, north)).toMatchObject({ onHand: '1', valueMinor: 1900n });
  await expect(send(['B'])).refuses('serial_gone');
  await send(['A']);
});

scenario('B06 a piece is not there before it came', async (world) => {
  const { take, send } = await workshop(world);
  await take(['A'], 1900n, '2026-02-10');
  await take(['B'], 2500n, '2026-02-20');
  await expect(send(['B'], '2026-02-15')).refuses('short_stock_then');
  await send(['B'], '2026-02-20');
});

for (const method of ['fifo', 'average'] as const)
  scenario(`B35 what comes back to be scrapped leaves at what it came with, ${method}`, async (world) => {
    const item = await makeItem(world, 'BOLT', { method });
    const site = await makeSite(world, 'NORTH');
    const take = (valueMinor: bigint, effectiveOn: string) =>
      directly(world, (tx) =>
        receive(tx, [
          {
            ...{ key: newId(), item, site, quantity: '2', valueMinor, source: paper(), effectiveOn },
            ...{ creditRole: 'supplier_prepayment', kind: 'purchase' },
          },
        ]),
      );
    await take(2000n, '2026-02-01');
    const key = newId();
    const lines = [{ key, item, site, quantity: '2' }];
    const sold = await directly(world, (tx) => ship(tx, [{ source: paper(), effectiveOn: '2026-02-02', lines }]));
    await take(4000n, '2026-02-03');
    const scrap = (quantity: string, effectiveOn: string) =>
      directly(world, (tx) =>
        returnFromCustomer(tx, [
          { key: newId(), ofMove: sold.get(key)!.moveId, quantity, scrapped: true, source: paper(), effectiveOn },
        ]),
      );
    await scrap('0.5', '2026-03-02');
    await scrap('1', '2026-02-20');
    expect(await balance(world, 'stock_loss')).toBe(1500n);
    expect(await balance(world, 'cogs')).toBe(500n);
    expect(await figures(world, item, site)).toMatchObject({ onHand: '2', valueMinor: 4000n });
    // Later costs of what was sold follow the goods into the loss; a back-dated receipt leaves it alone.
    await take(9000n, '2026-02-10');
    expect(await balance(world, 'stock_loss')).toBe(1500n);
    await expect(scrap('0.6', '2026-03-02')).refuses('too_much_back');
  });

scenario('B35 a piece that comes back and is scrapped takes nothing of another', async (world) => {
  const { motor, north, take, send, back } = await workshop(world);
  await take(['A'], 1900n);
  await take(['B'], 2500n);
  const out = await send(['A']);
  await back(out.moveId, ['A'], { scrapped: true });
  expect(await balance(world, 'stock_loss')).toBe(1900n);
  expect(await figures(world, motor, north)).toMatchObject({ onHand: '1', valueMinor: 2500n });
  await expect(
    world.as('storekeeper')(issueStock, {
      ...{ site: north, reason: 'scrap' },
      lines: [{ item: motor, quantity: '2', lots: [...lotsOf('B'), ...lotsOf('B')] }],
    }),
  ).refuses('serial_whole');
});

for (const first of ['bill', 'return'] as const)
  scenario(`what a bill made dearer is borne by the piece it covers, the ${first} first`, async (world) => {
    const { motor, north, take } = await workshop(world);
    const { moveId } = await take(['A', 'B'], 5000n);
    const effectiveOn = '2026-03-02';
    const bill = () =>
      directly(world, (tx) =>
        adjustCost(tx, [
          {
            ...{ moveId, deltaMinor: 1500n, cause: paper(), label: 'Bill', effectiveOn, ofBill: true },
            creditRole: 'supplier_prepayment',
          },
        ]),
      );
    const back = () =>
      directly(world, (tx) =>
        returnToSupplier(tx, [
          {
            ...{ key: newId(), ofMove: moveId, quantity: '1', lots: lotsOf('A'), unbilled: '1', creditMinor: 2500n },
            ...{ debitRole: 'supplier_prepayment', source: paper(), effectiveOn },
          },
        ]),
      );
    await (first === 'bill' ? bill() : back());
    await (first === 'bill' ? back() : bill());
    expect(await figures(world, motor, north)).toMatchObject({ onHand: '1', valueMinor: 4000n });
    expect(await balance(world, 'purchase_variance')).toBe(0n);
  });
