import type { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { refuser } from '#kernel/command.ts';
import { createCompany } from '#kernel/company.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { execute } from '#kernel/execute.ts';
import { withClient } from '#kernel/transaction.ts';
import { newId } from '#kernel/values/id.ts';
import { currencyDigits, isCountry } from '#modules/master/organisation/api.ts';
import { createCompany as companyContract, createUser } from '#modules/office/access/contract.ts';
import type { Auth } from '#modules/office/access/sign-in/auth.ts';
import { codeHash, oneTimePassword } from '#modules/office/access/sign-in/secrets.ts';
import { setPassword } from '#modules/office/access/user/member.ts';
import { listCompanies } from './people.ts';

const NOBODY = 'not exists (select from auth."user")';

export const isOpen = async ({ pool }: Auth): Promise<boolean> =>
  (await pool.query<{ open: boolean }>(`select ${NOBODY} as open`)).rows[0]!.open;

/**
 * The code with which the first owner is let in, kept as its hash for a day; undefined once there is somebody. Only who started the
 * program reads it, so nobody else on the network can take the installation.
 */
export async function openSetup({ pool }: Auth): Promise<string | undefined> {
  const code = oneTimePassword();
  const kept = await pool.query(
    `insert into auth.verification (id, identifier, value, expires_at)
    select $1, 'setup', $2, now() + interval '1 day' where ${NOBODY}`,
    [newId(), codeHash(code)],
  );
  return kept.rowCount === 1 ? code : undefined;
}

const OF_CODE = `identifier = 'setup' and value = $1 and expires_at > now() and ${NOBODY}`;

export const isSetupCode = async ({ pool }: Auth, code: string): Promise<boolean> =>
  (await pool.query(`select from auth.verification where ${OF_CODE}`, [codeHash(code)])).rowCount === 1;

export interface FirstOwnerInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly company: z.output<typeof companyContract.input>;
}

/** Makes the first company and its owner, if the code is right; of two at once, one does. What fails leaves the code good. */
export async function setUp(app: App, auth: Auth, code: string, input: FirstOwnerInput): Promise<number | undefined> {
  await checkCompany(app, input.company);
  const taken = await auth.pool.query<{ id: string; expires_at: Date }>(
    `delete from auth.verification where ${OF_CODE} returning id, expires_at`,
    [codeHash(code)],
  );
  const [kept] = taken.rows;
  if (!kept) return undefined;
  try {
    return await make(app, input);
  } catch (error) {
    await auth.pool.query(
      `insert into auth.verification (id, identifier, value, expires_at) values ($1, 'setup', $2, $3)`,
      [kept.id, codeHash(code), kept.expires_at],
    );
    throw error;
  }
}

async function checkCompany(app: App, { currency, country }: FirstOwnerInput['company']): Promise<void> {
  const refuse = refuser(companyContract);
  await withClient(app.pool, async (client) => {
    const sql = sqlOn(client);
    if ((await currencyDigits(sql, currency)) === undefined) refuse('no_currency', { currency });
    if (!(await isCountry(sql, country))) refuse('no_country', { country });
  });
}

async function make(app: App, { name, email, password, company }: FirstOwnerInput): Promise<number> {
  const actor = { id: 'setup', name, permissions: new Set(app.registry.permissions.keys()) };
  const digits = await withClient(app.pool, (client) => currencyDigits(sqlOn(client), company.currency));
  // A try that failed after the company was made goes on with it.
  const [known] = await listCompanies(app);
  const id = known?.id ?? (await createCompany(app, { ...company, digits }, actor));
  await execute(app, createUser.name, {
    ...{ actor, company: id, input: { email, name, roles: ['owner'] }, via: 'setup' },
    also: (tx, output) => setPassword(tx, (output as { id: string }).id, password, false),
  });
  return id;
}
