import { describe, expect, test } from 'vitest';
import { chooseTax, type TaxFacts, type TaxRule } from './choose.ts';

const rule = (code: string, over: Partial<TaxRule> = {}): TaxRule => ({
  id: `rule of ${code}`,
  code,
  direction: 'sale',
  priority: 0,
  ...over,
});

const FACTS: TaxFacts = {
  direction: 'sale',
  area: 'domestic',
  partyTaxClass: 'business',
  itemTaxClass: 'food',
  country: 'DE',
  region: 'BY',
};

const choose = (rules: TaxRule[], facts: Partial<TaxFacts> = {}, day = '2026-01-15') =>
  chooseTax(rules, { ...FACTS, ...facts }, day);

describe('chooseTax', () => {
  const usual = [
    rule('standard'),
    rule('reduced', { itemTaxClass: 'food' }),
    rule('intra', { area: 'union', partyTaxClass: 'business', note: 'Intra-community supply' }),
    rule('export', { area: 'abroad' }),
    rule('input', { direction: 'purchase' }),
  ];

  test.each<[string, Partial<TaxFacts>]>([
    ['reduced', {}],
    ['standard', { itemTaxClass: null }],
    ['intra', { area: 'union', country: 'FR' }],
    ['reduced', { area: 'union', country: 'FR', partyTaxClass: null }],
    ['export', { area: 'abroad', country: 'US' }],
    ['input', { direction: 'purchase' }],
  ])('%s for %o', (code, facts) => {
    expect(choose(usual, facts)?.code).toBe(code);
    expect(choose(usual.toReversed(), facts)?.code).toBe(code);
  });

  test.each<[string, Partial<TaxRule>, Partial<TaxRule>]>([
    ['priority before everything', { priority: 1 }, { partyTaxClass: 'business', region: 'BY' }],
    ['party before region', { partyTaxClass: 'business' }, { region: 'BY', country: 'DE' }],
    ['region before country', { region: 'BY', country: 'DE' }, { country: 'DE' }],
    ['a region without its country fits nothing', { country: 'DE' }, { region: 'BY' }],
    ['country before area', { country: 'DE' }, { area: 'domestic', itemTaxClass: 'food' }],
    ['area before item', { area: 'domestic' }, { itemTaxClass: 'food' }],
    ['the later first day', { fromDay: '2026-01-01' }, { fromDay: '2025-01-01' }],
    ['a first day before none', { fromDay: '2025-01-01' }, {}],
  ])('%s', (_text, winner, loser) => {
    const rules = [rule('a', winner), rule('b', loser)];
    expect(choose(rules)?.code).toBe('a');
    expect(choose(rules.toReversed())?.code).toBe('a');
  });

  test('rules end with their last day', () => {
    const rules = [rule('old', { toDay: '2025-12-31' }), rule('new', { fromDay: '2026-01-01' })];
    expect(choose(rules, {}, '2025-12-31')?.code).toBe('old');
    expect(choose(rules, {}, '2026-01-01')?.code).toBe('new');
    expect(choose([rules[1]!], {}, '2025-12-31')).toBeNull();
  });

  test('says why', () => {
    expect(choose(usual, { area: 'union' })).toEqual({
      code: 'intra',
      rule: 'rule of intra',
      reason: 'Intra-community supply: party class business, area union',
    });
    expect(choose([rule('all')])?.reason).toBe('every sale');
  });
});
