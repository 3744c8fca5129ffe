import { join } from 'node:path';
import { Piscina } from 'piscina';
import type { PrintData } from '#kernel/printed.ts';
import { refuseCommon } from '#kernel/refusal.ts';

/** One paper at a time; so many may wait; so long may one take, the start of the thread included. */
export const PRINT_LIMITS = { threads: 1, waiting: 50, seconds: 60, megabytes: 1_500 } as const;

export interface PrintJob {
  readonly template: string;
  /** JSON, as the template reads it. */
  readonly data: string;
  /** Milliseconds since 1970, written into the file. */
  readonly at: number;
}

let waiting = 0;
let pool: Piscina<PrintJob, Uint8Array> | undefined;

/** Made when the first document is printed; the thread ends when nothing was printed for a while. */
const printers = (): Piscina<PrintJob, Uint8Array> => {
  pool ??= new Piscina<PrintJob, Uint8Array>({
    filename: join(import.meta.dirname, 'render-worker.ts'),
    minThreads: 0,
    maxThreads: PRINT_LIMITS.threads,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: PRINT_LIMITS.megabytes },
    recordTiming: false,
  });
  return pool;
};

/**
 * A document as PDF/A-3 (archivable, tagged): a template file of the program with data. The same template, data and time
 * make the same bytes. Made in another thread, so that the program goes on meanwhile. Refuses `printers_busy` when too many
 * wait and `paper_too_long` when it takes too long; throws when the template does not compile.
 */
export async function renderDocument(args: {
  template: string;
  data: PrintData;
  at: Date;
  /** How long it may take. */
  seconds?: number;
}): Promise<Buffer> {
  const data = JSON.stringify(args.data, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  if (waiting >= PRINT_LIMITS.waiting) return refuseCommon('printers_busy');
  waiting += 1;
  const late = AbortSignal.timeout((args.seconds ?? PRINT_LIMITS.seconds) * 1000);
  try {
    const pdf = await printers().run({ template: args.template, data, at: args.at.getTime() }, { signal: late });
    return Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  } catch (error) {
    if (late.aborted) return refuseCommon('paper_too_long');
    throw error;
  } finally {
    waiting -= 1;
  }
}
