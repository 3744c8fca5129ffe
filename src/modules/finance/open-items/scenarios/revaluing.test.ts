import { expect } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { raw } from '#kernel/db/sql.ts';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { rate } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';
import { payableSide, receivableSide } from './sides.ts';

const SIDES = [
  ['receivables', receivableSide],
  ['payables', payableSide],
] as const;

const DAY = '2025-01-31';

const posted = (world: World) =>
  world.owner(
    (sql) => sql<{ postedOn: string; minor: bigint }>`
      select posted_on, sum(amount_minor)::bigint as minor from ledger.v_line where role = 'fx_revaluation' group by 1 order by 1`,
  );

for (const [name, open] of SIDES)
  scenario(
    `${name}: what is dated back of a revalued day is found at its closing, and mended by revaluing`,
    async (world) => {
      world.today('2025-01-10');
      const side = await open(world);
      await rate(world, '2025-01-01', '1.5');
      await side.owe('100', { currency: 'USD' });
      world.today(DAY);
      await rate(world, DAY, '1.2');
      world.today('2025-02-03');
      const close = async () => {
        const [period] = (await world.list('ledger.period', { filter: { code: '2025-01' } })).rows;
        return world.as('controller')(closePeriod, { period: String(period!.id) });
      };
      const on = async () => (await posted(world)).map(({ postedOn, minor }) => [postedOn, side.sign * minor]);
      const { revaluations } = await side.revalue(DAY);
      expect(revaluations).toEqual([{ currency: 'USD', openMinor: 100_00n, differenceMinor: -30_00n }]);
      // 40 were paid before the day was over: 60 were open, and worth 18 less.
      await side.pay({ amountMinor: 40_00n, currency: 'USD', day: '2025-01-30' });
      await expect(close()).refuses('revalue_again');
      expect((await side.revalue(DAY)).revaluations).toEqual([
        { currency: 'USD', openMinor: 60_00n, differenceMinor: 12_00n },
      ]);
      expect(await on()).toEqual([
        [DAY, -18_00n],
        ['2025-02-01', 18_00n],
      ]);
      await expect(side.revalue(DAY)).refuses('revalued_already');
      // The rate of the day was mistyped: 60 at 1.4 are worth 6 less.
      await rate(world, DAY, '1.4');
      await expect(close()).refuses('revalue_again');
      await side.revalue(DAY);
      // All of it was paid: nothing is left to be worth less.
      await side.pay({ amountMinor: 60_00n, currency: 'USD', day: DAY });
      await expect(close()).refuses('revalue_again');
      await side.revalue(DAY);
      expect(await on()).toEqual([
        [DAY, 0n],
        ['2025-02-01', 0n],
      ]);
      await side.owe('50', { currency: 'USD' });
      await close();
      // What comes for the closed month counts from the day it is posted on.
      await side.pay({ amountMinor: 50_00n, currency: 'USD', day: '2025-01-20' });
      await expect(side.revalue(DAY)).refuses('revalued_already');
    },
  );

for (const [name, open] of SIDES)
  scenario(`${name}: a revaluation that says other than it posted is found`, async (world) => {
    const side = await open(world);
    await rate(world, '2026-02-01', '1.5');
    await side.owe('100', { currency: 'USD' });
    await rate(world, '2026-03-02', '1.2');
    await side.revalue('2026-03-02');
    await world.invariants();
    const table = raw(`${name}.revaluation`);
    const say = (change: number) =>
      world.owner(async (sql) => {
        await sql`alter table ${table} disable trigger user`;
        await sql`update ${table} set difference_minor = difference_minor + ${change}`;
        await sql`alter table ${table} enable trigger user`;
      });
    await say(1);
    expect((await verifyInvariants(world.app.ownerPool)).map(({ invariant }) => invariant)).toEqual([
      `${name}.revaluations`,
    ]);
    await say(-1);
  });
