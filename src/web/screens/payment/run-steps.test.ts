import { expect, it } from 'vitest';
import { nextOf } from './run-steps.ts';

const at = { state: 'proposed', own: false, filed: false, approves: true, drops: false };

it('says who may take payments out, to those who may and those who may not', () => {
  expect(nextOf(at)).toEqual(['nextApprove', 'whoDrops']);
  expect(nextOf({ ...at, own: true, drops: true })).toEqual(['own', 'mayDrop']);
  expect(nextOf({ ...at, approves: false })).toEqual(['nextOthers', 'whoDrops']);
});

it('says that the file for the bank comes before the payments are booked', () => {
  expect(nextOf({ ...at, state: 'approved' })).toEqual(['nextFile']);
  expect(nextOf({ ...at, state: 'approved', filed: true })).toEqual(['nextPay']);
  expect(nextOf({ ...at, state: 'paid' })).toEqual([]);
});
