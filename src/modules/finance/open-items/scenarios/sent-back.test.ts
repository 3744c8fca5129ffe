import { expect } from 'vitest';
import { balances, rate, termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario } from '#test/harness.ts';
import { payableSide, receivableSide } from './sides.ts';

const SIDES = [
  ['receivables', receivableSide],
  ['payables', payableSide],
] as const;

for (const [name, open] of SIDES) {
  scenario(
    `${name}: a payment that comes back leaves what it settled as it was, with all that went with it`,
    async (world) => {
      const side = await open(world);
      const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
      const { document, item } = await side.owe('1000', { terms });
      const other = await side.owe('40');
      const before = await balances(world);
      const applications = [
        { item, amountMinor: 877_50n, discountMinor: 20_00n, writeOffMinor: 5_00n },
        { item: other.item, amountMinor: 30_00n },
      ];
      const { payment } = await side.pay(
        { amountMinor: 907_50n, settle: 'listed', applications: applications, withheldPercent: '10' },
        'owner',
      );
      expect(await side.open()).toEqual([6_67n]);
      const books = await balances(world);
      expect(books.write_off).toBe(side.sign * 5_00n);
      world.today('2026-03-09');
      await expect(side.sendBack(payment, '2026-03-01')).refuses('before_payment');
      await expect(side.sendBack(payment, '2026-03-10')).refuses('future_day');
      const back = await side.sendBack(payment);
      expect(await balances(world)).toEqual(before);
      expect(await side.open()).toEqual(expect.arrayContaining([1000_00n, 40_00n]));
      expect(await world.get(`${side.module}.payment`, payment)).toMatchObject({
        state: 'sent_back',
        unmatchedMinor: 0n,
      });
      expect(await world.get(`${side.module}.payment`, back.payment)).toMatchObject({
        ...{ state: 'return', amountMinor: -907_50n, returns: payment },
      });
      await expect(side.sendBack(payment)).refuses('returned_already');
      await expect(side.sendBack(back.payment)).refuses('went_back');
      const matches = (await world.list(`${side.module}.match`, { size: 200 })).rows;
      for (const { id } of matches) await expect(side.unmatch(String(id))).refuses('already_undone');
      expect((await world.report(`${side.module}.ageing`, { asOf: '2026-03-08' })).rows.length).toBe(1);
      // Paid in time, the discount is to be had anew.
      expect((await side.propose({ amountMinor: 980_00n })).find((row) => row.documentId === document)).toMatchObject({
        discountMinor: 20_00n,
      });
    },
  );

  scenario(`${name}: what is owed again is said in one currency, whatever was settled`, async (world) => {
    const side = await open(world);
    await rate(world, '2026-03-01', '0.80');
    const { item } = await side.owe('100', { currency: 'USD' });
    const applications = [{ item, amountMinor: 41_00n, itemMinor: 50_00n }];
    const { payment } = await side.pay({ amountMinor: 41_00n, currency: 'EUR', settle: 'listed', applications });
    expect(await side.open()).toEqual([50_00n]);
    // Half of the dollars, as they were booked.
    expect((await side.sendBack(payment)).reopenedMinor).toBe(40_00n);
    expect(await side.open()).toEqual([100_00n]);
  });

  scenario(`${name}: a payment of a wrong amount is taken back on its own day and entered right`, async (world) => {
    const side = await open(world);
    const { number } = await side.owe('100');
    world.today('2026-03-05');
    const { payment } = await side.pay({ amountMinor: 1000_00n, reference: number, day: '2026-03-02' });
    await side.sendBack(payment, '2026-03-02');
    await side.pay({ amountMinor: 100_00n, reference: number, day: '2026-03-02' });
    expect(await side.open()).toEqual([]);
    expect((await balances(world)).bank).toBe(side.sign * 100_00n);
    expect((await world.report(`${side.module}.ageing`, { asOf: '2026-03-02' })).rows).toEqual([]);
  });

  scenario(`${name}: money that was paid back of a payment is owed when the payment does not hold`, async (world) => {
    const side = await open(world);
    const { payment } = await side.pay({ amountMinor: 100_00n });
    await side.refund(String((await side.itemOf(payment)).id), 60_00n);
    await side.sendBack(payment);
    expect(await side.open()).toEqual([60_00n]);
    expect(await balances(world)).toEqual({ bank: -side.sign * 60_00n, [side.role]: side.sign * 60_00n });
  });

  scenario(`${name}: of a payment in another currency exchange differences are given back too`, async (world) => {
    await rate(world, '2026-03-01', '0.90');
    const side = await open(world);
    const { item } = await side.owe('1000', { currency: 'USD' });
    const before = await balances(world);
    await rate(world, '2026-03-10', '0.80');
    world.today('2026-03-10');
    const own = await side.pay({ amountMinor: 400_00n, currency: 'USD' });
    const applications = [{ item, amountMinor: 480_00n, itemMinor: 600_00n }];
    const euros = await side.pay({ amountMinor: 480_00n, currency: 'EUR', settle: 'listed', applications });
    expect(await side.open()).toEqual([]);
    await Promise.all([side.sendBack(own.payment), side.sendBack(euros.payment)]);
    expect(await side.open()).toEqual([1000_00n]);
    expect(await balances(world)).toEqual(before);
  });

  scenario(`${name}: two who take a payment back at once: one does, the other hears of it`, async (world) => {
    const side = await open(world);
    await side.owe('100');
    const { payment } = await side.pay({ amountMinor: 100_00n });
    const done = await Promise.allSettled([side.sendBack(payment), side.sendBack(payment)]);
    expect(done.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)).sort()).toEqual([
      ...['done', 'returned_already'],
    ]);
    expect(await side.open()).toEqual([100_00n]);
  });
}
