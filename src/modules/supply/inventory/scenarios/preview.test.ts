import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import type { SeedRole } from '#kernel/module.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { rehearse } from '#surfaces/rehearse.ts';
import { scenario, type World } from '#test/harness.ts';
import { ship } from '../api.ts';
import { correctReceiptCost, issueStock, receiveStock, transferStock } from '../contract.ts';
import { balance, directly, figures, makeItem, makeSite } from './stock-of.ts';

const preview = async (world: World, operation: string, input: unknown, role: SeedRole = 'controller') => {
  const told = await rehearse(world.app, operation, {
    actor: seedActor(world.app, role),
    company: world.company,
    input,
  });
  return Object.fromEntries(told.reports.map(({ name, rows }) => [name.split('.')[1]!, rows]));
};

/** Ten received in January at 10, four sold in February, two scrapped, one moved to another site. */
async function story(world: World) {
  const item = await makeItem(world, 'PUMP');
  const [north, south] = [await makeSite(world, 'NORTH'), await makeSite(world, 'SOUTH')];
  const keeper = world.as('storekeeper');
  const at = { site: north, effectiveOn: '2026-01-10' };
  await keeper(receiveStock, { ...at, reason: 'production', lines: [{ item, quantity: '10', unitCost: '10' }] });
  const source = { entity: 'test.delivery', id: newId() };
  const line = { key: newId(), item, site: north, quantity: '4' };
  await directly(world, (tx) => ship(tx, [{ source, effectiveOn: '2026-02-10', lines: [line] }]));
  await keeper(issueStock, { site: north, reason: 'scrap', lines: [{ item, quantity: '2' }] });
  await keeper(transferStock, { from: north, to: south, lines: [{ item, quantity: '1' }] });
  const { rows } = await world.list('inventory.move', { filter: { item, kind: 'receipt' } });
  return { item, north, south, delivery: source.id, receipt: String(rows[0]!.id) };
}

scenario(
  'a price correction shows the stock, accounts, months and margins it changes before it is done',
  async (world) => {
    const { item, north, delivery, receipt } = await story(world);
    const periods = await world.inside(
      (tx) => tx.sql<{ id: Id }>`
      select id from ledger.v_period where company_id = ${tx.company} and ends_on <= '2026-01-31' order by ends_on, closing`,
    );
    for (const { id } of periods) await world.as('controller')(closePeriod, { period: id });
    const input = { move: receipt, unitCost: '12', reason: 'Labour forgotten' };
    const told = await preview(world, 'inventory.correct_receipt_cost', input);
    const short = (rows: Record<string, unknown>[]) =>
      rows.map((row) => [row.account, row.trueIn, row.postedIn, row.valueMinor, row.afterMinor, row.unitCost]);
    expect(short(told.cost_effect!)).toEqual([
      ['Stock at NORTH', '2026-01', '2026-02', 20_00n, 36_00n, '12'],
      ['Stock at NORTH', '2026-02', '2026-02', -8_00n, 36_00n, '12'],
      ['Stock at NORTH', '2026-03', '2026-03', -6_00n, 36_00n, '12'],
      ['Stock at SOUTH', '2026-03', '2026-03', 2_00n, 12_00n, '12'],
      ['Cost of goods sold', '2026-02', '2026-02', 8_00n, null, null],
      ['Production clearing', '2026-01', '2026-02', -20_00n, null, null],
      ['Stock loss', '2026-03', '2026-03', 4_00n, null, null],
    ]);
    expect(told.margin_effect).toMatchObject([
      { document: 'test.delivery', documentId: delivery, beforeMinor: 40_00n, afterMinor: 48_00n, marginMinor: -8_00n },
    ]);

    // Nothing has been done, and no number is gone.
    expect(await figures(world, item, north)).toMatchObject({ onHand: '3', valueMinor: 30_00n });
    expect(await balance(world, 'cogs')).toBe(40_00n);
    expect((await world.list('inventory.stock_document', { filter: { kind: 'cost_correction' } })).rows).toEqual([]);
    const numbers = (await world.list('inventory.stock_document', {})).rows.map((row) => String(row.number)).sort();
    const done = await world.as('controller')(correctReceiptCost, input);
    expect(Number(done.number.slice(3))).toBe(Number(numbers.at(-1)!.slice(3)) + 1);

    // Done, it is what was told.
    const [event] = await world.inside(
      (tx) => tx.sql<{ id: Id }>`
      select id from kernel.event where company_id = ${tx.company} and operation = 'inventory.correct_receipt_cost'`,
    );
    expect((await world.report('inventory.cost_effect', { event: event!.id })).rows).toEqual(told.cost_effect);
    expect((await world.report('inventory.margin_effect', { event: event!.id })).rows).toEqual(told.margin_effect);
  },
);

scenario('what would be refused is refused in the preview, and who may not see costs sees none', async (world) => {
  const { item, north, receipt } = await story(world);
  const late = {
    site: north,
    effectiveOn: '2026-01-05',
    reason: 'production',
    lines: [{ item, quantity: '5', unitCost: '1' }],
  };
  const told = await preview(world, 'inventory.receive_stock', late);
  expect(told.margin_effect).toMatchObject([{ beforeMinor: 40_00n, afterMinor: 4_00n, marginMinor: 36_00n }]);
  expect(await preview(world, 'inventory.receive_stock', late, 'storekeeper')).toEqual({});
  const cost = { move: receipt, unitCost: '1', reason: 'x' };
  await expect(preview(world, 'inventory.correct_receipt_cost', cost, 'storekeeper')).refuses('not_permitted');
  await expect(preview(world, 'inventory.correct_move', { move: receipt, quantity: '1', reason: 'x' })).refuses(
    'short_stock_then',
  );
  await expect(preview(world, 'inventory.start_count', { site: north })).refuses('not_found');
  await expect(preview(world, 'inventory.receive_stock', { ...late, site: 'x' })).refuses('invalid_input');
});
