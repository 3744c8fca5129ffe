import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { runReport } from '#kernel/run-report.ts';
import { amendOrder, placeOrder } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { approve, setPolicy } from '../contract.ts';
import { hire, requestOf } from './people.ts';

const policyOn = (world: World, operation: string) =>
  world.as('controller')(setPolicy, { name: operation, operation, steps: [{ kind: 'role', who: 'controller' }] });

/** What somebody reads of a request, as `label [line]: today → then`. */
async function readBy(world: World, role: 'owner' | 'storekeeper', request: string): Promise<string[]> {
  const { app, company } = world;
  const own = seedActor(app, role);
  const actor = { ...own, permissions: new Set([...own.permissions, 'approvals.request.read']) };
  const { rows } = await runReport({ app, actor, company }, 'approvals.case', { request });
  return rows.map(
    ({ line, label, was, will }) => `${label}${line ? ` ${line}` : ''}: ${was ? `${was} → ` : ''}${will}`,
  );
}

/** An id, a code of the program, minor units or a day as programs write it. */
const MACHINE = /[0-9a-f]{8}-[0-9a-f]{4}|[{}[\]"]|\b[a-z]+_[a-z]+\b|\d{4}-\d{2}-\d{2}|null|undefined/;

scenario('whoever approves an order reads supplier, goods, quantities, prices and amounts', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  await policyOn(world, 'purchasing.place_order');
  const buyer = await hire(world, 'Bea', ['buyer']);
  const lines = [
    { item: casting, quantity: '30' },
    { item: bolt, quantity: '1000', unitPrice: '0.2345' },
  ];
  const id = await requestOf(buyer.do(placeOrder, { supplier, lines, expectedOn: '2026-04-02', send: true }));
  const told = await readBy(world, 'owner', id);
  expect(told).toEqual(
    expect.arrayContaining([
      ...['Supplier: Foundry', 'Net: 1,434.50 EUR', 'Expected: 2 Apr 2026'],
      ...[expect.stringMatching(/^Item 1: Casting-\d+$/), 'Quantity 1: 30', 'Price 1: 40.00', 'Net 1: 1,200.00 EUR'],
      ...[expect.stringMatching(/^Item 2: Bolt-\d+$/), 'Quantity 2: 1,000', 'Price 2: 0.2345', 'Net 2: 234.50 EUR'],
    ]),
  );
  expect(told.filter((line) => MACHINE.test(line))).toEqual([]);
  expect(told.join('\n')).not.toMatch(/^(Currency|Open)/m);

  const without = (await readBy(world, 'storekeeper', id)).join('\n');
  expect(without).toMatch(/Item 1: Casting-/);
  expect(without).not.toMatch(/40\.00|234|1,200|1,434|Price|Net/);
});

scenario('whoever approves an amendment reads what stands today and what would', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const { order, version } = await placed(
    buyer.do(placeOrder, { supplier, lines: [{ item: casting, quantity: '10' }], send: true }),
  );
  await policyOn(world, 'purchasing.amend_order');
  const [line] = await linesOfOrder(world, order);
  const id = await requestOf(
    buyer.do(amendOrder, {
      ...{ order, version },
      lines: [
        { line: String(line!.id), quantity: '30' },
        { item: bolt, quantity: '200' },
      ],
    }),
  );
  const told = await readBy(world, 'owner', id);
  expect(told).toEqual(
    expect.arrayContaining([
      ...[
        'Supplier: Foundry',
        'Net: 400.00 EUR → 1,250.00 EUR',
        expect.stringMatching(/^Item 1: Casting-\d+$/),
        'Quantity 1: 10 → 30',
      ],
      ...[
        'Net 1: 400.00 EUR → 1,200.00 EUR',
        expect.stringMatching(/^Item 2: Bolt-\d+$/),
        'Quantity 2: 200',
        'Net 2: 50.00 EUR',
      ],
    ]),
  );
  expect(told.filter((text) => MACHINE.test(text))).toEqual([]);
});

scenario('a request leads to the document it is about, and done to what came of it', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const lines = [{ item: casting, quantity: '10' }];
  const { order, version } = await placed(buyer.do(placeOrder, { supplier, lines, send: true }));
  await policyOn(world, 'purchasing.amend_order');
  await policyOn(world, 'purchasing.place_order');
  const [line] = await linesOfOrder(world, order);
  const amended = await requestOf(
    buyer.do(amendOrder, { order, version, lines: [{ line: String(line!.id), quantity: '30' }] }),
  );
  const asked = await requestOf(buyer.do(placeOrder, { supplier, lines, send: true }));
  const documents = async (request: string, role: 'owner' | 'controller' = 'owner') =>
    (await world.report('approvals.documents', { request }, role)).rows.map((row) => [row.document, row.result]);
  expect(await documents(amended)).toEqual([[order, false]]);
  expect(await documents(asked)).toEqual([]);
  for (const request of [amended, asked]) await world.as('controller')(approve, { request });
  expect(await documents(amended)).toEqual([[order, true]]);
  const [[made, result]] = (await documents(asked)) as [[string, boolean]];
  expect(result).toBe(true);
  expect(await world.get('purchasing.purchase_order', made)).toMatchObject({ supplier });
  expect(made).not.toBe(order);
  const storekeeper = { ...seedActor(world.app, 'storekeeper'), permissions: new Set(['approvals.inbox.read']) };
  const unseen = await runReport({ ...world, actor: storekeeper }, 'approvals.documents', { request: asked });
  expect(unseen.rows).toEqual([]);
});

const placed = async (deed: Promise<{ order: string }>) => ({ ...(await deed), version: 1 });
