import type { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { implement, type Operation } from '#kernel/command.ts';
import { createCompany as make } from '#kernel/company.ts';
import { run, sqlOn } from '#kernel/db/sql.ts';
import type { Call } from '#kernel/execute.ts';
import { withClient } from '#kernel/transaction.ts';
import { currencyDigits, isCountry } from '#modules/master/organisation/api.ts';
import { createCompany } from '../contract.ts';

/**
 * A company begins in a transaction of its own, as the owner of the schema: the one this is asked in belongs to another. What is
 * asked again, after the program ended in between, finds the company that is there.
 */
export const create: Operation<typeof createCompany> = {
  ...implement(createCompany, async (tx, { code, currency, country }, refuse) => {
    const [member] = await tx.sql`
      select from access.member where company_id = ${tx.company} and id::text = ${tx.actor.id}`;
    if (!member) refuse('only_users');
    const [known] = await tx.sql`select from kernel.company where code = ${code}`;
    if (known) refuse('company_exists', { code });
    if ((await currencyDigits(tx.sql, currency)) === undefined) refuse('no_currency', { currency });
    if (!(await isCountry(tx.sql, country))) refuse('no_country', { country });
    return { code, company: null };
  }),
  after: async (app, call, { code }) => ({ code, company: (await companyOf(app, code)) ?? (await begin(app, call)) }),
};

const companyOf = async (app: App, code: string): Promise<number | undefined> =>
  (
    await withClient(app.pool, (client) =>
      run<{ id: number }>(client, { text: 'select id from kernel.company where code = $1', values: [code] }),
    )
  )[0]?.id;

async function begin(app: App, { actor, input }: Call): Promise<number> {
  const wanted: z.output<typeof createCompany.input> = createCompany.input.parse(input);
  const digits = await withClient(app.pool, (client) => currencyDigits(sqlOn(client), wanted.currency));
  return make(app, { ...wanted, digits, owner: actor.id }, actor);
}
