import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { lockDeducted, type Match, undoGivenBack, undoMatches } from '#modules/finance/open-items/api.ts';
import { PAYABLE } from '../side.ts';
import { returnPayment } from './contract.ts';
import { recordPayments } from './record-payments.ts';

interface Paid {
  id: Id;
  number: string | null;
  partyId: Id;
  paidOn: Day;
  currency: string;
  amountMinor: bigint;
  accountId: Id | null;
  method: string;
  returned: boolean;
  itemId: Id;
}

/** The mirror of the payment settles it for good, so that neither is left as a prepayment or a debt. */
export default implement(returnPayment, async (tx, input, refuse) => {
  const [paid] = await tx.sql<Paid>`
    select p.id, p.number, p.party_id, p.paid_on, p.currency, p.amount_minor, p.account_id, p.method, x.id as item_id,
      exists (select from payables.payment r where r.company_id = p.company_id and r.returns_id = p.id) as returned
    from payables.payment p join payables.open_item x on x.company_id = p.company_id and x.document_id = p.id
    where p.company_id = ${tx.company} and p.id = ${input.payment} for no key update of x`;
  if (!paid) return refuseCommon('not_found', { what: 'payment' });
  const number = paid.number ?? 'The payment';
  if (paid.amountMinor <= 0n) refuse('not_paid_out', { number });
  if (paid.returned) refuse('returned_already', { number });
  const day = input.returnedOn ?? tx.today;
  if (day > tx.today && day > paid.paidOn) refuse('future_day', { day });
  if (day < paid.paidOn) refuse('before_payment', { number, day: paid.paidOn });
  const matches = await tx.sql<Match>`
    select m.id, m.party_id, m.owed_id, m.credit_id, m.amount_minor, m.owed_base_minor, m.credit_base_minor, m.matched_on
    from payables.match m
    where m.company_id = ${tx.company} and m.undoes_id is null and m.credit_id in (
        select ${paid.itemId}::uuid
        union all select x.id from payables.adjustment a join payables.open_item x on x.company_id = a.company_id and x.document_id = a.id
          where a.company_id = ${tx.company} and a.payment_id = ${paid.id} and x.amount_minor < 0)
      and not exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id)
      and not exists (select from payables.open_item o join payables.open_item c on c.company_id = o.company_id and c.document_id = o.document_id
        where o.company_id = m.company_id and o.id = m.owed_id and c.id = m.credit_id)
    order by m.id`;
  const deducted = await lockDeducted(
    tx,
    PAYABLE,
    matches.map(({ id }) => id),
  );
  if (matches.length > 0) await undoMatches(tx, PAYABLE, matches, day);
  await undoGivenBack(tx, PAYABLE, deducted, day);
  const { currency, accountId: account, method, amountMinor } = paid;
  const [back] = await recordPayments(tx, [
    {
      ...{ supplier: paid.partyId, amountMinor: -amountMinor, currency, paidOn: day, account, method },
      ...{ reference: `${number} sent back: ${input.reason}`.slice(0, 120), returns: paid.id, settle: 'listed' },
    },
  ]);
  tx.record({ entity: 'payables.payment', id: paid.id, after: { sentBack: day, reason: input.reason } });
  return {
    payment: back!.id,
    reopenedMinor: sumMinor(matches.map((match) => match.amountMinor)),
  };
});
