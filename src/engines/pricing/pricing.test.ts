import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PriceQuestion, type PriceRule, resolvePrice } from './pricing.ts';

const rule = (id: string, over: Partial<PriceRule>): PriceRule => ({
  id,
  priceList: 'list',
  priceListCode: 'RETAIL',
  minimum: '0',
  kind: 'percent_of_list',
  value: '100',
  ...over,
});

const ask = (rules: PriceRule[], over: Partial<PriceQuestion> = {}) =>
  resolvePrice({
    listPrice: '10',
    quantity: '1',
    day: '2026-01-15',
    customer: 'anna',
    customerGroup: 'dealers',
    item: 'apple',
    category: 'fruit',
    rules,
    ...over,
  });

describe('resolvePrice', () => {
  test('F1: a break of the item, the item, then everything', () => {
    const rules = [
      rule('all', { value: '50' }),
      rule('apple', { item: 'apple', value: '80' }),
      rule('many apples', { item: 'apple', minimum: '10', value: '70' }),
    ];
    expect(ask(rules)).toMatchObject({ unitPrice: '8', reason: { rule: 'apple', list: 'list' } });
    expect(ask(rules, { quantity: '12' })).toMatchObject({ unitPrice: '7', reason: { break: '10' } });
    expect(ask(rules, { quantity: '-12' })).toMatchObject({ unitPrice: '7' });
    for (const quantity of ['1', '12', '1000']) {
      expect(ask(rules, { item: 'pear', listPrice: '30', quantity })).toMatchObject({ unitPrice: '15' });
    }
  });

  test('a discount keeps the list price; the other kinds make the unit price', () => {
    const by = (kind: PriceRule['kind'], value: string) => {
      const price = ask([rule('r', { kind, value })]);
      return [price?.unitPrice, price?.discountPercent];
    };
    expect(by('discount_percent', '12.5')).toEqual(['10', '12.5']);
    expect(by('percent_of_list', '87.5')).toEqual(['8.75', '0']);
    expect(by('amount_off', '1.25')).toEqual(['8.75', '0']);
    expect(by('amount_off', '11')).toEqual(['0', '0']);
    expect(by('fixed', '9.99')).toEqual(['9.99', '0']);
  });

  test.each<[string, Partial<PriceRule>, Partial<PriceRule>]>([
    ['customer before group', { customer: 'anna' }, { customerGroup: 'dealers' }],
    ['customer before item', { customer: 'anna' }, { customerGroup: 'dealers', item: 'apple', minimum: '1' }],
    ['group before all', { customerGroup: 'dealers' }, { item: 'apple', minimum: '1' }],
    ['item before category', { item: 'apple' }, { category: 'fruit', minimum: '1' }],
    ['category before all', { category: 'fruit' }, { minimum: '1' }],
    ['the higher break', { minimum: '10' }, { minimum: '9', fromDay: '2026-01-01' }],
    ['the later first day', { fromDay: '2026-01-02' }, { fromDay: '2026-01-01' }],
    ['a first day before none', { fromDay: '2020-01-01' }, {}],
  ])('%s', (_text, winner, loser) => {
    const rules = [rule('a', winner), rule('b', loser)];
    expect(ask(rules, { quantity: '20' })?.reason.rule).toBe('a');
    expect(ask(rules.toReversed(), { quantity: '20' })?.reason.rule).toBe('a');
  });

  test('what does not fit is left out', () => {
    const strangers: Partial<PriceRule>[] = [
      { customer: 'bert' },
      { customerGroup: 'staff' },
      { item: 'pear' },
      { category: 'tools' },
      { minimum: '2' },
      { fromDay: '2026-01-16' },
      { toDay: '2026-01-14' },
    ];
    expect(ask(strangers.map((over, index) => rule(`r${index}`, over)))?.reason).toMatchObject({
      kind: 'list_price',
      rule: null,
    });
    expect(ask([rule('r', { fromDay: '2026-01-15', toDay: '2026-01-15' })])?.reason.rule).toBe('r');
  });

  test('without a list price only fixed rules give a price', () => {
    expect(ask([], { listPrice: null })).toBeNull();
    expect(ask([rule('r', { kind: 'discount_percent', value: '5' })], { listPrice: null })).toBeNull();
    expect(ask([rule('r', { kind: 'fixed', value: '5' })], { listPrice: null })?.unitPrice).toBe('5');
  });

  test('says why', () => {
    const price = ask([rule('r', { customer: 'anna', item: 'apple', minimum: '1', toDay: '2026-12-31', value: '90' })]);
    expect(price?.reason.text).toBe(
      'RETAIL: 90 % of the list price, for this customer, for this item, from 1, until 31 Dec 2026',
    );
  });

  test('the order of the rules does not matter', () => {
    const maybe = (value: string) => fc.option(fc.constant(value), { nil: undefined });
    const rules = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        item: maybe('apple'),
        customer: maybe('anna'),
        fromDay: fc.constantFrom('2026-01-01', '2026-01-02', null),
        minimum: fc.constantFrom('0', '1', '1.0'),
      }),
      { selector: (each) => each.id, minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(rules, fc.infiniteStream(fc.nat()), (list, keys) => {
        const given = list.map((each) => rule(each.id, each));
        const order = given.map((each) => ({ each, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        expect(ask(order.map(({ each }) => each))?.reason.rule).toBe(ask(given)?.reason.rule);
      }),
    );
  });
});
