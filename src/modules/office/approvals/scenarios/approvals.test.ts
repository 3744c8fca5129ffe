import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { postEntry } from '#modules/finance/ledger/contract.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { disableUser } from '#modules/office/access/contract.ts';
import { amendOrder, confirmOrder, placeOrder } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { runJob } from '#surfaces/worker/jobs.ts';
import { scenario, type World } from '#test/harness.ts';
import { approve, carryOut, delegate, endDelegation, reject, retirePolicy, setPolicy, withdraw } from '../contract.ts';
import { approveHandler } from '../request/decide.ts';
import { hire, purchases, requestOf, role } from './people.ts';

const request = (world: World, id: string) => world.get('approvals.request', id);

/** Purchase orders from 1,000 on need the controller, from 10,000 on the owner as well. */
async function tiers(world: World) {
  const buying = await openBuying(world);
  const { policy } = await world.as('controller')(setPolicy, {
    name: 'Large purchases',
    operation: 'purchasing.place_order',
    tierField: 'totalMinor',
    steps: [role('controller', { from: '1000' }), role('owner', { from: '10000' })],
  });
  const order = (quantity: string) => ({
    supplier: buying.supplier,
    lines: [{ item: buying.casting, quantity, unitPrice: '40' }],
    send: true,
  });
  return { ...buying, policy, order };
}

scenario('a large purchase waits for another person, then is placed as it was entered, once', async (world) => {
  const { order, policy } = await tiers(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const boss = await hire(world, 'Carl', ['controller']);
  await buyer.do(placeOrder, order('24'));
  expect(await purchases(world)).toHaveLength(1);

  const id = await requestOf(buyer.do(placeOrder, order('25'), 'key-1'));
  // Asked twice is asked once; nothing of the order is there.
  expect(await requestOf(buyer.do(placeOrder, order('25'), 'key-1'))).toBe(id);
  expect(await requestOf(buyer.do(placeOrder, order('25')))).toBe(id);
  expect(await purchases(world)).toHaveLength(1);
  expect(await request(world, id)).toMatchObject({
    ...{ number: 'AP-00001', state: 'pending', asker: 'Bea', reason: 'Large purchases' },
    summary: expect.stringMatching(/^Supplier: .+; Total: 1,000\.00 EUR; .*Price entered by hand: yes$/),
  });
  expect([await buyer.inbox(), await boss.inbox()]).toEqual([[], ['AP-00001']]);
  await expect(buyer.do(approve, { request: id })).refuses('own_request');
  await expect(world.as('buyer')(approve, { request: id })).refuses('not_found');

  expect(await boss.do(approve, { request: id, comment: 'Fine' }, 'yes-1')).toMatchObject({ state: 'done' });
  expect(await boss.do(approve, { request: id, comment: 'Fine' }, 'yes-1')).toMatchObject({ state: 'done' });
  await expect(boss.do(approve, { request: id })).refuses('wrong_state');
  const placed = await purchases(world);
  expect(placed).toHaveLength(2);
  expect(placed.filter((row) => row.owner === 'Bea' && row.netMinor === 1000_00n)).toHaveLength(1);
  // The first request, sent again, gets what it would have got.
  expect(await buyer.do(placeOrder, order('25'), 'key-1')).toMatchObject({ netMinor: '100000' });
  expect(await purchases(world)).toHaveLength(2);

  await world.as('controller')(retirePolicy, { policy });
  await expect(world.as('controller')(retirePolicy, { policy })).refuses('wrong_state');
  await buyer.do(placeOrder, order('26'));
});

scenario('steps follow one another, and several people may be needed for one', async (world) => {
  const { order } = await tiers(world);
  await world.as('owner')(setPolicy, {
    name: 'Two pairs of eyes',
    operation: 'purchasing.place_order',
    conditions: [
      { field: 'totalMinor', is: 'more_than', value: '5000' },
      { field: 'by.role', is: 'is_not', value: 'owner' },
    ],
    steps: [role('controller', { needs: 2 })],
  });
  const carl = await hire(world, 'Carl', ['controller']);
  const cora = await hire(world, 'Cora', ['controller']);
  const olga = await hire(world, 'Olga', ['owner']);
  const id = await requestOf(world.as('buyer')(placeOrder, order('250')));
  await expect(olga.do(approve, { request: id })).refuses('not_approver');
  expect(await carl.do(approve, { request: id })).toMatchObject({ state: 'pending' });
  await expect(carl.do(approve, { request: id })).refuses('decided_already');
  expect(await carl.inbox()).toEqual([]);
  expect(await cora.do(approve, { request: id })).toMatchObject({ state: 'pending' });
  expect(await olga.inbox()).toEqual(['AP-00001']);
  expect(await olga.do(approve, { request: id })).toMatchObject({ state: 'done' });
  // A crowd at once: the two that are needed count, the others hear that it is over.
  const next = await requestOf(world.as('buyer')(placeOrder, order('130')));
  const crowd = await Promise.all(Array.from({ length: 6 }, (_, at) => hire(world, `Kim${at}`, ['controller'])));
  const outcomes = await Promise.allSettled(crowd.map((one) => one.do(approve, { request: next })));
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(2);
  expect(await request(world, next)).toMatchObject({ state: 'done' });
  expect(await purchases(world)).toHaveLength(2);
});

scenario('what is rejected or withdrawn is not done; it may be asked again', async (world) => {
  const { order } = await tiers(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const boss = await hire(world, 'Carl', ['controller']);
  const first = await requestOf(buyer.do(placeOrder, order('25')));
  await expect(boss.do(reject, { request: first, comment: '' })).refuses('invalid_input');
  expect(await boss.do(reject, { request: first, comment: 'Too many' })).toMatchObject({ state: 'rejected' });
  const second = await requestOf(buyer.do(placeOrder, order('25')));
  expect(second).not.toBe(first);
  await expect(boss.do(withdraw, { request: second })).refuses('not_asker');
  expect(await buyer.do(withdraw, { request: second })).toMatchObject({ state: 'withdrawn' });
  await expect(boss.do(approve, { request: second })).refuses('wrong_state');
  expect(await purchases(world)).toEqual([]);
});

scenario('what is wrong is refused at once and asks nobody', async (world) => {
  const { order } = await tiers(world);
  await expect(world.as('buyer')(placeOrder, { ...order('25'), currency: 'CHF' })).refuses('no_rate');
  await expect(world.as('auditor')(placeOrder, order('25'))).refuses('not_permitted');
  expect((await world.list('approvals.request')).rows).toEqual([]);
});

scenario('an approved deed that is refused by now says why, and is tried again', async (world) => {
  await world.as('controller')(setPolicy, {
    name: 'Entries by hand',
    operation: 'ledger.post_entry',
    conditions: [{ field: 'totalMinor', is: 'at_least', value: '500' }],
    steps: [role('controller')],
  });
  const accounts = (await world.list('ledger.account', { size: 200 })).rows;
  const account = (number: string) => String(accounts.find((row) => row.number === number)!.id);
  const entry = (amount: string) => ({
    effectiveOn: '2026-03-02',
    text: 'Accrual',
    lines: [
      { account: account('1800'), debitMinor: amount },
      { account: account('2000'), creditMinor: amount },
    ],
  });
  const entries = async () => (await world.list('ledger.entry', { filter: { text: 'Accrual' } })).rows;
  const keeper = await hire(world, 'Bert', ['controller']);
  const boss = await hire(world, 'Carl', ['controller']);
  await keeper.do(postEntry, entry('49999'));
  const id = await requestOf(keeper.do(postEntry, entry('50000')));
  await world.as('owner')(disableUser, { user: keeper.id });
  expect(await boss.do(approve, { request: id })).toMatchObject({
    ...{ state: 'failed', failure: 'This needs the right “Post and reverse manual entries”, which you do not have.' },
  });
  expect(await entries()).toHaveLength(1);
  await hire(world, 'Bert', ['controller']);
  expect(await boss.do(carryOut, { request: id })).toMatchObject({ state: 'done', failure: null });
  await expect(boss.do(carryOut, { request: id })).refuses('wrong_state');
  expect(await entries()).toHaveLength(2);
});

scenario('what needs more by now than was approved is not done, but asked anew', async (world) => {
  const { order } = await tiers(world);
  const boss = await hire(world, 'Carl', ['controller']);
  const id = await requestOf(world.as('buyer')(placeOrder, order('30')));
  const steps = [role('owner')];
  await world.as('owner')(setPolicy, { name: 'Hard times', operation: 'purchasing.place_order', steps });
  expect(await boss.do(approve, { request: id })).toMatchObject({
    ...{ state: 'outdated', failure: expect.stringContaining('AP-00002') },
  });
  expect(await purchases(world)).toEqual([]);
  const olga = await hire(world, 'Olga', ['owner']);
  const anew = String((await world.list('approvals.request')).rows[0]!.id);
  expect(await olga.do(approve, { request: anew })).toMatchObject({ state: 'pending' });
  expect(await boss.do(approve, { request: anew })).toMatchObject({ state: 'done' });
  expect(await purchases(world)).toHaveLength(1);
});

scenario('a person and whoever decides in their place count once, in either order', async (world) => {
  const { order } = await tiers(world);
  await world.as('owner')(setPolicy, {
    name: 'Two owners',
    operation: 'purchasing.place_order',
    conditions: [{ field: 'by.role', is: 'is_not', value: 'owner' }],
    steps: [role('owner', { needs: 2 })],
  });
  const buyer = await hire(world, 'Bea', ['buyer']);
  const [sara, olga] = [await hire(world, 'Sara', ['owner']), await hire(world, 'Olga', ['owner'])];
  const [kim, lea] = [await hire(world, 'Kim', ['storekeeper']), await hire(world, 'Lea', ['storekeeper'])];
  for (const to of [kim, lea]) await sara.do(delegate, { to: to.id, lastOn: '2026-03-10' });
  const ask = (quantity: string) => requestOf(buyer.do(placeOrder, order(quantity)));

  const first = await ask('2');
  expect(await kim.do(approve, { request: first })).toMatchObject({ state: 'pending' });
  expect([await sara.inbox(), await lea.inbox()]).toEqual([[], []]);
  await expect(sara.do(approve, { request: first })).refuses('decided_for_you');
  await expect(lea.do(approve, { request: first })).refuses('decided_by_principal');
  expect(await olga.do(approve, { request: first })).toMatchObject({ state: 'done' });

  const second = await ask('3');
  await sara.do(approve, { request: second });
  await expect(kim.do(approve, { request: second })).refuses('decided_by_principal');
  await olga.do(delegate, { to: kim.id, lastOn: '2026-03-10' });
  expect(await kim.do(approve, { request: second })).toMatchObject({ state: 'done' });
  expect(
    (await world.list('approvals.decision', { filter: { request: second } })).rows.map((row) => row.behalf),
  ).toContain('Olga');
});

scenario('a delegate decides in another’s place, but not on what that person asked for', async (world) => {
  const { order } = await tiers(world);
  const buyer = await hire(world, 'Bea', ['buyer']);
  const boss = await hire(world, 'Carl', ['controller']);
  const clerk = await hire(world, 'Dora', ['bookkeeper']);
  await expect(clerk.do(delegate, { from: boss.id, to: clerk.id, lastOn: '2026-03-10' })).refuses('not_for_others');
  await expect(boss.do(delegate, { from: clerk.id, to: boss.id, lastOn: '2026-03-10' })).refuses('to_yourself');
  await expect(boss.do(delegate, { to: boss.id, lastOn: '2026-03-10' })).refuses('same_person');
  await expect(boss.do(delegate, { to: clerk.id, lastOn: '2026-03-01' })).refuses('bad_days');
  const first = await requestOf(buyer.do(placeOrder, order('25')));
  const { delegation } = await boss.do(delegate, { to: clerk.id, firstOn: '2026-03-03', lastOn: '2026-03-10' });
  expect(await clerk.inbox()).toEqual([]);
  await expect(clerk.do(approve, { request: first })).refuses('not_found');
  world.today('2026-03-03');
  expect(await clerk.inbox()).toEqual(['AP-00001']);
  expect(await clerk.do(approve, { request: first })).toMatchObject({ state: 'done' });
  const [decided] = (await world.list('approvals.decision')).rows;
  expect(decided).toMatchObject({ decider: 'Dora', behalf: 'Carl', escalated: false });

  await world.as('owner')(setPolicy, {
    name: 'All entries of the controller',
    operation: 'purchasing.place_order',
    steps: [role('controller')],
  });
  const boss2 = await hire(world, 'Cora', ['controller', 'buyer']);
  const own = await requestOf(boss2.do(placeOrder, order('26')));
  await boss2.do(delegate, { to: buyer.id, lastOn: '2026-03-10' });
  await expect(buyer.do(approve, { request: own })).refuses('not_found');
  await expect(clerk.do(endDelegation, { delegation })).refuses('not_for_others');
  await boss.do(endDelegation, { delegation });
  await expect(boss.do(endDelegation, { delegation })).refuses('ended');
  expect(await clerk.inbox()).toEqual([]);
});

scenario('a post decides, whoever holds it; unanswered it goes further after its hours', async (world) => {
  const buying = await openBuying(world);
  const head = await hire(world, 'Hana', ['storekeeper']);
  const next = await hire(world, 'Nils', ['storekeeper']);
  const olga = await hire(world, 'Olga', ['owner']);
  const call = { actor: seedActor(world.app, 'owner'), company: world.company };
  const { output } = await execute(world.app, 'approvals.create_position', {
    ...call,
    input: { code: 'STORES', name: 'Head of stores', holder: head.id },
  });
  await world.as('owner')(setPolicy, {
    name: 'All purchases',
    operation: 'purchasing.place_order',
    steps: [{ kind: 'position', who: 'STORES', escalateAfterHours: 24, escalateKind: 'user', escalateWho: olga.email }],
  });
  const order = { supplier: buying.supplier, lines: [{ item: buying.casting, quantity: '1' }] };
  const id = await requestOf(world.as('buyer')(placeOrder, order));
  expect([await head.inbox(), await next.inbox(), await olga.inbox()]).toEqual([['AP-00001'], [], []]);
  await execute(world.app, 'approvals.update_position', {
    ...call,
    input: { id: (output as { id: string }).id, changes: { holder: next.id } },
  });
  expect([await head.inbox(), await next.inbox(), await olga.inbox()]).toEqual([[], ['AP-00001'], []]);
  world.today('2026-03-03T08:59:59Z');
  await expect(olga.do(approve, { request: id })).refuses('not_approver');
  world.today('2026-03-03T09:00:00Z');
  expect(await olga.do(approve, { request: id })).toMatchObject({ state: 'done' });
  expect((await world.list('approvals.decision')).rows[0]).toMatchObject({ decider: 'Olga', escalated: true });
});

scenario('what was approved when the program ended is done by the next that runs, once', async (world) => {
  const { order } = await tiers(world);
  const id = await requestOf(world.as('buyer')(placeOrder, order('25')));
  // As if the program had ended between the approval and the deed.
  const { contract, handler } = approveHandler;
  const actor = seedActor(world.app, 'controller');
  await execute(world.app, { contract, handler }, { actor, company: world.company, input: { request: id } });
  expect(await request(world, id)).toMatchObject({ state: 'approved' });
  const job = world.app.registry.jobs.get('approvals.carry_out_left')!;
  await Promise.all([1, 2, 3].map(() => runJob(world.app, job, world.company, null)));
  expect(await request(world, id)).toMatchObject({ state: 'done' });
  expect(await purchases(world)).toHaveLength(1);
});

scenario('a policy that could never hold is refused', async (world) => {
  const set = (input: object) =>
    world.as('controller')(setPolicy, {
      ...{ name: 'P', operation: 'purchasing.place_order', steps: [role('controller')] },
      ...input,
    });
  const on = (field: string) => ({ conditions: [{ field, is: 'is' as const, value: '1' }] });
  await expect(set({ operation: 'purchasing.buy' })).refuses('no_operation');
  await expect(set({ operation: 'access.create_user' })).refuses('not_for_approval');
  await expect(set({ operation: 'approvals.approve' })).refuses('not_for_approval');
  await expect(set(on('sum'))).refuses('no_field');
  await expect(set(on('sum'))).rejects.toMatchObject({
    message: expect.stringContaining('New purchase order has no “sum”. Name one of these: Supplier, Total, With other'),
    details: { names: expect.arrayContaining(['supplier', 'totalMinor', 'by.role']) },
  });
  // What people see can be said as well as what programs do.
  await set({ ...on('total'), tierField: 'Total' });
  const [policy] = (await world.list('approvals.policy', {})).rows;
  expect(policy!.summary).toContain('when Total is 1 EUR');
  const vague = { conditions: [{ field: 'totalMinor', is: 'more_than' as const, value: 'much' }] };
  await expect(set(vague)).refuses('not_a_number');
  await expect(set({ steps: [role('chief')] })).refuses('no_approver');
  await expect(set({ steps: [role('owner', { from: '5' })] })).refuses('no_tier_field');
  await expect(set({ steps: [role('owner', { escalateAfterHours: 5 })] })).refuses('half_escalation');
  await expect(
    world.as('buyer')(setPolicy, { name: 'P', operation: 'purchasing.place_order', steps: [role('owner')] }),
  ).refuses('not_permitted');
  await set({ ...on('input.lines.item'), tierField: 'totalMinor' });
});

scenario(
  'B30: a limit of purchase orders is passed neither by amending, nor by a confirmation, nor in another currency',
  async (world) => {
    const buying = await openBuying(world);
    await world.as('bookkeeper')(setRates, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '1.5' }] });
    await world.as('controller')(setPolicy, {
      name: 'Orders from 1,000',
      operation: 'purchasing.purchase_order',
      conditions: [{ field: 'totalMinor', is: 'at_least', value: '1000' }],
      steps: [role('controller')],
    });
    const place = (lines: object[], more: object = {}) =>
      world.as('buyer')(placeOrder, { supplier: buying.supplier, lines: lines as never, send: true, ...more });
    const of = (quantity: string, unitPrice: string) => ({ item: buying.casting, quantity, unitPrice });
    const { order } = await place([of('9', '100')]);
    const [line] = (await world.list('purchasing.order_line', { filter: { order: order } })).rows;
    const amend = (quantity: string) =>
      world.as('buyer')(amendOrder, { order, version: 1, lines: [{ line: String(line!.id), quantity }] });
    await requestOf(amend('10'));
    await requestOf(amend('20'));
    await requestOf(
      world.as('buyer')(confirmOrder, { order, lines: [{ line: String(line!.id), unitPrice: '1000' }] } as never),
    );
    await requestOf(place([of('6', '100'), of('6', '100')]));
    await requestOf(place([of('9', '100')], { currency: 'USD' }));
    expect((await purchases(world)).map((row) => row.netMinor)).toEqual([900_00n]);
  },
);

scenario(
  'what a supplier confirms dearer may not pass the limit unseen; what costs no more asks nobody again',
  async (world) => {
    const buying = await openBuying(world);
    await world.as('controller')(setPolicy, {
      name: 'Orders over 10,000',
      operation: 'purchasing.purchase_order',
      conditions: [{ field: 'totalMinor', is: 'more_than', value: '10000' }],
      steps: [role('owner')],
    });
    const olga = await hire(world, 'Olga', ['owner']);
    const buy = world.as('buyer');
    const { order } = await buy(placeOrder, {
      supplier: buying.supplier,
      lines: [{ item: buying.casting, quantity: '250', unitPrice: '40' }],
      send: true,
    });
    const [line] = (await world.list('purchasing.order_line', { filter: { order: order } })).rows;
    const at = (unitPrice: string, expectedOn = '2026-03-20') => ({
      order,
      lines: [{ line: String(line!.id), unitPrice, expectedOn }],
    });
    const price = async () => (await world.get('purchasing.order_line', String(line!.id))).confirmedPrice;
    await buy(confirmOrder, at('39.5'));
    const asked = await requestOf(buy(confirmOrder, at('40.01')));
    expect(await price()).toBe('39.5');
    expect(await request(world, asked)).toMatchObject({ summary: expect.stringContaining('Total: 10,002.50 EUR') });
    expect(await olga.do(approve, { request: asked })).toMatchObject({ state: 'done' });
    expect(await price()).toBe('40.01');
    // Over the limit by now, and nothing of this costs more: another day, a lower price, less of it.
    await buy(confirmOrder, at('40.01', '2026-03-27'));
    await buy(confirmOrder, at('40.005'));
    const less = { order, version: 1, lines: [{ line: String(line!.id), quantity: '249' }] };
    expect(await buy(amendOrder, less)).toMatchObject({ version: 2 });
    await requestOf(buy(amendOrder, { ...less, version: 2, lines: [{ line: String(line!.id), quantity: '251' }] }));
  },
);
