import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { PrintJob } from './render.ts';

/*
 * Typesets one paper after the other, in a thread of its own: a long document keeps a core busy for seconds. Beside the
 * compiler's own fonts it knows those of the program, so that a text in any common script has its letters.
 */

const ROOT = join(import.meta.dirname, '../../..');
const compiler = NodeCompiler.create({
  workspace: ROOT,
  fontArgs: [{ fontPaths: [join(import.meta.dirname, 'fonts')] }],
});

/** A letter that no font has is not archivable; then the paper is made without that promise, with a box in its place. */
const NO_LETTER = /could not be displayed/;

export default function render({ template, data, at }: PrintJob): Uint8Array {
  const source = { mainFilePath: join(ROOT, template), inputs: { data } };
  const creationTimestamp = Math.floor(at / 1000);
  try {
    return compiler.pdf(source, { pdfStandard: 'a-3b', creationTimestamp });
  } catch (error) {
    if (!NO_LETTER.test(String((error as Error).message))) throw error;
    return compiler.pdf(source, { creationTimestamp });
  } finally {
    // The compiler keeps what it read; after many documents it forgets what was not used lately.
    compiler.evictCache(30);
  }
}
