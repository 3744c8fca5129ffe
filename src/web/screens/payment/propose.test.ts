import { expect, test } from 'vitest';
import { type Owed, propose } from './propose.ts';

const owed = (number: string, open: bigint, dueOn: string, more: Partial<Owed> = {}): Owed => ({
  ...{ item: number, numbers: [number], open, dueOn, discount: 0n, discountOn: undefined },
  ...more,
});
const items = [
  owed('INV-2026-00674', 193_824n, '2026-11-20'),
  owed('INV-2026-00012', 50_000n, '2026-02-01'),
  owed('INV-2026-00067', 120_000n, '2026-03-01'),
  owed('INV-2026-00300', 80_000n, '2026-04-01'),
];
const asked = (amount: bigint, reference = '', among = items, paidOn = '2026-11-29') =>
  [...propose(among, { amount, reference, paidOn })].map(([item, { amount: part, discount, why }]) => [
    item,
    part,
    ...(discount > 0n ? [discount] : []),
    why,
  ]);

test('what the reference names is settled, however it is written, before anything older', () => {
  const settled = [['INV-2026-00674', 193_824n, 'reference']];
  expect(asked(193_824n, 'INV-2026-00674')).toEqual(settled);
  expect(asked(193_824n, 'inv 2026/00674 thank you')).toEqual(settled);
});

test('several named are settled as they are named; what is too little settles a part; the rest stays on account', () => {
  expect(asked(130_000n, 'INV-2026-00300, INV-2026-00067')).toEqual([
    ['INV-2026-00300', 80_000n, 'reference'],
    ['INV-2026-00067', 50_000n, 'reference'],
  ]);
  expect(asked(100_000n, 'INV-2026-00012')).toEqual([['INV-2026-00012', 50_000n, 'reference']]);
  expect(asked(130_000n, 'INV-2026-00012')).toEqual([
    ['INV-2026-00012', 50_000n, 'reference'],
    ['INV-2026-00300', 80_000n, 'equal'],
  ]);
});

test('of instalments of one number the one of just this amount is meant', () => {
  const parts = ['a', 'b'].map((item, at) =>
    owed('INV-9', 10_000n + BigInt(at), `2026-1${at}-01`, { item, numbers: ['INV-9'] }),
  );
  expect(asked(10_001n, 'INV-9', parts)).toEqual([['b', 10_001n, 'reference']]);
});

test('a number that is a part of another is not named by it', () => {
  const two = [owed('INV-1', 100n, '2026-01-01'), owed('INV-12', 100n, '2026-02-01')];
  expect(asked(100n, 'INV-12', two)).toEqual([['INV-12', 100n, 'reference']]);
  const bare = [owed('1234', 100n, '2026-01-01'), owed('51234', 100n, '2026-02-01')];
  expect(asked(100n, 'bill 51234', bare)).toEqual([['51234', 100n, 'reference']]);
});

test('without a reference the item of just this amount, the oldest of several, else the oldest in turn', () => {
  expect(asked(193_824n)).toEqual([['INV-2026-00674', 193_824n, 'equal']]);
  expect(asked(80_000n, 'thank you')).toEqual([['INV-2026-00300', 80_000n, 'equal']]);
  expect(asked(60_000n)).toEqual([
    ['INV-2026-00012', 50_000n, 'oldest'],
    ['INV-2026-00067', 10_000n, 'oldest'],
  ]);
  expect(asked(500_000n).map(([, part]) => part)).toEqual([50_000n, 120_000n, 80_000n, 193_824n]);
});

test('a discount is taken where what is paid is the whole rest less it, and only as long as it is offered', () => {
  const offered = [owed('INV-7', 10_000n, '2026-12-20', { discount: 200n, discountOn: '2026-11-29' })];
  expect(asked(9_800n, '', offered)).toEqual([['INV-7', 9_800n, 200n, 'equal']]);
  expect(asked(9_800n, 'INV-7', offered)).toEqual([['INV-7', 9_800n, 200n, 'reference']]);
  expect(asked(9_800n, '', offered, '2026-11-30')).toEqual([['INV-7', 9_800n, 'oldest']]);
  expect(asked(5_000n, 'INV-7', offered)).toEqual([['INV-7', 5_000n, 'reference']]);
});

test('never more than was paid, and never more of an item than is open', () => {
  for (const amount of [1n, 49_999n, 50_001n, 193_824n, 443_824n, 999_999n])
    for (const reference of ['', 'INV-2026-00067', 'INV-2026-00300 INV-2026-00674']) {
      const takes = propose(items, { amount, reference, paidOn: '2026-11-29' });
      const sum = [...takes.values()].reduce((all, take) => all + take.amount, 0n);
      expect(sum <= amount).toBe(true);
      for (const [item, take] of takes)
        expect(take.amount + take.discount <= items.find((one) => one.item === item)!.open).toBe(true);
    }
  expect(asked(0n, 'INV-2026-00067')).toEqual([]);
});
