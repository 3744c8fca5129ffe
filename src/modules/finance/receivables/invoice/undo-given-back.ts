import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Match, undoMatches } from '#modules/finance/open-items/api.ts';
import { RECEIVABLE } from '../side.ts';
import { type Deduction, deductionsOf, type GivingBack, giveBack } from './give-back.ts';

/** What one kind of deductions took off an invoice. */
type Deducted = Pick<Deduction, 'invoice' | 'kind'>;

/** The invoice a match deducts something from, and what, with its items locked: credits of it and other undoings wait. */
export async function lockDeducted(tx: Tx, match: Id): Promise<Deducted | undefined> {
  const [item] = await tx.sql<Deducted>`
    select o.document_id as invoice, a.kind from receivables.match m
    join receivables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'adjustment'
    join receivables.adjustment a on a.company_id = c.company_id and a.id = c.document_id and a.kind <> 'conversion'
    join receivables.open_item d on d.company_id = m.company_id and d.id = m.debit_id and d.kind = 'invoice'
    join receivables.open_item o on o.company_id = d.company_id and o.document_id = d.document_id
    where m.company_id = ${tx.company} and m.id = ${match} order by o.id for no key update of o`;
  return item;
}

/**
 * A deduction that is undone was not given, so credits had none of it to take back: the last of what they took is undone, until it
 * is no more than the deductions of the kind that are left, and of these they take back the rest anew, with all of its taxes.
 */
export async function undoGivenBack(tx: Tx, deducted: Deducted, undoneOn: Day): Promise<void> {
  const leftOf = async () =>
    (await deductionsOf(tx, [deducted.invoice])).find((deduction) => deduction.kind === deducted.kind);
  const [given, left] = await Promise.all([givenBack(tx, deducted), leftOf()]);
  let leftMinor = left?.amountMinor ?? 0n;
  const undone: GivenBack[] = [];
  while (leftMinor <= 0n && undone.length < given.length) {
    const last = given[undone.length]!;
    leftMinor += last.amountMinor;
    undone.push(last);
  }
  const first = undone.at(-1);
  if (!first) return;
  const day = [undoneOn, ...undone.map(({ matchedOn }) => matchedOn)].sort().at(-1)!;
  await undoMatches(tx, RECEIVABLE, undone, day);
  const whole = await leftOf();
  if (!whole || whole.amountMinor <= 0n) return;
  const { currency, creditNote, number, partyId: party } = first;
  const credit = { invoice: deducted.invoice, party, currency, creditNote, number, day };
  await giveBack(tx, [{ credit, whole, amountMinor: whole.amountMinor }]);
}

type GivenBack = Match & Pick<GivingBack, 'creditNote' | 'currency' | 'number'>;

/** Settlements by which credits of an invoice took back deductions of a kind, the last first. */
const givenBack = (tx: Tx, { invoice, kind }: Deducted): Promise<GivenBack[]> => tx.sql<GivenBack>`
  select m.id, m.party_id, m.debit_id as owed_id, m.credit_id, m.amount_minor, m.debit_base_minor as owed_base_minor, m.credit_base_minor, m.matched_on,
    c.document_id as credit_note, a.currency, i.number
  from receivables.adjustment a
  join receivables.invoice i on i.company_id = a.company_id and i.id = a.gives_back_id
  join receivables.open_item o on o.company_id = a.company_id and o.document_id = a.id
  join receivables.match m on m.company_id = o.company_id and m.debit_id = o.id and m.undoes_id is null
  join receivables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'credit_note'
  where a.company_id = ${tx.company} and a.gives_back_id = ${invoice} and a.kind = ${kind}
    and not exists (select from receivables.match u where u.company_id = m.company_id and u.undoes_id = m.id) order by m.id desc`;
