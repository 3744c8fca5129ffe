import { Command } from 'commander';
import program from '../../../package.json' with { type: 'json' };
import { addDataCommands } from './data.ts';
import { addFileCommands } from './files.ts';
import { addPeopleCommands } from './people.ts';
import { explain } from './run.ts';
import { addServerCommands } from './server.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 refused by a rule, 2 wrong use, 3 a bug or something missing on this machine.

Environment: COUNTINGHOUSE_DATA  folder of the database the program brings along
             DATABASE_URL        use this PostgreSQL server instead
             HOST, PORT          where HTTP listens (127.0.0.1:3000)
             COUNTINGHOUSE_URL   where browsers reach it, by name (https makes cookies secure)
             SMTP_URL, MAIL_FROM, DIGEST_TO  mail the digest of the log every day`;

/** The command line: every operation, report and list of the registry, and what an operator needs. Returns the exit code. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const root = new Command('countinghouse')
    .description(program.description)
    .version(program.version)
    .showHelpAfterError()
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  addServerCommands(root);
  addDataCommands(root);
  addFileCommands(root);
  addPeopleCommands(root);
  for (const command of root.commands) inherit(command);
  try {
    await root.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return explain(error);
  }
}

function inherit(command: Command): void {
  command.exitOverride().showHelpAfterError();
  for (const child of command.commands) inherit(child);
}
