import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Id } from '#kernel/values/id.ts';
import { setAccount } from '../contract.ts';

export default implement(setAccount, async (tx, input, refuse) => {
  const [code] = await tx.sql<{ code: string; accountId: Id | null; keptFor: string }>`
    select code, account_id, kept_for from tax.code where company_id = ${tx.company} and id = ${input.taxCode} for no key update`;
  if (!code) return refuseCommon('not_found', { what: 'tax code' });
  if (input.account) {
    const [account] = await tx.sql<{ name: string; keptFor: string | null }>`
      select number || ' ' || name as name, kept_for from ledger.account where company_id = ${tx.company} and id = ${input.account}`;
    if (!account) return refuseCommon('not_found', { what: 'account' });
    if (account.keptFor !== code.keptFor) refuse('not_kept', { account: account.name, role: code.keptFor });
  }
  await tx.sql`update tax.code set account_id = ${input.account} where company_id = ${tx.company} and id = ${input.taxCode}`;
  tx.record({
    entity: 'tax.code',
    id: input.taxCode,
    before: { account: code.accountId },
    after: { account: input.account },
  });
  return { taxCode: input.taxCode };
});
