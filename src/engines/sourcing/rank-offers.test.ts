import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barredBy, type Offer, rankOffers, wholePacks } from './rank-offers.ts';

const offer = (supplier: string, over: Partial<Offer> = {}): Offer => ({
  supplier,
  name: supplier,
  unitCost: '10',
  minimum: '0',
  pack: '0',
  quotedDays: 10,
  measuredDays: [],
  ppm: null,
  standing: null,
  source: null,
  ...over,
});
const NEED = { quantity: '100', orderOn: '2026-03-02', needOn: '2026-03-20' };
const told = (offers: Offer[]) =>
  rankOffers(NEED, offers).map(
    (one) => `${one.supplier} ${one.quantity}@${one.goodUnitCost} ${one.arrivesOn}: ${one.reason}`,
  );

test('in time before late, then the cheaper good unit', () => {
  expect(
    told([
      offer('slow', { unitCost: '7', quotedDays: 30 }),
      offer('dear', { unitCost: '12' }),
      offer('cheap', { unitCost: '9', minimum: '120', pack: '50' }),
      offer('careless', { unitCost: '8.90', ppm: '50000', measuredDays: [3, 4, 9, 8, 5] }),
      offer('blocked', { unitCost: '1', standing: 'blocked' }),
    ]),
  ).toEqual([
    'cheap 150@9 2026-03-12: in time, cheapest of those in time, sells 150 at least, lead time as quoted',
    'careless 100@9.368421 2026-03-10: in time, 4.1 % dearer',
    'dear 100@12 2026-03-12: in time, 33.3 % dearer, lead time as quoted',
    'slow 100@7 2026-04-01: 12 days late, 22.2 % cheaper, lead time as quoted',
  ]);
});

test('who is not approved for the item is left out, a condition is told', () => {
  expect(
    told([
      offer('barred', { source: { standing: 'blocked', reason: 'Wrong alloy' } }),
      offer('unknown', { source: { standing: 'unapproved', reason: null } }),
      offer('sample', { source: { standing: 'conditional', reason: 'First article' }, standing: 'warned' }),
      offer('proven', { source: { standing: 'approved', reason: null }, unitCost: '11' }),
    ]),
  ).toEqual([
    'proven 100@11 2026-03-12: in time, cheapest of those in time, lead time as quoted, approved',
    'sample 100@10 2026-03-12: in time, 9.1 % cheaper, lead time as quoted, under warning, approved on a condition: First article',
  ]);
  expect(barredBy({ standing: null, source: { standing: 'blocked', reason: null } })).toBe('blocked for this item');
  expect(barredBy({ standing: 'blocked', source: null })).toBe('blocked');
});

test('measured lead times come before what was quoted; of few, the worse of both counts', () => {
  const days = (measuredDays: number[]) => rankOffers(NEED, [offer('a', { measuredDays })])[0]!;
  expect(days([20, 4, 5, 6, 7])).toMatchObject({ arrivesOn: '2026-03-09', confidence: 'measured' });
  expect(days([4])).toMatchObject({ arrivesOn: '2026-03-12', confidence: 'few' });
  expect(days([25, 4])).toMatchObject({ arrivesOn: '2026-03-27', confidence: 'few', inTime: false });
});

test('whole packs, at least the minimum', () => {
  expect(wholePacks('7', { minimum: '0', pack: '0' })).toBe('7');
  expect(wholePacks('7', { minimum: '10', pack: '0' })).toBe('10');
  expect(wholePacks('7', { minimum: '10', pack: '4' })).toBe('12');
  expect(wholePacks('8', { minimum: '0', pack: '4' })).toBe('8');
});

test('who is cheaper and otherwise the same never ranks below, and the order of the offers says nothing', () => {
  const price = fc.integer({ min: 1, max: 10_000 }).map((cents) => (cents / 100).toFixed(2));
  fc.assert(
    fc.property(
      fc.array(fc.record({ unitCost: price, quotedDays: fc.nat(40) }), { maxLength: 8 }),
      price,
      (others, low) => {
        const offers = others.map((one, index) => offer(`s${index}`, one));
        const twins = [offer('x', { unitCost: low }), offer('y', { unitCost: (Number(low) + 1).toFixed(2) })];
        const ranked = rankOffers(NEED, [...offers, ...twins]);
        const rankOf = (supplier: string) => ranked.find((one) => one.supplier === supplier)!.rank;
        expect(rankOf('x')).toBeLessThan(rankOf('y'));
        expect(rankOffers(NEED, [...twins, ...offers.toReversed()])).toEqual(ranked);
      },
    ),
  );
});
