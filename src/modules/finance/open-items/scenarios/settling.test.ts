import { expect } from 'vitest';
import { balances, rate, termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';
import { payableSide, receivableSide, type SideOf } from './sides.ts';

const SIDES = [
  ['receivables', receivableSide],
  ['payables', payableSide],
] as const;

const settledBy = async (world: World, side: SideOf, paymentId: string) =>
  (await world.list(`${side.module}.settlement`, { filter: { payment: paymentId } })).rows.map((row) => [
    row.number,
    row.kind,
    row.amountMinor,
  ]);

for (const [name, open] of SIDES) {
  scenario(
    `${name}: a payment settles what it names, then what is of just its amount, then the oldest`,
    async (world) => {
      const side = await open(world);
      const old = await side.owe('500');
      const older = await side.owe('900');
      const named = await side.owe('1938.24');
      const payment = { amountMinor: 1938_24n, reference: `Payment of ${named.number}, thank you` };
      const rows = await side.propose(payment);
      expect(rows.map((row) => [row.itemId, row.takesMinor, row.leftMinor, row.why])).toEqual([
        [named.item, 1938_24n, 0n, 'Named in the reference'],
        [old.item, 0n, 500_00n, ''],
        [older.item, 0n, 900_00n, ''],
      ]);
      const made = await side.pay(payment);
      expect(await side.open()).toEqual([500_00n, 900_00n]);
      expect(await settledBy(world, side, made.payment)).toEqual([[named.number, 'money', 1938_24n]]);
      await side.pay({ amountMinor: 900_00n });
      expect(await side.open()).toEqual([500_00n]);
      expect(
        (await side.propose({ amountMinor: 700_00n })).map((row) => [row.number, row.takesMinor, row.why]),
      ).toEqual([
        [expect.any(String), 500_00n, 'Oldest due'],
        ['On account', 200_00n, 'Left over'],
      ]);
      const [first, second] = [await side.owe('10'), await side.owe('20')];
      await side.pay({ amountMinor: 30_00n, reference: `${second.number}, ${first.number}` });
      expect(await side.open()).toEqual([500_00n]);
    },
  );

  scenario(`${name}: small write-offs of one document are limited over its instalments`, async (world) => {
    const side = await open(world);
    const thirds = await termsOf(world, [{ percent: '33.33' }, { percent: '33.33', days: 30 }, { days: 60 }]);
    const { document } = await side.owe('90', { terms: thirds });
    const items = (await world.list(`${side.module}.open_item`, { filter: { documentId: document }, sort: 'dueOn' }))
      .rows;
    const give = (...parts: [number, bigint, bigint][]) =>
      side.pay({
        ...{ amountMinor: parts.reduce((sum, [, money]) => sum + money, 0n), settle: 'listed' },
        applications: parts.map(([n, amountMinor, writeOffMinor]) => ({
          ...{ item: String(items[n]!.id), amountMinor, writeOffMinor },
        })),
      });
    const at = (n: number) => items[n]!.openMinor as bigint;
    await expect(give([0, 1n, 3_00n], [1, 1n, 2_01n])).refuses('write_off_too_much');
    // The first is settled, and counts all the same.
    await give([0, at(0) - 3_00n, 3_00n]);
    await expect(give([1, 1n, 2_01n])).refuses('write_off_too_much');
    await give([1, 1n, 1_00n], [2, 1n, 1_00n]);
    await expect(give([2, 1n, 1n])).refuses('write_off_too_much');
    await expect(give([1, at(1) - 1_01n, 0n], [1, 1n, 0n])).refuses('document_twice');
  });

  scenario(`${name}: two who undo a match at once: the second hears that it is undone`, async (world) => {
    const side = await open(world);
    await side.owe('100');
    await side.pay({ amountMinor: 100_00n });
    const [match] = (await world.list(`${side.module}.match`)).rows;
    const undone = await Promise.allSettled(Array.from({ length: 3 }, () => side.unmatch(String(match!.id))));
    expect(undone.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)).sort()).toEqual([
      ...['already_undone', 'already_undone', 'done'],
    ]);
  });

  scenario(`${name}: B36 small write-offs of an item are limited over all rows, payments and days`, async (world) => {
    const side = await open(world);
    const { item } = await side.owe('1000');
    const rows = Array.from({ length: 199 }, (_, n) => ({
      item,
      amountMinor: n === 0 ? 1n : 0n,
      writeOffMinor: 5_00n,
    }));
    await expect(side.pay({ amountMinor: 1n, settle: 'listed', applications: rows })).refuses('write_off_too_much');
    const give = (writeOffMinor: bigint) =>
      side.pay({ amountMinor: 1n, settle: 'listed', applications: [{ item, amountMinor: 1n, writeOffMinor }] });
    await give(3_00n);
    world.today('2026-03-09');
    await expect(give(2_01n)).refuses('write_off_too_much');
    await give(2_00n);
    await expect(give(1n)).refuses('write_off_too_much');
    expect(await side.open()).toEqual([1000_00n - 2n - 5_00n]);
    const other = await side.owe('100');
    await side.writeOff(other.item, 4_00n);
    await expect(
      side.pay({
        ...{ amountMinor: 1n, settle: 'listed' },
        applications: [{ item: other.item, amountMinor: 1n, writeOffMinor: 1_01n }],
      }),
    ).refuses('write_off_too_much');
  });

  scenario(`${name}: a discount is counted once for an item, however it is paid`, async (world) => {
    const side = await open(world);
    const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
    const { item } = await side.owe('0.50', { terms });
    const cent = { item, amountMinor: 0n, discountMinor: 1n };
    const paying = side.pay({ amountMinor: 1n, settle: 'listed', applications: [cent, { ...cent, amountMinor: 1n }] });
    await expect(paying).refuses('discount_not_offered');
    await expect(paying).rejects.toThrow(
      'no more than 0.00 EUR of discount is left to take: 0.01 EUR (2 %) was offered for payment until 12 Mar 2026. Take no more,',
    );
  });

  scenario(`${name}: money comes to and goes from accounts that hold it`, async (world) => {
    const side = await open(world);
    await side.owe('100');
    const accounts = (await world.list('ledger.account', { filter: { active: true }, size: 200 })).rows;
    const of = (type: string) => String(accounts.find((account) => account.type === type && !account.keptFor)!.id);
    for (const type of ['income', 'expense', 'equity'])
      await expect(side.pay({ amountMinor: 1_00n, account: of(type) })).refuses('no_money');
    await side.pay({ amountMinor: 1_00n, account: of('asset') });
    expect(await side.open()).toEqual([99_00n]);
  });

  scenario(`${name}: messages say amounts as people read them`, async (world) => {
    const side = await open(world);
    const { item } = await side.owe('40');
    const { payment } = await side.pay({ amountMinor: 100_00n, settle: 'listed', applications: [] });
    const credit = String((await side.itemOf(payment)).id);
    const refusal = await (side.match(credit, item, 50_00n) as Promise<unknown>).catch((error: Error) => error);
    expect((refusal as Error).message).toBe('Only 40.00 EUR of the item is open.');
  });

  scenario(`${name}: money paid too much is paid back under a number of its own, or given up`, async (world) => {
    const side = await open(world);
    await side.owe('100');
    const { payment } = await side.pay({ amountMinor: 130_00n });
    const credit = String((await side.itemOf(payment)).id);
    const back = await side.refund(credit, 20_00n);
    const { number } = await world.get(`${side.module}.payment`, back.payment);
    expect(String(number)).toMatch(/2026-0+2$/);
    expect(await side.open()).toEqual([-10_00n]);
    const most = await (side.refund(credit, 11_00n) as Promise<unknown>).catch((error: Error) => error);
    expect((most as Error).message).toBe('Only 10.00 EUR of the item is open.');
    await side.writeOff(credit, 9_00n);
    await side.writeOff(credit);
    expect(await side.open()).toEqual([]);
    const other = side.sign === 1n ? { revenue_service: -100_00n } : { expense: 100_00n };
    expect(await balances(world)).toEqual({ bank: side.sign * 110_00n, write_off: side.sign * -10_00n, ...other });
    const gone = (await world.list(`${side.module}.match`, { sort: '-id' })).rows[0]!;
    await side.unmatch(String(gone.id));
    expect(await side.open()).toEqual([-1_00n]);
  });

  scenario(`${name}: a line that strays onto the control account is found`, async (world) => {
    const side = await open(world);
    await side.owe('100');
    await world.invariants();
    const [line] = await world.owner(
      (sql) => sql<{ id: string }>`
        select l.id from ledger.line l where l.company_id = ${world.company} and l.role is distinct from ${side.role} order by l.id limit 1`,
    );
    const move = (back: boolean) =>
      world.owner(async (sql) => {
        await sql`alter table ledger.line disable trigger user`;
        await sql`update ledger.line l set account_id = case when ${back} then (select account_id from ledger.account_role r where r.company_id = l.company_id and r.role = l.role)
            else (select account_id from ledger.account_role r where r.company_id = l.company_id and r.role = ${side.role}) end
          where l.id = ${line!.id}`;
        await sql`alter table ledger.line enable trigger user`;
      });
    await move(false);
    const { verifyInvariants } = await import('#kernel/db/invariants.ts');
    const broken = (await verifyInvariants(world.app.ownerPool)).map((one) => one.invariant);
    expect(broken.join('\n')).toContain('ledger_ties');
    await move(true);
  });

  scenario(
    `${name}: B11 what is owed in dollars stays right when paid in parts and undone in another order`,
    async (world) => {
      const side = await open(world);
      await rate(world, '2026-03-01', '1.5');
      const { item } = await side.owe('1000', { currency: 'USD' });
      await rate(world, '2026-03-03', '1.0');
      world.today('2026-03-03');
      await side.pay({ amountMinor: 500_00n, currency: 'USD' });
      await rate(world, '2026-03-05', '1.2');
      world.today('2026-03-05');
      await side.pay({ amountMinor: 500_00n, currency: 'USD' });
      const fx = async () => {
        const { fx_gain = 0n, fx_loss = 0n } = await balances(world);
        return fx_gain + fx_loss;
      };
      expect(await fx()).toBe(side.sign * 400_00n);
      const matches = (await world.list(`${side.module}.match`, { sort: 'id' })).rows;
      await side.unmatch(String(matches[0]!.id));
      expect(await fx()).toBe(side.sign * 150_00n);
      await side.unmatch(String(matches[1]!.id));
      expect(await fx()).toBe(0n);
      expect(await side.open()).toEqual([1000_00n, -500_00n, -500_00n]);
      expect(item).toBeDefined();
    },
  );

  scenario(
    `${name}: B11 what was paid ahead in dollars meets its document at another rate, and is undone`,
    async (world) => {
      const side = await open(world);
      await rate(world, '2026-03-01', '1.5');
      await side.pay({ amountMinor: 100_00n, currency: 'USD' });
      await rate(world, '2026-03-03', '1.0');
      world.today('2026-03-03');
      const { item } = await side.owe('200', { currency: 'USD' });
      const fx = async () => {
        const { fx_gain = 0n, fx_loss = 0n } = await balances(world);
        return fx_gain + fx_loss;
      };
      const [ahead] = (await world.list(`${side.module}.open_item`, { filter: { kind: 'payment' } })).rows;
      await side.match(String(ahead!.id), item);
      expect([await fx(), await side.open()]).toEqual([side.sign * -50_00n, [100_00n]]);
      const [match] = (await world.list(`${side.module}.match`)).rows;
      await side.unmatch(String(match!.id));
      expect(await fx()).toBe(0n);
    },
  );

  scenario(
    `${name}: B11b what is open in dollars at the month's end is revalued, and taken back the next day`,
    async (world) => {
      const side = await open(world);
      await rate(world, '2026-03-01', '1.5');
      await side.owe('100', { currency: 'USD' });
      world.today('2026-03-20');
      await rate(world, '2026-03-20', '1.0');
      await side.pay({ amountMinor: 40_00n, currency: 'USD' });
      await rate(world, '2026-03-31', '1.2');
      world.today('2026-04-02');
      await side.pay({ amountMinor: 10_00n, currency: 'USD' });
      const { revaluations } = await side.revalue('2026-03-31');
      expect(revaluations).toEqual([{ currency: 'USD', openMinor: 60_00n, differenceMinor: -18_00n }]);
      const moved = await world.owner(
        (sql) =>
          sql`select posted_on, amount_minor from ledger.v_line where role = 'fx_revaluation' order by posted_on`,
      );
      expect(moved.map((line) => [line.postedOn, line.amountMinor])).toEqual([
        ['2026-03-31', side.sign * -18_00n],
        ['2026-04-01', side.sign * 18_00n],
      ]);
      await expect(side.revalue('2026-03-31')).refuses('revalued_already');
      await expect(side.revalue('2026-04-30')).refuses('future_day');
    },
  );

  scenario(
    `${name}: B11a what is owed in dollars is paid in euros: at the rate of the day, or with both amounts named`,
    async (world) => {
      const side = await open(world);
      await rate(world, '2026-03-01', '1.5');
      const { item } = await side.owe('100', { currency: 'USD' });
      await rate(world, '2026-03-05', '1.0');
      world.today('2026-03-05');
      const paid = await side.pay({
        ...{ amountMinor: 40_00n, currency: 'EUR', settle: 'listed' },
        applications: [{ item, amountMinor: 40_00n }],
      });
      expect(paid.leftMinor).toBe(0n);
      expect(await side.open()).toEqual([60_00n]);
      const fx = async () => {
        const { fx_gain = 0n, fx_loss = 0n } = await balances(world);
        return fx_gain + fx_loss;
      };
      expect(await fx()).toBe(side.sign * 20_00n);
      const amounts = { amountMinor: 70_00n, currency: 'EUR', settle: 'listed' } as const;
      const applications = [{ item, amountMinor: 70_00n, itemMinor: 60_00n }];
      await expect(side.pay({ ...amounts, applications })).refuses('far_from_rate');
      const named = await side.pay({ ...amounts, applications }, 'owner');
      expect(await side.open()).toEqual([]);
      expect(await fx()).toBe(side.sign * 40_00n);
      const { role } = side;
      expect((await balances(world))[role] ?? 0n).toBe(0n);
      expect((await settledBy(world, side, named.payment)).map((row) => row.slice(1))).toEqual([
        ['conversion', 60_00n],
      ]);
      const match = (await world.list(`${side.module}.match`)).rows.find((row) => row.amountMinor === 70_00n);
      await side.unmatch(String(match!.id));
      expect(await side.open()).toEqual([60_00n, -70_00n]);
      expect(await fx()).toBe(side.sign * 20_00n);
      await expect(side.unmatch(String(match!.id))).refuses('already_undone');
    },
  );

  scenario(`${name}: B09 terms say days, then the end of the month, then the day`, async (world) => {
    const side = await open(world);
    world.today('2026-03-14');
    const terms = await termsOf(world, [{ days: 30, endOfMonth: true, dayOfMonth: 10 }]);
    const { document } = await side.owe('100', { terms });
    expect((await side.itemOf(document)).dueOn).toBe('2026-05-10');
  });

  scenario(`${name}: a statement opens with what was owed before and says how old it is`, async (world) => {
    const side = await open(world);
    const first = await side.owe('100');
    world.today('2026-04-10');
    await side.owe('50');
    await side.pay({ amountMinor: 30_00n, reference: first.number });
    world.today('2026-04-20');
    await side.pay({ amountMinor: 70_00n, reference: first.number });
    const asked = { [side.sign === 1n ? 'customer' : 'supplier']: side.party, from: '2026-04-01', to: '2026-04-15' };
    const { rows, notes } = await world.report(`${side.module}.statement`, asked);
    expect(rows.map((row) => [row.day, row.balanceMinor])).toEqual([
      ['2026-03-31', 100_00n],
      ['2026-04-10', 150_00n],
      ['2026-04-10', 120_00n],
    ]);
    expect(rows[0]!.number).toBe('Opening balance');
    expect(notes).toEqual(['Open at the end of 15 Apr 2026: 120.00 EUR; 1–30 days 50.00 EUR, 31–60 days 70.00 EUR.']);
  });
}
