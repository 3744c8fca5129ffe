import { expect } from 'vitest';
import { runJob } from '#surfaces/worker/jobs.ts';
import { scenario } from '#test/harness.ts';
import { cancelOrder, placeOrder, reserveWaiting } from '../contract.ts';
import { openShop } from './shop.ts';

scenario('B38 freed stock goes to the orders that wait for it, the earliest promise first', async (world) => {
  const { customer, pump } = await openShop(world);
  const desk = world.as('sales_desk');
  const order = async (quantity: string, promisedOn?: string) => {
    const lines = [{ item: pump, quantity, ...(promisedOn && { promisedOn }) }];
    return (await desk(placeOrder, { customer, lines, confirm: true })).order;
  };
  const reserved = async (id: string) =>
    (await world.list('sales.order_line', { filter: { order: id } })).rows[0]!.reserved;
  const first = await order('10');
  const [late, soon] = [await order('8', '2026-05-01'), await order('5', '2026-04-01')];
  expect([await reserved(late), await reserved(soon)]).toEqual(['0', '0']);
  expect((await world.report('sales.can_be_reserved', {})).rows).toEqual([]);
  await desk(cancelOrder, { order: first, reason: 'Changed their mind' });
  expect((await world.report('sales.can_be_reserved', {})).rows).toMatchObject([
    { orderId: soon, missing: '5', servable: '5' },
    { orderId: late, missing: '8', servable: '5' },
  ]);
  expect(await desk(reserveWaiting, {})).toEqual({ served: 1 });
  expect([await reserved(late), await reserved(soon)]).toEqual(['5', '5']);
  expect((await world.report('sales.can_be_reserved', {})).rows).toEqual([]);
});

scenario('what is freed is given by itself, and the timeline of the order that gets it says so', async (world) => {
  const { customer, pump } = await openShop(world);
  const desk = world.as('sales_desk');
  const order = async () =>
    (await desk(placeOrder, { customer, lines: [{ item: pump, quantity: '10' }], confirm: true })).order;
  const [first, waiting] = [await order(), await order()];
  const { name } = reserveWaiting;
  const give = () => runJob(world.app, world.app.registry.jobs.get(name)!, world.company, null);
  const told = () =>
    world.owner(
      (sql) => sql<{ id: string; operation: string; actor: string; after: unknown }>`
        select r.record_id as id, e.operation, e.actor, r.after from kernel.event_record r
        join kernel.event e on e.company_id = r.company_id and e.id = r.event_id
        where r.company_id = ${world.company} and e.operation = ${name}`,
    );
  await give();
  expect(await told()).toEqual([]);
  await desk(cancelOrder, { order: first, reason: 'Changed their mind' });
  // Of two at once, one gives and the other finds nothing left to give.
  await Promise.all([give(), give()]);
  const [line] = (await world.list('sales.order_line', { filter: { order: waiting } })).rows;
  expect(line!.reserved).toBe('10');
  expect(await told()).toEqual([
    { id: waiting, operation: name, actor: `job:${name}`, after: { reservedAgain: true } },
  ]);
  await give();
  expect(await told()).toHaveLength(1);
});
