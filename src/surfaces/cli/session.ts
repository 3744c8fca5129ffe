import type { Command } from 'commander';
import type { App } from '#kernel/app.ts';
import type { Actor } from '#kernel/tx.ts';
import { openProgram } from '../open.ts';
import { actAs, listCompanies, operator } from '../people.ts';
import { UsageError } from './run.ts';

/** Where and as whom a command works. */
export interface Session {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
}

export interface SessionOptions {
  readonly company?: string;
  readonly as?: string;
}

/** The options every command that works in a company takes. */
export const inCompany = (command: Command): Command =>
  command
    .option('--company <code>', 'company to work in (the first when absent)')
    .option('--as <email>', 'act with the rights of this user instead of all rights');

/** Opens the program for one command and closes it again, also when the command fails. */
export async function withApp<T>(work: (app: App, opened: Awaited<ReturnType<typeof openProgram>>) => Promise<T>) {
  const opened = await openProgram();
  try {
    return await work(opened.app, opened);
  } finally {
    await opened.close();
  }
}

export const withSession = <T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> =>
  withApp(async (app) => {
    const companies = await listCompanies(app);
    const company = options.company
      ? companies.find(({ id, code }) => code === options.company || String(id) === options.company)
      : companies[0];
    if (!company)
      throw new UsageError(
        options.company
          ? `There is no company ${options.company}. Known: ${companies.map(({ code }) => code).join(', ') || 'none'}.`
          : 'There is no company yet. Make one: countinghouse company add --code MAIN --name "My company" --currency EUR',
      );
    const actor = options.as ? await actAs(app, options.as, company.id) : operator(app);
    return work({ app, actor, company: company.id });
  });
