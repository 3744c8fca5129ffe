import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dec } from '#kernel/values/decimal.ts';
import { compareOffers, type LineOffer } from './compare-offers.ts';

const TODAY = '2026-03-02';
const offer = (key: string, over: Partial<LineOffer> = {}): LineOffer => ({
  key,
  line: '1',
  quantity: '60',
  needOn: '2026-03-20',
  unitCost: '10',
  extraPercent: '0',
  minimum: '0',
  arrivesOn: '2026-03-16',
  validUntil: null,
  excluded: null,
  note: null,
  ...over,
});
const told = (...offers: LineOffer[]) =>
  [...compareOffers(offers, TODAY).values()].map((one) => `${one.key} ${one.landed}: ${one.reason}`);

test('cheapest by what it costs here, earliest by the day, each other with its distance', () => {
  expect(
    told(
      offer('near', { unitCost: '10.40', arrivesOn: '2026-03-05' }),
      offer('far', { unitCost: '9', extraPercent: '12.5', arrivesOn: '2026-03-21', minimum: '100' }),
      offer('late', { unitCost: '11', arrivesOn: '2026-03-06' }),
    ),
  ).toEqual([
    'near 10.4: earliest, 2.7 % dearer',
    'far 10.125: cheapest, 16 days after the earliest, 1 day too late, sells 100 at least',
    'late 11: 8.6 % dearer, 1 day after the earliest',
  ]);
});

test('what is over, blocked or without a rate wins nothing', () => {
  expect(
    told(
      offer('over', { unitCost: '5', validUntil: '2026-03-01' }),
      offer('blocked', { unitCost: '4', excluded: 'blocked: fraud', arrivesOn: '2026-03-03' }),
      offer('no rate', { unitCost: null, arrivesOn: null }),
      offer('holds today', { validUntil: TODAY, note: 'approved' }),
    ),
  ).toEqual([
    'over 5: expired, 50 % cheaper',
    'blocked 4: blocked: fraud, 60 % cheaper',
    'no rate null: no exchange rate, no day given',
    'holds today 10: cheapest, earliest, approved',
  ]);
});

test('lines do not mix, and ties share the mark', () => {
  expect(told(offer('a'), offer('b'), offer('c', { line: '2', unitCost: '99' }))).toEqual([
    'a 10: cheapest, earliest',
    'b 10: cheapest, earliest',
    'c 99: cheapest, earliest',
  ]);
});

test('the mark is on the least of those that may win, whatever their order', () => {
  const cents = fc.integer({ min: 0, max: 5000 }).map((n) => (n / 100).toFixed(2));
  const one = fc.record({ unitCost: cents, extraPercent: cents, excluded: fc.constantFrom(null, null, 'no') });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), (made) => {
      const offers = made.map((over, index) => offer(String(index), over));
      const found = compareOffers(offers, TODAY);
      expect(new Map([...compareOffers(offers.toReversed(), TODAY)].sort())).toEqual(new Map([...found].sort()));
      const open = offers.filter((candidate) => candidate.excluded === null);
      for (const { key } of open) {
        const mine = found.get(key)!;
        const cheaper = open.some((other) => dec(found.get(other.key)!.landed!).lt(mine.landed!));
        expect(mine.cheapest).toBe(!cheaper);
      }
      for (const { key, excluded } of offers) if (excluded) expect(found.get(key)!.cheapest).toBe(false);
    }),
  );
});
