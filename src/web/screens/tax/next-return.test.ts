import { expect, it } from 'vitest';
import { nextReturn } from './next-return.ts';

it('begins where the last return ended and takes as many months', () => {
  const quarter = { from: '2026-07-01', to: '2026-09-30' };
  expect(nextReturn(quarter, '2026-11-30')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect(nextReturn({ from: '2026-09-01', to: '2026-09-30' }, '2026-11-30')).toEqual({
    ...{ from: '2026-10-01', to: '2026-10-31' },
  });
});

it('takes the month that is over where none was filed', () => {
  expect(nextReturn(undefined, '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(nextReturn(undefined, '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
});
