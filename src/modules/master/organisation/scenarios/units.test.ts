import { expect } from 'vitest';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import { convertQuantity, unitFactors } from '#modules/master/organisation/api.ts';
import { scenario } from '#test/harness.ts';

scenario(
  'every unit goes to every other of its dimension and back without loss, and to none of another',
  async (world) => {
    const units = (await world.list('organisation.unit', { size: 200 })).rows as { code: string; dimension: string }[];
    const pairs = units.flatMap((a) => units.map((b) => ({ from: a, to: b })));
    await world.inside(async (tx) => {
      const factors = await unitFactors(
        tx,
        pairs.map(({ from, to }) => ({ from: from.code, to: to.code })),
      );
      for (const { from, to } of pairs) {
        const there = factors.get(`${from.code}/${to.code}`);
        expect([from.code, to.code, there !== undefined]).toEqual([
          from.code,
          to.code,
          from.dimension === to.dimension,
        ]);
        if (!there) continue;
        const back = factors.get(`${to.code}/${from.code}`)!;
        expect(dec(there.numerator).times(back.numerator).eq(dec(there.denominator).times(back.denominator))).toBe(
          true,
        );
      }
    });
  },
);

scenario('G11: a price goes the other way than its quantity', async (world) => {
  await world.inside(async (tx) => {
    const priced = async (price: string, per: string, newPer: string) => {
      // A price for one `per` is a price for as many `newPer` as one `per` is.
      const factor = (await unitFactors(tx, [{ from: newPer, to: per }])).get(`${newPer}/${per}`)!;
      return toDecimal(dec(convertQuantity(price, factor)));
    };
    expect(await priced('100', 'KG', 'G')).toBe('0.1');
    expect(await priced('1', 'G', 'LB')).toBe('453.59237');
    expect(await priced('3', 'MM', 'IN')).toBe('76.2');
  });
});

scenario('the lists that come with the program are whole', async (world) => {
  const all = async (entity: string) => {
    const pages = await Promise.all([1, 2].map((page) => world.list(entity, { size: 200, page })));
    return pages.flatMap(({ rows }) => rows);
  };
  const countries = await all('organisation.country');
  expect(countries).toHaveLength(249);
  expect(countries.filter((country) => country.eu)).toHaveLength(27);
  const currencies = new Map((await all('organisation.currency')).map((row) => [row.code, row]));
  const digits = (code: string) => currencies.get(code)?.digits;
  expect([digits('EUR'), digits('JPY'), digits('KWD'), digits('ISK')]).toEqual([2, 0, 3, 0]);
  for (const ended of ['DEM', 'FRF', 'VEB']) expect(currencies.get(ended)).toMatchObject({ active: false });
});
