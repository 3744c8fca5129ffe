import { implement, type Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { approveRun, cancelRun, dropFromRun, payRun } from '../contract.ts';
import { lockItems, type Match, settle, writeMatches } from '../item/match.ts';
import { recordPayments } from '../payment/record-payments.ts';

export interface Run {
  id: Id;
  number: string;
  state: string;
  payOn: Day;
  currency: string;
  proposedBy: string;
}

export interface RunLine {
  id: Id;
  partyId: Id;
  itemId: Id;
  amountMinor: bigint;
  discountMinor: bigint;
}

type Refusing = Refuse<Record<'wrong_state', string>>;

export async function lockRun(tx: Tx, id: Id, states: readonly string[], refuse: Refusing): Promise<Run> {
  const [run] = await tx.sql<Run>`
    select id, number, state, pay_on, currency, proposed_by from payables.payment_run where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!run) return refuseCommon('not_found', { what: 'payment run' });
  if (!states.includes(run.state)) refuse('wrong_state', { number: run.number, state: run.state });
  return run;
}

export const dropHandler = implement(dropFromRun, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['proposed'], refuse);
  await tx.sql`delete from payables.run_line where company_id = ${tx.company} and run_id = ${run.id} and id = any(${input.lines}::uuid[])`;
  const [row] = await tx.sql<{ totalMinor: bigint }>`
    update payables.payment_run r set total_minor = coalesce((select sum(amount_minor) from payables.run_line l where l.company_id = r.company_id and l.run_id = r.id), 0)
    where company_id = ${tx.company} and id = ${run.id} returning total_minor`;
  tx.record({ entity: 'payables.payment_run', id: run.id, after: { takenOut: input.lines.length, ...row } });
  return { run: run.id, totalMinor: row!.totalMinor };
});

export const approveHandler = implement(approveRun, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['proposed'], refuse);
  if (run.proposedBy === tx.actor.id) refuse('own_run');
  await tx.sql`update payables.payment_run set approved_by = ${tx.actor.id}, approved_at = ${tx.now} where company_id = ${tx.company} and id = ${run.id}`;
  return setState(tx, run, 'approved');
});

export const cancelHandler = implement(cancelRun, async (tx, input, refuse) =>
  setState(tx, await lockRun(tx, input.run, ['proposed', 'approved'], refuse), 'cancelled'),
);

async function setState(tx: Tx, run: Run, state: string): Promise<{ run: Id; state: string }> {
  await tx.sql`update payables.payment_run set state = ${state} where company_id = ${tx.company} and id = ${run.id}`;
  tx.record({ entity: 'payables.payment_run', id: run.id, before: { state: run.state }, after: { state } });
  return { run: run.id, state };
}

/** One payment a supplier; credits of the run settle its bills first, so that money pays what is left. */
export const payHandler = implement(payRun, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['approved'], refuse);
  const lines = await tx.sql<RunLine>`
    select id, party_id, item_id, amount_minor, discount_minor from payables.run_line
    where company_id = ${tx.company} and run_id = ${run.id} order by party_id, item_id`;
  const [pending] = await tx.sql<{ name: string }>`
    select p.name from payables.supplier_bank b join parties.party p on p.company_id = b.company_id and p.id = b.party_id
    where b.company_id = ${tx.company} and b.party_id = any(${lines.map((line) => line.partyId)}::uuid[]) and b.state = 'pending' order by p.name limit 1`;
  if (pending) refuse('bank_pending', { supplier: pending.name });
  const due = await settleCredits(tx, lines, run.payOn);
  const groups = [...Map.groupBy(due, (line) => line.partyId)];
  const made = await recordPayments(
    tx,
    groups.map(([supplier, mine]) => ({
      ...{
        supplier,
        currency: run.currency,
        paidOn: run.payOn,
        method: 'transfer',
        reference: run.number,
        run: run.id,
      },
      amountMinor: sumMinor(mine.map((line) => line.amountMinor)),
      settle: 'listed',
      applications: mine.map((line) => ({
        item: line.itemId,
        amountMinor: line.amountMinor,
        discountMinor: line.discountMinor,
      })),
    })),
  );
  await setState(tx, run, 'paid');
  return { run: run.id, payments: made.map((payment) => payment.id) };
});

/** Takes each supplier's credits off its bills, and answers what of the bills is left to pay with money. */
async function settleCredits(tx: Tx, lines: readonly RunLine[], day: Day): Promise<RunLine[]> {
  const credits = lines.filter((line) => line.amountMinor < 0n);
  const due = lines.filter((line) => line.amountMinor > 0n).map((line) => ({ ...line }));
  if (credits.length === 0) return due;
  const suppliers = new Set(credits.map((line) => line.partyId));
  const items = await lockItems(
    tx,
    lines.filter((line) => suppliers.has(line.partyId)).map((line) => line.itemId),
  );
  const byId = new Map(items.map((item) => [item.id, item]));
  const matches: Match[] = [];
  for (const line of credits) {
    const credit = byId.get(line.itemId)!;
    for (const bill of due.filter((one) => one.partyId === line.partyId)) {
      const most = [bill.amountMinor, -credit.openMinor, byId.get(bill.itemId)!.openMinor].reduce((a, b) =>
        a < b ? a : b,
      );
      if (most <= 0n) continue;
      matches.push(settle({ tx, owed: byId.get(bill.itemId)!, credit, amount: most, day }));
      bill.amountMinor -= most;
    }
  }
  await writeMatches(tx, matches, items);
  return due.filter((line) => line.amountMinor > 0n || line.discountMinor > 0n);
}
