import { expect, it } from 'vitest';
import { lastEnded, untilPeriod } from './periods.ts';

const open = [
  { id: 'a', endsOn: '2026-01-31', closing: false },
  { id: 'b', endsOn: '2026-02-28', closing: false },
  { id: 'c', endsOn: '2026-03-31', closing: false },
];

it('closes a period with all that are open before it', () => {
  expect(untilPeriod(open, 'b').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(untilPeriod(open, undefined)).toEqual([]);
});

it('proposes the last month that is over', () => {
  expect(lastEnded(open, '2026-03-15')?.id).toBe('b');
  expect(lastEnded(open, '2026-01-15')).toBeUndefined();
});
