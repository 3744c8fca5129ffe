import { CommanderError } from 'commander';
import { Refusal } from '#kernel/refusal.ts';

export const EXIT = { ok: 0, refused: 1, usage: 2, bug: 3 } as const;

/** A wrong word on the command line, or something that is not there: told without a stack. */
export class UsageError extends Error {}

/** What a command came to, as an exit code; what to say goes to stderr. */
export function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    console.error(error.message);
    return EXIT.usage;
  }
  if (error instanceof Refusal) {
    console.error(`${error.code}: ${error.message}`);
    const { issues } = error.details as { issues?: { path: string; message: string }[] };
    for (const { path, message } of issues ?? []) console.error(`  ${path || 'input'}: ${message}`);
    return EXIT.refused;
  }
  console.error(process.env.DEBUG ? (error as Error).stack : `${(error as Error).message}`);
  return EXIT.bug;
}
