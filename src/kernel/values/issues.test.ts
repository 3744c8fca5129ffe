import { expect, test } from 'vitest';
import { z } from 'zod';
import * as v from './schema.ts';
import { strict } from './strict.ts';

const schema = strict(
  z.object({
    party: v.Ref('parties.party'),
    code: v.Code,
    method: z.enum(['card', 'cash']),
    share: v.Share,
    quantity: v.PositiveQuantity,
    amountMinor: v.PositiveMinor,
    days: v.Whole,
    lines: z.array(z.object({ note: z.string().max(5) })).min(1),
  }),
);
const good = {
  ...{ party: '0195a000-0000-7000-8000-000000000000', code: 'A', method: 'card', share: '5' },
  ...{ quantity: '1.5', amountMinor: '100', days: 3, lines: [{ note: 'x' }] },
};

test.each([
  [{ party: undefined }, 'This is needed.'],
  [{ party: 'abc' }, 'This names no record.'],
  [{ code: '' }, 'This is needed.'],
  [{ code: 5 }, 'This must be a text.'],
  [{ method: 'gold' }, 'This must be one of card, cash.'],
  [{ share: '100.01' }, 'Must not be more than 100.'],
  [{ share: '-1' }, 'Must not be less than zero.'],
  [{ quantity: '0.0000000001' }, 'A quantity has at most 9 decimals.'],
  [{ quantity: '0' }, 'Must be more than zero.'],
  [{ amountMinor: '-1' }, 'Must be more than zero.'],
  ...['12.5', 12.5, '1000000000000000', 1e15, ''].map((amountMinor): [object, string] => [
    { amountMinor },
    'This is no amount in whole cents (1250 for 12.50), or whatever the smallest unit of the currency is, of at most 15 digits.',
  ]),
  [{ days: '2.5' }, 'This must be a whole number.'],
  [{ lines: [] }, 'At least one is needed.'],
  [{ lines: undefined }, 'This is needed.'],
  [{ lines: [{ note: 'too long' }] }, 'This has at most 5 characters.'],
])('%o is told in words: %s', (wrong, message) => {
  expect(schema.safeParse(good).success).toBe(true);
  const found = schema.safeParse({ ...good, ...wrong });
  expect(found.error?.issues.map((issue) => issue.message)).toEqual([message]);
});
