import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { closeYear } from '../contract.ts';
import { post } from '../posting/post.ts';
import { closingEntry, holdYear } from './year.ts';

export default implement(closeYear, async (tx, { year: id }, refuse) => {
  const year = await holdYear(tx, id);
  const [open] = await tx.sql<{ code: string }>`select code from ledger.v_period
    where company_id = ${tx.company} and year_id = ${id} and not closing and state <> 'closed' order by ends_on limit 1`;
  if (open) refuse('periods_open', { code: open.code });
  if (await closingEntry(tx, id)) refuse('already_closed', { code: year.code });
  if (year.closingState === 'closed') refuse('closing_period_closed', { code: year.code });
  const results = await resultAccounts(tx, year.endsOn);
  if (results.length === 0) refuse('nothing_to_close', { code: year.code });
  const resultMinor = results.reduce((sum, account) => sum - account.amountMinor, 0n);
  const [posted] = await post(tx, [
    {
      journal: 'closing',
      source: { entity: 'ledger.fiscal_year', id },
      effectiveOn: year.endsOn,
      text: `Result of ${year.code}`,
      lines: [
        ...results.map(({ account, amountMinor }) => ({ account, amountMinor: -amountMinor })),
        { role: 'retained_earnings', amountMinor: -resultMinor },
      ],
    },
  ]);
  tx.record({ entity: 'ledger.fiscal_year', id, after: { closedBy: posted!.id } });
  return { entry: posted!.id, resultMinor };
});

/** What income and expense accounts hold at the end of the year, earlier years not carried forward included. */
const resultAccounts = async (tx: Tx, endsOn: Day): Promise<{ account: Id; amountMinor: bigint }[]> =>
  tx.sql<{ account: Id; amountMinor: bigint }>`
    select account_id as account, sum(amount_minor)::bigint as amount_minor from ledger.v_balance
    where company_id = ${tx.company} and ends_on <= ${endsOn} and account_type in ('income', 'expense')
    group by account_id having sum(amount_minor) <> 0 order by account_id`;
