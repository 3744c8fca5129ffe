import type { App } from '#kernel/app.ts';
import { type Head, sealHeads, sealOnce } from '#kernel/seal.ts';

/** Seals what there is; then the newest block of each log. */
export async function newestHeads(app: App): Promise<Head[]> {
  while ((await sealOnce(app)) > 0);
  return sealHeads(app);
}

/** Which block a digest is of. */
export const blockOf = ({ code, block, sealedAt }: Head): string =>
  `${code ?? '(sign-in)'} block ${block} of ${sealedAt}`;

/** One line a log, as it is printed. */
export const headLine = (head: Head): string => `${blockOf(head)}: ${head.digest}`;
