import { expect, it } from 'vitest';
import { partiesOf } from './policy.ts';

it('offers suppliers where a fact names one, and customers where it names those', () => {
  expect(partiesOf({ name: 'supplier', label: 'Supplier', type: 'text' })).toEqual({ isSupplier: true });
  expect(partiesOf({ name: 'customer', label: 'Customer', type: 'text' })).toEqual({ isCustomer: true });
  expect(partiesOf({ name: 'reason', label: 'Reason', type: 'text' })).toBeUndefined();
  expect(partiesOf(undefined)).toBeUndefined();
});
