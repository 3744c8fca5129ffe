import { expect, test } from 'vitest';
import { readKept, writeKept } from './kept.ts';

const shelf = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
};
const DAY = 86_400_000;

test('what is kept comes back as it was, amounts and maps too', () => {
  const own = shelf();
  const what = { head: { customer: 'c1' }, takes: new Map([['i1', { amount: 120_000n, discount: 0n }]]) };
  writeKept(own, 'a', what, 0);
  expect(readKept(own, 'a', DAY)).toEqual(what);
});

test('what is older than two weeks is gone, and so is what cannot be read', () => {
  const own = shelf();
  writeKept(own, 'a', { name: 'x' }, 0);
  expect(readKept(own, 'a', 15 * DAY)).toBeUndefined();
  expect(own.getItem('a')).toBeNull();
  own.setItem('b', '{');
  expect(readKept(own, 'b', 0)).toBeUndefined();
});
