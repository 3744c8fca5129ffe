import { userInfo } from 'node:os';
import type { App } from '#kernel/app.ts';
import { loadActor } from '#kernel/company.ts';
import { run } from '#kernel/db/sql.ts';
import { execute } from '#kernel/execute.ts';
import { withClient } from '#kernel/transaction.ts';
import type { Actor } from '#kernel/tx.ts';
import { createUser } from '#modules/office/access/contract.ts';

export interface CompanyRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
}

export const listCompanies = (app: App): Promise<CompanyRow[]> =>
  withClient(app.pool, (client) =>
    run<CompanyRow>(client, { text: 'select id, code, name, currency from kernel.company order by id', values: [] }),
  );

/** The person at the machine, who may do everything and is named in the log. */
export const operator = (app: App): Actor => {
  const name = userInfo().username;
  return { id: `cli:${name}`, name, permissions: new Set(app.registry.permissions.keys()) };
};

/** A user acting from the command line with their own rights. Throws when they have none in the company. */
export async function actAs(app: App, email: string, company: number): Promise<Actor> {
  const [user] = await withClient(app.pool, (client) =>
    run<{ id: string; name: string }>(client, {
      text: 'select id, name from auth."user" where email = $1',
      values: [email.toLowerCase()],
    }),
  );
  const actor = user && (await loadActor(app, user, company));
  if (!actor) throw new Error(`${email} has no role in this company.`);
  return actor;
}

export interface FirstOwner {
  readonly email: string;
  /** Shown once; it must be changed at the first sign-in. */
  readonly password: string;
}

const FIRST_OWNER = 'owner@countinghouse.local';

/** Makes the owner of an installation that has companies and nobody yet. Undefined when there is somebody. */
export async function firstOwner(app: App, email: string = FIRST_OWNER): Promise<FirstOwner | undefined> {
  const companies = await listCompanies(app);
  const [known] = await withClient(app.pool, (client) =>
    run(client, { text: 'select from auth."user" limit 1', values: [] }),
  );
  if (known || companies.length === 0) return undefined;
  const actor = operator(app);
  let password: string | null = null;
  for (const { id } of companies) {
    // The same person in each company: only the first call makes them, and two processes starting at once make one.
    const input = { email, name: 'Owner', roles: ['owner'] };
    const { output } = await execute(app, createUser.name, {
      actor,
      company: id,
      input,
      key: 'first-owner',
      via: 'setup',
    });
    password ??= (output as { password: string | null }).password;
  }
  return password === null || password === '***' ? undefined : { email, password };
}

/** Gives everybody who owns another company this one too, so that a new company is not out of reach. */
export async function shareWithOwners(app: App, company: number): Promise<void> {
  const owners = await withClient(app.ownerPool, (client) =>
    run<{ email: string; name: string }>(client, {
      text: `select distinct u.email, u.name from kernel.user_role r join auth."user" u on u.id = r.user_id where r.role = 'owner'`,
      values: [],
    }),
  );
  const call = { actor: operator(app), company, via: 'setup' };
  for (const { email, name } of owners)
    await execute(app, createUser.name, { ...call, input: { email, name, roles: ['owner'] } });
}
