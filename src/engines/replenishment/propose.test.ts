import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dec, ZERO } from '#kernel/values/decimal.ts';
import { type Policy, propose, type Situation, safetyStock } from './propose.ts';
import { SERVICE_LEVELS } from './service-levels.ts';

const idle: Situation = {
  ...{ onHand: '0', onOrder: '0', demand: '0', minimum: '0', pack: '0' },
  ...{ demandMean: '0', demandVariance: '0', leadMean: '0', leadVariance: '0' },
};

/** policy | onHand onOrder demand | minimum pack → quantity */
test.each<[string, Policy, Partial<Situation>, string]>([
  ['G1 no order point', { kind: 'on_demand' }, { demand: '1' }, '1'],
  ['G1 min -1', { kind: 'min_max', minimum: '-1', target: '10', service: '95' }, { demand: '1' }, '0'],
  ['G1 min 5', { kind: 'min_max', minimum: '5', target: '10', service: '95' }, { demand: '1' }, '11'],
  ['G1 min 0', { kind: 'min_max', minimum: '0', target: '10', service: '95' }, { demand: '1' }, '11'],
  ['G1 run again', { kind: 'min_max', minimum: '5', target: '10', service: '95' }, { demand: '1', onOrder: '11' }, '0'],
  ['the supplier’s minimum', { kind: 'on_demand' }, { demand: '3', minimum: '10' }, '10'],
  ['whole packs', { kind: 'on_demand' }, { demand: '13', minimum: '10', pack: '6' }, '18'],
  ['a target below the minimum', { kind: 'min_max', minimum: '5', target: '0', service: '95' }, {}, '5'],
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
    const policy = { kind: 'min_max', minimum: '50', target: '80', service: '95' } as const;
    expect(propose(policy, { ...idle, ...measured, onHand: '60' }).reason).toBe(
      '60 on hand + 0 on order − 0 promised = 60, not below 50 (the minimum; as measured it would be 199: 10 a day for 16 days + 39 safety at 95 % = 1.644854 × √(16 × 9 + 10² × 4))',
    );
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
  fc.record({ kind: fc.constant('min_max' as const), minimum: quantity, target: quantity, service }),
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
