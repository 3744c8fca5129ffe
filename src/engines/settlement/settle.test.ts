import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchangeDifference, settle } from './settle.ts';

const day = '2026-01-15';
const open = (openBaseMinor: bigint, openMinor: bigint, openedOn = day) => ({ openBaseMinor, openMinor, openedOn });

// Base amounts first, amounts in the items' own currency second.
test.each([
  ['R1: a loss of 20, fully settled', [60n, 120n], [-40n, -120n], 120n, 20n, [0n, 0n], [0n, 0n]],
  ['R3: a gain of 20, the credit stays open', [40n, 120n], [-120n, -240n], 120n, -20n, [0n, 0n], [-60n, -120n]],
  ['R5: a tiny rate', [1000000n, 100000n], [-10n, -1n], 1n, 0n, [999990n, 99999n], [0n, 0n]],
] as const)('%s', (_name, d, c, amount, loss, debitLeft, creditLeft) => {
  const settled = settle({ debit: open(d[0], d[1]), credit: open(c[0], c[1]), amount, day });
  expect(settled.debitBaseMinor - settled.creditBaseMinor).toBe(loss);
  expect([settled.debit.openBaseMinor, settled.debit.openMinor]).toEqual(debitLeft);
  expect([settled.credit.openBaseMinor, settled.credit.openMinor]).toEqual(creditLeft);
});

test('a difference is undone on the account it was booked to', () => {
  expect(exchangeDifference({ debitBaseMinor: 60n, creditBaseMinor: 40n, undoes: false })).toEqual({
    lossMinor: 20n,
    role: 'fx_loss',
  });
  expect(exchangeDifference({ debitBaseMinor: -60n, creditBaseMinor: -40n, undoes: true })).toEqual({
    lossMinor: -20n,
    role: 'fx_loss',
  });
  expect(exchangeDifference({ debitBaseMinor: 40n, creditBaseMinor: 60n, undoes: false })).toEqual({
    lossMinor: -20n,
    role: 'fx_gain',
  });
  expect(exchangeDifference({ debitBaseMinor: -40n, creditBaseMinor: -60n, undoes: true })).toEqual({
    lossMinor: 20n,
    role: 'fx_gain',
  });
  expect(exchangeDifference({ debitBaseMinor: 40n, creditBaseMinor: 40n, undoes: false })).toBeUndefined();
});

test.each([
  ['2026-01-10', '2026-01-20', '2026-01-15', '2026-01-20'],
  ['2026-01-20', '2026-01-10', '2026-01-15', '2026-01-20'],
  ['2026-01-10', '2026-01-11', '2026-01-15', '2026-01-15'],
])(
  'a debit of %s and a credit of %s settled on %s: on %s, not before both were there',
  (debitOn, creditOn, day, settledOn) => {
    expect(settle({ debit: open(5n, 5n, debitOn), credit: open(-5n, -5n, creditOn), amount: 5n, day }).settledOn).toBe(
      settledOn,
    );
  },
);

test('what is not open on both sides is a bug', () => {
  expect(() => settle({ debit: open(10n, 10n), credit: open(-5n, -5n), amount: 6n, day })).toThrow(/not open/);
  expect(() => settle({ debit: open(10n, 10n), credit: open(-5n, -5n), amount: 0n, day })).toThrow(/not open/);
});

test('open is the original less what was settled; nothing open is worth nothing', () => {
  const big = fc.bigInt({ min: 1n, max: 10n ** 10n });
  fc.assert(
    fc.property(big, big, fc.array(fc.tuple(big, big), { minLength: 1, maxLength: 12 }), (base, amount, credits) => {
      let debit = open(base, amount);
      let [settledMinor, settledBase] = [0n, 0n];
      for (const [creditBase, creditAmount] of credits) {
        if (debit.openMinor === 0n) break;
        const part = debit.openMinor < creditAmount ? debit.openMinor : creditAmount;
        const result = settle({ debit, credit: open(-creditBase, -creditAmount), amount: part, day });
        settledMinor += part;
        settledBase += result.debitBaseMinor;
        if (result.credit.openMinor === 0n) expect(result.credit.openBaseMinor).toBe(0n);
        expect(-result.credit.openBaseMinor + result.creditBaseMinor).toBe(creditBase);
        debit = { ...debit, ...result.debit };
      }
      expect([debit.openMinor, debit.openBaseMinor]).toEqual([amount - settledMinor, base - settledBase]);
      if (debit.openMinor === 0n) expect(debit.openBaseMinor).toBe(0n);
    }),
  );
});
