import type { Command } from 'commander';
import { createCompany } from '#kernel/company.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { withClient } from '#kernel/transaction.ts';
import { currencyDigits } from '#modules/master/organisation/api.ts';
import { createUser, resetPassword, user } from '#modules/office/access/contract.ts';
import { firstOwner, listCompanies, operator, shareWithOwners } from '../people.ts';
import { UsageError } from './run.ts';
import { inCompany, type Session, type SessionOptions, withApp, withSession } from './session.ts';

export function addPeopleCommands(root: Command): void {
  const people = root.command('user').description('people with access');
  inCompany(people.command('list'))
    .description('list the users of a company')
    .action((options: SessionOptions) =>
      withSession(options, async (session) => {
        const { rows } = await listEntity({ ...session, entity: user }, { size: 200 });
        for (const row of rows) console.log(`${row.email}\t${row.name}\t${row.roles || '(no role)'}`);
      }),
    );
  inCompany(people.command('add <email>'))
    .description('give a person access; prints their one-time password once')
    .requiredOption('--name <name>', 'name of the person')
    .option('--role <role...>', 'roles to give', ['owner'])
    .action((email: string, options: SessionOptions & { name: string; role: string[] }) =>
      withSession(options, async (session) => {
        const input = { email, name: options.name, roles: options.role };
        showPassword(email, await call(session, createUser.name, input));
      }),
    );
  inCompany(people.command('reset <email>'))
    .description('give a person a new one-time password and unlock their account')
    .option('--remove-two-factor', 'take their second factor away as well')
    .action((email: string, options: SessionOptions & { removeTwoFactor?: boolean }) =>
      withSession(options, async (session) => {
        const { rows } = await listEntity({ ...session, entity: user }, { filter: { email: email.toLowerCase() } });
        if (!rows[0]) throw new UsageError(`There is no user ${email} in this company.`);
        const input = { user: rows[0].id, removeTwoFactor: options.removeTwoFactor ?? false };
        showPassword(email, await call(session, resetPassword.name, input));
      }),
    );
  addCompanyCommands(root);
}

const call = async (session: Session, operation: string, input: unknown): Promise<unknown> =>
  (await execute(session.app, operation, { ...session, input, via: 'cli' })).output;

function showPassword(email: string, output: unknown): void {
  const { password, invitationCode } = output as { password: string | null; invitationCode?: string | null };
  if (invitationCode) console.log(`${email} has an account and joins with the code ${invitationCode}`);
  else console.log(password ? `${email}\t${password}` : `${email} has access with the password they have already.`);
}

function addCompanyCommands(root: Command): void {
  const company = root.command('company').description('companies of this installation');
  company
    .command('list')
    .description('list the companies')
    .action(() =>
      withApp(async (app) => {
        for (const { code, name, currency } of await listCompanies(app)) console.log(`${code}\t${name}\t${currency}`);
      }),
    );
  company
    .command('add')
    .description('make a company with its chart of accounts, series and codes')
    .requiredOption('--code <code>', 'short name in capital letters')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--currency <code>', 'currency of its books (ISO 4217)')
    .option('--time-zone <zone>', 'IANA time zone', 'UTC')
    .option('--country <code>', 'country (ISO 3166-1)')
    .action((options: Record<'code' | 'name' | 'currency' | 'timeZone', string> & { country?: string }) =>
      withApp(async (app) => {
        const digits = await withClient(app.pool, (client) => currencyDigits(sqlOn(client), options.currency));
        if (digits === undefined)
          throw new UsageError(`There is no currency ${options.currency} that books can be kept in.`);
        const id = await createCompany(app, { ...options, digits }, operator(app));
        const owner = await firstOwner(app);
        if (!owner) await shareWithOwners(app, id);
        console.log(`Company ${options.code} is there.`);
        if (owner) showPassword(owner.email, owner);
      }),
    );
}
