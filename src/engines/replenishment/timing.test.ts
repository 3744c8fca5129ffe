import { expect, test } from 'vitest';
import { timing } from './timing.ts';

const usual = { projected: '55', demandMean: '10', leadMean: '3.2', promisedOn: null };

test.each([
  ['55 at 10 a day last five days; four of them are the supplier’s', usual, '2026-03-06', '2026-03-02', '2026-03-05'],
  ['late already', { ...usual, projected: '5' }, '2026-03-01', '2026-02-25', '2026-03-05'],
  [
    'promised beyond what there is',
    { ...usual, projected: '-1', promisedOn: '2026-03-09' },
    '2026-03-09',
    '2026-03-05',
    '2026-03-05',
  ],
  ['nobody said when', { ...usual, projected: '-1' }, '2026-03-01', '2026-02-25', '2026-03-05'],
  ['nothing is used', { ...usual, demandMean: '0' }, null, null, '2026-03-05'],
  ['it lasts for ages', { ...usual, projected: '1000000' }, null, null, '2026-03-05'],
])('%s', (_, needed, neededOn, orderBy, arrivesOn) => {
  expect(timing(needed, '2026-03-01')).toEqual({ neededOn, orderBy, arrivesOn });
});
