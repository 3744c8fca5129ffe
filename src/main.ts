import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What Node makes of the sources is kept beside the packages, where only who installed them may write.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
const { runCli } = await import('#surfaces/cli/program.ts');

// Whoever reads the output (head, less) may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCli(process.argv);
