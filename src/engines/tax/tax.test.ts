import { describe, expect, test } from 'vitest';
import { dec } from '#kernel/values/decimal.ts';
import { formatMajor } from '#kernel/values/money.ts';
import { partOfDocument } from './apportion.ts';
import { adaptPrice, computeTaxes, type Tax, type TaxableLine, type TaxCode, taxesOn } from './tax.ts';

/** Golden cases. A tax is written "21%" or "2/unit", then i: in the price, n: affects the next, x: unaffected. */
const tax = (text: string, index: number): Tax => {
  const [rate = '', flags = ''] = text.split(' ');
  return {
    id: `t${index + 1}`,
    kind: rate.endsWith('%') ? 'percent' : 'fixed',
    rate: rate.replace(/%|\/unit/, ''),
    included: flags.includes('i'),
    affectsNext: flags.includes('n'),
    affectedByPrevious: !flags.includes('x'),
  };
};

const line = (price: string, taxes: readonly Tax[], quantity = '1', key = 'a'): TaxableLine => ({
  key,
  quantity,
  unitPrice: price,
  taxes,
});

const compute = (lines: TaxableLine[], { digits = 2, rounding = 'line' as 'line' | 'document' } = {}) => {
  const result = computeTaxes({ lines, digits, rounding });
  return {
    ...result,
    text: [
      formatMajor(result.netMinor, digits),
      ...result.taxes.map((each) => formatMajor(each.taxMinor, digits)),
      formatMajor(result.totalMinor, digits),
    ].join(' '),
  };
};

const INDIA = ['6% n', '6% nx', '3%'];

describe('golden cases, rounded by line', () => {
  test.each([
    // name, quantity, price, taxes, net taxes... total, digits
    ['T1', '1', '124.40', ['8% i', '0% i'], '115.19 9.21 0.00 124.40', 2],
    ['T3', '1', '2300', ['15%', '5.5% i'], '2180.09 327.01 119.91 2627.01', 2],
    ['T5 excl', '1', '22689', ['19%'], '22689 4311 27000', 0],
    ['T5 excl small', '1', '9176', ['19%'], '9176 1743 10919', 0],
    ['T5 incl', '1', '27000', ['19% i'], '22689 4311 27000', 0],
    ['T5 incl small', '1', '10920', ['19% i'], '9176 1744 10920', 0],
    ['T7', '1', '11.90', ['21% i'], '9.83 2.07 11.90', 2],
    ['T7 small', '1', '2.80', ['21% i'], '2.31 0.49 2.80', 2],
    ['T11', '1', '100', INDIA, '100.00 6.00 6.00 3.36 115.36', 2],
    ['T11b', '1', '100', ['6% n', '6% n', '3%'], '100.0000 6.0000 6.3600 3.3708 115.7308', 4],
    ['T11c', '1', '100', ['6% n', '6%', '3%'], '100.00 6.00 6.36 3.18 115.54', 2],
    ['T11d', '1', '112', ['6% in', '6% inx', '3%'], '100.00 6.00 6.00 3.36 115.36', 2],
    ['T13', '5', '20', ['1/unit', '21%', '2/unit'], '100.00 5.00 21.00 10.00 136.00', 2],
    ['T13b', '5', '19', ['1/unit n', '21%', '2/unit'], '95.00 5.00 21.00 10.00 131.00', 2],
    ['T13c', '1', '120', ['1/unit n', '21% i', '2/unit'], '99.00 1.00 21.00 2.00 123.00', 2],
    ['T13d both negative', '-2', '-10', ['1/unit'], '20.00 2.00 22.00', 2],
    ['T13d negative price', '2', '-10', ['1/unit'], '-20.00 -2.00 -22.00', 2],
    ['T13d nothing returned', '-1', '0', ['1/unit'], '0.00 -1.00 -1.00', 2],
    ['C9', '2', '100', ['20%', '10/unit'], '200.00 40.00 20.00 260.00', 2],
    ['C9 gross', '1', '130', ['20% i', '10/unit i'], '100.00 20.00 10.00 130.00', 2],
    ['C11', '5', '100', ['5/unit n', '20%'], '500.00 25.00 105.00 630.00', 2],
    ['C11 gross', '1', '126', ['5/unit in', '20% i'], '100.00 5.00 21.00 126.00', 2],
  ] as const)('%s: %s x %s %o', (_name, quantity, price, taxes, expected, digits) => {
    expect(compute([line(price, taxes.map(tax), quantity)], { digits }).text).toBe(expected);
  });

  test('bases: T13c builds on the fixed tax before it, C11 too', () => {
    const base = (price: string, quantity: string, taxes: string[]) =>
      compute([line(price, taxes.map(tax), quantity)]).taxes.map((each) => each.baseMinor);
    expect(base('120', '1', ['1/unit n', '21% i', '2/unit'])).toEqual([9900n, 10000n, 10000n]);
    expect(base('100', '5', ['5/unit n', '20%'])).toEqual([50000n, 52500n]);
    expect(base('100', '1', INDIA)).toEqual([10000n, 10000n, 11200n]);
  });

  test('T1, T3 and T11e before rounding', () => {
    const exact = (price: string, taxes: string[]) => {
      const [only] = computeTaxes({ lines: [line(price, taxes.map(tax))], digits: 2, rounding: 'line' }).lines.values();
      return [only!.exact.net, ...only!.exact.taxes.map((each) => each.amount)].map((each) => each.toFixed(6));
    };
    expect(exact('124.40', ['8% i', '0% i'])).toEqual(['115.185185', '9.214815', '0.000000']);
    expect(exact('2300', ['15%', '5.5% i'])).toEqual(['2180.094787', '327.014218', '119.905213']);
    expect(exact('17.79', ['6% in', '6% inx'])).toEqual(['15.883929', '0.953036', '0.953036']);
  });

  test('T19: a foreign document in the company’s currency', () => {
    const price = dec('56400').div('1.1726').toFixed(12);
    expect(compute([line(price, [tax('21%', 0)])]).text).toBe('48098.24 10100.63 58198.87');
  });

  test('C5: the base is the sum of rounded lines', () => {
    const lines = ['a', 'b'].map((key) => line('0.0035', [tax('10%', 0)], '1', key));
    for (const rounding of ['line', 'document'] as const) {
      const result = compute(lines, { rounding });
      expect([result.netMinor, result.taxes[0]!.baseMinor]).toEqual([0n, 0n]);
    }
  });

  test('a discount comes off before tax', () => {
    const result = compute([{ ...line('19.99', [tax('20%', 0)], '3'), discountPercent: '12.5' }]);
    expect(result.text).toBe('52.47 10.49 62.96');
  });
});

describe('rounded once for each tax of the document', () => {
  const two = (price: string) => ['a', 'b'].map((key) => line(price, INDIA.map(tax), '1', key));

  test('T15: by line and by document, in both currencies', () => {
    expect(compute(two('15.89')).text).toBe('31.78 1.90 1.90 1.06 36.64');
    expect(compute(two('15.89'), { rounding: 'document' }).text).toBe('31.78 1.91 1.91 1.07 36.67');
    expect(compute(two('3.178')).text).toBe('6.36 0.38 0.38 0.22 7.34');
    expect(compute(two('3.178'), { rounding: 'document' }).text).toBe('6.36 0.38 0.38 0.21 7.33');
  });

  test('the lines still add up, and each keeps its price', () => {
    const lines = ['a', 'b', 'c'].map((key) => line('0.04', [tax('20% i', 0)], '1', key));
    const result = compute(lines, { rounding: 'document' });
    expect(result.text).toBe('0.10 0.02 0.12');
    expect([...result.lines.values()].map((each) => each.totalMinor)).toEqual([4n, 4n, 4n]);
    expect([...result.lines.values()].map((each) => each.netMinor)).toEqual([4n, 3n, 3n]);
  });
});

describe('shares', () => {
  const shares = (percents: number[]) =>
    percents.map((percent, index) => ({ key: `s${index}`, percent: `${percent}` }));

  test.each([false, true])('T9: a reverse charge cancels itself, flagged as included: %s', (included) => {
    const reverse: Tax = { ...tax('21%', 0), included, shares: shares([100, -100]) };
    const result = compute([line('100', [reverse])]);
    expect(result.text).toBe('100.00 21.00 -21.00 100.00');
    expect(result.taxes.map((each) => each.baseMinor)).toEqual([10000n, -10000n]);
  });

  test('T17: thirteen shares of five cents cancel to the cent', () => {
    const split: Tax = { ...tax('5%', 0), shares: shares([...Array(10).fill(10), -50, -25, -25]) };
    const { taxes, taxMinor } = compute([line('1.00', [split])]);
    expect(taxMinor).toBe(0n);
    const amounts = taxes.map((each) => each.taxMinor).filter((amount) => amount !== 0n);
    expect(amounts.toSorted((a, b) => Number(a - b))).toEqual([-3n, -1n, -1n, 1n, 1n, 1n, 1n, 1n]);
  });
});

describe('tax that cannot be reclaimed', () => {
  test.each([
    ['0', 5000n, []],
    ['50', 2500n, [2500n]],
    ['100', 0n, [5000n]],
  ])('C7: %s %% deductible', (deductiblePercent, nonDeductible, booked) => {
    const result = compute([line('50', [{ ...tax('10%', 0), deductiblePercent }], '10')]);
    expect([result.netMinor, result.totalMinor, result.nonDeductibleMinor]).toEqual([50000n, 55000n, nonDeductible]);
    expect(result.taxes.map((each) => each.taxMinor)).toEqual(booked);
  });
});

test('a reverse charge that may be reclaimed by half is owed in full', () => {
  const shares = [
    { key: 'in', percent: '100' },
    { key: 'out', percent: '-100' },
  ];
  const result = compute([line('100', [{ ...tax('20%', 0), deductiblePercent: '50', shares }])]);
  expect(result.taxes.map((each) => each.taxMinor)).toEqual([1000n, -2000n]);
  expect([result.nonDeductibleMinor, result.totalMinor]).toEqual([1000n, 10000n]);
});

describe('parts and prices', () => {
  test('C9: a discount on a bill of 1500 + 15 % takes its tax along', () => {
    expect(partOfDocument(17250n, [150000n, 22500n])).toEqual([15000n, 2250n]);
  });

  test('C13: of 115 with 10 and 5 tax, 60 paid are 52.17 of the base and 5.22 of the first tax', () => {
    expect(partOfDocument(6000n, [10000n, 1000n, 500n])).toEqual([5217n, 522n, 261n]);
  });

  test('T21: another tax regime keeps the net price', () => {
    const from = [tax('21% i', 0)];
    expect(adaptPrice({ unitPrice: '121', from, to: [tax('6% i', 0)] })).toBe('106');
    expect(adaptPrice({ unitPrice: '121', from, to: [tax('21%', 0)] })).toBe('100');
    expect(adaptPrice({ unitPrice: '100', from: [], to: [tax('5/unit in', 0), tax('20% i', 1)] })).toBe('126');
  });
});

describe('dated rates and groups', () => {
  const code = (id: string, over: Partial<TaxCode>): TaxCode => ({ id, kind: 'percent', rates: [], ...over });
  const group = code('group', {
    members: [
      code('vat', { rates: [{ fromDay: '2026-01-01', rate: '20' }] }),
      code('fee', { kind: 'fixed', rates: [{ fromDay: null, rate: '10' }] }),
    ],
  });

  test('C9: a tax not yet valid is left out', () => {
    const on = (day: string, price: string, included: boolean) =>
      compute([
        line(
          price,
          taxesOn([group], day).map((each) => ({ ...each, included })),
        ),
      ]).text;
    expect(on('2026-01-01', '130', true)).toBe('100.00 20.00 10.00 130.00');
    expect(on('2025-12-31', '110', true)).toBe('100.00 10.00 110.00');
    expect(compute([line('100', taxesOn([group], '2025-12-31'), '2')]).text).toBe('200.00 20.00 220.00');
  });

  test('the rate with the latest first day wins, in any order', () => {
    const rates = [
      { fromDay: null, rate: '16' },
      { fromDay: '2020-07-01', toDay: '2020-12-31', rate: '5' },
      { fromDay: '2007-01-01', rate: '7' },
    ];
    const rateOn = (day: string, list = rates) => taxesOn([code('r', { rates: list })], day)[0]?.rate;
    expect(['2006-12-31', '2020-06-30', '2020-07-01', '2021-01-01'].map((day) => rateOn(day))).toEqual([
      '16',
      '7',
      '5',
      '7',
    ]);
    expect(rateOn('2020-07-01', rates.toReversed())).toBe('5');
  });

  test('two lines with one key are a mistake of the caller', () => {
    expect(() => compute([line('1', []), line('2', [])])).toThrow('same key');
  });
});

describe('discounts and odd quantities', () => {
  const [STANDARD, IN_PRICE] = [(rate: string) => [tax(rate, 0)], (rate: string) => [tax(`${rate} i`, 0)]];
  const less = (of: TaxableLine, discountPercent: string): TaxableLine => ({ ...of, discountPercent });
  test.each([
    ['57.48 less 10 % plus 21 %', [less(line('57.48', STANDARD('21%')), '10')], '51.73 10.86 62.59'],
    ['1.42 of 31.25 plus 21 %', [line('31.25', STANDARD('21%'), '1.42')], '44.38 9.32 53.70'],
    [
      '2000 of 9.99 less 33.333 % plus 20 %',
      [less(line('9.99', STANDARD('20%'), '2000'), '33.333')],
      '13320.07 2664.01 15984.08',
    ],
    ['121 with 21 % in it less 10 %', [less(line('121', IN_PRICE('21%')), '10')], '90.00 18.90 108.90'],
    ['300 of 0.04 with 20 % in it', [line('0.04', IN_PRICE('20%'), '300')], '10.00 2.00 12.00'],
    ['10111 of 13.33 with 20 % in it', [line('13.33', IN_PRICE('20%'), '10111')], '112316.36 22463.27 134779.63'],
  ])('B21: %s', (_, lines, expected) => {
    expect(compute(lines).text).toBe(expected);
  });
});
