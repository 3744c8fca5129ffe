import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { carryFiles } from '#modules/office/files/api.ts';
import { Bill } from '../contract.ts';
import { type Captured, holding, type MatchRefusing, matched, totalsOf, whyHeld } from './commands.ts';
import { assignBill, correctBill, matchBills, rejectBill, releaseBill } from './contract.ts';
import type { JudgedBill } from './draft.ts';
import { checkDuplicates } from './duplicates.ts';
import { postBills } from './post-bills.ts';
import { checkNamed, prepareBills } from './prepare.ts';

interface Held {
  id: Id;
  number: string;
  state: string;
  input: Captured;
  capturedBy: string;
  correctedBy: string[];
}

/** Locks held bills, in one order; answers in the order asked. */
async function lockHeld(tx: Tx, ids: readonly Id[], refuse: Refuse<Record<'wrong_state', string>>): Promise<Held[]> {
  const wanted = [...new Set(ids)].sort();
  const rows = await tx.sql<Held>`
    select id, supplier_number as number, state, input, captured_by, corrected_by from payables.held_bill
    where company_id = ${tx.company} and id = any(${wanted}::uuid[]) order by id for no key update`;
  if (rows.length < wanted.length) return refuseCommon('not_found', { what: 'held bill' });
  const decided = rows.find((row) => row.state !== 'held');
  if (decided) refuse('wrong_state', { state: decided.state });
  return [...new Set(ids)].map((id) => {
    const row = rows.find((one) => one.id === id)!;
    return { ...row, input: Bill.parse(row.input) };
  });
}

export const releaseHandler = implement(releaseBill, async (tx, input, refuse) => {
  const [held] = await lockHeld(tx, [input.held], refuse);
  if ([held!.capturedBy, ...held!.correctedBy].includes(tx.actor.id)) refuse('own_bill');
  // Whether it is another bill was asked when it was captured.
  const [bill] = await prepareBills(tx, [asCaptured(held!.input, { acknowledgeDuplicate: true })], refuse);
  const short = bill!.holds.find((hold) => hold.code === 'quantity');
  if (short) refuse('not_received', { position: short.position, text: short.text });
  const again = await checkDuplicates(tx, [bill!], [held!.id], refuse);
  const posted = await postBills(tx, [{ ...bill!, again: again.get(bill!.id)! }]);
  await decide(tx, [{ id: held!.id, bill: bill!.id }], 'posted', input.reason);
  return { bill: bill!.id, postedOn: posted.get(bill!.id)! };
});

export const rejectHandler = implement(rejectBill, async (tx, input, refuse) => {
  const [held] = await lockHeld(tx, [input.held], refuse);
  await decide(tx, [{ id: held!.id, bill: null }], 'rejected', input.reason);
  return { held: held!.id };
});

export const assignHandler = implement(assignBill, async (tx, input, refuse) => {
  const [held] = await lockHeld(tx, [input.held], refuse);
  await tx.sql`update payables.held_bill set owner = ${input.owner} where company_id = ${tx.company} and id = ${held!.id}`;
  tx.record({ entity: 'payables.held_bill', id: held!.id, after: { owner: input.owner } });
  return { held: held!.id };
});

export const correctHandler = implement(correctBill, async (tx, { held: id, ...input }, refuse) => {
  const [held] = await lockHeld(tx, [id], refuse);
  await checkNamed(tx, [input], held!.input);
  const correctedBy = [...new Set([...held!.correctedBy, tx.actor.id])];
  const [bill] = (await matchAnew(
    tx,
    [{ ...held!, input: asCaptured(input, {}, held!.input), correctedBy }],
    'Corrected',
    refuse,
  )) as [JudgedBill];
  tx.record({ entity: 'payables.held_bill', id, ...difference(held!.input, { ...input, billedOn: bill.billedOn }) });
  const holds = bill.holds.map(({ position, code, text }) => ({ position, code, text }));
  return holds.length > 0
    ? { bill: null, held: id, ...totalsOf(bill), postedOn: null, holds }
    : { bill: bill.id, held: null, ...totalsOf(bill), postedOn: bill.postedOn, holds };
});

export const matchBillsHandler = implement(matchBills, async (tx, { held: ids }, refuse) => {
  const held = (await lockHeld(tx, ids, refuse)).map((one) => ({
    ...one,
    // Whether it is another bill was asked when it was captured.
    input: asCaptured(one.input, { acknowledgeDuplicate: true }),
  }));
  const bills = await matchAnew(tx, held, 'Fits by now', refuse);
  const still = bills.filter(({ holds }) => holds.length > 0).length;
  return { posted: bills.length - still, held: still };
});

/** Taxes that were named when the bill was captured hold, also those out of use since. */
function asCaptured(input: Captured, more: Partial<Captured> = {}, before: Captured = input): Captured {
  const known = new Set(before.lines.map((line) => JSON.stringify(line.taxCodes ?? null)));
  const lines = input.lines.map((line) => ({
    ...line,
    chosenBefore: known.has(JSON.stringify(line.taxCodes ?? null)),
  }));
  return { ...input, ...more, lines };
}

/** What fits is posted; the rest stays held, with what does not fit now. */
async function matchAnew(tx: Tx, held: readonly Held[], reason: string, refuse: MatchRefusing): Promise<JudgedBill[]> {
  const bills = await matched(
    tx,
    held.map(({ input }) => input),
    refuse,
    held.map(({ id }) => id),
  );
  const all = bills.map((bill, index) => ({ bill, held: held[index]! }));
  const posted = all.flatMap(({ bill, held: { id } }) => (bill.holds.length > 0 ? [] : [{ id, bill: bill.id }]));
  if (posted.length > 0) await decide(tx, posted, 'posted', reason);
  const rows = all.flatMap(({ bill, held: { id, correctedBy } }) =>
    bill.holds.length > 0 ? [{ ...holding(bill, id), correctedBy }] : [],
  );
  if (rows.length > 0)
    await tx.sql`
      update payables.held_bill h set party_id = r.party, supplier_number = r.number, billed_on = r.day, currency = r.currency, total_minor = r.total,
        input = r.input, holds = r.holds,
        corrected_by = array(select jsonb_array_elements_text(r.corrected_by))
      from ${table(rows, {
        ...{ id: 'uuid', party: 'uuid', number: 'text', day: 'date', currency: 'text', total: 'bigint' },
        ...{ input: 'jsonb', holds: 'jsonb', correctedBy: 'jsonb' },
      })} where h.company_id = ${tx.company} and h.id = r.id`;
  tx.record(...rows.map(({ id, holds }) => ({ entity: 'payables.held_bill', id, after: { why: whyHeld(holds) } })));
  return bills;
}

async function decide(tx: Tx, rows: readonly { id: Id; bill: Id | null }[], state: string, reason: string) {
  await tx.sql`
    update payables.held_bill h set state = ${state}, reason = ${reason}, bill_id = r.bill, decided_by = ${tx.actor.id}, decided_at = ${tx.now}
    from ${table(rows, { id: 'uuid', bill: 'uuid' })} where h.company_id = ${tx.company} and h.id = r.id`;
  await carryFiles(
    tx,
    { from: 'payables.held_bill', to: 'payables.bill' },
    rows.flatMap(({ id, bill }) => (bill ? [{ from: id, to: bill }] : [])),
  );
  tx.record(
    ...rows.map(({ id }) => ({
      ...{ entity: 'payables.held_bill', id, before: { state: 'held' }, after: { state, reason } },
    })),
  );
}

/** What was captured and what stands there now: all fields and lines that differ, whole. */
function difference(was: Captured, now: Captured): { before: object; after: object } {
  const [before, after] = [was, now].map(partsOf) as [Parts, Parts];
  const names = Object.keys({ ...before.head, ...after.head });
  const changed = names.filter((name) => before.head[name] !== after.head[name]);
  const places = Array.from({ length: Math.max(before.lines.length, after.lines.length) }, (_, at) => at);
  const other = places.filter((at) => before.lines[at] !== after.lines[at]);
  const side = ({ head, lines }: Parts) => ({
    ...Object.fromEntries(changed.map((name) => [name, head[name] ?? null])),
    lines: other.map((at) => (lines[at] === undefined ? null : { line: at + 1, ...JSON.parse(lines[at]) })),
  });
  return { before: side(before), after: side(after) };
}

interface Parts {
  head: Record<string, unknown>;
  lines: string[];
}

/** A capture to be compared: what is left out and what is nothing are the same, as are 4 and 4.0. */
function partsOf({ lines, acknowledgeDuplicate: _, ...head }: Captured): Parts {
  const said = (of: object) => Object.entries(of).filter(([, value]) => value !== null && value !== undefined);
  const plain = ([name, value]: [string, unknown]): [string, unknown] =>
    name === 'quantity' || name === 'unitPrice' ? [name, dec(String(value)).toFixed()] : [name, value];
  return {
    head: Object.fromEntries(said(head).map(([name, value]) => [name, String(value)])),
    lines: lines.map((line) => JSON.stringify(Object.fromEntries(said(line).map(plain).sort()))),
  };
}
