import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { scenario } from '#test/harness.ts';
import { receive, returnFromCustomer, ship, transfer } from '../api.ts';
import {
  approveCount,
  correctMove,
  enterCount,
  issueStock,
  receiveStock,
  setStandardCost,
  startCount,
} from '../contract.ts';
import { directly, makeItem, makeSite, paper } from './stock-of.ts';

scenario('every stock posting names its site, and what goes between sites moves between them', async (world) => {
  const item = await makeItem(world, 'BOLT');
  const [north, south] = [await makeSite(world, 'NORTH'), await makeSite(world, 'SOUTH')];
  const store = world.as('storekeeper');
  await store(receiveStock, { site: north, reason: 'opening', lines: [{ item, quantity: '10', unitCost: '5' }] });
  await directly(world, (tx) =>
    transfer(tx, [
      { key: newId(), item, from: north, to: south, quantity: '4', source: paper(), effectiveOn: tx.today },
    ]),
  );
  await store(issueStock, { site: south, reason: 'scrap', lines: [{ item, quantity: '1' }] });
  const { count } = await store(startCount, { site: north, items: [item] });
  await store(enterCount, { count, lines: [{ item, quantity: '5' }] });
  await world.as('controller')(approveCount, { count });
  const lines = await world.owner(
    (sql) => sql<{ role: string; siteId: string | null; minor: bigint }>`
      select l.role, l.site_id, sum(l.amount_minor)::bigint as minor from ledger.v_line l
      where l.company_id = ${world.company} and l.journal = 'stock' group by l.role, l.site_id`,
  );
  expect(lines.some((line) => line.siteId === null)).toBe(false);
  const of = (role: string, site: string) => lines.find((line) => line.role === role && line.siteId === site)?.minor;
  expect([of('inventory', north), of('inventory', south)]).toEqual([2500n, 1500n]);
  expect([of('stock_loss', north), of('stock_loss', south)]).toEqual([500n, 500n]);
});

scenario('B17a an approved count is told when its past changes', async (world) => {
  const item = await makeItem(world, 'BOLT');
  const site = await makeSite(world, 'NORTH');
  const store = world.as('storekeeper');
  const put = (quantity: string, effectiveOn: string) =>
    store(receiveStock, { site, reason: 'production', effectiveOn, lines: [{ item, quantity, unitCost: '5' }] });
  await put('10', '2026-02-01');
  const { count } = await store(startCount, { site, items: [item] });
  await store(enterCount, { count, lines: [{ item, quantity: '13' }] });
  await world.as('controller')(approveCount, { count });
  world.today('2026-03-02T15:00:00Z');
  await put('1', '2026-03-02');
  expect((await world.get('inventory.stock_count', count)).changedAt).toBeNull();
  expect((await world.report('inventory.counts_overtaken', {})).rows).toEqual([]);
  await put('3', '2026-02-20');
  expect((await world.get('inventory.stock_count', count)).changedAt).not.toBeNull();
  expect((await world.report('inventory.counts_overtaken', {})).rows).toMatchObject([
    { countId: count, itemId: item, day: '2026-02-20', quantity: '3' },
  ]);
  const [move] = (await world.list('inventory.move', { filter: { item }, sort: 'effectiveOn' })).rows;
  await world.as('controller')(correctMove, { move: String(move!.id), quantity: '11', reason: 'Checked' });
  expect((await world.report('inventory.counts_overtaken', {})).rows).toHaveLength(2);
  // Counted again, it waits for nobody any more.
  world.today('2026-03-03');
  const again = await store(startCount, { site, items: [item] });
  await store(enterCount, { count: again.count, lines: [{ item, quantity: '18' }] });
  expect((await world.report('inventory.counts_overtaken', {})).rows).toHaveLength(2);
  await world.as('controller')(approveCount, { count: again.count });
  expect((await world.report('inventory.counts_overtaken', {})).rows).toEqual([]);
});

scenario('a standard cost is set where there is one; no day to come, whatever the document', async (world) => {
  const item = await makeItem(world, 'BOLT');
  const site = await makeSite(world, 'NORTH');
  await expect(world.as('controller')(setStandardCost, { item, unitCost: '5', reason: 'New' })).refuses('not_standard');
  const effectiveOn = '2026-03-03';
  const line = { key: newId(), item, site, quantity: '1', source: paper(), effectiveOn };
  const take = () =>
    directly(world, (tx) =>
      receive(tx, [{ ...line, valueMinor: 1n, creditRole: 'supplier_prepayment', kind: 'purchase' }]),
    );
  await expect(take()).refuses('future_day');
  const send = (on: string) => directly(world, (tx) => ship(tx, [{ ...line, effectiveOn: on, lines: [line] }]));
  await expect(send(effectiveOn)).refuses('future_day');
  await directly(world, (tx) =>
    receive(tx, [
      { ...line, effectiveOn: '2026-03-02', valueMinor: 1n, creditRole: 'supplier_prepayment', kind: 'purchase' },
    ]),
  );
  const { moveId } = (await send('2026-03-02')).get(line.key)!;
  await expect(directly(world, (tx) => returnFromCustomer(tx, [{ ...line, ofMove: moveId }]))).refuses('future_day');
});
