import { expect } from 'vitest';
import { type Sql, sqlOn } from '#kernel/db/sql.ts';
import { withClient } from '#kernel/transaction.ts';
import { newId } from '#kernel/values/id.ts';
import { scenario, type World } from '#test/harness.ts';
import { post } from '../api.ts';
import { closePeriod } from '../contract.ts';
import { periodsOf } from './books.ts';
import { directly } from './directly.ts';

/** What the database answers to SQL of the run-time role, past the program; the transaction is taken back. */
const asRuntime = (world: World, work: (sql: Sql) => Promise<unknown>): Promise<string> =>
  withClient(world.app.pool, async (client) => {
    await client.query('begin');
    await client.query(`select set_config('countinghouse.company', '1', true)`);
    const outcome = await work(sqlOn(client)).then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );
    await client.query('rollback');
    return outcome;
  });

const asOwner = (world: World, work: (sql: Sql) => Promise<unknown>): Promise<string> =>
  world.owner(work).then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

interface Raw {
  readonly amounts: readonly number[];
  readonly journal?: string;
  readonly day?: string;
  readonly period?: string;
}

/** An entry and its lines in one statement, as `post` writes them, with whatever is wrong about them. */
const insertRaw = (sql: Sql, { amounts, journal = 'general', day = '2026-02-10', period = '2026-02' }: Raw) => sql`
  with p as (select * from ledger.period where company_id = 1 and code = ${period}),
  e as (
    insert into ledger.entry (company_id, id, journal, period_id, posted_on, effective_on, text, source_entity, source_id, actor, event_id)
    select 1, ${newId()}, ${journal}, p.id, ${day}, ${day}, 'Raw', 'test.raw', ${newId()}, 'test', ${newId()} from p returning *
  )
  insert into ledger.line (company_id, id, entry_id, period_id, posted_on, account_id, amount_minor, event_id)
  select 1, gen_random_uuid(), e.id, e.period_id, e.posted_on, a.id, m, e.event_id
  from e, unnest(${amounts}::bigint[]) m, ledger.account a where a.company_id = 1 and a.number = '1800'`;

scenario('the database itself refuses what must never be false', async (world) => {
  expect(await asRuntime(world, (sql) => insertRaw(sql, { amounts: [5, -5] }))).toBe('done');
  expect(await asRuntime(world, (sql) => insertRaw(sql, { amounts: [5, -4] }))).toBe('CH101');
  expect(await asRuntime(world, (sql) => insertRaw(sql, { amounts: [] }))).toBe('CH101');
  expect(await asRuntime(world, (sql) => insertRaw(sql, { amounts: [5, -5], period: '2026-03' }))).toBe('CH102');
  expect(await asRuntime(world, (sql) => insertRaw(sql, { amounts: [5, -5], journal: 'closing' }))).toBe('CH102');
  expect(await asOwner(world, (sql) => insertRaw(sql, { amounts: [5, -4] }))).toBe('CH101');
  const period = await periodsOf(world);
  await world.as('controller')(closePeriod, { period: period('2025-01') });
  const closed = { amounts: [5, -5], day: '2025-01-10', period: '2025-01' };
  expect(await asRuntime(world, (sql) => insertRaw(sql, closed))).toBe('CH102');
  expect(await asOwner(world, (sql) => insertRaw(sql, closed))).toBe('CH102');
});

scenario('what was posted cannot be changed, added to or removed', async (world) => {
  const lines = [
    { role: 'bank' as const, amountMinor: 5n },
    { role: 'revenue' as const, amountMinor: -5n },
  ];
  const source = { entity: 'test.document', id: newId() };
  await directly(world, (tx) =>
    post(tx, [{ journal: 'general', source, effectiveOn: '2026-02-10', text: 'x', lines }]),
  );
  const more = (sql: Sql) => sql`
    insert into ledger.line (company_id, id, entry_id, period_id, posted_on, account_id, amount_minor, event_id)
    select l.company_id, gen_random_uuid(), l.entry_id, l.period_id, l.posted_on, l.account_id, s, l.event_id
    from ledger.line l, unnest(array[7, -7]) s where l.amount_minor > 0`;
  expect(await asRuntime(world, more)).toBe('CH101');
  expect(await asOwner(world, more)).toBe('CH101');
  for (const run of [
    (sql: Sql) => sql`update ledger.line set amount_minor = amount_minor * 2`,
    (sql: Sql) => sql`update ledger.entry set posted_on = '2026-02-11'`,
    (sql: Sql) => sql`delete from ledger.line`,
    (sql: Sql) => sql`delete from ledger.entry`,
    (sql: Sql) => sql`truncate ledger.line, ledger.entry`,
    (sql: Sql) => sql`delete from ledger.account`,
    (sql: Sql) => sql`update ledger.period_state set state = 'closed'`,
  ]) {
    expect(await asOwner(world, run)).toBe('CH001');
    expect(await asRuntime(world, run)).toMatch(/^(42501|CH001)$/);
  }
  expect(await asRuntime(world, (sql) => sql`update ledger.balance set debit_minor = 0`)).toBe('42501');
  expect(await asRuntime(world, (sql) => sql`select ledger.fold_balances(2)`)).toBe('42501');
});

scenario('folding the slots changes no balance', async (world) => {
  const draft = (amountMinor: bigint) => ({
    journal: 'general' as const,
    source: { entity: 'test.document', id: newId() },
    effectiveOn: '2026-02-10',
    text: 'x',
    lines: [
      { role: 'bank' as const, amountMinor },
      { role: 'revenue' as const, amountMinor: -amountMinor },
    ],
  });
  await Promise.all(Array.from({ length: 24 }, (_, i) => directly(world, (tx) => post(tx, [draft(BigInt(i + 1))]))));
  const rows = () => world.owner((sql) => sql`select slot from ledger.balance`);
  const spread = (await rows()).length;
  await directly(world, (tx) => tx.sql`select ledger.fold_balances(${tx.company})`);
  expect(spread).toBeGreaterThan(2);
  expect(await rows()).toEqual([{ slot: 0 }, { slot: 0 }]);
  expect((await world.report('ledger.trial_balance')).totals).toMatchObject({ debitMinor: 300n, creditMinor: 300n });
});

scenario('one company sees nothing of another', async (world) => {
  const seen = await withClient(world.app.pool, async (client) => {
    await client.query('begin');
    await client.query(`select set_config('countinghouse.company', '2', true)`);
    const rows = await sqlOn(client)`select distinct company_id from ledger.account`;
    await client.query('rollback');
    return rows;
  });
  expect(seen).toEqual([{ companyId: 2 }]);
});
