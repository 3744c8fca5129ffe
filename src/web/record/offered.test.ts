import { expect, it } from 'vitest';
import type { EntityMeta } from '../api/meta.ts';
import { isOwn, offered } from './offered.ts';

const entity = { state: 'state' } as EntityMeta;

it('offers what the state and the fields of a record allow, and nothing else', () => {
  const row = { state: 'open', kind: 'credit_note', credit: true };
  expect(offered(undefined, entity, row)).toBe(true);
  expect(offered({ states: ['open', 'overdue'] }, entity, row)).toBe(true);
  expect(offered({ states: ['settled'] }, entity, row)).toBe(false);
  expect(offered({ where: { kind: 'invoice' } }, entity, row)).toBe(false);
  expect(offered({ where: { kind: ['invoice', 'credit_note'], credit: true } }, entity, row)).toBe(true);
  expect(offered({ where: { credit: false } }, entity, row)).toBe(false);
  // What one may not see says nothing.
  expect(offered({ where: { hidden: true } }, entity, row)).toBe(false);
  expect(offered({ states: ['open'] }, {} as EntityMeta, row)).toBe(false);
});

it('tells whose own record it is, where another person must decide', () => {
  expect(isOwn({ notBy: 'proposedBy' }, { proposedBy: 'anna' }, 'anna')).toBe(true);
  expect(isOwn({ notBy: 'proposedBy' }, { proposedBy: 'anna' }, 'bert')).toBe(false);
  expect(isOwn({}, { proposedBy: 'anna' }, 'anna')).toBe(false);
});
