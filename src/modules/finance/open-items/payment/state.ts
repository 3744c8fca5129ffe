import { type Fragment, raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { lockParties } from '#modules/master/parties/api.ts';
import { type Side, type Tables, tablesOf } from '../side.ts';
import type { BookedPayment } from './book.ts';

/**
 * States what this operation paid back or gave up of a party, with what else was within a day: a limit is not passed in small parts.
 * After its rows are written.
 */
export async function stateMoney(tx: Tx, side: Side, deed: Deed, party: Id): Promise<void> {
  const { name, own, beside } = (await within(tx, side, deed, [party])).get(party)!;
  tx.state({ [side.party]: name, amountMinor: own, withOthersMinor: own + beside });
}

/**
 * States payments, with all that was paid within a day, and what else they are: with what they write off, or discount beyond what is offered, a write-off; where money came
 * back, a refund. `inputs`: of several at once, what each would be entered with by itself.
 */
export async function statePayments(
  tx: Tx,
  side: Side,
  made: readonly BookedPayment[],
  inputs?: readonly object[],
): Promise<void> {
  const paid = made.filter(({ payment }) => payment.baseMinor > 0n);
  const sums = await within(tx, side, 'record_payment', [...new Set(paid.map(({ payment }) => payment.party))].sort());
  const all = [...sums.values()].map(({ own, beside }) => own + beside);
  const facts = made.map(({ payment, givenUpMinor }) => {
    const { own, beside } = (payment.baseMinor > 0n && sums.get(payment.party)) || { own: 0n, beside: 0n };
    return {
      ...{ [side.party]: payment.name, amountMinor: payment.baseMinor, withOthersMinor: own + beside, givenUpMinor },
    };
  });
  tx.state({
    [side.party]: [...new Set(made.map(({ payment }) => payment.name))].join(', '),
    amountMinor: sumMinor(made.map(({ payment }) => payment.baseMinor)),
    withOthersMinor: sumMinor(all),
    givenUpMinor: sumMinor(made.map((one) => one.givenUpMinor)),
  });
  if (inputs)
    tx.did(
      `${side.module}.record_payment`,
      made.map(({ payment }, index) => ({
        facts: facts[index]!,
        input: { ...inputs[index], currency: payment.currency },
      })),
    );
  await stateBeside(
    tx,
    side,
    'write_off',
    made.map(({ payment, givenUpMinor }) => ({ payment, minor: givenUpMinor })),
  );
  await stateBeside(
    tx,
    side,
    'refund',
    made.map(({ payment }) => ({ payment, minor: -payment.baseMinor })),
  );
}

/** By party: a part of each payment that is the deed of another operation. */
async function stateBeside(
  tx: Tx,
  side: Side,
  deed: Deed,
  parts: readonly { payment: BookedPayment['payment']; minor: bigint }[],
): Promise<void> {
  const done = Map.groupBy(
    parts.filter(({ minor }) => minor > 0n),
    ({ payment }) => payment.party,
  );
  if (done.size === 0) return;
  const others = await within(tx, side, deed, [...done.keys()].sort());
  tx.did(
    `${side.module}.${deed}`,
    [...done].map(([party, of]) => {
      const amountMinor = sumMinor(of.map(({ minor }) => minor));
      const { name, beside } = others.get(party)!;
      return {
        facts: { [side.party]: name, amountMinor, withOthersMinor: amountMinor + beside },
        input: { amountMinor, currency: tx.currency },
      };
    }),
  );
}

type Deed = 'record_payment' | 'refund' | 'write_off';

const ROWS = {
  record_payment: { of: 'payment', which: raw('x.amount_minor > 0') },
  refund: { of: 'payment', which: raw('x.amount_minor < 0 and x.returns_id is null') },
  write_off: { of: 'adjustment', which: raw(`x.kind = 'write_off'`) },
} as const satisfies Record<Deed, { of: keyof Tables; which: Fragment }>;

/** By party: what was paid, paid back or written off with this operation, and beside it within a day. */
async function within(tx: Tx, side: Side, deed: Deed, parties: readonly Id[]) {
  if (parties.length === 0) return new Map();
  await lockParties(tx, parties);
  const { of, which } = ROWS[deed];
  const from = tablesOf(side)[of];
  const rows = await tx.sql<{ id: Id; name: string; own: bigint; beside: bigint }>`
    select p.id, p.name, coalesce(sum(abs(x.base_minor)) filter (where x.event_id = ${tx.eventId}), 0)::bigint as own,
      coalesce(sum(abs(x.base_minor)) filter (where x.event_id <> ${tx.eventId}), 0)::bigint as beside
    from parties.party p
    left join ${from} x on x.company_id = p.company_id and x.party_id = p.id and ${which}
      and (x.event_id = ${tx.eventId} or exists (
        select from kernel.event e where e.company_id = x.company_id and e.id = x.event_id and e.at > ${tx.now}::timestamptz - interval '24 hours'))
    where p.company_id = ${tx.company} and p.id = any(${parties}::uuid[]) group by p.id, p.name`;
  return new Map(rows.map((row) => [row.id, row]));
}
