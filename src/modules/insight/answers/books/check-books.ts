import { implement } from '#kernel/command.ts';
import { listInvariants } from '#kernel/db/invariants.ts';
import { raw, table } from '#kernel/db/sql.ts';
import type { Job } from '#kernel/module.ts';
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
};

/** Every invariant of every module, bound to the company by row security; what was found replaces the last result. */
async function check(tx: Tx): Promise<{ name: string; broken: number }[]> {
  const found = await Promise.all(
    listInvariants().map(async ({ name, rule, text }) => {
      const rows = await tx.sql`select to_jsonb(broken) as row from (${raw(text)}) as broken limit ${SHOWN_ROWS}`;
      return { name, rule, broken: rows.length, example: rows.length > 0 ? JSON.stringify(rows[0]!.row) : null };
    }),
  );
  await tx.sql`delete from answers.proof where company_id = ${tx.company}`;
  await tx.sql`insert into answers.proof (company_id, name, rule, broken, example, checked_at)
    select ${tx.company}, name, rule, broken, example::jsonb, ${tx.now}
    from ${table(found, { name: 'text', rule: 'text', broken: 'int', example: 'text' })}`;
  return found;
}
