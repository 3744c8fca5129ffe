import { expect, it } from 'vitest';
import { meantChoice } from './meant-choice.ts';

const COUNTRIES = [
  { value: 'AT', label: 'AT Austria' },
  { value: 'AU', label: 'AU Australia' },
  { value: 'NE', label: 'NE Niger' },
  { value: 'NG', label: 'NG Nigeria' },
];

it('takes what is named by its code, its name or the beginning of it', () => {
  expect(meantChoice(COUNTRIES, 'Austria')).toEqual(COUNTRIES[0]);
  expect(meantChoice(COUNTRIES, ' austri ')).toEqual(COUNTRIES[0]);
  expect(meantChoice(COUNTRIES, 'au')).toEqual(COUNTRIES[1]);
  expect(meantChoice(COUNTRIES, 'AT Austria')).toEqual(COUNTRIES[0]);
});

it('takes nothing where several are meant, or none', () => {
  expect(meantChoice(COUNTRIES, 'Austr')).toBe('several');
  expect(meantChoice(COUNTRIES, 'Atlantis')).toBeUndefined();
  expect(meantChoice(COUNTRIES, '—')).toBeUndefined();
});

it('takes a whole name before those that go on, and a place by any of its words', () => {
  const roles = [
    { value: 'owner', label: 'Owner' },
    { value: 'sales', label: 'Sales' },
    { value: 'sales_manager', label: 'Sales manager' },
  ];
  expect(meantChoice(roles, 'Sales')).toEqual(roles[1]);
  const zones = [{ value: 'Europe/Vienna', label: 'Europe/Vienna' }];
  expect(meantChoice(zones, 'vienna')).toEqual(zones[0]);
});
