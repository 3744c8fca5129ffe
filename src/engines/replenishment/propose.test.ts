import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dec, ZERO } from '#kernel/values/decimal.ts';
import { type MinMax, type Policy, propose, type Situation, safetyStock } from './propose.ts';
import { SERVICE_LEVELS } from './service-levels.ts';

const idle: Situation = {
  ...{ onHand: '0', onOrder: '0', demand: '0', minimum: '0', pack: '0' },
  ...{ demandMean: '0', demandVariance: '0', leadMean: '0', leadVariance: '0' },
};

const plain = { lot: '0', coverDays: 0 } as const;

/** policy | onHand onOrder demand | minimum pack → quantity */
test.each<[string, Policy, Partial<Situation>, string]>([
  ['G1 no order point', { kind: 'on_demand' }, { demand: '1' }, '1'],
  ['G1 min -1', { kind: 'min_max', minimum: '-1', target: '10', service: '95', ...plain }, { demand: '1' }, '0'],
  ['G1 min 5', { kind: 'min_max', minimum: '5', target: '10', service: '95', ...plain }, { demand: '1' }, '11'],
  ['G1 min 0', { kind: 'min_max', minimum: '0', target: '10', service: '95', ...plain }, { demand: '1' }, '11'],
  [
    'G1 run again',
    { kind: 'min_max', minimum: '5', target: '10', service: '95', ...plain },
    { demand: '1', onOrder: '11' },
    '0',
  ],
  ['the supplier’s minimum', { kind: 'on_demand' }, { demand: '3', minimum: '10' }, '10'],
  ['whole packs', { kind: 'on_demand' }, { demand: '13', minimum: '10', pack: '6' }, '18'],
  ['a target below the minimum', { kind: 'min_max', minimum: '5', target: '0', service: '95', ...plain }, {}, '5'],
])('%s', (_text, policy, over, quantity) => {
  expect(propose(policy, { ...idle, ...over }).quantity).toBe(quantity);
});

describe('measured', () => {
  const measured = { demandMean: '10', demandVariance: '9', leadMean: '16', leadVariance: '4' };

  test('safety stock: 1.644854 × √(16·9 + 100·4) = 38.36, 39 pieces', () => {
    expect(safetyStock('95', measured, ZERO).toFixed()).toBe('39');
    expect(safetyStock('50', measured, ZERO).toFixed()).toBe('0');
  });

  test('reorder point 16 × 10 + 39', () => {
    const policy = { kind: 'reorder_point', service: '95', lot: '100' } as const;
    expect(propose(policy, { ...idle, ...measured, onHand: '199' })).toMatchObject({ level: '199', quantity: '0' });
    expect(propose(policy, { ...idle, ...measured, onHand: '198' })).toMatchObject({
      quantity: '101',
      reason:
        '198 on hand + 0 on order − 0 promised = 198, below 199 (10 a day for 16 days + 39 safety at 95 % = 1.644854 × √(16 × 9 + 10² × 4)); fill up to 299',
    });
  });

  test('order up to and days of cover', () => {
    const upTo = propose({ kind: 'order_up_to', service: '50', reviewDays: 7 }, { ...idle, ...measured });
    expect(upTo.quantity).toBe('230');
    const cover = (service: '50' | '95', onHand: string) =>
      propose({ kind: 'days_of_cover', service, coverDays: 30 }, { ...idle, ...measured, onHand });
    expect([cover('50', '159').quantity, cover('95', '159').quantity, cover('95', '199').quantity]).toEqual([
      '301',
      '340',
      '0',
    ]);
  });

  test('a minimum that is given says what the measured one would be', () => {
    const policy = { kind: 'min_max', minimum: '50', target: '80', service: '95', ...plain } as const;
    expect(propose(policy, { ...idle, ...measured, onHand: '60' }).reason).toBe(
      '60 on hand + 0 on order − 0 promised = 60, not below 50 (the minimum; as measured it would be 199: 10 a day for 16 days + 39 safety at 95 % = 1.644854 × √(16 × 9 + 10² × 4))',
    );
  });
});

describe('minimum and maximum left empty', () => {
  // 10 a day with a variance of 4 for 9 days: 90; 1.644854 × √(9 × 4) = 9.87, 10 safety.
  const measured = { demandMean: '10', demandVariance: '4', leadMean: '9', leadVariance: '0' };
  const computed = (over: Partial<MinMax>, now: Partial<Situation> = {}) =>
    propose(
      { kind: 'min_max', minimum: null, target: null, service: '95', ...plain, ...over },
      { ...idle, ...measured, ...now },
    );

  test.each<[string, Partial<MinMax>, string, string, string]>([
    ['a lot beyond', { lot: '50', coverDays: 7 }, '100', '150', '10'],
    ['cover: 7 × 10', { coverDays: 7 }, '100', '170', '10'],
    ['else the lead time: 9 × 10', {}, '100', '190', '10'],
    ['the least service holds no safety', { service: '50', lot: '50' }, '90', '140', '0'],
    ['a higher one more: 2.326348 × 6 = 13.96', { service: '99', lot: '50' }, '104', '154', '14'],
    ['only the maximum is empty', { minimum: '40', coverDays: 7 }, '40', '110', '0'],
    ['only the minimum is empty', { target: '180' }, '100', '180', '10'],
    ['a maximum below the measured minimum', { target: '60' }, '100', '100', '10'],
  ])('%s', (_text, over, level, target, safety) => {
    expect(computed(over)).toMatchObject({ level, target, safety, quantity: target });
  });

  test('says how both came about', () => {
    expect(computed({ coverDays: 7 }, { onHand: '99' })).toMatchObject({
      quantity: '71',
      reason:
        '99 on hand + 0 on order − 0 promised = 99, below 100 (minimum 100 = demand over 9 days 90 + safety 10 at 95 % = 1.644854 × √(9 × 4 + 10² × 0); maximum 170 = minimum + demand over 7 days 70); fill up to 170',
    });
    expect(computed({}, { onHand: '100' }).quantity).toBe('0');
  });

  test('parts of a piece: 0.3 × 5 = 1.5 and no safety makes 2; cover 0.3 × 4 = 1.2 makes 2', () => {
    const seldom = { demandMean: '0.3', demandVariance: '0', leadMean: '5' };
    expect(computed({ coverDays: 4 }, seldom)).toMatchObject({ level: '2', target: '4', quantity: '4' });
  });

  test('nothing was used: nothing is held', () => {
    const unused = { demandMean: '0', demandVariance: '0' };
    expect(computed({}, unused)).toMatchObject({ level: '0', target: '0', quantity: '0' });
    expect(computed({}, { ...unused, demand: '3' }).quantity).toBe('3');
  });

  test('the other policies with nothing given hold the measured point', () => {
    const level = (policy: Policy) => {
      const { level, target, quantity } = propose(policy, { ...idle, ...measured });
      return [level, target, quantity];
    };
    expect(level({ kind: 'reorder_point', service: '95', lot: '0' })).toEqual(['100', '100', '100']);
    expect(level({ kind: 'order_up_to', service: '95', reviewDays: 0 })).toEqual(['100', '100', '100']);
    expect(level({ kind: 'days_of_cover', service: '95', coverDays: 0 })).toEqual(['100', '100', '100']);
  });
});

const quantity = fc.integer({ min: 0, max: 5_000 }).map((value) => dec(value).div(10).toFixed());
const situation = fc.record<Situation>({
  onHand: quantity,
  onOrder: quantity,
  demand: quantity,
  minimum: quantity,
  pack: quantity,
  demandMean: quantity,
  demandVariance: quantity,
  leadMean: quantity,
  leadVariance: quantity,
});
const service = fc.constantFrom(...SERVICE_LEVELS);
const policy: fc.Arbitrary<Policy> = fc.oneof(
  fc.constant({ kind: 'on_demand' } as const),
  fc.record({
    ...{ kind: fc.constant('min_max' as const), minimum: fc.option(quantity), target: fc.option(quantity) },
    ...{ service, lot: quantity, coverDays: fc.nat(90) },
  }),
  fc.record({ kind: fc.constant('reorder_point' as const), service, lot: quantity }),
  fc.record({ kind: fc.constant('order_up_to' as const), service, reviewDays: fc.nat(90) }),
  fc.record({ kind: fc.constant('days_of_cover' as const), service, coverDays: fc.nat(90) }),
);

test('buys enough, in packs, and never twice', () => {
  fc.assert(
    fc.property(policy, situation, (rule, now) => {
      const first = propose(rule, now);
      if (dec(first.quantity).eq(0)) {
        expect(dec(first.projected).gte(first.level)).toBe(true);
        return;
      }
      expect(dec(first.projected).lt(first.level)).toBe(true);
      expect(dec(first.projected).plus(first.quantity).gte(first.target)).toBe(true);
      expect(dec(first.quantity).gte(now.minimum)).toBe(true);
      if (dec(now.pack).gt(0)) expect(dec(first.quantity).mod(now.pack).toFixed()).toBe('0');
      const onOrder = dec(now.onOrder).plus(first.quantity).toFixed();
      expect(propose(rule, { ...now, onOrder }).quantity).toBe('0');
    }),
  );
});

test('a higher service level never holds less', () => {
  fc.assert(
    fc.property(situation, fc.nat(8), (now, index) => {
      const less = safetyStock(SERVICE_LEVELS[index]!, now, ZERO);
      const more = safetyStock(SERVICE_LEVELS[index + 1]!, now, ZERO);
      expect(more.gte(less)).toBe(true);
    }),
  );
});
