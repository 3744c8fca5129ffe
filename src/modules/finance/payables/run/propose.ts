import { offered, withheldFrom } from '#engines/settlement/plan.ts';
import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDay } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { lockItems } from '#modules/finance/open-items/api.ts';
import { proposeRun } from '../contract.ts';
import { supplierRules } from '../rule/supplier-rules.ts';
import { PAYABLE } from '../side.ts';
import { whyNothing } from './nothing-due.ts';

interface Candidate {
  item: Id;
  party: Id;
  name: string;
  openMinor: bigint;
  amountMinor: bigint;
  dueOn: Day;
  discountOn: Day | null;
  discountMinor: bigint;
  discountedMinor: bigint;
  kind: string;
  bank: 'pending' | 'confirmed' | null;
}

interface Days {
  payOn: Day;
  dueUntil: Day;
  nextRunOn: Day;
}

interface Line {
  id: Id;
  party: Id;
  item: Id;
  amountMinor: bigint;
  discountMinor: bigint;
  withheldMinor: bigint;
  reason: string;
}

/**
 * What is due, and what would lose its discount until the next run; credits of a supplier are taken off what it gets, unless
 * tax is withheld from it: what is withheld would depend on them. Left out with their reason: suppliers whose payments are held
 * or whose bank account waits for confirmation, those whose credits exceed what is due; and what another run pays already.
 */
export default implement(proposeRun, async (tx, input, refuse) => {
  const payOn = input.payOn ?? tx.today;
  const days: Days = { payOn, dueUntil: input.dueUntil ?? payOn, nextRunOn: input.nextRunOn ?? addDays(payOn, 7) };
  const currency = input.currency ?? tx.currency;
  const read = () => readCandidates(tx, currency, input.suppliers ?? null);
  // Who proposes at the same time waits for the items, and then finds them in the other's run.
  await lockItems(
    tx,
    PAYABLE,
    (await read()).map((candidate) => candidate.item),
  );
  const candidates = await read();
  const suppliers = await supplierRules(
    tx,
    candidates.map((candidate) => candidate.party),
  );
  const leftOut: { supplier: string; reason: string; amountMinor: string }[] = [];
  const lines: Line[] = [];
  for (const [party, group] of Map.groupBy(candidates, (candidate) => candidate.party)) {
    const { paymentHold, withheldPercent } = suppliers.get(party)!;
    const mine = group.flatMap((candidate) => lineOf(tx, candidate, days, withheldPercent) ?? []);
    if (!mine.some((line) => line.amountMinor > 0n)) continue;
    const total = sumMinor(mine.map((line) => line.amountMinor));
    const pending = group[0]!.bank === 'pending' ? 'The bank account waits for confirmation.' : null;
    const reason = paymentHold ?? pending ?? (total <= 0n ? 'Credits exceed what is due.' : null);
    if (reason) leftOut.push({ supplier: group[0]!.name, reason, amountMinor: String(total) });
    else lines.push(...mine);
  }
  if (lines.length === 0) {
    const asked = { currency, only: input.suppliers ?? null, dueUntil: days.dueUntil };
    refuse('nothing_due', { why: await whyNothing(tx, { ...asked, bills: candidates, leftOut }) });
  }
  const id = tx.newId();
  const [number] = await tx.takeNumbers('payables.run', 1);
  const totalMinor = sumMinor(lines.map((line) => line.amountMinor));
  await tx.sql`
    insert into payables.payment_run (company_id, id, number, state, pay_on, currency, total_minor, left_out, proposed_by, proposed_at)
    values (${tx.company}, ${id}, ${number}, 'proposed', ${payOn}, ${currency}, ${totalMinor}, ${JSON.stringify(leftOut)}::jsonb, ${tx.actor.id}, ${tx.now})`;
  await tx.sql`
    insert into payables.run_line (company_id, id, run_id, party_id, item_id, amount_minor, discount_minor, withheld_minor, reason)
    select ${tx.company}, id, ${id}, party, item, amount_minor, discount_minor, withheld_minor, reason
    from ${table(lines, { id: 'uuid', party: 'uuid', item: 'uuid', amountMinor: 'bigint', discountMinor: 'bigint', withheldMinor: 'bigint', reason: 'text' })}`;
  tx.record({ entity: 'payables.payment_run', id, after: { number, totalMinor, lines: lines.length, leftOut } });
  const payments = new Set(lines.map((line) => line.party)).size;
  return { run: id, number: number!, totalMinor, payments, leftOut: leftOut.length };
});

const readCandidates = (
  tx: Tx,
  currency: string,
  only: readonly Id[] | null,
): Promise<Candidate[]> => tx.sql<Candidate>`
  select x.id as item, x.party_id as party, p.name, x.open_minor, x.amount_minor, x.due_on, x.discount_on, x.discount_minor, x.discounted_minor, x.kind,
    coalesce((select 'pending' from payables.supplier_bank b where b.company_id = x.company_id and b.party_id = x.party_id and b.state = 'pending'),
      (select 'confirmed' from payables.supplier_bank b where b.company_id = x.company_id and b.party_id = x.party_id and b.state = 'confirmed')) as bank
  from payables.open_item x join parties.party p on p.company_id = x.company_id and p.id = x.party_id
  where x.company_id = ${tx.company} and x.open_minor <> 0 and x.currency = ${currency} and x.kind in ('bill', 'credit')
    and (${only}::uuid[] is null or x.party_id = any(${only}::uuid[]))
    and not exists (select from payables.run_line l join payables.payment_run r on r.company_id = l.company_id and r.id = l.run_id
      where l.company_id = x.company_id and l.item_id = x.id and r.state in ('proposed', 'approved'))
  order by p.name, x.party_id, x.due_on, x.id limit 5000`;

function lineOf(tx: Tx, candidate: Candidate, days: Days, withheldPercent: Decimal): Line | undefined {
  const { item, party, openMinor } = candidate;
  const id = tx.newId();
  if (openMinor < 0n) {
    const credit = { id, party, item, amountMinor: openMinor, discountMinor: 0n, withheldMinor: 0n };
    return dec(withheldPercent).eq(0) ? { ...credit, reason: 'Credit' } : undefined;
  }
  const discountMinor = offered(candidate, days.payOn, openMinor);
  const reason = reasonOf(candidate, days, discountMinor);
  if (!reason) return undefined;
  const withheldMinor = withheldFrom(openMinor - discountMinor, withheldPercent);
  const amountMinor = openMinor - discountMinor - withheldMinor;
  return { id, party, item, amountMinor, discountMinor, withheldMinor, reason };
}

function reasonOf({ dueOn, discountOn }: Candidate, days: Days, discountMinor: bigint): string | undefined {
  if (dueOn <= days.dueUntil) return `Due ${showDay(dueOn)}`;
  return discountMinor > 0n && discountOn! < days.nextRunOn ? `Discount until ${showDay(discountOn!)}` : undefined;
}
