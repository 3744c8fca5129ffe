import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dec } from '#kernel/values/decimal.ts';
import { absMinor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { apportion } from './apportion.ts';
import { adaptPrice, computeTaxes, type Tax, type TaxableLine } from './tax.ts';

const hundredths = (min: number, max: number) => fc.integer({ min, max }).map((value) => (value / 100).toFixed(2));

const taxes = fc.array(
  fc.record({
    kind: fc.constantFrom('percent' as const, 'fixed' as const),
    rate: hundredths(0, 3000),
    included: fc.boolean(),
    affectsNext: fc.boolean(),
    affectedByPrevious: fc.boolean(),
    deductiblePercent: fc.constantFrom('0', '50', '100'),
    shares: fc.option(
      fc.constantFrom(
        [
          { key: 'in', percent: '100' },
          { key: 'out', percent: '-100' },
        ],
        [
          { key: 'state', percent: '60' },
          { key: 'city', percent: '40' },
        ],
      ),
      { nil: undefined },
    ),
  }),
  { maxLength: 4 },
);

/** A tax keeps its definition within a document, so the lines share one list and take its beginning. */
const lines = fc
  .tuple(
    taxes,
    fc.array(
      fc.record({
        quantity: hundredths(-2000, 5000),
        unitPrice: hundredths(-500, 20000),
        discountPercent: hundredths(0, 10000),
        count: fc.nat(4),
      }),
      { maxLength: 8 },
    ),
  )
  .map(([kinds, list]) => {
    const known: Tax[] = kinds.map((kind, index) => ({ ...kind, id: `t${index}` }));
    return list.map(({ count, ...line }, index) => ({ ...line, key: `l${index}`, taxes: known.slice(0, count) }));
  });

const options = fc.record({
  digits: fc.constantFrom(0, 2, 3),
  rounding: fc.constantFrom('line' as const, 'document' as const),
});

const priceMinor = (line: TaxableLine, digits: number): bigint =>
  toMinor(
    dec(line.quantity).times(line.unitPrice).times(dec(100).minus(line.discountPercent!)).div(100),
    digits,
    'half-up',
  );

const whole = (tax: Tax): boolean => tax.shares === undefined || tax.shares[0]!.key === 'state';

test('without a tax on top, net and included taxes make the price of the line', () => {
  fc.assert(
    fc.property(lines, options, (list, { digits, rounding }) => {
      const included = list.map((line) => ({
        ...line,
        taxes: line.taxes.map((tax) => ({ ...tax, included: true })),
      }));
      const result = computeTaxes({ lines: included, digits, rounding });
      for (const line of included) expect(result.lines.get(line.key)!.totalMinor).toBe(priceMinor(line, digits));
    }),
  );
});

test('a net is the price when no tax is in it', () => {
  fc.assert(
    fc.property(lines, options, (list, { digits, rounding }) => {
      const added = list.map((line) => ({ ...line, taxes: line.taxes.map((tax) => ({ ...tax, included: false })) }));
      const result = computeTaxes({ lines: added, digits, rounding });
      for (const line of added) expect(result.lines.get(line.key)!.netMinor).toBe(priceMinor(line, digits));
    }),
  );
});

test('everything adds up: lines to the document, booked and lost tax to the total', () => {
  fc.assert(
    fc.property(lines, options, (list, { digits, rounding }) => {
      const result = computeTaxes({ lines: list, digits, rounding });
      const all = [...result.lines.values()];
      expect(sumMinor(all.map((line) => line.netMinor))).toBe(result.netMinor);
      expect(sumMinor(all.map((line) => line.totalMinor))).toBe(result.totalMinor);
      expect(result.netMinor + result.taxMinor).toBe(result.totalMinor);
      for (const each of [...all, result]) {
        const booked = sumMinor(each.taxes.map((tax) => tax.taxMinor));
        expect(each.netMinor + booked + each.nonDeductibleMinor).toBe(each.totalMinor);
      }
    }),
  );
});

test('turning the quantities around turns every amount around', () => {
  fc.assert(
    fc.property(lines, options, (list, { digits }) => {
      const back = list.map((line) => ({ ...line, quantity: dec(line.quantity).times(-1).toFixed() }));
      const there = computeTaxes({ lines: list, digits, rounding: 'line' });
      const result = computeTaxes({ lines: back, digits, rounding: 'line' });
      expect(result.totalMinor).toBe(-there.totalMinor);
      expect(result.netMinor).toBe(-there.netMinor);
    }),
  );
});

test('by document, a tax is its exact amount rounded once', () => {
  fc.assert(
    fc.property(lines, (list) => {
      const plain = list.map((line) => ({ ...line, taxes: line.taxes.filter(whole).map(bare) }));
      const result = computeTaxes({ lines: plain, digits: 2, rounding: 'document' });
      for (const total of result.taxes) {
        const exact = plain.flatMap((line) => {
          const at = line.taxes.findIndex((tax) => tax.id === total.tax);
          return at < 0 ? [] : [result.lines.get(line.key)!.exact.taxes[at]!.amount];
        });
        const sum = exact.reduce((a, b) => a.plus(b), dec(0));
        expect(total.taxMinor).toBe(toMinor(sum, 2, 'half-up'));
      }
    }),
  );
});

const bare = ({ shares: _shares, deductiblePercent: _percent, ...tax }: Tax): Tax => tax;

test('a price moved to another tax regime and back is the same', () => {
  fc.assert(
    fc.property(hundredths(50000, 100000), taxes, taxes, (unitPrice, one, other) => {
      const from = one.map((tax, index) => ({ ...tax, id: `a${index}` }));
      const to = other.map((tax, index) => ({ ...tax, id: `b${index}` }));
      const back = adaptPrice({ unitPrice: adaptPrice({ unitPrice, from, to }), from: to, to: from });
      expect(dec(back).minus(unitPrice).abs().lt('0.000001')).toBe(true);
    }),
  );
});

test('parts add up to the whole and stay within one unit of their exact amount', () => {
  fc.assert(
    fc.property(fc.array(hundredths(-100000, 100000), { minLength: 1, maxLength: 20 }), (amounts) => {
      const exact = amounts.map(dec);
      const total = toMinor(
        exact.reduce((a, b) => a.plus(b), dec(0)),
        1,
        'half-up',
      );
      const parts = apportion(total, exact, 1);
      expect(sumMinor(parts)).toBe(total);
      parts.forEach((part, index) => {
        expect(absMinor(part - toMinor(exact[index]!, 1, 'half-up')) <= 1n).toBe(true);
      });
    }),
  );
});
