import { expect, it } from 'vitest';
import { zoneOf } from './time-zone.ts';

it('proposes the time zone of the country, and keeps one that is its own', () => {
  expect(zoneOf('DE', 'Europe/Vienna')).toBe('Europe/Berlin');
  expect(zoneOf('US', 'Europe/Vienna')).toBe('America/New_York');
  expect(zoneOf('US', 'America/Chicago')).toBe('America/Chicago');
  expect(zoneOf('AT', 'Europe/Vienna')).toBe('Europe/Vienna');
});
