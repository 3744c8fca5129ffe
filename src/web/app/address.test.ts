import { expect, test } from 'vitest';
import { addressOf, begunWith, readAddress } from './address.ts';

test('what a form begins with stands in its address by itself', () => {
  const given = { delivery: '0199-a', note: 'two words' };
  expect(addressOf({ with: given })).toBe('?delivery=0199-a&note=two+words');
  expect(begunWith(readAddress('?delivery=0199-a&note=two+words'))).toEqual(given);
});

test.each([
  [{}, ''],
  [{ filter: { state: ['open', 'overdue'], late: true } }, '?filter.state=open&filter.state=overdue&filter.late=true'],
  [{ filter: { open: { from: '0.1' } }, page: '2' }, '?filter.open.from=0.1&page=2'],
  [{ params: { from: '2027-01-01', item: undefined } }, '?params.from=2027-01-01'],
  [{ with: { amountMinor: '120000' } }, '?amountMinor=120000'],
])('%j is %s, and is read so again', (search: Record<string, unknown>, address) => {
  expect(addressOf(search)).toBe(address);
  const { with: given, ...rest } = search;
  expect(readAddress(address)).toEqual(JSON.parse(JSON.stringify({ ...rest, ...(given as object) })));
});

test('lines are numbered', () => {
  const search = { with: { lines: [{ item: 'a', quantity: '1' }, { item: 'b' }] } };
  expect(addressOf(search)).toBe('?lines.0.item=a&lines.0.quantity=1&lines.1.item=b');
  expect(begunWith(readAddress(addressOf(search)))).toEqual(search.with);
});

test('an address from before is understood', () => {
  const before = `?with=${encodeURIComponent('{"delivery":"d1"}')}&filter=${encodeURIComponent('{"state":["open"]}')}`;
  expect(begunWith(readAddress(before))).toMatchObject({ delivery: 'd1' });
  expect(readAddress(before).filter).toEqual({ state: ['open'] });
});

test('nothing but what it says comes of an address', () => {
  readAddress('?__proto__.polluted=yes&filter.constructor.x=1');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('what stands bare already is not said again', () => {
  expect(addressOf({ customer: 'c1', with: { customer: 'c1' } })).toBe('?customer=c1');
});
