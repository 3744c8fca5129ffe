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

test('the currency says how many decimals its books have; what there is not is refused in words', async () => {
  const owner = await door.signIn('second.founder@example.com', ['owner']);
  const make = (more: object) => owner.post('/api/op/access.create_company', { ...SECOND, ...more });
  const yen = await make({ code: 'YEN', currency: 'JPY', country: 'JP' });
  const there = { 'x-company': String(yen.body.output.company) };
  expect((await owner.get('/api/meta', there)).body.company).toMatchObject({ currency: 'JPY', digits: 0 });
  expect((await make({ code: 'NEW', digits: 2 })).body.error.code).toBe('invalid_input');
  expect((await make({ code: 'NEW', currency: 'ZZZ' })).body.error.message).toBe('There is no currency ZZZ.');
  expect((await make({ code: 'NEW', currency: 'DEM' })).body.error.code).toBe('no_currency');
  expect((await make({ code: 'NEW', country: 'ZZ' })).body.error.message).toBe('There is no country ZZ.');
});
