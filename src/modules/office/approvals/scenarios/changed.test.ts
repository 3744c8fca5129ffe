import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { runReport } from '#kernel/run-report.ts';
import {
  amendOrder as amendSale,
  confirmOrder as confirmSale,
  placeOrder as sell,
} from '#modules/commerce/sales/contract.ts';
import { openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { disableUser } from '#modules/office/access/contract.ts';
import { amendOrder, placeOrder, sendOrder } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { approve, carryOut, setPolicy } from '../contract.ts';
import { hire, requestOf, role } from './people.ts';

/* What was approved is what is carried out; what is not that any more is asked anew. */

const request = (world: World, id: string) => world.get('approvals.request', id);
const newest = async (world: World) => (await world.list('approvals.request')).rows[0]!;

/** A draft of 600 at 10 that waits to be sent. */
async function waitingDraft(world: World) {
  const buying = await openBuying(world);
  await world.as('controller')(setPolicy, {
    name: 'Orders from 1,000',
    operation: 'purchasing.purchase_order',
    conditions: [{ field: 'totalMinor', is: 'at_least', value: '1000' }],
    steps: [role('owner')],
  });
  const buyer = await hire(world, 'Bea', ['buyer']);
  const olga = await hire(world, 'Olga', ['owner']);
  const lines = [{ item: buying.casting, quantity: '600', unitPrice: '10' }];
  const { order } = await buyer.do(placeOrder, { supplier: buying.supplier, lines, send: false });
  const [line] = await linesOfOrder(world, order);
  let version = 1;
  const amend = async (quantity: string) => {
    ({ version } = await buyer.do(amendOrder, { order, version, lines: [{ line: String(line!.id), quantity }] }));
  };
  const asked = await requestOf(buyer.do(sendOrder, { order }));
  const state = async () => (await world.get('purchasing.purchase_order', order)).state;
  return { ...buying, buyer, olga, order, amend, asked, state };
}

scenario(
  'a draft amended while it waits to be sent is not sent on what was approved: it is asked anew',
  async (world) => {
    const { buyer, olga, order, amend, asked, state } = await waitingDraft(world);
    const { app, company } = world;
    const cases = async (id: string) =>
      (await runReport({ app, actor: seedActor(app, 'owner'), company }, 'approvals.case', { request: id })).rows;
    expect((await cases(asked)).map(({ part }) => part)).not.toContain('Changed since it was asked');
    await amend('9999');
    expect((await cases(asked))[0]).toMatchObject({
      ...{ part: 'Changed since it was asked', label: 'Purchase order', will: expect.stringMatching(/^by Bea\. /) },
    });
    const actor = { ...seedActor(app, 'owner'), id: olga.id };
    expect((await runReport({ app, actor, company }, 'approvals.inbox', {})).rows).toMatchObject([{ changed: true }]);
    expect(await olga.do(approve, { request: asked })).toMatchObject({
      ...{ state: 'outdated', failure: expect.stringContaining('AP-00002') },
    });
    expect(await state()).toBe('draft');
    expect(await newest(world)).toMatchObject({
      state: 'pending',
      summary: expect.stringContaining('Total: 99,990.00 EUR'),
    });
    expect(await olga.inbox()).toEqual(['AP-00002']);
    await expect(olga.do(carryOut, { request: asked })).refuses('wrong_state');
    // Asked again it is the same question, until it changes again.
    const again = await requestOf(buyer.do(sendOrder, { order }));
    expect(again).toBe(String((await newest(world)).id));
    await amend('600');
    const third = await requestOf(buyer.do(sendOrder, { order }));
    expect(await request(world, again)).toMatchObject({ state: 'outdated' });
    expect(await olga.do(approve, { request: third })).toMatchObject({ state: 'done', failure: null });
    expect(await state()).toBe('sent');
  },
);

scenario('what failed after its approval is not tried again on other figures', async (world) => {
  const { buyer, olga, amend, asked, state } = await waitingDraft(world);
  await world.as('owner')(disableUser, { user: buyer.id });
  expect(await olga.do(approve, { request: asked })).toMatchObject({ state: 'failed' });
  await hire(world, 'Bea', ['buyer']);
  await amend('9999');
  expect(await buyer.do(carryOut, { request: asked })).toMatchObject({ state: 'outdated' });
  expect(await state()).toBe('draft');
  await olga.do(approve, { request: String((await newest(world)).id) });
  expect(await state()).toBe('sent');
});

scenario(
  'a sale amended while it waits to be confirmed is asked anew; at a lower total too, for it is another',
  async (world) => {
    const shop = await openShop(world);
    await world.as('owner')(setPolicy, {
      name: 'High discounts',
      operation: 'sales.sales_order',
      conditions: [{ field: 'discountPercent', is: 'more_than', value: '15' }],
      steps: [role('owner')],
    });
    const olga = await hire(world, 'Olga', ['owner']);
    const by = world.as('owner');
    const { order } = await by(sell, {
      ...{ customer: shop.customer, confirm: false },
      lines: [{ item: shop.pump, quantity: '4', discountPercent: '20' }],
    });
    const asked = await requestOf(by(confirmSale, { order }));
    const [line] = (await world.list('sales.order_line', { filter: { order } })).rows;
    await by(amendSale, { order, version: 1, lines: [{ line: String(line!.id), quantity: '1' }] });
    expect(await olga.do(approve, { request: asked })).toMatchObject({ state: 'outdated' });
    expect((await world.get('sales.sales_order', order)).state).toBe('draft');
    expect(await olga.do(approve, { request: String((await newest(world)).id) })).toMatchObject({ state: 'done' });
  },
);

scenario(
  'what got dearer by itself is asked anew; what was bought beside it is judged by the policies alone',
  async (world) => {
    const buying = await openBuying(world);
    await world.as('controller')(setPolicy, {
      name: 'Orders from 1,000',
      operation: 'purchasing.purchase_order',
      conditions: [{ field: 'withOthersMinor', is: 'at_least', value: '1000' }],
      steps: [role('owner')],
    });
    const buyer = await hire(world, 'Bea', ['buyer']);
    const olga = await hire(world, 'Olga', ['owner']);
    const place = (quantity: string, more: object = {}) =>
      requestOf(
        buyer.do(placeOrder, {
          ...{ supplier: buying.supplier, send: true, lines: [{ item: buying.casting, quantity, unitPrice: '40' }] },
          ...more,
        }),
      );
    const [one, two] = [await place('100'), await place('200')];
    expect(await olga.do(approve, { request: one })).toMatchObject({ state: 'done' });
    expect(await olga.do(approve, { request: two })).toMatchObject({ state: 'done' });
  },
);
