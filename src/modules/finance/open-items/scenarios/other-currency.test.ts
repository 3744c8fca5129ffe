import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { balances, rate, termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';
import { payableSide, receivableSide, type SideOf } from './sides.ts';

const SIDES = [
  ['receivables', receivableSide, 'withholding_receivable'],
  ['payables', payableSide, 'withholding_payable'],
] as const;

const euros = (side: SideOf, amountMinor: bigint, application: object, more: object = {}, role?: 'owner') =>
  side.pay(
    { amountMinor, currency: 'EUR', settle: 'listed', applications: [{ amountMinor, ...application }], ...more },
    role,
  );

const dollars = async (world: World, side: SideOf, net: string, more = {}) => {
  await rate(world, '2026-03-01', '0.97');
  return side.owe(net, { currency: 'USD', ...more });
};

for (const [name, open, account] of SIDES) {
  scenario(`${name}: B39 tax is withheld from what is paid in another currency, and undone with it`, async (world) => {
    const side = await open(world);
    const { item } = await dollars(world, side, '1000');
    const withheld = async () => side.sign * ((await balances(world))[account] ?? 0n);
    const withheldPercent = '10';
    const made = await euros(side, 873_00n, { item, itemMinor: 900_00n }, { withheldPercent });
    expect([made.leftMinor, await side.open(), await withheld()]).toEqual([0n, [], 97_00n]);
    const match = (await world.list(`${side.module}.match`)).rows.find((row) => row.amountMinor === 100_00n);
    await side.unmatch(String(match!.id));
    expect([await side.open(), await withheld()]).toEqual([[100_00n], 0n]);
    // Without what it settles: all of the rest at the rate of the day.
    await euros(side, 87_30n, { item }, { withheldPercent });
    expect([await side.open(), await withheld()]).toEqual([[], 9_70n]);
  });

  scenario(`${name}: B39 the rule of a supplier holds in every currency`, async (world) => {
    const side = await open(world);
    if (side.module === 'receivables') return;
    const withholding = await make(world, 'payables.withholding', { code: 'W10', name: 'Abroad', percent: '10' });
    await make(world, 'payables.supplier_rule', { supplier: side.party, withholding });
    const { item } = await dollars(world, side, '1000');
    await euros(side, 436_50n, { item });
    expect(await side.open()).toEqual([500_00n]);
    await euros(side, 436_50n, { item, itemMinor: 450_00n });
    expect(await side.open()).toEqual([]);
    expect((await balances(world)).withholding_payable).toBe(-97_00n);
  });

  scenario(
    `${name}: B40 discount and write-off beside money of another currency are in that of the item`,
    async (world) => {
      const side = await open(world);
      const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
      const { item } = await dollars(world, side, '1000', { terms });
      const all = { item, itemMinor: 980_00n };
      await expect(euros(side, 950_60n, { ...all, discountMinor: 20_01n })).refuses('not_open');
      await expect(euros(side, 940_90n, { item, itemMinor: 970_00n, discountMinor: 30_00n })).refuses(
        'discount_not_offered',
      );
      await expect(euros(side, 475_30n, { item, itemMinor: 490_00n, discountMinor: 10_01n })).refuses(
        'discount_not_offered',
      );
      await euros(side, 475_30n, { item, itemMinor: 490_00n, discountMinor: 10_00n });
      expect(await side.open()).toEqual([500_00n]);
      await expect(euros(side, 465_60n, { item, itemMinor: 480_00n, writeOffMinor: 20_00n })).refuses(
        'write_off_too_much',
      );
      await euros(side, 465_60n, { item, itemMinor: 480_00n, writeOffMinor: 20_00n }, {}, 'owner');
      const role = side.sign === 1n ? 'cash_discount_given' : 'cash_discount_taken';
      const { write_off, [role]: discount } = await balances(world);
      expect([await side.open(), discount, write_off]).toEqual([[], side.sign * 9_70n, side.sign * 19_40n]);
      const small = await dollars(world, side, '100');
      await euros(side, 95_06n, { item: small.item, itemMinor: 98_00n, writeOffMinor: 2_00n });
      expect(await side.open()).toEqual([]);
    },
  );

  scenario(`${name}: what an item in the currency of the payment takes is said once`, async (world) => {
    const side = await open(world);
    const { item } = await side.owe('119');
    const one = (itemMinor: bigint) => euros(side, 10_00n, { item, itemMinor });
    await expect(one(9_00n)).refuses('item_amount');
    await expect(one(119_00n)).refuses('item_amount');
    await one(10_00n);
    expect(await side.open()).toEqual([109_00n]);
    const other = await dollars(world, side, '100');
    await expect(euros(side, 0n, { item: other.item, itemMinor: 1_00n })).refuses('zero_amount');
  });

  scenario(`${name}: an amount has fifteen digits at most, also in the currency of the company`, async (world) => {
    const side = await open(world);
    await rate(world, '2026-03-01', '1.5');
    const most = 10n ** 15n - 1n;
    await expect(side.pay({ amountMinor: most + 1n })).refuses('invalid_input');
    await expect(side.pay({ amountMinor: most, currency: 'USD' })).refuses('not_valid');
    await side.pay({ amountMinor: most });
    expect((await world.report('ledger.trial_balance', {})).rows.length).toBeGreaterThan(0);
  });

  scenario(`${name}: a credit is told from what is owed, and from one that is used up`, async (world) => {
    const side = await open(world);
    await side.pay({ amountMinor: 50_00n });
    const [ahead] = (await world.list(`${side.module}.open_item`, { filter: { kind: 'payment' } })).rows;
    const credit = String(ahead!.id);
    await expect(euros(side, 10_00n, { item: credit })).refuses('nothing_owed');
    const { item } = await side.owe('50');
    await side.match(credit, item);
    await expect(side.match(credit, item)).refuses('used_up');
    await expect(side.refund(credit)).refuses('used_up');
    await expect(side.match(item, credit)).refuses('not_a_credit');
  });
}
