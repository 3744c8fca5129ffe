import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const PREFIX = 'icon:';

/** Makes `import Search from 'icon:search'` a React component drawn from Tabler's set, which comes as one file of shapes. */
export function icons(): Plugin {
  let shapes: Record<string, { body: string }> | undefined;
  const read = () =>
    JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@iconify-json/tabler/icons.json'), 'utf8')).icons;
  return {
    name: 'icons',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      shapes ??= read() as Record<string, { body: string }>;
      const name = id.slice(PREFIX.length + 1);
      const shape = shapes[name];
      if (!shape) return this.error(`There is no icon ${name}.`);
      return `import { createElement } from 'react';
const html = { __html: ${JSON.stringify(shape.body)} };
export default ({ size = 24, ...rest }) =>
  createElement('svg', { width: size, height: size, viewBox: '0 0 24 24', ...rest, dangerouslySetInnerHTML: html });`;
    },
  };
}
