import { part } from '#kernel/db/sql.ts';
import type { Use } from '#kernel/use.ts';

export const uses: readonly Use[] = [
  {
    of: 'ledger.account',
    one: 'what stands on it',
    other: 'what stands on it',
    count: (tx, id) => part`select case when sum(b.debit_minor - b.credit_minor) <> 0 then 1 end
      from ledger.balance b join ledger.account a on a.company_id = b.company_id and a.id = b.account_id
      where b.company_id = ${tx.company} and b.account_id = ${id}::uuid and a.type in ('asset', 'liability')`,
  },
];
