import { describe, expect, test } from 'vitest';
import { evaluate, type Format, type Scope } from './mapping.ts';

const scope = (row: Record<string, string>, format?: Format): Scope => ({
  ...{ row, format, joined: {} },
  lookup: () => undefined,
  record: () => undefined,
});

describe('days', () => {
  test.each([
    ['2026-12-03', undefined, '2026-12-03'],
    ['3.12.2026', 'd.m.y', '2026-12-03'],
    ['03/12/2026', 'd/m/y', '2026-12-03'],
    ['12/3/2026', 'm/d/y', '2026-12-03'],
  ] as const)('%s written %s is %s', (text, day, expected) => {
    const format = day && { decimal: '.' as const, day };
    expect(evaluate({ day: '{d}' }, scope({ d: text }, format))).toBe(expected);
  });

  test.each([
    ['3.12.2026', undefined],
    ['31.2.2026', 'd.m.y'],
    ['13/12/2026', 'm/d/y'],
  ] as const)('%s written %s is none', (text, day) => {
    const format = day && { decimal: '.' as const, day };
    expect(() => evaluate({ day: '{d}' }, scope({ d: text }, format))).toThrow(/is not a day written/);
  });

  test('amounts, parts and rates follow the decimal sign', () => {
    const of = scope({ a: '1.234,5', p: '0,1', r: '0,5' }, { decimal: ',', day: 'd.m.y' });
    expect(evaluate({ minor: '{a}' }, of)).toBe('123450');
    expect(evaluate({ percent: '{p}' }, of)).toBe('10');
    expect(evaluate({ inverse: '{r}' }, of)).toBe('2');
  });
});
