import { expect, test } from 'vitest';
import { type Asked, type AskedField, sentenceOf, type Words } from './report-sentence.ts';

const field = (name: string, type: string, more: Partial<AskedField> = {}): AskedField => ({
  ...{ name, label: name, type },
  ...more,
});
const words: Words<AskedField> = {
  day: (day) => `<${day}>`,
  value: (_, value) => String(value),
  say: (text, values) => `${text} ${Object.values(values).join(' ')}`,
};
const from = field('from', 'day', { help: 'First day; the first of this fiscal year if left empty' });
const to = field('to', 'day', { help: 'Last day; today if left empty' });
const customer = field('customer', 'reference', { label: 'Customer' });
const asked = (more: Partial<Asked<AskedField>>): string[] =>
  sentenceOf(
    { company: 'Aquila', currency: 'EUR', today: '2026-11-29', fields: [], params: {}, money: true, ...more },
    words,
  );

test('company, period, currency and filters stand in it', () => {
  const params = { from: '2026-01-01', to: '2026-03-31', customer: 'Huber', page: 1 };
  expect(asked({ fields: [from, to, customer, field('page', 'number')], params })).toEqual([
    'Aquila',
    'fromTo <2026-01-01> <2026-03-31>',
    'amounts EUR',
    'filter Customer Huber',
  ]);
});

test('what asks for no day says the day it was asked', () => expect(asked({})[1]).toBe('asOf <2026-11-29>'));

test('days left out are said as the report takes them', () => {
  expect(asked({ fields: [from, to] })[1]).toBe('fromTo the first of this fiscal year <2026-11-29>');
  expect(asked({ fields: [to] })[1]).toBe('asOf <2026-11-29> <2026-11-29>');
  expect(asked({ fields: [field('asOf', 'day', { help: 'Day; today if left empty' })] })[1]).toBe('asOf <2026-11-29>');
  expect(asked({ fields: [field('from', 'day'), to], params: { to: '2026-02-01' } })[1]).toBe(
    'until <2026-02-01> <2026-02-01>',
  );
});

test('what was not chosen is not said, a report without amounts names no currency', () => {
  const late = field('late', 'flag', { label: 'Late only' });
  const compare = field('compare', 'choice', { default: 'none' });
  const fields = [late, compare, customer];
  expect(asked({ fields, params: { late: false, compare: 'none' }, money: false })).toEqual([
    'Aquila',
    'asOf <2026-11-29>',
  ]);
  expect(asked({ fields, params: { late: true, compare: 'year_before' }, money: false })).toEqual([
    'Aquila',
    'asOf <2026-11-29>',
    'flag Late only',
    'filter compare year_before',
  ]);
});
