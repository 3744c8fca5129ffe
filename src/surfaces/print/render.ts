import { join } from 'node:path';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { PrintData } from '#kernel/printed.ts';

const ROOT = join(import.meta.dirname, '../../..');

let compiler: Promise<NodeCompiler> | undefined;

/** Made when the first document is printed; it brings its own fonts. */
const typst = (): Promise<NodeCompiler> => {
  compiler ??= import('@myriaddreamin/typst-ts-node-compiler').then(({ NodeCompiler: made }) =>
    made.create({ workspace: ROOT }),
  );
  return compiler;
};

/**
 * A document as PDF/A-3 (archivable, tagged): a template file of the program with data. The same template, data and time
 * make the same bytes. Throws when the template does not compile.
 */
export async function renderDocument(args: { template: string; data: PrintData; at: Date }): Promise<Buffer> {
  const made = await typst();
  const inputs = {
    data: JSON.stringify(args.data, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  };
  const pdf = made.pdf(
    { mainFilePath: join(ROOT, args.template), inputs },
    { pdfStandard: 'a-3b', creationTimestamp: Math.floor(args.at.getTime() / 1000) },
  );
  // The compiler keeps what it read; after many documents it forgets what was not used lately.
  made.evictCache(30);
  return pdf;
}
