import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const WEB = join(import.meta.dirname, '..');
const STYLES = join(dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css')), 'styles');

test('every part of the kit that is used brings its style along', () => {
  const loaded = readFileSync(join(WEB, 'app/kit-styles.ts'), 'utf8');
  const used = globSync('**/*.tsx', { cwd: WEB }).flatMap((file) => {
    const text = readFileSync(join(WEB, file), 'utf8');
    return [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap((match) =>
      match[1]!.split(',').map((name) => name.trim()),
    );
  });
  expect(used.length).toBeGreaterThan(50);
  const missing = [...new Set(used)].filter(
    (name) => existsSync(join(STYLES, `${name}.css`)) && !loaded.includes(`/${name}.css`),
  );
  expect(missing, 'Add these to app/kit-styles.ts, in the order of the kit.').toEqual([]);
});
