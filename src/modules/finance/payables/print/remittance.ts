import { known, type Paper, type PaperLine, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { correspondents } from '#modules/master/parties/api.ts';

const READ = 'payables.bill.read';

/** What a supplier is told that was paid, and for which bills; as it was when it was paid, whatever was matched since. */
export const remittanceAdvice = printed('payables.remittance_advice', {
  label: 'Remittance advice',
  entity: 'payables.payment',
  permission: READ,
  load: async (tx, id) => {
    const [made] = await paymentsOf(tx, { payment: id });
    if (!made) return undefined;
    const [advice] = await advices(tx, [made]);
    return { file: made.number ?? 'payment', data: advice! };
  },
});

/** The advices of a run, one a supplier, in one file. */
export const runAdvices = printed('payables.run_advices', {
  label: 'Remittance advices',
  entity: 'payables.payment_run',
  on: { states: ['paid'] },
  permission: READ,
  load: async (tx, id) => {
    const made = await paymentsOf(tx, { run: id });
    return made.length > 0 ? { file: `${made[0]!.run}-advices`, data: await advices(tx, made) } : undefined;
  },
});

interface Made {
  id: Id;
  eventId: Id;
  number: string | null;
  partyId: Id;
  code: string;
  paidOn: Day;
  currency: string;
  digits: number;
  amountMinor: bigint;
  method: string;
  reference: string | null;
  returns: boolean;
  run: string | null;
  order: string | null;
  ownAccount: string | null;
  theirAccount: string | null;
}

/** Accounts are named by their last digits, as anybody who reads the payment may see them. */
const paymentsOf = (tx: Tx, { payment = null, run = null }: { payment?: Id | null; run?: Id | null }) => tx.sql<Made>`
  select p.id, p.event_id, p.number, p.party_id, kernel.as_of(s.company_id, 'parties.party', s.id, p.event_id, to_jsonb(s)) ->> 'code' as code, p.paid_on,
    p.currency, p.digits, p.amount_minor, p.method, p.reference, p.returns_id is not null as returns, r.number as run, o.number as "order",
    right(replace(kernel.as_of(d.company_id, 'organisation.company_detail', d.id, p.event_id, to_jsonb(d)) ->> 'iban', ' ', ''), 4) as own_account,
    (select right(coalesce(b.iban, b.account), 4) from payables.run_line l join payables.supplier_bank b on b.company_id = l.company_id and b.id = l.bank_id
      where l.company_id = p.company_id and l.run_id = p.run_id and l.party_id = p.party_id limit 1) as their_account
  from payables.payment p
  join parties.party s on s.company_id = p.company_id and s.id = p.party_id
  join organisation.company_detail d on d.company_id = p.company_id
  left join payables.payment_run r on r.company_id = p.company_id and r.id = p.run_id
  left join purchasing.purchase_order o on o.company_id = p.company_id and o.id = p.order_id
  where p.company_id = ${tx.company} and (p.id = ${payment} or p.run_id = ${run}) order by p.number`;

/** A bill, or a credit taken off bills, with what of it the payment settled; amounts in its currency, of a credit below zero. */
interface Settled {
  paymentId: Id;
  number: string;
  ours: string | null;
  day: Day;
  currency: string;
  digits: number;
  credit: boolean;
  amountMinor: bigint;
  discountMinor: bigint;
  withheldMinor: bigint;
}

// What a payment settled is what its own event matched: money, what was deducted with it, and in a run the credits taken off.
const settledBy = (tx: Tx, payments: readonly Id[]) => tx.sql<Settled>`
  with matched as (
    select p.id as payment_id, m.amount_minor, c.kind as settled_by, a.kind as adjusted,
      case when o.document_id = p.id then c.document_id else o.document_id end as document_id, c.document_id as credit_id, o.document_id = p.id as received
    from payables.payment p
    join payables.match m on m.company_id = p.company_id and m.event_id = p.event_id and m.party_id = p.party_id and m.undoes_id is null
    join payables.open_item o on o.company_id = m.company_id and o.id = m.owed_id
    join payables.open_item c on c.company_id = m.company_id and c.id = m.credit_id
    left join payables.adjustment a on a.company_id = c.company_id and a.id = c.document_id
    where p.company_id = ${tx.company} and p.id = any(${payments}::uuid[]) and o.kind <> 'adjustment'
      and (p.id in (o.document_id, c.document_id) or a.payment_id = p.id or p.run_id is not null and c.kind = 'credit')
  ), part as (
    select payment_id, document_id, received as credit, case when received then -amount_minor else amount_minor end as amount_minor,
      case when adjusted in ('discount', 'write_off') then amount_minor else 0 end as discount_minor,
      case when adjusted = 'withholding' then amount_minor else 0 end as withheld_minor
    from matched
    union all
    select payment_id, credit_id, true, -amount_minor, 0, 0 from matched where settled_by = 'credit' and not received
  )
  select part.payment_id, coalesce(b.supplier_number, b.number, y.number, '') as number, b.number as ours, coalesce(b.billed_on, y.paid_on) as day,
    coalesce(b.currency, y.currency) as currency, k.digits, part.credit, sum(part.amount_minor)::bigint as amount_minor, sum(part.discount_minor)::bigint as discount_minor,
    sum(part.withheld_minor)::bigint as withheld_minor
  from part
  left join payables.bill b on b.company_id = ${tx.company} and b.id = part.document_id
  left join payables.payment y on y.company_id = ${tx.company} and y.id = part.document_id
  left join organisation.currency k on k.code = coalesce(b.currency, y.currency)
  group by 1, 2, 3, 4, 5, 6, 7 order by 1, 7, 4, 2`;

async function advices(tx: Tx, made: readonly Made[]): Promise<Paper[]> {
  const settled = await settledBy(
    tx,
    made.map(({ id }) => id),
  );
  return Promise.all(
    made.map((one) =>
      advice(
        tx,
        one,
        settled.filter((row) => row.paymentId === one.id),
      ),
    ),
  );
}

async function advice(tx: Tx, made: Made, settled: readonly Settled[]): Promise<Paper> {
  const letter = await correspondents(tx, { party: made.partyId, kind: 'billing', event: made.eventId });
  const { currency, digits } = made;
  const received = made.amountMinor < 0n;
  const total = received ? -made.amountMinor : made.amountMinor;
  const deducted = (row: Settled) => row.discountMinor + row.withheldMinor;
  const paid = (row: Settled) => (received ? -1n : 1n) * (row.amountMinor - deducted(row));
  const rest = total - sumMinor(settled.filter((row) => row.currency === currency).map(paid));
  const withheld = settled.some((row) => row.withheldMinor !== 0n);
  return {
    title: made.returns ? 'Payment sent back' : received ? 'Payment received' : 'Remittance advice',
    number: made.number ?? '',
    ...letter,
    facts: known([
      [received ? 'Received' : 'Paid', showDay(made.paidOn)],
      ['Supplier', made.code],
      ['By', made.method.replace('_', ' ')],
      ['Reference', made.reference],
      ['From our account', !received && made.method === 'transfer' ? ending(made.ownAccount) : null],
      ['To your account', ending(made.theirAccount)],
      ['Ahead for', made.order],
    ]),
    opening: opening(made, settled.length > 0),
    headings: [
      'Date',
      'Document',
      'Amount',
      'Discount',
      ...(withheld ? ['Tax withheld'] : []),
      received ? 'Received' : 'Paid',
    ],
    lines: settled.map((row): PaperLine => {
      const money = (amount: bigint) => (amount === 0n ? '' : showMoney(amount, row.digits));
      const other = row.currency === currency ? '' : ` ${row.currency}`;
      return {
        position: showDay(row.day),
        description: `${row.ours === null ? 'Payment' : row.credit ? 'Credit' : 'Bill'} ${row.number}`,
        code: row.ours && row.ours !== row.number ? `ours: ${row.ours}` : null,
        figures: [
          money((received ? -1n : 1n) * row.amountMinor) + other,
          money(row.discountMinor),
          ...(withheld ? [money(row.withheldMinor)] : []),
          money(paid(row)) + other,
        ],
      };
    }),
    totals: [
      ...(rest !== 0n && settled.length > 0 && settled.every((row) => row.currency === currency)
        ? [['On account', showMoney(rest, digits)] as const]
        : []),
      [`${received ? 'Received' : 'Paid'} ${currency}`, showMoney(total, digits)],
    ],
  };
}

const ending = (digits: string | null): string | null => (digits ? `ending in ${digits}` : null);

function opening({ returns, amountMinor }: Made, settles: boolean): string {
  if (returns) return 'Our payment to you came back from the bank:';
  if (amountMinor < 0n)
    return settles ? 'We received from you what we had to our credit:' : 'We received from you on account:';
  return settles ? 'We have paid to you:' : 'We have paid to you on account:';
}
