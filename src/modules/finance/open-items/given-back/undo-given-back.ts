import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Match } from '../match/settle.ts';
import { undoMatches } from '../match/undo.ts';
import { type Side, tablesOf } from '../side.ts';
import { type Deduction, deductionsOf, type GivingBack, giveBack } from './give-back.ts';

/** What one kind of deductions took off a document. */
export type Deducted = Pick<Deduction, 'document' | 'kind'>;

/** The documents matches deduct something from, and what, with their items locked: credits of them and other undoings wait. */
export async function lockDeducted(tx: Tx, side: Side, matches: readonly Id[]): Promise<Deducted[]> {
  const { item, match, adjustment, owedId } = tablesOf(side);
  const found = await tx.sql<Deducted>`
    select o.document_id as document, a.kind from ${match} m
    join ${item} c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'adjustment'
    join ${adjustment} a on a.company_id = c.company_id and a.id = c.document_id and a.kind <> 'conversion'
    join ${item} d on d.company_id = m.company_id and d.id = m.${owedId} and d.kind not in ('adjustment', 'payment')
    join ${item} o on o.company_id = d.company_id and o.document_id = d.document_id
    where m.company_id = ${tx.company} and m.id = any(${matches}::uuid[]) order by o.id for no key update of o`;
  return [...new Map(found.map((one) => [nameOf(one), one])).values()];
}

const nameOf = ({ document, kind }: Deducted): string => `${document} ${kind}`;

/**
 * Deductions that are undone were not given, so credits had none of them to take back: the last of what they took is undone, until it
 * is no more than the deductions of the kind that are left, and of these they take back the rest anew, with all of its taxes.
 */
export async function undoGivenBack(tx: Tx, side: Side, deducted: readonly Deducted[], undoneOn: Day): Promise<void> {
  if (deducted.length === 0) return;
  const given = Map.groupBy(await givenBack(tx, side, deducted), nameOf);
  // One after the other, as few as they are: most credits took none of a deduction back.
  for (const own of given.values()) await undoLast(tx, side, own, undoneOn);
}

async function undoLast(tx: Tx, side: Side, given: readonly GivenBack[], undoneOn: Day): Promise<void> {
  const { document, kind } = given[0]!;
  const leftOf = async () => (await deductionsOf(tx, side, [document])).find((deduction) => deduction.kind === kind);
  let leftMinor = (await leftOf())?.amountMinor ?? 0n;
  const undone: GivenBack[] = [];
  while (leftMinor <= 0n && undone.length < given.length) {
    const last = given[undone.length]!;
    leftMinor += last.amountMinor;
    undone.push(last);
  }
  const first = undone.at(-1);
  if (!first) return;
  const day = [undoneOn, ...undone.map(({ matchedOn }) => matchedOn)].sort().at(-1)!;
  await undoMatches(tx, side, undone, day);
  const whole = await leftOf();
  if (!whole || whole.amountMinor <= 0n) return;
  const { currency, credit, number, partyId: party } = first;
  const giving = { document, party, currency, credit, number, day };
  await giveBack(tx, side, [{ credit: giving, whole, amountMinor: whole.amountMinor }]);
}

type GivenBack = Match & Deducted & Pick<GivingBack, 'credit' | 'currency' | 'number'>;

/** Settlements by which credits of documents took back deductions of a kind, the last first. */
const givenBack = (tx: Tx, side: Side, deducted: readonly Deducted[]): Promise<GivenBack[]> => {
  const { item, match, adjustment, document: documents, owedId, owedBase } = tablesOf(side);
  return tx.sql<GivenBack>`
  select m.id, m.party_id, m.${owedId} as owed_id, m.credit_id, m.amount_minor, m.${owedBase} as owed_base_minor, m.credit_base_minor, m.matched_on,
    a.gives_back_id as document, a.kind, c.document_id as credit, a.currency, ${raw(`i.${side.namedBy[0]}`)} as number
  from ${adjustment} a
  join ${documents} i on i.company_id = a.company_id and i.id = a.gives_back_id
  join ${item} o on o.company_id = a.company_id and o.document_id = a.id
  join ${match} m on m.company_id = o.company_id and m.${owedId} = o.id and m.undoes_id is null
  join ${item} c on c.company_id = m.company_id and c.id = m.credit_id and c.kind not in ('adjustment', 'payment')
  where a.company_id = ${tx.company} and (a.gives_back_id, a.kind) in (select document, kind from ${table(deducted, { document: 'uuid', kind: 'text' })})
    and not exists (select from ${match} u where u.company_id = m.company_id and u.undoes_id = m.id) order by m.id desc`;
};
