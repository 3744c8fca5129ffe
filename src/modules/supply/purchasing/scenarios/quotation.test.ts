import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { printDocument } from '#surfaces/print/print.ts';
import { scenario, statementsOf, type World } from '#test/harness.ts';
import { cancelRest, receiveGoods } from '../contract.ts';
import {
  awardQuotations,
  closeRequests,
  declineQuotation,
  inviteSuppliers,
  recordQuotation,
  requestQuotations,
  sendRequest,
} from '../quotation/contract.ts';
import { openBuying } from './buying.ts';

/** Three suppliers asked for 60 castings and 500 bolts, with the ids of what was made. */
async function ask(world: World, more: object = {}) {
  const { supplier, casting, bolt } = await openBuying(world);
  const other = (code: string, fields: object = {}) =>
    make(world, 'parties.party', { code, name: code, isSupplier: true, country: 'AT', ...fields });
  const [abroad, silent] = [await other('Abroad', { currency: 'USD' }), await other('Silent')];
  const { request, number, state } = await world.as('buyer')(requestQuotations, {
    suppliers: [supplier, abroad, silent],
    replyBy: '2026-03-09',
    lines: [
      { item: casting, quantity: '60', neededOn: '2026-03-25' },
      { item: bolt, quantity: '500' },
    ],
    ...more,
  });
  return { supplier, casting, bolt, abroad, silent, request, number, state, ...(await idsOf(world, request)) };
}

async function idsOf(world: World, request: string) {
  const [lines, asked] = await Promise.all([
    world.list('purchasing.quotation_line', { filter: { request: request }, sort: 'position' }),
    world.list('purchasing.quotation', { filter: { request: request } }),
  ]);
  return {
    lines: lines.rows.map((row) => String(row.id)),
    quotationOf: (supplier: string) => String(asked.rows.find((row) => row.supplier === supplier)!.id),
  };
}

const setDollar = (world: World) =>
  world.as('owner')(setRates, { rates: [{ currency: 'USD', day: '2026-03-01', rate: '0.9' }] });

/** The usual answers: the foundry for both, abroad for castings alone. */
async function answered(world: World) {
  const asked = await ask(world);
  await setDollar(world);
  const buy = world.as('buyer');
  const [castings, bolts] = asked.lines as [string, string];
  world.today('2026-03-05');
  const near = await buy(recordQuotation, {
    quotation: asked.quotationOf(asked.supplier),
    reference: 'A-1',
    validUntil: '2026-03-31',
    lines: [
      { line: castings, unitPrice: '38', leadDays: 10 },
      { line: bolts, unitPrice: '0.24', leadDays: 3, minimum: '1000', supplierItem: 'B-5' },
    ],
  });
  const far = await buy(recordQuotation, {
    quotation: asked.quotationOf(asked.abroad),
    extraPercent: '10',
    lines: [{ line: castings, unitPrice: '36', promisedOn: '2026-03-27' }],
  });
  return { ...asked, castings, bolts, near: near.offers as [string, string], far: far.offers as [string] };
}

scenario(
  'three are asked, two answer, and the line is divided between the cheapest and the earliest',
  async (world) => {
    const { request, supplier, abroad, near, far, casting, bolt } = await answered(world);
    expect(await world.get('purchasing.quotation_request', request)).toMatchObject({
      asked: 3,
      replied: 2,
      late: false,
    });
    const compared = (await world.report('purchasing.quotation_comparison', { request }, 'buyer')).rows;
    expect(compared.map((row) => [row.position, row.supplier, row.state, row.landed, row.reason])).toEqual([
      [1, 'Abroad', 'offered', '35.64', 'cheapest, 12 days after the earliest, 2 days too late'],
      [1, 'Foundry', 'offered', '38', 'earliest, 6.6 % dearer'],
      [1, 'Silent', 'invited', null, null],
      [2, 'Foundry', 'offered', '0.24', 'cheapest, earliest, sells 1000 at least'],
      [2, 'Abroad', 'declined', null, null],
      [2, 'Silent', 'invited', null, null],
    ]);
    const buy = world.as('buyer');
    const part = await buy(awardQuotations, {
      request,
      send: true,
      awards: [
        { offer: near[0], quantity: '20', reason: 'The first are urgent' },
        { offer: far[0], quantity: '40' },
      ],
    });
    expect([part.state, part.orders.length]).toEqual(['sent', 2]);
    const rest = await buy(awardQuotations, { request, keepPrices: true, awards: [{ offer: near[1] }] });
    expect(rest.state).toBe('closed');
    const { rows } = await world.list('purchasing.order_line', { sort: 'quantity' });
    expect(rows.map((row) => [row.supplier, row.item, row.quantity, row.unitPrice, row.currency, row.dueOn])).toEqual([
      [supplier, casting, '20', '38', 'EUR', '2026-03-15'],
      [abroad, casting, '40', '36', 'USD', '2026-03-27'],
      [supplier, bolt, '1000', '0.24', 'EUR', '2026-03-08'],
    ]);
    expect(rows[0]!.priceReason).toMatchObject({ by: 'quotation', request: 'RQ-00001', offer: near[0] });
    const prices = await world.list('purchasing.supplier_price', { filter: { supplierItem: 'B-5' } });
    expect(prices.rows).toMatchObject([
      { unitPrice: '0.24', minimum: '1000', leadDays: 3, fromDay: '2026-03-05', toDay: '2026-03-31' },
    ]);
    const awards = (await world.list('purchasing.quotation_award', { sort: 'quantity' })).rows;
    expect(awards.map((row) => [row.quantity, row.ordered, row.reason])).toEqual([
      ['20', '20', 'The first are urgent'],
      ['40', '40', null],
      ['500', '1000', null],
    ]);
    await expect(buy(awardQuotations, { request, awards: [{ offer: near[0] }] })).refuses('wrong_state');
  },
);

scenario(
  'no more is awarded than was asked for, nothing declined, expired, of others, or from the blocked',
  async (world) => {
    const { request, castings, supplier, near, far, quotationOf } = await answered(world);
    const buy = world.as('buyer');
    const award = (...awards: { offer: string; quantity?: string }[]) => buy(awardQuotations, { request, awards });
    await expect(award({ offer: near[0], quantity: '60.5' })).refuses('more_than_asked');
    await expect(award({ offer: near[0], quantity: '40' }, { offer: far[0], quantity: '20.1' })).refuses(
      'more_than_asked',
    );
    await expect(award({ offer: near[0], quantity: '1' }, { offer: near[0], quantity: '1' })).refuses('offer_twice');
    const offers = (await world.list('purchasing.quotation_offer', { filter: { declined: true } })).rows;
    expect(offers).toHaveLength(1);
    await expect(award({ offer: String(offers[0]!.id) })).refuses('declined');
    const other = await ask(world, { replyBy: null }).catch(() => undefined);
    expect(other).toBeUndefined();
    await expect(award({ offer: castings })).refuses('not_found');
    await award({ offer: near[0], quantity: '60' });
    await expect(award({ offer: far[0] })).refuses('more_than_asked');
    await expect(
      buy(recordQuotation, { quotation: quotationOf(supplier), lines: [{ line: castings, unitPrice: '1' }] }),
    ).refuses('awarded_already');
    await make(world, 'purchasing.supplier_standing', { supplier: supplier, standing: 'blocked', reason: 'Fraud' });
    await expect(award({ offer: near[1] })).refuses('supplier_blocked');
    const blocked = (await world.report('purchasing.quotation_comparison', { request })).rows;
    expect(blocked.find((row) => row.offer === near[1])).toMatchObject({ cheapest: false });
    world.today('2026-04-01');
    await expect(award({ offer: near[1] })).refuses('offer_expired');
    const awarder = { id: 'a', name: 'Awarder', permissions: new Set(['purchasing.quotation.award']) };
    const input = { request, keepPrices: true, awards: [{ offer: near[1] }] };
    await expect(
      execute(world.app, awardQuotations.name, { actor: awarder, company: world.company, input, via: 'test' }),
    ).refuses('no_price_right');
    await expect(world.as('storekeeper')(awardQuotations, { request, awards: [{ offer: near[1] }] })).refuses(
      'not_permitted',
    );
    await buy(closeRequests, { requests: [request], reason: 'Not needed' });
    expect(await world.get('purchasing.quotation_request', request)).toMatchObject({ state: 'closed' });
  },
);

scenario('the same line awarded by many at once is won once', async (world) => {
  const { request, near, far } = await answered(world);
  const award = (offer: string) => world.as('buyer')(awardQuotations, { request, awards: [{ offer, quantity: '40' }] });
  const done = await Promise.allSettled([near[0], far[0], near[0], far[0]].map(award));
  expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  for (const one of done) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'more_than_asked' });
  expect((await world.list('purchasing.order_line')).rows).toMatchObject([{ quantity: '40' }]);
});

scenario('late and missing answers are seen, and tell on the scorecard', async (world) => {
  const { request, supplier, silent, abroad, lines, quotationOf } = await ask(world);
  await setDollar(world);
  const buy = world.as('buyer');
  world.today('2026-03-12');
  const awaited = async (params = {}) => (await world.report('purchasing.awaited_quotations', params, 'buyer')).rows;
  expect((await awaited()).map((row) => [row.supplier, row.daysLate])).toEqual([
    ['Abroad', 3],
    ['Foundry', 3],
    ['Silent', 3],
  ]);
  expect(await world.get('purchasing.quotation_request', request)).toMatchObject({ late: true });
  await buy(declineQuotation, { quotation: quotationOf(abroad), reason: 'Too small', repliedOn: '2026-03-06' });
  const { offers } = await buy(recordQuotation, {
    quotation: quotationOf(supplier),
    lines: [{ line: lines[0]!, unitPrice: '38', leadDays: 3 }],
  });
  expect((await awaited()).map((row) => row.supplier)).toEqual(['Silent']);
  expect((await awaited({ answered: true })).map((row) => [row.supplier, row.state, row.daysLate])).toEqual([
    ['Silent', 'invited', 3],
    ['Foundry', 'offered', 3],
  ]);
  const { orders } = await buy(awardQuotations, { request, send: true, awards: [{ offer: offers[0]! }] });
  await world.as('storekeeper')(receiveGoods, { order: orders[0]!.order });
  const score = (await world.report('purchasing.scorecard', { supplier }, 'buyer')).rows;
  expect(score).toMatchObject([{ quoteDays: '10', quotedPercent: '100' }]);
  const mine = (await world.list('purchasing.quotation', { filter: { supplier: silent } })).rows;
  expect(mine).toMatchObject([{ state: 'invited', late: true, days: 10 }]);
});

scenario('a draft is sent, more are asked, and a request nothing came of is cancelled', async (world) => {
  const { request, state, supplier, casting, quotationOf, lines } = await ask(world, { send: false });
  const buy = world.as('buyer');
  expect(state).toBe('draft');
  const reply = { quotation: quotationOf(supplier), lines: [{ line: lines[0]!, unitPrice: '1' }] };
  await expect(buy(recordQuotation, reply)).refuses('wrong_state');
  world.today('2026-03-04');
  await buy(sendRequest, { request });
  await expect(buy(sendRequest, { request })).refuses('wrong_state');
  expect(await world.get('purchasing.quotation', reply.quotation)).toMatchObject({ askedOn: '2026-03-04' });
  await expect(buy(inviteSuppliers, { request, suppliers: [supplier] })).refuses('asked_before');
  const more = await make(world, 'parties.party', { code: 'M', name: 'More', isSupplier: true });
  await buy(inviteSuppliers, { request, suppliers: [more] });
  await expect(buy(recordQuotation, { ...reply, repliedOn: '2026-03-03' })).refuses('day_before');
  await expect(buy(recordQuotation, { ...reply, repliedOn: '2026-03-05' })).refuses('future_day');
  await expect(buy(recordQuotation, { ...reply, lines: [{ line: supplier, unitPrice: '1' }] })).refuses('not_found');
  await expect(buy(recordQuotation, { ...reply, lines: [{ line: lines[0]! }] })).refuses('price_missing');
  await expect(buy(recordQuotation, { ...reply, lines: [...reply.lines, ...reply.lines] })).refuses('line_twice');
  await buy(recordQuotation, reply);
  await buy(recordQuotation, { ...reply, lines: [{ line: lines[0]!, unitPrice: '2' }] });
  const offers = (await world.list('purchasing.quotation_offer', { filter: { line: lines[0] } })).rows;
  expect(offers).toMatchObject([{ unitPrice: '2' }]);
  await expect(buy(declineQuotation, { quotation: reply.quotation })).refuses('offered_already');
  await buy(closeRequests, { requests: [request], reason: 'Made ourselves' });
  expect(await world.get('purchasing.quotation_request', request)).toMatchObject({ state: 'cancelled' });
  await expect(buy(inviteSuppliers, { request, suppliers: [more] })).refuses('wrong_state');
  await expect(buy(closeRequests, { requests: [request], reason: 'Again' })).refuses('wrong_state');
  const anew = (fields: object) =>
    buy(requestQuotations, { suppliers: [supplier], lines: [{ item: casting, quantity: '1' }], ...fields });
  await expect(anew({ suppliers: [casting] })).refuses('not_found');
  await expect(anew({ lines: [{ item: supplier, quantity: '1' }] })).refuses('not_found');
  await expect(anew({ lines: [{ item: casting, quantity: '1', unit: 'KG' }] })).refuses('no_unit');
  await expect(anew({ site: supplier })).refuses('not_found');
  await expect(anew({ replyBy: '2026-03-03' })).refuses('past_day');
  await make(world, 'purchasing.supplier_standing', { supplier: supplier, standing: 'blocked' });
  await expect(anew({})).refuses('supplier_blocked');
  await expect(anew({ suppliers: [] })).refuses('invalid_input');
});

scenario('an award’s order is cancelled, and the books and the request stay as they were decided', async (world) => {
  const { request, near } = await answered(world);
  const { orders } = await world.as('buyer')(awardQuotations, { request, awards: [{ offer: near[0] }] });
  await world.as('buyer')(cancelRest, { orders: [orders[0]!.order], reason: 'Changed' });
  expect((await world.list('purchasing.quotation_award')).rows).toMatchObject([{ quantity: '60' }]);
});

scenario('the letter to each supplier is printed without a word about the others', async (world) => {
  const { quotationOf, supplier } = await ask(world);
  const as = { app: world.app, actor: seedActor(world.app, 'buyer'), company: world.company };
  const letter = await printDocument(as, 'purchasing.request_letter', quotationOf(supplier));
  expect(letter.file).toMatch(/^RQ-00001/);
  expect(letter.pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const store = { ...as, actor: seedActor(world.app, 'storekeeper') };
  await expect(printDocument(store, 'purchasing.request_letter', quotationOf(supplier))).refuses('not_permitted');
});

scenario('statements of an award do not grow with lines or suppliers', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const rival = await make(world, 'parties.party', { code: 'R', name: 'Rival', isSupplier: true });
  const buy = world.as('buyer');
  const counted = async (many: number): Promise<number> => {
    const lines = Array.from({ length: many }, () => ({ item: casting, quantity: '10' }));
    const { request } = await buy(requestQuotations, { suppliers: [supplier, rival], lines });
    const ids = await idsOf(world, request);
    const offers: string[] = [];
    for (const one of [supplier, rival]) {
      const answer = await buy(recordQuotation, {
        quotation: ids.quotationOf(one),
        lines: ids.lines.map((line) => ({ line, unitPrice: '5', leadDays: 1 })),
      });
      offers.push(...answer.offers);
    }
    return statementsOf(() =>
      buy(awardQuotations, { request, awards: offers.map((offer) => ({ offer, quantity: '5' })) }),
    );
  };
  await counted(1);
  expect(await counted(15)).toBe(await counted(1));
});
