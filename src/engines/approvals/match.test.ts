import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, covers, type Policy, type Step, stepsDue, within } from './match.ts';

const controller: Step = { kind: 'role', who: 'controller', needs: 1 };
const owner: Step = { kind: 'role', who: 'owner', needs: 1 };
const policy = (conditions: Condition[], steps: Step[] = [controller], tierField?: string): Policy => ({
  name: 'Large',
  conditions,
  steps,
  tierField,
});
const due = (condition: Condition, known: Record<string, unknown>) =>
  stepsDue([policy([condition])], () => [known]) !== undefined;

test.each<[Condition['is'], string, unknown, boolean]>([
  ['more_than', '1000', '1000.00', false],
  ['more_than', '1000', '1000.01', true],
  ['at_least', '1000', '1000.00', true],
  ['less_than', '0', '-0.01', true],
  ['at_most', '10', 10, true],
  ['is', '10', '10.00', true],
  ['is', 'web', 'web', true],
  ['is', 'true', true, true],
  ['is_not', 'web', 'web', false],
  ['is_not', 'web', 'phone', true],
  ['one_of', 'web, phone', 'phone', true],
  ['one_of', 'web,phone', 'shop', false],
  ['more_than', '2026-03-01', '2026-03-02', true],
  ['more_than', '5', 'many', false],
  ['more_than', '90071992547409930', '90071992547409931', true],
])('%s %s holds for %s: %s', (is, value, found, expected) => {
  expect(due({ field: 'fact', is, value }, { fact: found })).toBe(expected);
});

test('a path through lines holds when one of them does, and not for what is absent', () => {
  const discount: Condition = { field: 'input.lines.discountPercent', is: 'more_than', value: '10' };
  expect(due(discount, { input: { lines: [{ discountPercent: '5' }, { discountPercent: '12.5' }] } })).toBe(true);
  expect(due(discount, { input: { lines: [{ discountPercent: '5' }, {}] } })).toBe(false);
  expect(due(discount, {})).toBe(false);
  expect(due({ field: 'input.toString', is: 'is_not', value: 'x' }, { input: {} })).toBe(true);
});

test('every condition must hold', () => {
  const both = policy([
    { field: 'total', is: 'more_than', value: '100' },
    { field: 'by.role', is: 'is_not', value: 'owner' },
  ]);
  expect(stepsDue([both], () => [{ total: 200, by: { role: ['buyer'] } }])?.steps).toEqual([controller]);
  expect(stepsDue([both], () => [{ total: 200, by: { role: ['buyer', 'owner'] } }])).toBeUndefined();
});

test('tiers add steps from their amount on', () => {
  const tiers = policy(
    [],
    [
      { ...controller, from: '1000' },
      { ...owner, from: '10000' },
    ],
    'total',
  );
  const at = (total: string) => stepsDue([tiers], () => [{ total }])?.steps.map((step) => step.who);
  expect(at('999.99')).toBeUndefined();
  expect(at('1000')).toEqual(['controller']);
  expect(at('10000.00')).toEqual(['controller', 'owner']);
});

test('policies add up; a step asked for twice is asked once, with the higher number of approvals', () => {
  const result = stepsDue([policy([]), policy([], [owner, { ...controller, needs: 2 }])], () => [{}]);
  expect(result).toEqual({ steps: [{ ...controller, needs: 2 }, owner], reason: 'Large; Large' });
});

test('what was approved covers what needs no more, and nothing beyond', () => {
  expect(covers([controller, owner], [owner])).toBe(true);
  expect(covers([controller], [controller, owner])).toBe(false);
  expect(covers([controller], [{ ...controller, needs: 2 }])).toBe(false);
});

test('of several cases each is looked at by itself: no two of them make one up together', () => {
  const dear = policy([
    { field: 'method', is: 'is_not', value: 'transfer' },
    { field: 'total', is: 'more_than', value: '100' },
  ]);
  const cases = (...known: object[]) => stepsDue([dear], () => known as never[]);
  expect(cases({ method: 'transfer', total: 200 }, { method: 'cash', total: 50 })).toBeUndefined();
  expect(cases({ method: 'transfer', total: 200 }, { method: 'cash', total: 150 })).toBeDefined();
});

test.each([
  ['600000', '600000', true, true],
  ['600000', '599999', true, true],
  ['600000', '600001', true, false],
  ['600000', '-1', true, false],
  ['-500', '-400', true, true],
  ['-500', '-501', true, false],
  ['12.5', '12.50', true, true],
  ['5', '4', false, false],
  ['Foundry', 'Foundry', false, true],
  ['Foundry', 'Mill', false, false],
  [null, undefined, true, true],
  [null, '5', true, false],
])('approved %s, now %s (a measure: %s): %s', (approved, now, measure, expected) => {
  expect(within(approved, now, measure)).toBe(expected);
});

test('a higher amount never needs fewer approvals', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000 });
  const tiers = fc.array(
    fc.record({
      kind: fc.constant('role' as const),
      who: fc.constantFrom('a', 'b', 'c'),
      needs: fc.integer({ min: 1, max: 3 }),
      from: amount.map(String),
    }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(tiers, amount, amount, (steps, one, other) => {
      const at = (total: number) => stepsDue([policy([], steps, 'total')], () => [{ total }])?.steps ?? [];
      expect(covers(at(Math.max(one, other)), at(Math.min(one, other)))).toBe(true);
    }),
  );
});
