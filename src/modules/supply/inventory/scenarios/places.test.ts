import { expect } from 'vitest';
import { pickDelivery, placeOrder, shipDelivery } from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario } from '#test/harness.ts';
import { paper } from '#test/print/paper.ts';
import { placeStock, receiveStock } from '../contract.ts';

scenario('where goods were put is shown, and pick lists follow the places and name lots', async (world) => {
  const { customer, site, pump, seal } = await openShop(world);
  const glue = await make(world, 'catalog.item', { code: 'GLUE', name: 'Glue', tracking: 'lot', listPrice: '5' });
  const motor = await make(world, 'catalog.item', {
    code: 'MOTOR',
    name: 'Motor',
    tracking: 'serial',
    listPrice: '90',
  });
  const [a, b] = [
    await make(world, 'inventory.location', { site, code: 'A-01', name: 'Shelf A' }),
    await make(world, 'inventory.location', { site, code: 'B-02', name: 'Shelf B' }),
  ];
  const store = world.as('storekeeper');
  const lots = (...numbers: [string, string][]) =>
    numbers.map(([number, expiresOn]) => ({ number, quantity: '1', expiresOn }));
  await store(receiveStock, {
    ...{ site, reason: 'production' },
    lines: [
      { item: glue, quantity: '2', unitCost: '2', lots: lots(['LATE', '2026-09-01'], ['SOON', '2026-05-01']) },
      { item: motor, quantity: '1', unitCost: '19', lots: [{ number: 'M1', quantity: '1' }] },
      { item: motor, quantity: '1', unitCost: '25', lots: [{ number: 'M2', quantity: '1' }] },
    ],
  });
  await store(placeStock, {
    site,
    lines: [
      { item: pump, quantity: '4', to: b },
      { item: seal, quantity: '60', to: a },
      { item: seal, quantity: '30', to: b },
    ],
  });
  const places = (await world.report('inventory.stock_by_place', { site })).rows;
  expect(places.filter((row) => row.itemId === seal).map((row) => [row.place, row.quantity])).toEqual([
    ['A-01', '60'],
    ['B-02', '30'],
    [null, '10'],
  ]);
  const pieces = (await world.report('inventory.lots_on_hand', { item: motor })).rows;
  expect(pieces.map((row) => [row.lot, row.valueMinor])).toEqual([
    ['M1', 1900n],
    ['M2', 2500n],
  ]);
  const { order } = await world.as('sales_desk')(placeOrder, {
    ...{ customer, confirm: true },
    lines: [glue, pump, seal].map((item) => ({ item, quantity: '1' })),
  });
  const { delivery } = await store(pickDelivery, { order });
  expect((await world.report('sales.pick_list', { delivery })).rows).toMatchObject([
    { places: 'A-01 (60), B-02 (30)', item: 'S-10', lots: null },
    { places: 'B-02 (4)', item: 'P-100' },
    { places: null, item: 'GLUE', lots: 'SOON (1), LATE (1)' },
  ]);
  const said = await paper(world, 'sales.delivery_note', delivery);
  expect([said.title, said.headings, said.tick]).toEqual([
    'Picking list',
    ['#', 'Description', 'Where', 'Lot', 'Take'],
    'Taken',
  ]);
  expect(said.lines.map((line) => [line.code, ...line.figures])).toEqual([
    ['S-10', 'A-01', '', '1 EA'],
    ['P-100', 'B-02', '', '1 EA'],
    ['GLUE', '', 'SOON', '1 EA'],
  ]);
});

scenario(
  'a picking list takes from one place and lot after the other, as shipping does, and lines share them',
  async (world) => {
    const { customer, site, seal } = await openShop(world);
    const make1 = (code: string, tracking: string) =>
      make(world, 'catalog.item', { code, name: code, tracking, listPrice: '5' });
    const [glue, motor] = [await make1('GLUE', 'lot'), await make1('MOTOR', 'serial')];
    const [a, b] = [
      await make(world, 'inventory.location', { site, code: 'A-01', name: 'Shelf A' }),
      await make(world, 'inventory.location', { site, code: 'B-02', name: 'Shelf B' }),
    ];
    const store = world.as('storekeeper');
    const lot = (number: string, quantity: string, expiresOn?: string) => ({ number, quantity, expiresOn });
    await store(receiveStock, {
      ...{ site, reason: 'production' },
      lines: [
        {
          item: glue,
          quantity: '10',
          unitCost: '2',
          lots: [lot('LATE', '5', '2026-09-01'), lot('SOON', '5', '2026-05-01')],
        },
        { item: motor, quantity: '3', unitCost: '19', lots: [lot('M3', '1'), lot('M1', '1'), lot('M2', '1')] },
      ],
    });
    await store(placeStock, {
      site,
      lines: [
        { item: seal, quantity: '60', to: a },
        { item: seal, quantity: '30', to: b },
        { item: glue, quantity: '4', to: b },
      ],
    });
    const { order } = await world.as('sales_desk')(placeOrder, {
      ...{ customer, confirm: true },
      lines: [
        { item: seal, quantity: '50' },
        { item: glue, quantity: '7' },
        { item: seal, quantity: '45' },
        { item: motor, quantity: '2' },
      ],
    });
    const { delivery } = await store(pickDelivery, { order });
    const said = await paper(world, 'sales.delivery_note', delivery);
    expect(said.lines.map((line) => [line.position, ...line.figures])).toEqual([
      ['1', 'A-01', '', '50 EA'],
      ['3', 'A-01', '', '10 EA'],
      ['2', 'B-02 (4)', 'SOON', '5 EA'],
      ['2', 'B-02 (4)', 'LATE', '2 EA'],
      ['3', 'B-02', '', '30 EA'],
      ['4', '', 'M1', '1 EA'],
      ['4', '', 'M2', '1 EA'],
      ['3', '', '', '5 EA'],
    ]);
    await store(shipDelivery, { delivery });
    const lots = (await world.report('inventory.lots_on_hand', { item: glue })).rows;
    expect(lots.map((row) => [row.lot, row.quantity])).toEqual([['LATE', '3']]);
  },
);
