import { expect } from 'vitest';
import { type Id, newId } from '#kernel/values/id.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario, statementsOf, type World } from '#test/harness.ts';
import { availability, receive, reserve, returnFromCustomer, returnToSupplier, ship } from '../api.ts';
import {
  approveCount,
  correctMove,
  enterCount,
  issueStock,
  receiveStock,
  setLotState,
  startCount,
  transferStock,
} from '../contract.ts';
import { directly, figures, makeItem, makeSite, paper } from './stock-of.ts';

async function store(world: World) {
  const glue = await make(world, 'catalog.item', { code: 'GLUE', name: 'Glue', tracking: 'lot', shelfDays: 90 });
  const motor = await make(world, 'catalog.item', { code: 'MOTOR', name: 'Motor', tracking: 'serial' });
  const [north, south] = [await makeSite(world, 'NORTH'), await makeSite(world, 'SOUTH')];
  const take = (item: Id, quantity: string, lots?: { number: string; quantity: string; expiresOn?: string }[]) =>
    world.as('storekeeper')(receiveStock, {
      site: north,
      reason: 'production',
      lines: [{ item, quantity, unitCost: '10', lots }],
    });
  const send = (item: Id, quantity: string, lots?: { number: string; quantity: string }[]) =>
    directly(world, async (tx) => {
      const key = newId();
      const lines = [{ key, item, site: north, quantity, lots }];
      return (await ship(tx, [{ source: paper(), effectiveOn: tx.today, lines }])).get(key)!.moveId;
    });
  return { glue, motor, north, south, take, send };
}

const onHand = async (world: World, item: Id) =>
  Object.fromEntries(
    (await world.list('inventory.stock_lot', { filter: { item } })).rows.map((row) => [
      `${row.siteTitle} ${row.number}`,
      row.onHand,
    ]),
  );

const lotNamed = async (world: World, number: string) =>
  (await world.list('inventory.lot', { filter: { number } })).rows[0] as { id: Id; state: string; expiresOn: string };

scenario('what leaves is what expires first, never expired goods', async (world) => {
  const { glue, north, take, send } = await store(world);
  await take(glue, '5', [{ number: 'LATE', quantity: '5', expiresOn: '2026-06-30' }]);
  await take(glue, '5', [
    { number: 'SOON', quantity: '2', expiresOn: '2026-03-10' },
    { number: 'NEXT', quantity: '3', expiresOn: '2026-04-10' },
  ]);
  await take(glue, '1');
  expect(Object.keys(await onHand(world, glue))).toHaveLength(4);
  await send(glue, '3');
  expect(await onHand(world, glue)).toMatchObject({ 'NORTH NEXT': '2', 'NORTH LATE': '5' });
  world.today('2026-04-20');
  // NEXT is past its day: five and the one of the shelf life are left to promise and to ship.
  const [given] = await directly(world, (tx) =>
    reserve(tx, [{ demand: newId(), source: paper(), item: glue, site: north, quantity: '8' }]),
  );
  expect(given!.reserved).toBe('6');
  await expect(send(glue, '7', [{ number: 'NEXT', quantity: '7' }])).refuses('lot_expired');
});

scenario('a released lot is free, a held one neither promised nor shipped', async (world) => {
  const { glue, north, take, send } = await store(world);
  await take(glue, '4', [{ number: 'A', quantity: '4' }]);
  await take(glue, '6', [{ number: 'B', quantity: '6' }]);
  const demand = newId();
  await directly(world, (tx) => reserve(tx, [{ demand, source: paper(), item: glue, site: north, quantity: '8' }]));
  const lot = await lotNamed(world, 'B');
  expect(lot.expiresOn).toBe('2026-05-31');
  const quality = world.as('controller');
  await expect(world.as('storekeeper')(setLotState, { lot: lot.id, state: 'blocked', reason: 'Smell' })).refuses(
    'not_permitted',
  );
  await quality(setLotState, { lot: lot.id, state: 'blocked', reason: 'Smell' });
  await expect(quality(setLotState, { lot: lot.id, state: 'blocked', reason: 'Smell' })).refuses('same_state');
  // The promise gave way to what is left.
  expect(await figures(world, glue, north)).toMatchObject({ onHand: '10', reserved: '4' });
  const [now] = await world.inside((tx) => availability(tx, [{ item: glue, site: north }]));
  expect(now!.available).toBe('0');
  await expect(send(glue, '1', [{ number: 'B', quantity: '1' }])).refuses('lot_held');
  await expect(send(glue, '5')).refuses('short_stock');
  await quality(setLotState, { lot: lot.id, state: 'released', reason: 'Aired' });
  await send(glue, '5', [{ number: 'B', quantity: '5' }]);
  expect(await onHand(world, glue)).toEqual({ 'NORTH A': '4', 'NORTH B': '1' });
});

scenario('a serial number is one piece and in stock once', async (world) => {
  const { motor, south, take, send } = await store(world);
  const serial = (...numbers: string[]) => numbers.map((number) => ({ number, quantity: '1' }));
  await expect(take(motor, '2')).refuses('name_serials');
  await expect(take(motor, '1.5')).refuses('serial_whole');
  await expect(take(motor, '2', [{ number: 'M1', quantity: '2' }])).refuses('serial_whole');
  await expect(take(motor, '3', serial('M1', 'M2'))).refuses('lot_sum');
  await expect(take(motor, '2', serial('M1', 'M1'))).refuses('serial_whole');
  await take(motor, '2', serial('M1', 'M2'));
  await expect(take(motor, '1', serial('M2'))).refuses('serial_twice');
  const north = (await world.list('organisation.site', { filter: { code: 'NORTH' } })).rows[0]!.id as Id;
  const lines = [{ item: motor, quantity: '1', lots: serial('M2') }];
  await world.as('storekeeper')(transferStock, { from: north, to: south, lines });
  await expect(take(motor, '1', serial('M2'))).refuses('serial_twice');
  expect(await onHand(world, motor)).toEqual({ 'NORTH M1': '1', 'SOUTH M2': '1' });
  await expect(send(motor, '1', serial('M2'))).refuses('serial_gone');
  await expect(send(motor, '1', serial('M3'))).refuses('lot_unknown');
  const gone = await send(motor, '1', serial('M1'));
  const back = () =>
    directly(world, (tx) =>
      returnFromCustomer(tx, [{ key: newId(), ofMove: gone, quantity: '1', source: paper(), effectiveOn: tx.today }]),
    );
  const named = (number: string) =>
    directly(world, (tx) =>
      returnFromCustomer(tx, [
        { key: newId(), ofMove: gone, quantity: '1', source: paper(), effectiveOn: tx.today, lots: serial(number) },
      ]),
    );
  for (const other of ['M2', 'M9'])
    await expect(named(other)).rejects.toThrow(
      `Serial number ${other} of MOTOR was not delivered on 2 Mar 2026. Name what was: M1.`,
    );
  await back();
  await expect(back()).refuses('name_lots');
  await expect(named('M1')).refuses('serial_left');
  expect(await onHand(world, motor)).toEqual({ 'NORTH M1': '1', 'SOUTH M2': '1' });
});

scenario('returns bring and take the lots of their move', async (world) => {
  const { glue, north, send } = await store(world);
  const key = newId();
  const came = await directly(world, (tx) =>
    receive(tx, [
      {
        ...{ key, item: glue, site: north, quantity: '6', valueMinor: 60_00n, source: paper(), kind: 'purchase' },
        ...{ creditRole: 'supplier_prepayment', effectiveOn: tx.today },
        lots: [
          { number: 'A', quantity: '4', supplierLot: 'X-1' },
          { number: 'B', quantity: '2' },
        ],
      },
    ]),
  );
  const back = (quantity: string, lots?: { number: string; quantity: string }[]) =>
    directly(world, (tx) =>
      returnToSupplier(tx, [
        {
          key: newId(),
          ofMove: came.get(key)!.moveId,
          quantity,
          lots,
          debitRole: 'supplier_prepayment',
          source: paper(),
          effectiveOn: tx.today,
        },
      ]),
    );
  await expect(back('1')).refuses('name_lots');
  await expect(back('3', [{ number: 'B', quantity: '3' }])).refuses('lot_left');
  await back('1', [{ number: 'B', quantity: '1' }]);
  const gone = await send(glue, '3', [
    { number: 'A', quantity: '2' },
    { number: 'B', quantity: '1' },
  ]);
  await directly(world, (tx) =>
    returnFromCustomer(tx, [
      {
        ...{ key: newId(), ofMove: gone, quantity: '1', source: paper(), effectiveOn: tx.today },
        lots: [{ number: 'B', quantity: '1' }],
      },
    ]),
  );
  expect(await onHand(world, glue)).toEqual({ 'NORTH A': '2', 'NORTH B': '1' });
});

scenario('what we use ourselves is what expires first, fit for use; what is lost is named', async (world) => {
  const { glue, north, take } = await store(world);
  await take(glue, '5', [{ number: 'LATE', quantity: '5', expiresOn: '2026-06-30' }]);
  await take(glue, '2', [{ number: 'SOON', quantity: '2', expiresOn: '2026-04-10' }]);
  const leave = (reason: 'own_use' | 'adjustment', quantity: string, lots?: { number: string; quantity: string }[]) =>
    world.as('storekeeper')(issueStock, { site: north, reason, lines: [{ item: glue, quantity, lots }] });
  await leave('own_use', '1');
  expect(await onHand(world, glue)).toEqual({ 'NORTH SOON': '1', 'NORTH LATE': '5' });
  await leave('own_use', '2');
  expect(await onHand(world, glue)).toEqual({ 'NORTH LATE': '4' });
  await take(glue, '3', [{ number: 'NEXT', quantity: '3', expiresOn: '2026-04-15' }]);
  world.today('2026-04-20');
  await expect(leave('own_use', '5')).refuses('short_stock');
  await expect(leave('own_use', '1', [{ number: 'NEXT', quantity: '1' }])).refuses('lot_expired');
  await expect(leave('adjustment', '1')).refuses('name_lots');
  await leave('own_use', '1');
  await leave('adjustment', '1', [{ number: 'NEXT', quantity: '1' }]);
  expect(await onHand(world, glue)).toEqual({ 'NORTH LATE': '3', 'NORTH NEXT': '2' });
});

scenario('counts, scrap and corrections keep lots', async (world) => {
  const { glue, north, take } = await store(world);
  const keeper = world.as('storekeeper');
  await take(glue, '4', [{ number: 'A', quantity: '4' }]);
  await take(glue, '6', [{ number: 'B', quantity: '6' }]);
  const scrap = (lots?: { number: string; quantity: string }[]) =>
    keeper(issueStock, { site: north, reason: 'scrap', lines: [{ item: glue, quantity: '1', lots }] });
  await expect(scrap()).refuses('name_lots');
  await scrap([{ number: 'A', quantity: '1' }]);
  const { count, lines } = await keeper(startCount, { site: north, items: [glue] });
  expect(lines).toBe(2);
  await expect(keeper(enterCount, { count, lines: [{ item: glue, quantity: '9' }] })).refuses('not_in_count');
  await keeper(enterCount, {
    count,
    lines: [
      { item: glue, lot: 'A', quantity: '5' },
      { item: glue, lot: 'B', quantity: '2' },
    ],
  });
  await world.as('controller')(approveCount, { count });
  expect(await onHand(world, glue)).toEqual({ 'NORTH A': '5', 'NORTH B': '2' });
  const moves = (await world.list('inventory.move', { filter: { item: glue, kind: 'receipt' } })).rows;
  const ofA = moves.find((move) => move.change === '4')!;
  await keeper(correctMove, { move: String(ofA.id), quantity: '3', reason: 'Miscounted' });
  await expect(
    keeper(correctMove, { move: String(moves.find((move) => move.change === '6')!.id), quantity: '0', reason: 'No' }),
  ).refuses('lot_short');
  expect(await onHand(world, glue)).toEqual({ 'NORTH A': '4', 'NORTH B': '2' });
});

scenario('what was counted and then left is counted again', async (world) => {
  const { glue, motor, north, take } = await store(world);
  const keeper = world.as('storekeeper');
  await take(glue, '5', [{ number: 'A', quantity: '5' }]);
  await take(motor, '1', [{ number: 'M-1', quantity: '1' }]);
  const { count } = await keeper(startCount, { site: north, items: [glue, motor] });
  await keeper(enterCount, {
    count,
    lines: [
      { item: glue, lot: 'A', quantity: '2' },
      { item: motor, lot: 'M-1', quantity: '1' },
    ],
  });
  const lots = [{ number: 'A', quantity: '4' }];
  await keeper(issueStock, { site: north, reason: 'scrap', lines: [{ item: glue, quantity: '4', lots }] });
  // Three less than the five frozen, of the one that is left.
  await expect(world.as('controller')(approveCount, { count })).refuses('left_since');
  await keeper(enterCount, { count, lines: [{ item: glue, lot: 'A', quantity: '4' }] });
  await world.as('controller')(approveCount, { count });
  expect(await onHand(world, glue)).toEqual({});
});

scenario('lots belong to tracked items, which cost others nothing', async (world) => {
  const { glue, take, send, north } = await store(world);
  const bolt = await makeItem(world, 'BOLT');
  await expect(take(bolt, '1', [{ number: 'A', quantity: '1' }])).refuses('lot_untracked');
  await take(bolt, '9');
  const plain = await statementsOf(() => send(bolt, '1'));
  await take(glue, '9', [{ number: 'A', quantity: '9', expiresOn: '2026-04-01' }]);
  await expect(take(glue, '1', [{ number: 'A', quantity: '1', expiresOn: '2026-05-01' }])).refuses('lot_differs');
  const one = await statementsOf(() => send(glue, '1'));
  const many = await statementsOf(() =>
    directly(world, (tx) =>
      ship(tx, [
        {
          ...{ source: paper(), effectiveOn: tx.today },
          lines: Array.from({ length: 5 }, () => ({ key: newId(), item: glue, site: north, quantity: '1' })),
        },
      ]),
    ),
  );
  expect(many).toBe(one);
  expect(one).toBe(plain + 5);
});
