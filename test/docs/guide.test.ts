import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMON_REFUSALS } from '#kernel/refusal.ts';
import { DOOR } from '#surfaces/http/reply.ts';

test('the guide names every refusal of the door and of all operations, with its status', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/http-api.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| ([\d, ]+) \| (.*) \|$/gm)];
  const missing = Object.entries({ ...COMMON_REFUSALS, ...DOOR }).filter(
    ([code, { status }]) =>
      !rows.some(([, of, codes]) => of!.includes(String(status)) && codes!.includes(`\`${code}\``)),
  );
  expect(missing).toEqual([]);
});
