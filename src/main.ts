import { runCli } from '#surfaces/cli/program.ts';

// Whoever reads the output (head, less) may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCli(process.argv);
