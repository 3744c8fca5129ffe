import { implement, type Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import {
  lockOpenItems,
  type Match,
  type OpenItem,
  settle,
  statePayments,
  writeMatches,
} from '#modules/finance/open-items/api.ts';
import { approveRun, cancelRun, dropFromRun, payRun, rejectRun } from '../contract.ts';
import { recordPayments } from '../payment/record-payments.ts';
import { PAYABLE } from '../side.ts';

export interface Run {
  id: Id;
  number: string;
  state: string;
  payOn: Day;
  currency: string;
  proposedBy: string;
  /** `2026-03-02T09:00:00Z`. */
  approvedAt: string | null;
}

interface RunLine {
  id: Id;
  partyId: Id;
  itemId: Id;
  amountMinor: bigint;
  discountMinor: bigint;
  withheldMinor: bigint;
}

type Refusing = Refuse<Record<'wrong_state', string>>;

export async function lockRun(tx: Tx, id: Id, states: readonly string[], refuse: Refusing): Promise<Run> {
  const [run] = await tx.sql<Run>`
    select id, number, state, pay_on, currency, proposed_by, to_char(approved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as approved_at from payables.payment_run where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!run) return refuseCommon('not_found', { what: 'payment run' });
  if (!states.includes(run.state)) refuse('wrong_state', { number: run.number, state: run.state });
  return run;
}

/** Credits whose bills were taken out have nothing to be taken off from: they go too, so that the total is what is paid. */
export const dropHandler = implement(dropFromRun, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['proposed'], refuse);
  await tx.sql`delete from payables.run_line where company_id = ${tx.company} and run_id = ${run.id} and id = any(${input.lines}::uuid[])`;
  await tx.sql`
    delete from payables.run_line l where l.company_id = ${tx.company} and l.run_id = ${run.id} and l.party_id in (
      select party_id from payables.run_line where company_id = ${tx.company} and run_id = ${run.id} group by party_id having sum(amount_minor) <= 0)`;
  const [row] = await tx.sql<{ totalMinor: bigint }>`
    update payables.payment_run r set total_minor = coalesce((select sum(amount_minor) from payables.run_line l where l.company_id = r.company_id and l.run_id = r.id), 0)
    where company_id = ${tx.company} and id = ${run.id} returning total_minor`;
  if (row!.totalMinor === 0n) refuse('run_would_be_empty');
  tx.record({ entity: 'payables.payment_run', id: run.id, after: { takenOut: input.lines.length, ...row } });
  return { run: run.id, totalMinor: row!.totalMinor };
});

/** With a payment its account is approved; one changed afterwards is not paid to. */
export const approveHandler = implement(approveRun, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['proposed'], refuse);
  if (run.proposedBy === tx.actor.id) refuse('own_run');
  await Promise.all([
    tx.sql`update payables.payment_run set approved_by = ${tx.actor.id}, approved_at = ${tx.now} where company_id = ${tx.company} and id = ${run.id}`,
    tx.sql`
      update payables.run_line l set bank_id = b.id from payables.supplier_bank b
      where l.company_id = ${tx.company} and l.run_id = ${run.id} and b.company_id = l.company_id and b.party_id = l.party_id and b.state = 'confirmed'`,
  ]);
  return setState(tx, run, 'approved');
});

export const rejectHandler = implement(rejectRun, async (tx, input, refuse) =>
  setState(tx, await lockRun(tx, input.run, ['proposed', 'approved'], refuse), 'cancelled', input.reason),
);

export const cancelHandler = implement(cancelRun, async (tx, input, refuse) =>
  setState(tx, await lockRun(tx, input.run, ['proposed', 'approved'], refuse), 'cancelled'),
);

async function setState(tx: Tx, run: Run, state: string, reason?: string): Promise<{ run: Id; state: string }> {
  await tx.sql`update payables.payment_run set state = ${state} where company_id = ${tx.company} and id = ${run.id}`;
  const after = reason ? { state, reason } : { state };
  tx.record({ entity: 'payables.payment_run', id: run.id, before: { state: run.state }, after });
  return { run: run.id, state };
}

type Unsafe = 'payment_hold' | 'bank_pending' | 'bank_changed' | 'run_changed';

/**
 * Nothing is paid to a supplier that is held, whose account waits for confirmation or is another than was approved, or that is
 * owed something else than was approved.
 */
export async function refuseUnsafe(tx: Tx, run: Run, refuse: Refuse<Record<Unsafe, string>>): Promise<void> {
  const [found] = await tx.sql<{ supplier: string; reason: string | null; pending: boolean; bank: boolean }>`
    select p.name as supplier, nullif(trim(r.payment_hold), '') as reason, coalesce(bool_or(b.state = 'pending'), false) as pending,
      bool_or(b.id is not null) as bank
    from payables.run_line l
    join parties.party p on p.company_id = l.company_id and p.id = l.party_id
    join payables.open_item x on x.company_id = l.company_id and x.id = l.item_id
    left join payables.supplier_rule r on r.company_id = l.company_id and r.party_id = l.party_id
    left join payables.supplier_bank b on b.company_id = l.company_id and b.party_id = l.party_id
      and (b.state = 'pending' or b.id = l.bank_id and b.state <> 'confirmed')
    where l.company_id = ${tx.company} and l.run_id = ${run.id} and (b.id is not null or nullif(trim(r.payment_hold), '') is not null
      or x.open_minor <> l.amount_minor + l.discount_minor + l.withheld_minor)
    group by 1, 2 order by 1 limit 1`;
  if (!found) return;
  const { supplier, reason, pending, bank } = found;
  if (reason) refuse('payment_hold', { reason });
  if (bank) refuse(pending ? 'bank_pending' : 'bank_changed', { supplier });
  refuse('run_changed', { number: run.number, supplier });
}

/** One payment a supplier; credits of the run settle its bills first, so that money pays what is left. */
export const payHandler = implement(payRun, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['approved'], refuse);
  const lines = await tx.sql<RunLine>`
    select l.id, l.party_id, l.item_id, l.amount_minor, l.discount_minor, l.withheld_minor from payables.run_line l
    where l.company_id = ${tx.company} and l.run_id = ${run.id} order by l.party_id, l.item_id`;
  const items = await lockOpenItems(tx, PAYABLE, [...new Set(lines.map((line) => line.partyId))]);
  await refuseUnsafe(tx, run, refuse);
  const open = new Map(items.map((item) => [item.id, item]));
  const due = await settleCredits(tx, lines, open, run.payOn);
  const groups = [...Map.groupBy(due, (line) => line.partyId)];
  const payments = groups.map(([supplier, mine]) => ({
    ...{ supplier, currency: run.currency, paidOn: run.payOn, method: 'transfer', reference: run.number, run: run.id },
    amountMinor: sumMinor(mine.map((line) => line.amountMinor)),
    settle: 'listed' as const,
    applications: mine.map(({ itemId: item, ...line }) => ({ ...line, item })),
  }));
  const made = await recordPayments(tx, payments);
  tx.state({ run: run.number });
  await statePayments(tx, PAYABLE, made, payments);
  await setState(tx, run, 'paid');
  return { run: run.id, payments: made.map((payment) => payment.id) };
});

/** A bill of the run, what of it credits settle, and what is left to pay with money. */
interface Due extends RunLine {
  creditedMinor: bigint;
}

/** Takes each supplier's credits off its bills, and answers what of the bills is left to pay with money. */
async function settleCredits(
  tx: Tx,
  lines: readonly RunLine[],
  open: ReadonlyMap<Id, OpenItem>,
  day: Day,
): Promise<Due[]> {
  const due = lines.filter((line) => line.amountMinor > 0n).map((line): Due => ({ ...line, creditedMinor: 0n }));
  const matches: Match[] = [];
  const touched = new Set<OpenItem>();
  for (const line of lines.filter((one) => one.amountMinor < 0n)) {
    const credit = open.get(line.itemId)!;
    for (const bill of due.filter((one) => one.partyId === line.partyId)) {
      const amount = bill.amountMinor < -credit.openMinor ? bill.amountMinor : -credit.openMinor;
      if (amount <= 0n) continue;
      const owed = open.get(bill.itemId)!;
      matches.push(settle({ tx, owed, credit, amount, day }));
      touched.add(owed).add(credit);
      bill.amountMinor -= amount;
      bill.creditedMinor += amount;
    }
  }
  await writeMatches(tx, PAYABLE, matches, [...touched]);
  return due.filter((line) => line.amountMinor > 0n || line.discountMinor > 0n);
}
