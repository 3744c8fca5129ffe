import { expect, it } from 'vitest';
import { fitting, meant } from './choice.ts';

const COUNTRIES = ['GT Guatemala', 'AT Austria', 'AU Australia', 'US United States', 'GB United Kingdom'].map(
  (label) => ({
    value: label.slice(0, 2),
    label,
  }),
);
const codes = (typed: string) => fitting(COUNTRIES, typed).map(({ value }) => value);

it('finds a choice by its code, its name or a word of it, the best first', () => {
  expect(codes('at')[0]).toBe('AT');
  expect(codes('austria')).toEqual(['AT']);
  expect(codes('Aust')).toEqual(['AT', 'AU']);
  expect(codes('king')).toEqual(['GB']);
  expect(codes('nowhere')).toEqual([]);
});

it('takes what was typed for a choice only where it means one', () => {
  expect(meant(COUNTRIES, 'Austria')?.value).toBe('AT');
  expect(meant(COUNTRIES, 'at')?.value).toBe('AT');
  expect(meant(COUNTRIES, 'Guat')?.value).toBe('GT');
  expect(meant(COUNTRIES, 'Aust')).toBeUndefined();
  expect(meant(COUNTRIES, 'nowhere')).toBeUndefined();
});
