import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { postBill, postBillsCommand } from '../contract.ts';
import type { PreparedBill } from './draft.ts';
import { postBills } from './post-bills.ts';
import { type BillRefusing, prepareBills } from './prepare.ts';

export type Captured = Input<typeof postBill>;
export type MatchRefusing = BillRefusing & Refuse<Record<'duplicate_bill' | 'maybe_duplicate', string>>;

export const postBillHandler = implement(postBill, async (tx, input, refuse) => {
  const [{ bill, held }] = (await capture(tx, [input], refuse)) as [Outcome];
  return {
    bill: held ? null : bill.id,
    held: held ?? null,
    totalMinor: bill.totalMinor,
    holds: bill.holds.map(({ position, code, text }) => ({ position, code, text })),
  };
});

export const postBillsHandler = implement(postBillsCommand, async (tx, { bills }, refuse) => {
  const outcomes = await capture(tx, bills, refuse);
  return {
    bills: outcomes.flatMap(({ bill, held }) => (held ? [] : [bill.id])),
    held: outcomes.flatMap(({ held }) => held ?? []),
  };
});

interface Outcome {
  bill: PreparedBill;
  held: Id | undefined;
}

/** Posts what fits, holds what does not. */
async function capture(tx: Tx, inputs: readonly Captured[], refuse: MatchRefusing): Promise<Outcome[]> {
  const bills = await matched(tx, inputs, refuse);
  const outcomes = bills.map((bill) => ({ bill, held: bill.holds.length > 0 ? tx.newId() : undefined }));
  await hold(
    tx,
    outcomes.flatMap(({ bill, held }) => (held ? [{ bill, held }] : [])),
  );
  return outcomes;
}

/** Prepares bills, judges them, and posts those that fit; `held` are those they stood as until now. */
export async function matched(
  tx: Tx,
  inputs: readonly Captured[],
  refuse: MatchRefusing,
  held: readonly Id[] = [],
): Promise<PreparedBill[]> {
  const bills = await prepareBills(tx, inputs, refuse);
  await refuseDuplicates(tx, bills, held, refuse);
  const fitting = bills.filter(({ holds }) => holds.length === 0);
  tx.state({
    supplier: [...new Set(bills.map(({ party }) => party.name))].join(', '),
    totalMinor: sumMinor(bills.map((bill) => bill.baseMinor)),
    held: fitting.length < bills.length,
  });
  await postBills(tx, fitting);
  return bills;
}

/**
 * The same number of the same supplier never; almost the same number, or the same amount at about the same time, only if it was
 * said to be another.
 */
async function refuseDuplicates(
  tx: Tx,
  bills: readonly PreparedBill[],
  held: readonly Id[],
  refuse: MatchRefusing,
): Promise<void> {
  const seen = new Set<string>();
  for (const { party, input } of bills) {
    const key = `${party.id}/${input.supplierNumber}`;
    if (seen.has(key)) refuse('duplicate_bill', { number: input.supplierNumber, supplier: party.name });
    seen.add(key);
  }
  const [tolerance] = await tx.sql<{ duplicateDays: number }>`
    select duplicate_days from payables.tolerance where company_id = ${tx.company}`;
  const { duplicateDays } = tolerance!;
  const asked = bills.map(({ id, party, input, billedOn, currency, totalMinor }) => ({
    ...{ id, party: party.id, number: input.supplierNumber, total: totalMinor, currency },
    ...{ first: addDays(billedOn, -duplicateDays), last: addDays(billedOn, duplicateDays) },
  }));
  const found = await tx.sql<{ id: Id; number: string; day: string; same: boolean }>`
    select r.id, b.number, b.day, b.number = r.number as same
    from ${table(asked, { id: 'uuid', party: 'uuid', number: 'text', total: 'bigint', currency: 'text', first: 'date', last: 'date' })}
    cross join lateral (
      (select supplier_number as number, billed_on as day from payables.bill
        where company_id = ${tx.company} and party_id = r.party and payables.plain_number(supplier_number) = payables.plain_number(r.number) and kind = 'bill'
        order by supplier_number = r.number desc limit 1)
      union all
      (select supplier_number, billed_on from payables.bill
        where company_id = ${tx.company} and party_id = r.party and total_minor = r.total and billed_on between r.first and r.last
          and kind = 'bill' and currency = r.currency limit 1)
      union all
      (select supplier_number, billed_on from payables.held_bill
        where company_id = ${tx.company} and party_id = r.party and state = 'held' and id <> all(${held}::uuid[]) and (payables.plain_number(supplier_number) = payables.plain_number(r.number)
          or total_minor = r.total and currency = r.currency and billed_on between r.first and r.last)
        order by supplier_number = r.number desc limit 1)
    ) b order by same desc`;
  for (const { id, number, day, same } of found) {
    const { party, input } = bills.find((bill) => bill.id === id)!;
    if (same) refuse('duplicate_bill', { number, supplier: party.name });
    if (!input.acknowledgeDuplicate) refuse('maybe_duplicate', { supplier: party.name, day, number });
  }
}

/** The order of the first line that is held: who placed it settles it, else who captured the bill, until somebody else is named. */
function orderHeld({ lines, holds }: PreparedBill): Id | null {
  const line = lines.find(({ position }) => position === holds[0]!.position);
  return line?.receipt?.order ?? line?.awaited?.order ?? null;
}

/** A bill as it is held: what was captured, and why it does not fit. */
export const holding = (bill: PreparedBill, id: Id) => ({
  ...{ id, party: bill.party.id, number: bill.input.supplierNumber, day: bill.billedOn, currency: bill.currency },
  ...{ total: bill.totalMinor, holds: bill.holds, input: { ...bill.input, billedOn: bill.billedOn } },
});

async function hold(tx: Tx, held: readonly { bill: PreparedBill; held: Id }[]): Promise<void> {
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
      after: { supplierNumber: number, holds },
    })),
  );
}
