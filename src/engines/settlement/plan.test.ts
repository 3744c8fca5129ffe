import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Debt, offered, spread, withheldBeside } from './plan.ts';
import { proposal } from './propose.ts';

const day = '2026-03-02';
const amount = fc.bigInt({ min: 1n, max: 10n ** 7n });
const aDebt = fc
  .record({
    amount,
    open: fc.integer({ min: 1, max: 100 }),
    discount: fc.integer({ min: 0, max: 10 }),
    taken: fc.integer({ min: 0, max: 100 }),
    late: fc.boolean(),
  })
  .map(({ amount: amountMinor, open, discount, taken, late }): Debt => {
    const discountMinor = (amountMinor * BigInt(discount)) / 100n;
    const openMinor = (amountMinor * BigInt(open)) / 100n || 1n;
    return {
      ...{ amountMinor, openMinor, discountMinor, discountedMinor: (discountMinor * BigInt(taken)) / 100n },
      discountOn: late ? '2026-03-01' : day,
    };
  });
const percents = fc.constantFrom('0', '10', '7.5', '33.333');

test('money spread over debts: none is lost, none is settled twice, and only the last stays open', () => {
  fc.assert(
    fc.property(fc.array(aDebt, { maxLength: 8 }), amount, percents, (debts, money, withheldPercent) => {
      const parts = spread({ debts, money, day, withheldPercent });
      const paid = parts.reduce((sum, part) => sum + part.moneyMinor, 0n);
      expect(paid).toBeLessThanOrEqual(money);
      expect(parts.map((part) => part.item)).toEqual(debts.slice(0, parts.length));
      parts.forEach((part, index) => {
        const { item, moneyMinor, discountMinor, withheldMinor } = part;
        const whole = moneyMinor + discountMinor + withheldMinor;
        expect(whole).toBeLessThanOrEqual(item.openMinor);
        expect([moneyMinor, discountMinor, withheldMinor].every((minor) => minor >= 0n)).toBe(true);
        expect(item.discountedMinor + discountMinor).toBeLessThanOrEqual(item.discountMinor);
        if (index < parts.length - 1) expect(whole).toBe(item.openMinor);
        if (discountMinor > 0n) expect(whole).toBe(item.openMinor);
      });
      if (paid < money) expect(parts).toHaveLength(debts.length);
    }),
  );
});

test('a discount taken in parts is never more than the whole', () => {
  fc.assert(
    fc.property(aDebt, fc.array(amount, { maxLength: 30 }), (start, parts) => {
      let debt = { ...start, discountOn: day, discountedMinor: 0n };
      for (const part of parts) {
        const given = offered(debt, day, part < debt.openMinor ? part : debt.openMinor);
        debt = { ...debt, discountedMinor: debt.discountedMinor + given };
      }
      expect(debt.discountedMinor).toBeLessThanOrEqual(debt.discountMinor);
    }),
  );
});

test('tax withheld beside money is its share of both, to the minor unit', () => {
  fc.assert(
    fc.property(amount, amount, percents, (money, open, percent) => {
      fc.pre(money < open);
      const withheld = withheldBeside(money, open, percent);
      const exact = (Number(money) * Number(percent)) / (100 - Number(percent));
      expect(Math.abs(Number(withheld) - exact)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a proposal settles each debt once and all of the money that debts take', () => {
  const named = fc
    .array(aDebt, { maxLength: 8 })
    .map((debts) => debts.map((debt, n) => ({ ...debt, documentId: `d${n % 4}`, numbers: [`INV-${n % 4}00`] })));
  fc.assert(
    fc.property(
      named,
      amount,
      fc.constantFrom(null, 'INV-100', 'inv 200, INV-000', '100'),
      (debts, money, reference) => {
        const args = { debts, money, day, withheldPercent: '0' };
        const parts = proposal({ ...args, reference });
        expect(new Set(parts.map((part) => part.item)).size).toBe(parts.length);
        const total = (of: { moneyMinor: bigint }[]) => of.reduce((sum, part) => sum + part.moneyMinor, 0n);
        const all = total(spread({ ...args, money: 10n ** 12n }));
        expect(total(parts)).toBe(money < all ? money : all);
      },
    ),
  );
});
