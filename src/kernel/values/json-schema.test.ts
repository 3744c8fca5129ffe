import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputSchema } from './json-schema.ts';
import * as v from './schema.ts';

it('names what is taken when nothing is said, of decimals too', () => {
  const schema = inputSchema(z.object({ quantity: v.PositiveQuantity.default('1'), send: z.boolean().default(true) }));
  expect(schema.properties).toMatchObject({ quantity: { kind: 'quantity', default: '1' }, send: { default: true } });
});
