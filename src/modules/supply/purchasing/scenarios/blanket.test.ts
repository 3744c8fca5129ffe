import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario, statementsOf, type World } from '#test/harness.ts';
import { agreeBlanket, callOff, changeBlanket, closeBlankets } from '../blanket/contract.ts';
import { amendOrder, cancelRest, confirmOrder, placeOrder, receiveGoods } from '../contract.ts';
import { linesOfOrder, openBuying, price } from './buying.ts';

/** A hundred castings at 35, 33 from fifty at once, until the end of June. */
async function agreed(world: World, more: object = {}) {
  const shop = await openBuying(world);
  const made = await world.as('buyer')(agreeBlanket, {
    supplier: shop.supplier,
    validTo: '2026-06-30',
    lines: [
      {
        ...{ item: shop.casting, quantity: '100', unitPrice: '35' },
        breaks: [{ fromQuantity: '50', unitPrice: '33' }],
      },
    ],
    ...more,
  });
  const { blanket } = made;
  const [line] = made.lines as [string];
  const call = (quantity: string, fields: object = {}) =>
    world.as('buyer')(callOff, { blanket, lines: [{ line, quantity }], ...fields });
  const left = async () => {
    const [row] = (await world.list('purchasing.blanket_line', { filter: { blanket: blanket } })).rows;
    return [row!.drawn, row!.open];
  };
  return { ...shop, ...made, line, call, left };
}

scenario(
  'goods are called off at the agreed prices until all is drawn; what is cancelled comes back',
  async (world) => {
    const { blanket, line, call, left, supplier, casting } = await agreed(world);
    const buy = world.as('buyer');
    const first = await call('50');
    expect(first.netMinor).toBe(50n * 33_00n);
    const [ordered] = await linesOfOrder(world, first.order);
    expect(ordered).toMatchObject({
      ...{ unitPrice: '33', blanketLine: line },
      priceReason: { by: 'blanket', blanket: 'BO-00001', fromQuantity: '50' },
    });
    const mixed = await buy(placeOrder, {
      supplier,
      send: true,
      overPercent: '10',
      lines: [
        { item: casting, quantity: '20', blanketLine: line },
        { item: casting, quantity: '1' },
      ],
    });
    expect((await linesOfOrder(world, mixed.order)).map((row) => row.unitPrice)).toEqual(['35', '40']);
    expect(await left()).toEqual(['70', '30']);
    await expect(call('30.5')).refuses('blanket_exhausted');
    const store = world.as('storekeeper');
    const [twenty] = await linesOfOrder(world, mixed.order);
    const receive = (quantity: string) =>
      store(receiveGoods, { order: mixed.order, lines: [{ line: String(twenty!.id), quantity }] });
    await expect(receive('21')).refuses('too_much');
    await receive('5');
    await buy(cancelRest, { orders: [mixed.order], reason: 'Too slow' });
    expect(await left()).toEqual(['55', '45']);
    await buy(cancelRest, { orders: [first.order], reason: 'Too slow' });
    expect(await left()).toEqual(['5', '95']);
    await call('95');
    expect(await world.get('purchasing.blanket_order', blanket)).toMatchObject({ standing: 'used_up' });
    await expect(call('1')).refuses('blanket_exhausted');
  },
);

scenario('twenty call off ten of a hundred at once: ten of them get it', async (world) => {
  const { call, left } = await agreed(world);
  const done = await Promise.allSettled(Array.from({ length: 20 }, () => call('10')));
  expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(10);
  for (const one of done)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'blanket_exhausted' });
  expect(await left()).toEqual(['100', '0']);
});

scenario('call-offs, cancellations and amendments of two blanket orders at once wait for each other', async (world) => {
  const one = await agreed(world);
  const { supplier, casting } = one;
  const buy = world.as('buyer');
  const other = await buy(agreeBlanket, {
    supplier,
    validTo: '2026-06-30',
    lines: [{ item: casting, quantity: '100', unitPrice: '30' }],
  });
  const both = [one.line, other.lines[0]!];
  const order = (lines: string[]) =>
    buy(placeOrder, {
      supplier,
      send: true,
      lines: lines.map((blanketLine) => ({ item: casting, quantity: '10', blanketLine })),
    });
  const made = await Promise.all(Array.from({ length: 4 }, () => order(both)));
  const acts = made.flatMap(({ order: id }, index) => [
    () => (index % 2 ? buy(cancelRest, { orders: [id], reason: 'No' }) : raise(id)),
    () => order(index % 2 ? both : both.toReversed()),
  ]);
  const raise = async (id: string) => {
    const [line] = await linesOfOrder(world, id);
    return buy(amendOrder, { order: id, version: 1, lines: [{ line: String(line!.id), quantity: '15' }] });
  };
  await Promise.all(acts.map((act) => act()));
  expect(await one.left()).toEqual(['70', '30']);
});

scenario('an amount limits what is called off, whatever the quantities', async (world) => {
  const { call, blanket, line } = await agreed(world, { amountMinor: '100000' });
  await call('28');
  await expect(call('1')).refuses('blanket_amount');
  expect(await world.get('purchasing.blanket_order', blanket)).toMatchObject({
    drawnMinor: 980_00n,
    openMinor: 20_00n,
  });
  const buy = world.as('buyer');
  await expect(buy(changeBlanket, { blanket, amountMinor: '97999' })).refuses('amount_below_drawn');
  await expect(buy(changeBlanket, { blanket, lines: [{ line, quantity: '27' }] })).refuses('below_drawn');
  await expect(buy(changeBlanket, { blanket, validTo: '2026-03-01' })).refuses('bad_span');
  const twice = [
    { line, quantity: '40' },
    { line, quantity: '41' },
  ];
  await expect(buy(changeBlanket, { blanket, lines: twice })).refuses('line_twice');
  await expect(buy(changeBlanket, { blanket, lines: [{ line: blanket, quantity: '40' }] })).refuses('not_found');
  await buy(changeBlanket, { blanket, amountMinor: '101500', reason: 'One more' });
  await call('1');
});

scenario('nothing is called off before, after or once it is closed, and no other price holds', async (world) => {
  const { blanket, line, call, supplier, casting, bolt } = await agreed(world, { validFrom: '2026-03-04' });
  const buy = world.as('buyer');
  await expect(call('1')).refuses('blanket_over');
  world.today('2026-03-04');
  const { order } = await call('10');
  const [ordered] = await linesOfOrder(world, order);
  const place = (fields: object, more: object = {}) =>
    buy(placeOrder, { supplier, lines: [{ item: casting, quantity: '1', blanketLine: line, ...fields }], ...more });
  await expect(place({ unitPrice: '34' })).refuses('agreed_price');
  await expect(place({ item: bolt })).refuses('blanket_other');
  await expect(place({ blanketLine: blanket })).refuses('not_found');
  const rival = await make(world, 'parties.party', { code: 'R', name: 'Rival', isSupplier: true });
  await expect(place({}, { supplier: rival })).refuses('blanket_other');
  const amend = (fields: object, version = 1) =>
    buy(amendOrder, { order, version, lines: [{ line: String(ordered!.id), ...fields }] });
  await expect(amend({ unitPrice: '34' })).refuses('agreed_price');
  await expect(amend({ blanketLine: blanket })).refuses('blanket_fixed');
  await expect(amend({ quantity: '101' })).refuses('blanket_exhausted');
  const confirm = (unitPrice: string) =>
    buy(confirmOrder, { order, lines: [{ line: String(ordered!.id), unitPrice }] });
  await expect(confirm('36')).refuses('agreed_price');
  await confirm('35');
  await amend({ quantity: '60' });
  expect(await linesOfOrder(world, order)).toMatchObject([{ quantity: '60', unitPrice: '33' }]);
  world.today('2026-07-01');
  await expect(call('1')).refuses('blanket_over');
  await expect(amend({ quantity: '61' }, 2)).refuses('blanket_over');
  await amend({ quantity: '59' }, 2);
  expect(await world.get('purchasing.blanket_order', blanket)).toMatchObject({
    standing: 'expired',
    drawnMinor: 194_700n,
  });
  await buy(changeBlanket, { blanket, validTo: '2026-12-31' });
  await call('1');
  await buy(closeBlankets, { blankets: [blanket], reason: 'Bought elsewhere' });
  await expect(call('1')).refuses('blanket_over');
  await expect(buy(closeBlankets, { blankets: [blanket], reason: 'Again' })).refuses('wrong_state');
  await expect(buy(changeBlanket, { blanket, validTo: '2027-12-31' })).refuses('wrong_state');
  await buy(cancelRest, { orders: [order], reason: 'No' });
  expect(await world.get('purchasing.blanket_line', line)).toMatchObject({ drawn: '1' });
});

scenario('what is left, and what ends soon, is seen', async (world) => {
  const { call, number, supplier, casting } = await agreed(world);
  const { order } = await call('40');
  await world.as('storekeeper')(receiveGoods, { order });
  const left = async (params = {}) => (await world.report('purchasing.blanket_balance', params, 'buyer')).rows;
  expect(await left()).toMatchObject([
    {
      number,
      standing: 'open',
      daysLeft: 120,
      quantity: '100',
      drawn: '40',
      received: '40',
      open: '60',
      openMinor: null,
    },
  ]);
  expect(await left({ endsWithin: 30 })).toEqual([]);
  world.today('2026-06-10');
  expect(await left({ endsWithin: 30, supplier, item: casting })).toHaveLength(1);
});

scenario(
  'an agreement needs a limit, a span, a supplier that may be bought from, and one price a quantity',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    const agree = (fields: object, line: object = {}) =>
      world.as('buyer')(agreeBlanket, {
        supplier,
        validTo: '2026-06-30',
        lines: [{ item: casting, quantity: '100', unitPrice: '35', ...line }],
        ...fields,
      });
    await expect(agree({ supplier: casting })).refuses('not_found');
    await expect(agree({}, { item: supplier })).refuses('not_found');
    await expect(agree({ validTo: '2026-03-01' })).refuses('bad_span');
    await expect(agree({}, { quantity: null })).refuses('no_limit');
    const half = { fromQuantity: '50', unitPrice: '34' };
    await expect(agree({}, { breaks: [half, { ...half, fromQuantity: '50.0' }] })).refuses('break_twice');
    await expect(world.as('storekeeper')(agreeBlanket, { supplier, validTo: '2026-06-30', lines: [] })).refuses(
      'not_permitted',
    );
    await agree({ amountMinor: '1' }, { quantity: null });
    await make(world, 'purchasing.supplier_standing', { supplier: supplier, standing: 'blocked' });
    await expect(agree({})).refuses('supplier_blocked');
  },
);

scenario('statements of a call-off do not grow with lines', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const buy = world.as('buyer');
  const counted = async (many: number): Promise<number> => {
    const { blanket, lines } = await buy(agreeBlanket, {
      supplier,
      validTo: '2026-06-30',
      lines: Array.from({ length: many }, () => ({ item: casting, quantity: '100', unitPrice: '35' })),
    });
    return statementsOf(() => buy(callOff, { blanket, lines: lines.map((line) => ({ line, quantity: '5' })) }));
  };
  await counted(1);
  expect(await counted(20)).toBe(await counted(1));
});

scenario(
  'the ranking takes agreed prices for what they are, and who may be ordered from all the same',
  async (world) => {
    const { supplier, casting, call, line } = await agreed(world);
    const rival = await make(world, 'parties.party', { code: 'R', name: 'Rival', isSupplier: true });
    await price(world, rival, casting, '34', { leadDays: 10 });
    const ranked = async (quantity: string) => {
      const { rows } = await world.report('purchasing.which_supplier', { item: casting, quantity }, 'buyer');
      return rows.map((row) => [row.supplier, row.unitCost, row.blanketLine ?? null]);
    };
    expect(await ranked('10')).toEqual([
      ['Rival', '34', null],
      ['Foundry', '35', line],
    ]);
    expect(await ranked('50')).toEqual([
      ['Foundry', '33', line],
      ['Rival', '34', null],
    ]);
    await call('45');
    // Fifty-six are more than are left: the price list counts.
    expect(await ranked('56')).toEqual([
      ['Rival', '34', null],
      ['Foundry', '36', null],
    ]);
    await make(world, 'purchasing.item_supplier', {
      ...{ item: casting, supplier: supplier, standing: 'blocked', reason: 'Porous' },
    });
    const { rows } = await world.report('purchasing.which_supplier', { item: casting, quantity: '50' }, 'buyer');
    expect(rows).toMatchObject([
      { supplier: 'Rival', rank: 1 },
      { supplier: 'Foundry', rank: null, reason: 'blocked for this item: Porous' },
    ]);
  },
);
