import { expect, it } from 'vitest';
import { refundOf } from './refund-of.ts';

const credit = { id: 'item', openMinor: '-6000' };

it('takes what was typed for a payment over into the form of a refund', () => {
  const head = { party: 'p', amountMinor: '-2500', receivedOn: '2026-11-30', method: 'cash', reference: 'sorry' };
  expect(refundOf(head, credit)).toEqual({
    ...{ item: 'item', amountMinor: '2500', refundedOn: '2026-11-30', method: 'cash', reference: 'sorry' },
  });
});

it('pays back no more than is open', () => {
  expect(refundOf({ amountMinor: '-9000' }, credit)).toEqual({ item: 'item', amountMinor: '6000' });
  expect(refundOf({ amountMinor: '-' }, credit)).toEqual({ item: 'item', amountMinor: '6000' });
});
