import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { assignBill, Bill, postBill, postBillsCommand, rejectBill, releaseBill } from '../contract.ts';
import type { PreparedBill } from './draft.ts';
import { postBills } from './post-bills.ts';
import { type BillRefusing, prepareBills } from './prepare.ts';

type Captured = Input<typeof postBill>;
type Refusing = BillRefusing & Refuse<Record<'duplicate_bill' | 'maybe_duplicate', string>>;

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
async function capture(tx: Tx, inputs: readonly Captured[], refuse: Refusing): Promise<Outcome[]> {
  const bills = await prepareBills(tx, inputs, refuse);
  await refuseDuplicates(tx, bills, refuse);
  const outcomes = bills.map((bill) => ({ bill, held: bill.holds.length > 0 ? tx.newId() : undefined }));
  tx.state({
    supplier: [...new Set(bills.map(({ party }) => party.name))].join(', '),
    totalMinor: sumMinor(bills.map((bill) => bill.baseMinor)),
    held: outcomes.some(({ held }) => held),
  });
  await postBills(
    tx,
    outcomes.flatMap(({ bill, held }) => (held ? [] : [bill])),
  );
  await hold(
    tx,
    outcomes.flatMap(({ bill, held }) => (held ? [{ bill, held }] : [])),
  );
  return outcomes;
}

/**
 * The same number of the same supplier never; almost the same number, or the same amount at about the same time, only if it was
 * said to be another.
 */
async function refuseDuplicates(tx: Tx, bills: readonly PreparedBill[], refuse: Refusing): Promise<void> {
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
        where company_id = ${tx.company} and party_id = r.party and state = 'held' and (payables.plain_number(supplier_number) = payables.plain_number(r.number)
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

async function hold(tx: Tx, held: readonly { bill: PreparedBill; held: Id }[]): Promise<void> {
  if (held.length === 0) return;
  const rows = held.map(({ bill, held: id }) => ({
    ...{ id, party: bill.party.id, number: bill.input.supplierNumber, day: bill.billedOn, currency: bill.currency },
    ...{ total: bill.totalMinor, holds: bill.holds, heldOrder: orderHeld(bill) },
    input: { ...bill.input, billedOn: bill.billedOn },
  }));
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

interface Held {
  id: Id;
  state: string;
  input: unknown;
  capturedBy: string;
}

async function lockHeld(tx: Tx, id: Id, refuse: Refuse<Record<'wrong_state', string>>): Promise<Held> {
  const [held] = await tx.sql<Held>`
    select id, state, input, captured_by from payables.held_bill where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!held) return refuseCommon('not_found', { what: 'held bill' });
  if (held.state !== 'held') refuse('wrong_state', { state: held.state });
  return held;
}

export const releaseHandler = implement(releaseBill, async (tx, input, refuse) => {
  const held = await lockHeld(tx, input.held, refuse);
  if (held.capturedBy === tx.actor.id) refuse('own_bill');
  const [bill] = await prepareBills(tx, [Bill.parse(held.input)], refuse);
  const short = bill!.holds.find((hold) => hold.code === 'quantity');
  if (short) refuse('not_received', { position: short.position, text: short.text });
  await postBills(tx, [bill!]);
  await decide(tx, held.id, 'posted', input.reason, bill!.id);
  return { bill: bill!.id };
});

export const rejectHandler = implement(rejectBill, async (tx, input, refuse) => {
  const held = await lockHeld(tx, input.held, refuse);
  await decide(tx, held.id, 'rejected', input.reason, null);
  return { held: held.id };
});

export const assignHandler = implement(assignBill, async (tx, input, refuse) => {
  const held = await lockHeld(tx, input.held, refuse);
  await tx.sql`update payables.held_bill set owner = ${input.owner} where company_id = ${tx.company} and id = ${held.id}`;
  tx.record({ entity: 'payables.held_bill', id: held.id, after: { owner: input.owner } });
  return { held: held.id };
});

async function decide(tx: Tx, id: Id, state: string, reason: string, bill: Id | null): Promise<void> {
  await tx.sql`
    update payables.held_bill set state = ${state}, reason = ${reason}, bill_id = ${bill}, decided_by = ${tx.actor.id}, decided_at = ${tx.now}
    where company_id = ${tx.company} and id = ${id}`;
  tx.record({ entity: 'payables.held_bill', id, before: { state: 'held' }, after: { state, reason } });
}
