import type { Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import type { returnRefusals } from '../contract.ts';
import { lockDeducted, undoGivenBack } from '../given-back/undo-given-back.ts';
import type { Match } from '../match/settle.ts';
import { undoMatches } from '../match/undo.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';

/** The mirror of a payment that did not hold, to be recorded, and what is owed again without it. */
export interface SentBack {
  party: Id;
  day: Day;
  /** In the currency of the company: what was settled may be of several. */
  reopenedMinor: bigint;
  mirror: {
    amountMinor: bigint;
    currency: string;
    account: Id | null;
    method: string;
    reference: string;
    returns: Id;
    settle: 'listed';
  };
}

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

/**
 * Opens again what a payment settled. Its mirror, which the side records, then settles it for good, so that neither is left as a
 * prepayment or a debt.
 */
export async function sendBack(
  tx: Tx,
  side: Side,
  input: { payment: Id; returnedOn?: Day | null | undefined; reason: string },
  refuse: Refuse<typeof returnRefusals>,
): Promise<SentBack> {
  const paid = (await lockPaid(tx, side, input.payment)) ?? refuseCommon('not_found', { what: 'payment' });
  const number = paid.number ?? 'The payment';
  if (paid.amountMinor <= 0n) refuse('went_back', { number });
  if (paid.returned) refuse('returned_already', { number });
  const day = input.returnedOn ?? tx.today;
  if (day > tx.today && day > paid.paidOn) refuse('future_day', { day });
  if (day < paid.paidOn) refuse('before_payment', { number, day: paid.paidOn });
  const matches = await settledWith(tx, side, paid);
  const deducted = await lockDeducted(
    tx,
    side,
    matches.map(({ id }) => id),
  );
  if (matches.length > 0) await undoMatches(tx, side, matches, day);
  await undoGivenBack(tx, side, deducted, day);
  tx.record({ entity: entityOf(side, 'payment'), id: paid.id, after: { sentBack: day, reason: input.reason } });
  const { partyId: party, currency, accountId: account, method, amountMinor } = paid;
  return {
    ...{
      party,
      day,
      reopenedMinor: sumMinor(matches.filter(({ document }) => document).map((match) => match.owedBaseMinor)),
    },
    mirror: {
      ...{ amountMinor: -amountMinor, currency, account, method, returns: paid.id, settle: 'listed' },
      reference: `${number} sent back: ${input.reason}`.slice(0, 120),
    },
  };
}

async function lockPaid(tx: Tx, side: Side, id: Id): Promise<Paid | undefined> {
  const { payment, item, paidOn } = tablesOf(side);
  // What follows sees what the lock waited for.
  const held = tx.sql`
    select from ${item} where company_id = ${tx.company} and document_id = ${id} and kind = 'payment' for no key update`;
  const asked = tx.sql<Paid>`
    select p.id, p.number, p.party_id, p.${paidOn} as paid_on, p.currency, p.amount_minor, p.account_id, p.method, x.id as item_id,
      exists (select from ${payment} r where r.company_id = p.company_id and r.returns_id = p.id) as returned
    from ${payment} p join ${item} x on x.company_id = p.company_id and x.document_id = p.id
    where p.company_id = ${tx.company} and p.id = ${id}`;
  const [, [paid]] = await Promise.all([held, asked]);
  return paid;
}

/** What the money of a payment settled, and what was deducted with it. */
function settledWith(tx: Tx, side: Side, paid: Paid): Promise<(Match & { document: boolean })[]> {
  const { item, match, adjustment, owedId, owedBase } = tablesOf(side);
  return tx.sql<Match & { document: boolean }>`
    select m.id, m.party_id, m.${owedId} as owed_id, m.credit_id, m.amount_minor, m.${owedBase} as owed_base_minor, m.credit_base_minor, m.matched_on,
      w.kind <> 'adjustment' as document
    from ${match} m join ${item} w on w.company_id = m.company_id and w.id = m.${owedId}
    where m.company_id = ${tx.company} and m.undoes_id is null and m.credit_id in (
        select ${paid.itemId}::uuid
        union all select x.id from ${adjustment} a join ${item} x on x.company_id = a.company_id and x.document_id = a.id
          where a.company_id = ${tx.company} and a.payment_id = ${paid.id} and x.amount_minor < 0)
      and not exists (select from ${match} u where u.company_id = m.company_id and u.undoes_id = m.id)
      and not exists (select from ${item} o join ${item} c on c.company_id = o.company_id and c.document_id = o.document_id
        where o.company_id = m.company_id and o.id = m.${owedId} and c.id = m.credit_id)
    order by m.id`;
}
