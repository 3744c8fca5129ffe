import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dec } from '#kernel/values/decimal.ts';
import { absMinor, sumMinor } from '#kernel/values/money.ts';
import { atLowerPrice, leftOf, NOTHING, type Owed, partAtPrice, partFor, together } from './owed.ts';

const line = (quantity: string, netMinor: bigint, ...taxes: [bigint, bigint][]): Owed => ({
  quantity,
  netMinor,
  taxes: taxes.map(([baseMinor, taxMinor], index) => ({ key: `t${index}`, baseMinor, taxMinor })),
});

/** Takes quantities (text) and amounts (bigint) one after the other; answers net and taxes of each part. */
function take(whole: Owed, steps: readonly (string | bigint)[]) {
  let taken = NOTHING;
  const parts = steps.map((step) => {
    const part =
      typeof step === 'bigint'
        ? partAtPrice({ whole, taken, netMinor: step })
        : partFor({ whole, taken, quantity: step });
    taken = together(taken, part);
    return [part.netMinor, ...part.taxes.map((tax) => tax.taxMinor)];
  });
  return { parts, left: leftOf(whole, taken) };
}

describe('parts of a line', () => {
  test.each<[string, Owed, (string | bigint)[], bigint[][]]>([
    ['B01a: 3 × 33.335 in single pieces', line('3', 10001n), ['1', '1', '1'], [[3334n], [3334n], [3333n]]],
    [
      'B01e: the same with 20 %',
      line('3', 10001n, [10001n, 2000n]),
      ['1', '1', '1'],
      [
        [3334n, 667n],
        [3334n, 667n],
        [3333n, 666n],
      ],
    ],
    [
      'no decimals: 100 yen in thirds',
      line('3', 100n, [100n, 10n]),
      ['1', '2'],
      [
        [33n, 3n],
        [67n, 7n],
      ],
    ],
    [
      'B27: 100 × 20, 200 off the price, then 10 back at 18',
      line('100', 200000n, [200000n, 40000n]),
      [20000n, '10'],
      [
        [20000n, 4000n],
        [18000n, 3600n],
      ],
    ],
    [
      'a price lowered to nothing leaves goods of no worth',
      line('2', 500n, [500n, 100n]),
      [500n, '2'],
      [
        [500n, 100n],
        [0n, 0n],
      ],
    ],
    ['odd quantities', line('0.3', 100n), ['0.1', '0.20'], [[33n], [67n]]],
    [
      'what is below zero',
      line('3', -100n, [-100n, -20n]),
      ['2', '1'],
      [
        [-67n, -13n],
        [-33n, -7n],
      ],
    ],
    [
      'two taxes at once',
      line('2', 1001n, [1001n, 200n], [1201n, 61n]),
      ['1', '1'],
      [
        [501n, 100n, 31n],
        [500n, 100n, 30n],
      ],
    ],
  ])('%s', (_name, whole, steps, parts) => {
    expect(take(whole, steps).parts).toEqual(parts);
  });

  test('more than is left is a bug of the caller', () => {
    const whole = line('3', 300n);
    const taken = partFor({ whole, taken: NOTHING, quantity: '2' });
    expect(() => partFor({ whole, taken, quantity: '1.001' })).toThrow(/not left/);
    expect(() => partFor({ whole, taken, quantity: '0' })).toThrow(/not left/);
    expect(() => partAtPrice({ whole, taken, netMinor: 101n })).toThrow(/not left/);
    expect(() => partAtPrice({ whole, taken, netMinor: -1n })).toThrow(/not left/);
    expect(() => partAtPrice({ whole, taken, netMinor: 0n })).toThrow(/not left/);
  });
});

/** Amounts of taxes, each with what it is part of: what is reclaimed, owed, or a cost of one tax. */
const parted = (quantity: string, netMinor: bigint, ...taxes: [bigint, string, boolean?][]): Owed => ({
  ...{ quantity, netMinor },
  taxes: taxes.map(([taxMinor, of, included], index) => ({
    ...{ key: `t${index}`, baseMinor: 0n, taxMinor, of },
    ...(included && { included }),
  })),
});

describe('taxes that are rounded together', () => {
  test.each<[string, Owed, (string | bigint)[], bigint[][]]>([
    [
      'a reverse charge reclaimed by half never changes what is owed',
      parted('1', 10000n, [950n, 'a'], [-1900n, 'a'], [950n, 'a']),
      [3333n, 3333n],
      [
        [3333n, 317n, -633n, 316n],
        [3333n, 316n, -633n, 317n],
      ],
    ],
    [
      'of 19 % reclaimed by half, 7.00 bear 1.33 and 11.11 bear 2.11',
      parted('1', 10000n, [950n, 'a'], [950n, 'a']),
      [700n, 1111n, 1111n, 1111n],
      [
        [700n, 67n, 66n],
        [1111n, 105n, 106n],
        [1111n, 106n, 105n],
        [1111n, 105n, 106n],
      ],
    ],
    [
      'two taxes are rounded each',
      parted('1', 10000n, [950n, 'a'], [700n, 'b'], [950n, 'a']),
      [3333n],
      [[3333n, 317n, 233n, 316n]],
    ],
    [
      '3 × 9.99 with 19 % in the price',
      parted('3', 2518n, [479n, 'a', true]),
      ['1', '1', '1'],
      [
        [839n, 160n],
        [839n, 160n],
        [840n, 159n],
      ],
    ],
    [
      '7 × 1.99 with 19 % in the price, reclaimed by half',
      parted('7', 1171n, [111n, 'a', true], [111n, 'a', true]),
      ['1', '1', '5'],
      [
        [167n, 16n, 16n],
        [167n, 16n, 16n],
        [837n, 79n, 79n],
      ],
    ],
    [
      'a lower price is a net amount, whatever is in the price',
      parted('3', 2518n, [479n, 'a', true]),
      [100n, '3'],
      [
        [100n, 19n],
        [2418n, 460n],
      ],
    ],
    [
      'no more than there is of any',
      parted('2', 0n, [1n, 'a'], [1n, 'a'], [1n, 'a'], [1n, 'a']),
      ['1', '1'],
      [
        [0n, 1n, 1n, 0n, 0n],
        [0n, 0n, 0n, 1n, 1n],
      ],
    ],
  ])('%s', (_name, whole, steps, parts) => {
    expect(take(whole, steps).parts).toEqual(parts);
  });
});

test.each<[string, bigint, bigint, bigint]>([
  ['a lower price takes its share of the tax', 600n, 3400n, 680n],
  ['a price is not lowered below nothing', 5000n, 0n, 0n],
  ['a price lowered by nothing stands', 0n, 4000n, 800n],
])('%s', (_name, byMinor, netMinor, taxMinor) => {
  const lower = atLowerPrice(line('4', 4000n, [4000n, 800n]), byMinor);
  expect(lower).toMatchObject({ quantity: '4', netMinor, taxes: [{ baseMinor: netMinor, taxMinor }] });
});

const amount = fc.bigInt({ min: 0n, max: 10n ** 9n });
const whole = fc
  .record({
    thousandths: fc.integer({ min: 1, max: 50_000 }),
    netMinor: amount,
    taxes: fc.array(fc.tuple(amount, amount), { maxLength: 3 }),
    sign: fc.constantFrom(1n, -1n),
    kind: fc.constantFrom({}, { of: 'one' }, { of: 'one', included: true }),
  })
  .map(({ thousandths, netMinor, taxes, sign, kind }) => {
    const plain = line(
      (thousandths / 1000).toFixed(3),
      sign * netMinor,
      ...taxes.map(([base, tax]): [bigint, bigint] => [sign * base, sign * tax]),
    );
    return { ...plain, taxes: plain.taxes.map((tax) => ({ ...tax, ...kind })) };
  });
/** What is rounded once: each amount; of parts of one tax their sum, and where they are in the price that with the net. */
const roundedOnce = ({ netMinor, taxes }: Owed, price: boolean): bigint[] => {
  const [first] = taxes;
  const bases = taxes.map((tax) => tax.baseMinor);
  if (!first?.of) return [netMinor, ...bases, ...taxes.map((tax) => tax.taxMinor)];
  const sum = sumMinor(taxes.map((tax) => tax.taxMinor));
  return [first.included && !price ? netMinor + sum : netMinor, ...bases, sum];
};
/** A share of what is left, in thousandths, of its goods or of its price. */
const steps = fc.array(fc.record({ share: fc.integer({ min: 1, max: 1000 }), price: fc.boolean() }), { maxLength: 12 });

test('parts add up to the line, and nothing is taken beyond it', () => {
  fc.assert(
    fc.property(whole, steps, (all, list) => {
      let taken = NOTHING;
      const amounts = (of: Owed) => [of.netMinor, ...of.taxes.flatMap((tax) => [tax.baseMinor, tax.taxMinor])];
      for (const { share, price } of list) {
        const left = leftOf(all, taken);
        const wanted = price ? (left.netMinor * BigInt(share)) / 1000n : 0n;
        const quantity = dec(left.quantity).times(share).div(1000).round(3, 3).toFixed();
        if (price ? wanted === 0n : dec(quantity).lte(0) || dec(quantity).gt(left.quantity)) continue;
        const part = price
          ? partAtPrice({ whole: all, taken, netMinor: wanted })
          : partFor({ whole: all, taken, quantity });
        // Its exact share of what was left, rounded once.
        const ratio = price ? dec(wanted).div(dec(left.netMinor)) : dec(quantity).div(left.quantity);
        const near = (of: bigint, got: bigint, by: string) =>
          expect(dec(of).times(ratio).minus(dec(got)).abs().lte(by)).toBe(true);
        roundedOnce(part, price).forEach((got, index) => {
          near(roundedOnce(left, price)[index]!, got, '0.5000001');
        });
        amounts(part).forEach((got, index) => {
          const of = amounts(left)[index]!;
          near(of, got, '1.0000001');
          expect(absMinor(got) <= absMinor(of) && (got === 0n || got > 0n === of > 0n)).toBe(true);
        });
        taken = together(taken, part);
      }
      const rest = leftOf(all, taken);
      if (dec(rest.quantity).gt(0)) taken = together(taken, partFor({ whole: all, taken, quantity: rest.quantity }));
      expect(amounts(leftOf(all, taken)).every((left) => left === 0n)).toBe(true);
    }),
  );
});

test('a tax by the piece goes with the goods and not with the price', () => {
  const whole: Owed = {
    ...{ quantity: '3', netMinor: 3000n },
    taxes: [
      { key: 'piece', baseMinor: 3000n, taxMinor: 165n, fixed: { baseMinor: 0n, taxMinor: 165n } },
      { key: 'both', baseMinor: 3165n, taxMinor: 633n, fixed: { baseMinor: 165n, taxMinor: 33n } },
    ],
  };
  const lowered = partAtPrice({ whole, taken: NOTHING, netMinor: 900n });
  expect(lowered.taxes.map(({ baseMinor, taxMinor }) => [baseMinor, taxMinor])).toEqual([
    [900n, 0n],
    [900n, 180n],
  ]);
  const back = partFor({ whole, taken: lowered, quantity: '1' });
  expect([back.netMinor, ...back.taxes.map((tax) => tax.taxMinor)]).toEqual([700n, 55n, 151n]);
  expect(partAtPrice({ whole, taken: lowered, netMinor: 700n, quantity: '1' })).toEqual(back);
  const rest = leftOf(whole, together(lowered, back));
  expect(partFor({ whole: rest, taken: NOTHING, quantity: '2' })).toEqual({ ...rest, quantity: '2' });
});
