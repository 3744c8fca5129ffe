import type { App } from '#kernel/app.ts';
import { implement } from '#kernel/command.ts';
import { listInvariants } from '#kernel/db/invariants.ts';
import { raw, sqlOn, table } from '#kernel/db/sql.ts';
import type { Job } from '#kernel/module.ts';
import { verifySeal } from '#kernel/seal.ts';
import { withClient } from '#kernel/transaction.ts';
import type { Tx } from '#kernel/tx.ts';
import { checkBooks } from '../contract.ts';

const SHOWN_ROWS = 20;

export default implement(checkBooks, async (tx) => {
  const found = await check(tx);
  return { rules: found.length, broken: found.filter((rule) => rule.broken > 0).length };
});

/** Each night, in each company. */
export const checkBooksJob: Job = {
  name: 'answers.check_books',
  cron: '40 1 * * *',
  run: async (tx) => {
    await check(tx);
  },
  after: checkLog,
};

const LOG = 'kernel.log_is_whole';

/** What the command line's `verify` says of the log and of rows altered past it, beside the invariants. */
async function checkLog(app: App, company: number): Promise<void> {
  const found = (await verifySeal(app)).filter((item) => item.company === company || item.company === 0);
  const example = found[0] ? JSON.stringify({ problem: found[0].problem }) : null;
  await withClient(
    app.ownerPool,
    (client) =>
      sqlOn(client)`insert into answers.proof (company_id, name, rule, broken, example, checked_at)
      values (${company}, ${LOG}, 'The log is whole, and every row is as an event wrote it.', ${found.length}, ${example}::jsonb, ${app.clock.now()})
      on conflict (company_id, name) do update set broken = excluded.broken, example = excluded.example, checked_at = excluded.checked_at`,
  );
}

/** Every invariant of every module, bound to the company by row security; what was found replaces the last result. */
async function check(tx: Tx): Promise<{ name: string; broken: number }[]> {
  const found = await Promise.all(
    listInvariants().map(async ({ name, rule, text }) => {
      const rows = await tx.sql`select to_jsonb(broken) as row from (${raw(text)}) as broken limit ${SHOWN_ROWS}`;
      return { name, rule, broken: rows.length, example: rows.length > 0 ? JSON.stringify(rows[0]!.row) : null };
    }),
  );
  await tx.sql`delete from answers.proof where company_id = ${tx.company} and name <> ${LOG}`;
  await tx.sql`insert into answers.proof (company_id, name, rule, broken, example, checked_at)
    select ${tx.company}, name, rule, broken, example::jsonb, ${tx.now}
    from ${table(found, { name: 'text', rule: 'text', broken: 'int', example: 'text' })}`;
  return found;
}
