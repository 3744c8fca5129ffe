import { expect, it } from 'vitest';
import { firstEnded, overBeyond, untilPeriod } from './periods.ts';

const open = [
  { id: 'a', endsOn: '2026-01-31', closing: false },
  { id: 'b', endsOn: '2026-02-28', closing: false },
  { id: 'c', endsOn: '2026-03-31', closing: false },
];

it('closes a period with all that are open before it', () => {
  expect(untilPeriod(open, 'b').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(untilPeriod(open, undefined)).toEqual([]);
});

it('proposes the oldest month that is over, and knows the others that are', () => {
  expect(firstEnded(open, '2026-03-15')?.id).toBe('a');
  expect(firstEnded(open, '2026-01-15')).toBeUndefined();
  const beyond = (closing: string | undefined, today: string) =>
    overBeyond(open, untilPeriod(open, closing), today).map(({ id }) => id);
  expect(beyond('a', '2026-04-15')).toEqual(['b', 'c']);
  expect(beyond('c', '2026-04-15')).toEqual([]);
  expect(beyond('a', '2026-01-15')).toEqual([]);
});
