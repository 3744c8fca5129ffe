import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario } from '#test/harness.ts';
import { cancelRest, placeOrder, receiveGoods } from '../contract.ts';
import { balances, linesOfOrder, linesOfReceipt, openBuying, price } from './buying.ts';

scenario(
  'delivered twice: the second delivery is rejected whole, and neither stock nor accrual sees it',
  async (world) => {
    const { supplier, casting, bolt } = await openBuying(world);
    const { order, number } = await world.as('buyer')(placeOrder, {
      ...{ supplier, send: true, expectedOn: '2026-03-20' },
      lines: [
        { item: casting, quantity: '10', unitPrice: '40' },
        { item: bolt, quantity: '100', unitPrice: '0.25' },
      ],
    });
    const [first, second] = (await linesOfOrder(world, order)).map((line) => String(line.id));
    const store = world.as('storekeeper');
    const receive = (lines: { line: string; quantity: string; rejected?: string; rejectReason?: string }[]) =>
      store(receiveGoods, { order, lines });
    world.today('2026-03-10');
    // One line is done, the order is not.
    await receive([{ line: first!, quantity: '10' }]);
    await receive([{ line: first!, quantity: '0', rejected: '1', rejectReason: 'One too many' }]);
    expect(await receive([{ line: second!, quantity: '100' }])).toMatchObject({ state: 'done' });
    const books = async () => {
      const { rows } = await world.report('purchasing.accrued', {});
      return [await balances(world), rows.map((row) => [row.receipt, row.quantity, row.accruedMinor])];
    };
    const before = await books();
    const score = async () => (await world.report('purchasing.scorecard', {}, 'buyer')).rows[0];
    // 1 of 111 came and was rejected; of two lines one came just as ordered.
    expect(await score()).toMatchObject({
      lines: 2,
      onTimePercent: '100',
      inFullPercent: '50',
      rejectedPercent: '0.9',
    });
    const leads = async () =>
      (await world.report('purchasing.which_supplier', { item: casting, quantity: '1' }, 'buyer')).rows;
    const offered = await leads();

    world.today('2026-03-27');
    const again = { line: first!, quantity: '0', rejected: '10' };
    await expect(store(receiveGoods, { order })).refuses('done_order');
    await expect(receive([{ line: first!, quantity: '10' }])).refuses('done_order');
    await expect(receive([again])).refuses('no_reason');
    await expect(receive([{ ...again, quantity: '1', rejectReason: 'Twice' }])).refuses('done_order');
    await expect(receive([{ ...again, rejected: '21', rejectReason: 'Twice' }])).refuses('too_much_rejected');
    const { receipt, state } = await receive([{ ...again, rejectReason: 'Delivered twice' }]);
    expect(state).toBe('done');
    expect(await linesOfReceipt(world, receipt)).toMatchObject([
      { received: '0', rejected: '10', surplus: '10', rejectReason: 'Delivered twice', grniMinor: 0n, move: null },
    ]);
    expect(await books()).toEqual(before);
    expect((await linesOfOrder(world, order))[0]).toMatchObject({ received: '10', rejected: '11', open: '0' });
    // 11 of 121. What was accepted came on the 10th and is as much on time as before.
    expect(await score()).toMatchObject({
      lines: 2,
      onTimePercent: '100',
      inFullPercent: '50',
      rejectedPercent: '9.09',
    });
    const { rows } = await world.report('purchasing.rejected_goods', {}, 'storekeeper');
    expect(rows.map((row) => [row.number, row.receivedOn, row.rejected, row.surplus, row.reason])).toEqual([
      [number, '2026-03-27', '10', '10', 'Delivered twice'],
      [number, '2026-03-10', '1', '1', 'One too many'],
    ]);
    // Lead times are those of goods that were accepted.
    const days = (row: Record<string, unknown>) => [row.confidence, row.leadDays ?? null];
    expect((await leads()).map(days)).toEqual(offered.map(days));
  },
);

scenario('what is rejected within what is open is no surplus; a rest that is overdue is late', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    ...{ supplier, send: true, expectedOn: '2026-03-20' },
    lines: [{ item: casting, quantity: '10', unitPrice: '40' }],
  });
  const [line] = (await linesOfOrder(world, order)).map((one) => String(one.id));
  world.today('2026-03-10');
  const { receipt } = await world.as('storekeeper')(receiveGoods, {
    order,
    lines: [{ line: line!, quantity: '6', rejected: '5', rejectReason: 'Cracked' }],
  });
  // 6 of 10 accepted: 4 are open, the fifth was too many.
  expect(await linesOfReceipt(world, receipt)).toMatchObject([{ received: '6', rejected: '5', surplus: '1' }]);
  const score = async () => (await world.report('purchasing.scorecard', {}, 'buyer')).rows[0];
  expect(await score()).toMatchObject({ onTimePercent: '100' });
  world.today('2026-03-21');
  expect(await score()).toMatchObject({ onTimePercent: '0', inFullPercent: '0', rejectedPercent: '45.45' });
  await world.as('buyer')(cancelRest, { orders: [order], reason: 'Not needed' });
  expect(await score()).toMatchObject({ onTimePercent: '100', inFullPercent: '0' });
});

scenario('offers beside each other, with how their suppliers have delivered, by hand', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const rival = await make(world, 'parties.party', { code: 'R', name: 'Rival', isSupplier: true, country: 'AT' });
  await price(world, rival, casting, '42', { pack: '25', leadDays: 5 });
  const buy = async (expectedOn: string, came: string, quantity: string, rejected: string) => {
    const lines = [{ item: casting, quantity: '10', unitPrice: '40' }];
    const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, expectedOn, lines });
    world.today(came);
    const [line] = await linesOfOrder(world, order);
    const reject = rejected === '0' ? {} : { rejected, rejectReason: 'Cracked' };
    const arrival = [{ line: String(line!.id), quantity, ...reject }];
    await world.as('storekeeper')(receiveGoods, { order, lines: arrival });
  };
  // 8 days and in time; then 20 days and late, with 2 of 20 rejected in all.
  world.today('2026-03-02');
  await buy('2026-03-12', '2026-03-10', '10', '0');
  await buy('2026-03-20', '2026-03-30', '8', '2');
  const { rows } = await world.report('purchasing.which_supplier', { item: casting, quantity: '10' }, 'buyer');
  // 40 ÷ 0.9 = 44.444444, 5.8 % above 42. Few deliveries: the 20 days measured, as they are more than the 14 quoted.
  expect(rows).toMatchObject([
    {
      ...{ rank: 1, supplier: 'Rival', quantity: '25', unitCost: '42', goodUnitCost: '42', totalMinor: 1050_00n },
      ...{ arrivesOn: '2026-04-04', inTime: true, confidence: 'quoted', onTimePercent: null, rejectedPercent: null },
      reason: 'in time, cheapest of those in time, sells 25 at least, lead time as quoted',
    },
    {
      ...{ rank: 2, supplier: 'Foundry', quantity: '10', unitCost: '40', goodUnitCost: '44.444444' },
      ...{ totalMinor: 400_00n, arrivesOn: '2026-04-19', inTime: true, confidence: 'few' },
      ...{ onTimePercent: '50', rejectedPercent: '10', reason: 'in time, 5.8 % dearer, few deliveries so far' },
    },
  ]);
  const [score] = (await world.report('purchasing.scorecard', {}, 'buyer')).rows;
  // 18 accepted of 20; one of two lines in time, one in full. 20 ordered at 40 against the rival’s 42 and the own 40: 100.
  expect(score).toMatchObject({ lines: 2, onTimePercent: '50', inFullPercent: '50', rejectedPercent: '10' });
  expect(score).toMatchObject({ priceIndex: '100', spentMinor: 720_00n, suggested: 'Too few lines' });
});

scenario('what a scorecard suggests, and what a standing does to the offers', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const rival = await make(world, 'parties.party', { code: 'R', name: 'Rival', isSupplier: true, country: 'AT' });
  await price(world, rival, casting, '50', { leadDays: 14 });
  const suggested = async (expectedOn: string, lines: number) => {
    const goods = Array.from({ length: lines }, () => ({ item: casting, quantity: '1', unitPrice: '44' }));
    const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, expectedOn, lines: goods });
    await world.as('storekeeper')(receiveGoods, { order });
    const [row] = (await world.report('purchasing.scorecard', { supplier }, 'buyer')).rows;
    return [row!.lines, row!.onTimePercent, row!.priceIndex, row!.suggested];
  };
  world.today('2026-03-10');
  // Paid 44 where the cheapest offer was 40.
  expect(await suggested('2026-03-20', 8)).toEqual([8, '100', '110', 'Too few lines']);
  expect(await suggested('2026-03-09', 2)).toEqual([10, '80', '110', 'Good']);
  expect(await suggested('2026-03-09', 1)).toEqual([11, '72.7', '110', 'Warn']);
  expect(await suggested('2026-03-09', 6)).toEqual([17, '47.1', '110', 'Block']);
  const ranked = async () =>
    (await world.report('purchasing.which_supplier', { item: casting, quantity: '1' }, 'buyer')).rows.map((row) => [
      ...[row.rank, row.supplier, row.reason],
    ]);
  await make(world, 'purchasing.supplier_standing', { supplier: supplier, standing: 'warned', reason: 'Late' });
  expect(await ranked()).toEqual([
    [1, 'Rival', 'in time, cheapest of those in time, lead time as quoted'],
    [2, 'Foundry', 'in time, 20 % cheaper, few deliveries so far, under warning'],
  ]);
});

scenario('what never came is late from the day it was due, until it comes or is cancelled', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const order = async (expectedOn: string) =>
    (
      await world.as('buyer')(placeOrder, {
        ...{ supplier, send: true, expectedOn },
        lines: [{ item: casting, quantity: '10', unitPrice: '40' }],
      })
    ).order;
  const first = await order('2026-03-10');
  const never = await order('2026-03-12');
  const score = async (params: object = {}) => {
    const { rows } = await world.report('purchasing.scorecard', params, 'buyer');
    return rows.map((row) => [row.lines, row.onTimePercent, row.inFullPercent, row.rejectedPercent, row.spentMinor])[0];
  };
  const offered = async () =>
    (await world.report('purchasing.which_supplier', { item: casting, quantity: '1' }, 'buyer')).rows[0]!.onTimePercent;
  expect([await score(), await offered()]).toEqual([undefined, null]);
  world.today('2026-03-10');
  await world.as('storekeeper')(receiveGoods, { order: first });
  world.today('2026-03-12');
  expect([await score(), await offered()]).toEqual([[1, '100', '100', '0', 400_00n], '100']);
  world.today('2026-03-13');
  expect([await score(), await offered()]).toEqual([[2, '50', '50', '0', 400_00n], '50']);
  // Of a span of days before it was due it is no part.
  expect(await score({ to: '2026-03-11' })).toEqual([1, '100', '100', '0', 400_00n]);
  await world.as('buyer')(cancelRest, { orders: [never], reason: 'Bought elsewhere' });
  expect([await score(), await offered()]).toEqual([[1, '100', '100', '0', 400_00n], '100']);
});
