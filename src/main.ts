import { runCli } from '#surfaces/cli/program.ts';

process.exitCode = await runCli(process.argv);
