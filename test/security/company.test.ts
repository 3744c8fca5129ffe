import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttp } from './http-world.ts';

let door: HttpWorld;
beforeAll(async () => {
  door = await openHttp();
}, 60_000);
afterAll(() => door.close());

const SECOND = {
  ...{ name: 'Second Works', code: 'SECOND', country: 'CH', currency: 'CHF', timeZone: 'Europe/Zurich' },
  yearBegins: 7,
};

test('an owner makes a company, once, and is its owner at once; others may not', async () => {
  const owner = await door.signIn('founder@example.com', ['owner']);
  const buyer = await door.signIn('buys@example.com', ['buyer']);
  expect((await buyer.post('/api/op/access.create_company', SECOND)).body.error.code).toBe('not_permitted');
  const wrong = { ...SECOND, timeZone: 'Europe/Nowhere' };
  expect((await owner.post('/api/op/access.create_company', wrong)).body.error.code).toBe('invalid_input');

  const key = { 'idempotency-key': 'second' };
  const made = await owner.post('/api/op/access.create_company', SECOND, key);
  expect(made.body.output).toMatchObject({ code: 'SECOND', company: expect.any(Number) });
  // Asked again it is the same company; another of its name is refused.
  expect((await owner.post('/api/op/access.create_company', SECOND, key)).body.output).toEqual(made.body.output);
  expect((await owner.post('/api/op/access.create_company', SECOND)).body.error.code).toBe('company_exists');

  const there = { 'x-company': String(made.body.output.company) };
  const meta = (await owner.get('/api/meta', there)).body;
  expect(meta.company).toMatchObject({ name: 'Second Works', currency: 'CHF', timeZone: 'Europe/Zurich' });
  expect(meta.user.roles).toEqual(['owner']);
  const years = (await owner.get('/api/entity/ledger.fiscal_year', there)).body.rows;
  expect(years.map((row: { startsOn: string }) => row.startsOn).sort()).toEqual([
    '2025-07-01',
    '2026-07-01',
    '2027-07-01',
  ]);
  expect((await owner.get('/api/entity/ledger.account', there)).body.rows.length).toBeGreaterThan(20);
  expect((await buyer.get('/api/meta', there)).body.error.code).toBe('no_company');
});
