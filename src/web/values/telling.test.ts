import { expect, it } from 'vitest';
import type { EntityMeta, Model } from '../api/meta.ts';
import { besideOf } from './telling.ts';

const model = { digits: () => 2, company: { currency: 'EUR' } } as unknown as Model;
const item = {
  ...{ title: 'number', state: 'state', list: ['number', 'state', 'customer', 'dueOn', 'amountMinor', 'openMinor'] },
  fields: {
    number: { type: 'code', label: 'Document' },
    state: { type: 'state', label: 'State' },
    customer: { type: 'reference', label: 'Customer' },
    dueOn: { type: 'day', label: 'Due' },
    amountMinor: { type: 'money', label: 'Amount' },
    openMinor: { type: 'money', label: 'Open' },
  },
} as unknown as EntityMeta;

it('tells a document in a list by whose it is and what is open of it', () => {
  const row = {
    ...{ number: 'CN-1', state: 'open', customer: 'p', customerTitle: 'Tiroler', dueOn: '2026-11-30' },
    ...{ amountMinor: '-9000', openMinor: '-6000' },
  };
  expect(besideOf(model, item, row)).toBe('Tiroler · 30 Nov 2026 · -60.00 · Open');
});

it('says nothing beside what is known by its name', () => {
  expect(besideOf(model, { ...item, state: undefined } as unknown as EntityMeta, { number: 'X' })).toBe('');
});
