import { expect } from 'vitest';
import { counters } from '#kernel/db/sql.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { scenario } from '#test/harness.ts';
import { adjustCost, availability, receive, release, reserve, ship } from '../api.ts';
import {
  approveCount,
  cancelCount,
  correctReceiptCost,
  enterCount,
  issueStock,
  placeStock,
  receiveStock,
  revalueItem,
  setStandardCost,
  startCount,
  transferStock,
} from '../contract.ts';
import {
  slowMoving,
  stockLayers,
  stockMovements,
  stockOnHand,
  stockValue,
  stockVsLedger,
} from '../reports/contract.ts';
import { takeStockDays } from '../stock/stock-days.ts';
import { balance, directly, figures, makeItem, makeSite, movesOf, openStore, paper } from './stock-of.ts';

scenario('goods are received, promised, shipped and back-ordered', async (world) => {
  const { pump, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '25');
  expect(await balance(world, 'production_clearing')).toBe(-250_00n);

  const [first, second] = [newId(), newId()];
  const want = { item: pump, site: north, source: paper() };
  const reserved = await directly(world, (tx) =>
    reserve(tx, [
      { ...want, demand: first, quantity: '7' },
      { ...want, demand: second, quantity: '7' },
    ]),
  );
  expect(reserved.map((line) => line.reserved)).toEqual(['7', '3']);

  const shipping = (demand: Id, quantity: string) =>
    directly(world, (tx) =>
      ship(tx, [
        {
          source: paper(),
          effectiveOn: '2026-03-02',
          lines: [{ key: newId(), demand, item: pump, site: north, quantity }],
        },
      ]),
    );
  // The second may use its own three and nothing of the first one's seven.
  await expect(shipping(second, '4')).refuses('short_stock');
  await shipping(second, '3');
  await shipping(first, '5');
  expect(await figures(world, pump, north)).toEqual({ onHand: '2', reserved: '2', valueMinor: 50_00n });
  await directly(world, (tx) => release(tx, [first, second]));
  const [left] = await world.inside((tx) => availability(tx, [{ item: pump, site: north }]));
  expect(left).toMatchObject({ onHand: '2', reserved: '0', available: '2' });
  expect(await balance(world, 'cogs')).toBe(200_00n);
});

scenario('what the storekeeper may do is refused in a fixed order', async (world) => {
  const { pump, north, south, receiveAt } = await openStore(world);
  const service = await makeItem(world, 'SERVICE', { kind: 'service' });
  await receiveAt(pump, '5', '10');
  const keeper = world.as('storekeeper');
  const lines = [{ item: pump, quantity: '6' }];
  const table: [() => Promise<unknown>, string][] = [
    [() => keeper(transferStock, { from: north, to: north, effectiveOn: '2027-01-01', lines }), 'same_site'],
    [() => keeper(transferStock, { from: north, to: south, effectiveOn: '2027-01-01', lines }), 'future_day'],
    [() => keeper(transferStock, { from: north, to: south, lines }), 'short_stock'],
    [() => keeper(issueStock, { site: north, reason: 'scrap', effectiveOn: '2027-01-01', lines }), 'future_day'],
    [() => keeper(issueStock, { site: north, reason: 'scrap', lines }), 'short_stock'],
    [
      () => keeper(issueStock, { site: north, reason: 'scrap', lines: [{ item: service, quantity: '1' }] }),
      'not_stocked',
    ],
    [
      () => keeper(issueStock, { site: north, reason: 'scrap', lines: [{ ...lines[0]!, location: newId() }] }),
      'not_found',
    ],
    [
      () => keeper(receiveStock, { site: north, reason: 'opening', lines: [{ item: service, quantity: '1' }] }),
      'not_stocked',
    ],
    [() => keeper(receiveStock, { site: south, reason: 'opening', lines }), 'no_cost'],
    [
      () =>
        keeper(issueStock, {
          site: north,
          reason: 'scrap',
          effectiveOn: '2026-02-27',
          lines: [{ item: pump, quantity: '2' }],
        }),
      'short_stock_then',
    ],
    [
      () =>
        keeper(receiveStock, {
          site: north,
          reason: 'opening',
          effectiveOn: '2019-01-01',
          lines: [{ ...lines[0]!, unitCost: '1' }],
        }),
      'period_missing',
    ],
    [() => world.as('sales_desk')(issueStock, { site: north, reason: 'scrap', lines }), 'not_permitted'],
    [() => world.as('auditor')(receiveStock, { site: north, reason: 'opening', lines }), 'not_permitted'],
    [
      () => world.as('storekeeper')(revalueItem, { item: pump, site: north, unitCost: '1', reason: 'x' }),
      'not_permitted',
    ],
    [() => world.as('controller')(correctReceiptCost, { move: newId(), unitCost: '1', reason: 'x' }), 'not_found'],
  ];
  for (const [attempt, code] of table) await expect(attempt()).refuses(code);
  expect(await figures(world, pump, north)).toMatchObject({ onHand: '5', valueMinor: 50_00n });
});

scenario('a count finds more and less; who counted much difference may not approve it', async (world) => {
  const { pump, seal, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10');
  await receiveAt(seal, '100', '2');
  const demand = newId();
  await directly(world, (tx) => reserve(tx, [{ demand, source: paper(), item: pump, site: north, quantity: '10' }]));
  const keeper = world.as('storekeeper');
  const { count, lines } = await keeper(startCount, { site: north, limitMinor: '500' });
  expect(lines).toBe(2);
  const blind = await world.list('inventory.count_line', { filter: { count } }, 'storekeeper');
  expect(blind.rows.map((row) => row.bookQuantity)).toEqual([null, null]);
  // What moves meanwhile is in neither the frozen nor the counted quantity.
  await receiveAt(seal, '1', '2');
  await expect(keeper(approveCount, { count })).refuses('not_counted');
  await expect(keeper(enterCount, { count, lines: [{ item: newId(), quantity: '1' }] })).refuses('not_in_count');
  await keeper(enterCount, {
    count,
    lines: [
      { item: pump, quantity: '7' },
      { item: seal, quantity: '90' },
    ],
  });
  await keeper(enterCount, {
    count,
    lines: [
      { item: pump, quantity: '8' },
      { item: seal, quantity: '102' },
    ],
  });
  await expect(keeper(approveCount, { count })).refuses('own_limit');
  const approved = await world.as('controller')(approveCount, { count });
  expect(approved).toMatchObject({ differences: 2, valueMinor: -16_00n });
  await expect(world.as('controller')(approveCount, { count })).refuses('wrong_state');
  // Two pumps are gone, so two of the ten promised are, too.
  expect(await figures(world, pump, north)).toEqual({ onHand: '8', reserved: '8', valueMinor: 80_00n });
  expect(await figures(world, seal, north)).toMatchObject({ onHand: '103', valueMinor: 206_00n });
  expect(await balance(world, 'stock_loss')).toBe(20_00n);
  expect(await balance(world, 'stock_gain')).toBe(-4_00n);

  const due = async () => {
    const { rows } = await world.report('inventory.counts_due', { site: north });
    return rows.map((row) => [row.class, row.items, row.due]);
  };
  // The seals are worth less than 80 % of all, so the pumps belong to the first class, too.
  expect(await due()).toEqual([['A', 2, 0]]);
  await expect(keeper(startCount, { site: north, notCountedForDays: 30 })).refuses('nothing_to_count');
  world.today('2026-04-01');
  expect(await due()).toEqual([['A', 2, 2]]);
  const again = await keeper(startCount, { site: north, class: 'A', notCountedForDays: 30 });
  expect(again.lines).toBe(2);
  await keeper(cancelCount, { count: again.count });
  await expect(keeper(enterCount, { count: again.count, lines: [{ item: seal, quantity: '1' }] })).refuses(
    'wrong_state',
  );
});

scenario('a new standard revalues what is on hand; receipts at another price show a variance', async (world) => {
  const valve = await makeItem(world, 'VALVE', { method: 'standard', standardCost: '10' });
  const site = await makeSite(world, 'WEST');
  const line = { key: newId(), item: valve, site, quantity: '10', valueMinor: 120_00n, effectiveOn: '2026-03-02' };
  await directly(world, (tx) =>
    receive(tx, [{ ...line, source: paper(), creditRole: 'supplier_prepayment', kind: 'purchase' }]),
  );
  expect(await figures(world, valve, site)).toMatchObject({ valueMinor: 100_00n });
  expect(await balance(world, 'purchase_variance')).toBe(20_00n);
  const done = await world.as('controller')(setStandardCost, { item: valve, unitCost: '11.5', reason: 'New year' });
  expect(done.differenceMinor).toBe(15_00n);
  expect(await figures(world, valve, site)).toMatchObject({ valueMinor: 115_00n });
  await expect(world.as('controller')(revalueItem, { item: valve, site, unitCost: '9', reason: 'x' })).refuses(
    'standard',
  );
});

scenario('a standard cost holds from its day on, also where nothing was on hand on it', async (world) => {
  const site = await makeSite(world, 'WEST');
  const set = (item: Id, unitCost: string, effectiveOn: string) =>
    world.as('controller')(setStandardCost, { item, unitCost, effectiveOn, reason: 'Calculated anew' });
  const receiveOn = (item: Id, effectiveOn: string) =>
    directly(world, (tx) =>
      receive(tx, [
        {
          key: newId(),
          item,
          site,
          quantity: '10',
          valueMinor: 100_00n,
          effectiveOn,
          source: paper(),
          creditRole: 'supplier_prepayment',
          kind: 'purchase',
        },
      ]),
    );
  const worthOf = async (item: Id) => (await figures(world, item, site)).valueMinor;
  const [gauge, dial, lever, crank] = [
    await makeItem(world, 'GAUGE', { method: 'standard' }),
    await makeItem(world, 'DIAL', { method: 'standard' }),
    await makeItem(world, 'LEVER', { method: 'standard', standardCost: '10' }),
    await makeItem(world, 'CRANK', { method: 'standard', standardCost: '10' }),
  ];

  await set(gauge, '10', '2026-02-05');
  await receiveOn(gauge, '2026-02-06');
  expect(await set(gauge, '8', '2026-02-01')).toEqual({ differenceMinor: 0n });
  expect(await worthOf(gauge)).toBe(100_00n);

  for (const [unitCost, day] of [
    ['10', '2026-02-01'],
    ['12', '2026-02-10'],
    ['11', '2026-02-05'],
  ] as const)
    await set(dial, unitCost, day);
  await receiveOn(dial, '2026-02-07');
  expect(await worthOf(dial)).toBe(120_00n);
  const variance = await balance(world, 'purchase_variance');
  expect(variance).toBe(-10_00n);
  const { rows } = await world.report(stockValue, { asOf: '2026-02-07' });
  expect(rows.find((row) => row.item === 'DIAL')).toMatchObject({ knownMinor: 110_00n });

  await receiveOn(lever, '2026-02-06');
  expect(await set(lever, '8', '2026-02-01')).toEqual({ differenceMinor: -20_00n });
  expect(await worthOf(lever)).toBe(80_00n);

  await set(crank, '12', '2026-02-10');
  await receiveOn(crank, '2026-02-02');
  expect(await worthOf(crank)).toBe(120_00n);
});

scenario('locations say where goods lie; shipments empty them when the site at large has none', async (world) => {
  const { pump, north, receiveAt } = await openStore(world);
  const [shelf, rack] = [newId(), newId()];
  await world.owner(
    (sql) => sql`insert into inventory.location (company_id, id, site_id, code, name) values
      (${world.company}, ${shelf}, ${north}, 'A-SHELF', 'Shelf'), (${world.company}, ${rack}, ${north}, 'B-RACK', 'Rack')`,
  );
  await receiveAt(pump, '10', '10');
  const keeper = world.as('storekeeper');
  await keeper(placeStock, {
    site: north,
    lines: [
      { item: pump, quantity: '3', to: shelf },
      { item: pump, quantity: '5', to: rack },
    ],
  });
  await expect(keeper(placeStock, { site: north, lines: [{ item: pump, quantity: '3', to: rack }] })).refuses(
    'not_there',
  );
  await keeper(issueStock, { site: north, reason: 'scrap', lines: [{ item: pump, quantity: '6' }] });
  const lying = await world.inside(
    (tx) => tx.sql`select l.code, p.on_hand from inventory.stock_location p
      join inventory.location l on l.company_id = p.company_id and l.id = p.location_id
      where p.company_id = ${tx.company} order by l.code`,
  );
  expect(lying).toEqual([
    { code: 'A-SHELF', onHand: '0' },
    { code: 'B-RACK', onHand: '4' },
  ]);
});

scenario('the past as it was reported and as it is known now; closed periods never change', async (world) => {
  const { pump, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10', '2026-01-10');
  await world.as('storekeeper')(issueStock, {
    site: north,
    reason: 'own_use',
    effectiveOn: '2026-01-20',
    lines: [{ item: pump, quantity: '4' }],
  });
  await directly(world, (tx) => takeStockDays(tx, '2026-01-31'));
  const periods = await world.inside(
    (tx) => tx.sql<{ id: Id }>`
      select id from ledger.v_period where company_id = ${tx.company} and ends_on <= '2026-01-31' order by ends_on, closing`,
  );
  for (const { id } of periods) await world.as('controller')(closePeriod, { period: id });
  const [receipt] = await movesOf(world, pump);
  const cost = { moveId: receipt!.id, deltaMinor: 30_00n, cause: paper(), label: 'Freight', effectiveOn: '2026-01-10' };
  await directly(world, (tx) => adjustCost(tx, [{ ...cost, creditRole: 'freight_expense' }]));

  const then = (asOf: string) => world.report(stockValue, { asOf, item: pump });
  expect((await then('2026-01-31')).rows[0]).toMatchObject({
    reportedMinor: 60_00n,
    knownMinor: 78_00n,
    differenceMinor: 18_00n,
  });
  expect((await then('2026-01-15')).rows[0]).toMatchObject({ reportedMinor: 100_00n, knownMinor: 130_00n });
  expect((await then('2026-02-28')).rows[0]).toMatchObject({ reportedMinor: 78_00n, knownMinor: 78_00n });
  const months = await world.report(stockVsLedger, {});
  expect(months.rows.map((row) => [row.month, row.stockMinor, row.differenceMinor])).toEqual([
    ['2026-01', 60_00n, 0n],
    ['2026-02', 78_00n, 0n],
  ]);
  const card = await world.report(stockMovements, { item: pump });
  expect(card.rows.map((row) => [row.change, row.after, row.afterMinor])).toEqual([
    ['10', '10', 130_00n],
    ['-4', '6', 78_00n],
  ]);
  const layers = await world.report(stockLayers, { item: pump });
  expect(layers.rows).toMatchObject([{ quantity: '6', unitCost: '13', valueMinor: 78_00n, origin: 'receipt' }]);
  await receiveAt(pump, '1', '10');
  expect(await world.report(stockLayers, { item: pump, size: 1 })).toMatchObject({ rows: layers.rows, more: true });
  world.today('2026-10-01');
  const slow = await world.report(slowMoving, {});
  expect(slow.rows).toMatchObject([{ item: 'PUMP', lastOut: '2026-01-20', idleDays: 254, valueMinor: 88_00n }]);
});

scenario('the sales desk sees stock and never what it cost', async (world) => {
  const { pump, receiveAt } = await openStore(world);
  await receiveAt(pump, '10', '10');
  const seen = await world.report(stockOnHand, {}, 'sales_desk');
  expect(seen.rows[0]).toMatchObject({ item: 'PUMP', quantity: '10' });
  expect(Object.keys({ ...seen.rows[0], ...seen.columns, ...seen.totals })).not.toContain('valueMinor');
  const listed = await world.list('inventory.stock', {}, 'sales_desk');
  expect(Object.keys(listed.rows[0]!)).not.toContain('valueMinor');
  await expect(world.report(stockLayers, { item: pump }, 'sales_desk')).refuses('not_permitted');
});

scenario('a batch takes as many statements as one line', async (world) => {
  const { pump, seal, north, receiveAt } = await openStore(world);
  await receiveAt(pump, '1000', '10');
  await receiveAt(seal, '1000', '10');
  const shipping = async (documents: number, lines: number): Promise<number> => {
    const before = counters.queries;
    const line = () => ({ key: newId(), item: newId() < 'a' ? pump : seal, site: north, quantity: '1' });
    const batch = Array.from({ length: documents }, () => ({
      source: paper(),
      effectiveOn: '2026-03-02',
      lines: Array.from({ length: lines }, line),
    }));
    await directly(world, (tx) => ship(tx, batch));
    return counters.queries - before;
  };
  const one = await shipping(1, 1);
  expect(await shipping(1, 5)).toBe(one);
  expect(await shipping(50, 5)).toBe(one);
});
