import { type Input, implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { postBill, postBillsCommand } from '../contract.ts';
import { postCredit } from './contract.ts';
import type { BillInput, JudgedBill, PreparedBill } from './draft.ts';
import { checkDuplicates, type DuplicateRefusing } from './duplicates.ts';
import { postBills } from './post-bills.ts';
import { type BillRefusing, checkNamed, prepareBills } from './prepare.ts';

export type Captured = Input<typeof postBill>;
export type MatchRefusing = BillRefusing & DuplicateRefusing;

export const postBillHandler = implement(postBill, async (tx, input, refuse) => {
  const [{ bill, held }] = (await capture(tx, [input], refuse)) as [Outcome];
  return {
    bill: held ? null : bill.id,
    held: held ?? null,
    ...totalsOf(bill),
    postedOn: bill.postedOn,
    holds: bill.holds.map(({ position, code, text }) => ({ position, code, text })),
  };
});

export const postBillsHandler = implement(postBillsCommand, async (tx, { bills }, refuse) => {
  const outcomes = await capture(tx, bills, refuse, postBillsCommand.many);
  const posted = outcomes.flatMap(({ bill, held }) => (held ? [] : [bill]));
  return {
    bills: posted.map((bill) => bill.id),
    postedOn: posted.map((bill) => bill.postedOn!),
    held: outcomes.flatMap(({ held }) => held ?? []),
  };
});

/** A credit for none of the bills is one turned round: matched with nothing, never held. */
export const postCreditHandler = implement(postCredit, async (tx, { creditedOn, reason, ...input }, refuse) => {
  if (creditedOn && creditedOn > tx.today) refuse('future_day', { day: creditedOn });
  const captured = { ...input, kind: 'credit' as const, billedOn: creditedOn, note: reason };
  await checkNamed(tx, [captured]);
  const [credit] = (await matched(tx, [captured], refuse)) as [JudgedBill];
  if (credit.totalMinor === 0n) refuse('zero_credit');
  return { credit: credit.id, ...totalsOf(credit), postedOn: credit.postedOn! };
});

export const totalsOf = ({
  totalMinor,
  taxMinor,
  currency,
}: Pick<JudgedBill, 'totalMinor' | 'taxMinor' | 'currency'>) => ({
  ...{ totalMinor, taxMinor, currency },
});

interface Outcome {
  bill: JudgedBill;
  held: Id | undefined;
}

/** Posts what fits, holds what does not. */
async function capture(tx: Tx, inputs: readonly Captured[], refuse: MatchRefusing, each?: string): Promise<Outcome[]> {
  await checkNamed(tx, inputs);
  const bills = await matched(tx, inputs, refuse, [], each);
  const outcomes = bills.map((bill) => ({ bill, held: bill.holds.length > 0 ? tx.newId() : undefined }));
  await hold(
    tx,
    outcomes.flatMap(({ bill, held }) => (held ? [{ bill, held }] : [])),
  );
  return outcomes;
}

/**
 * Prepares bills, judges them, and posts those that fit; `held` are those they stood as until now, `each` the operation that would
 * enter one of them by itself.
 */
export async function matched(
  tx: Tx,
  inputs: readonly BillInput[],
  refuse: MatchRefusing,
  held: readonly Id[] = [],
  each?: string,
): Promise<JudgedBill[]> {
  const prepared = await prepareBills(tx, inputs, refuse);
  const again = await checkDuplicates(tx, prepared, held, refuse);
  const bills = prepared.map((bill) => ({ ...bill, again: again.get(bill.id)! }));
  const fitting = bills.filter(({ holds }) => holds.length === 0);
  const own = factsOf(bills);
  const facts = { ...own, withOthersMinor: own.totalMinor + (await enteredBeside(tx, bills)) };
  tx.state(facts);
  if (each)
    tx.did(
      each,
      bills.map((bill, index) => ({ facts: { ...facts, ...factsOf([bill]) }, input: inputs[index] })),
    );
  const days = await postBills(tx, fitting);
  return bills.map((bill) => ({ ...bill, postedOn: days.get(bill.id) ?? null }));
}

const factsOf = (bills: readonly Omit<JudgedBill, 'postedOn'>[]) => ({
  supplier: [...new Set(bills.map(({ party }) => party.name))].join(', '),
  totalMinor: sumMinor(bills.map((bill) => bill.baseMinor)),
  held: bills.some(({ holds }) => holds.length > 0),
});

/** What else was posted of these suppliers within a day, so that no limit is passed in small parts; their numbers are locked by now. */
async function enteredBeside(tx: Tx, bills: readonly PreparedBill[]): Promise<bigint> {
  const [found] = await tx.sql<{ minor: bigint }>`
    select coalesce(sum(b.base_minor), 0)::bigint as minor from payables.bill b
    where b.company_id = ${tx.company} and b.party_id = any(${[...new Set(bills.map(({ party }) => party.id))]}::uuid[])
      and b.kind = ${bills[0]?.kind ?? 'bill'} and b.credits_id is null and exists (
        select from kernel.event e where e.company_id = b.company_id and e.id = b.event_id and e.at > ${tx.now}::timestamptz - interval '24 hours')`;
  return found!.minor;
}

/** The order of the first line that is held: who placed it settles it, else who captured the bill, until somebody else is named. */
function orderHeld({ lines, holds }: JudgedBill): Id | null {
  const line = lines.find(({ position }) => position === holds[0]!.position);
  return line?.receipt?.order ?? line?.awaited?.order ?? null;
}

/** A bill as it is held: what was captured, and why it does not fit. */
export const holding = (bill: JudgedBill, id: Id) => ({
  ...{ id, party: bill.party.id, number: bill.input.supplierNumber, day: bill.billedOn, currency: bill.currency },
  ...{ total: bill.totalMinor, holds: bill.holds, input: { ...bill.input, billedOn: bill.billedOn } },
});

/** Why a bill is held, as its timeline says it. */
export const whyHeld = (holds: JudgedBill['holds']): string =>
  holds.map(({ position, text }) => `Line ${position}: ${text}`).join('; ');

async function hold(tx: Tx, held: readonly { bill: JudgedBill; held: Id }[]): Promise<void> {
  if (held.length === 0) return;
  const rows = held.map(({ bill, held: id }) => ({ ...holding(bill, id), heldOrder: orderHeld(bill) }));
  await tx.sql`
    insert into payables.held_bill (company_id, id, state, party_id, supplier_number, billed_on, currency, total_minor, input, holds, owner, captured_by, captured_at)
    select ${tx.company}, r.id, 'held', r.party, r.number, r.day, r.currency, r.total, r.input, r.holds, coalesce(nullif(o.owner, ''), ${tx.actor.name}), ${tx.actor.id}, ${tx.now}
    from ${table(rows, {
      ...{ id: 'uuid', party: 'uuid', number: 'text', day: 'date', currency: 'text', total: 'bigint' },
      ...{ input: 'jsonb', holds: 'jsonb', heldOrder: 'uuid' },
    })} left join purchasing.v_order o on o.company_id = ${tx.company} and o.id = r.held_order`;
  tx.record(
    ...rows.map(({ id, number, holds }) => ({
      entity: 'payables.held_bill',
      id,
      after: { supplierNumber: number, why: whyHeld(holds) },
    })),
  );
}
