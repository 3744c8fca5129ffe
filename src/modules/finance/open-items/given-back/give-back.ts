import { NOTHING, type Owed, partFor } from '#engines/owed/owed.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv, sumMinor } from '#kernel/values/money.ts';
import { type EntryDraft, type LineDraft, post } from '#modules/finance/ledger/api.ts';
import { recordTax, type TaxRole } from '#modules/finance/tax/api.ts';
import { countAdjustment } from '../adjustment/adjust.ts';
import { lockOpenItems, openItems } from '../item/open-item.ts';
import { settle, writeMatches } from '../match/settle.ts';
import { type AdjustmentKind, entityOf, type Side, tablesOf } from '../side.ts';

/** A credit that takes a document back, on the day of its giving back. */
export interface GivingBack {
  readonly document: Id;
  readonly party: Id;
  readonly currency: string;
  readonly credit: Id;
  readonly number: string;
  readonly day: Day;
}

/** It gives `backMinor` back of the `settledMinor` its document was settled with otherwise: paid, or deducted. */
export interface Settled extends GivingBack {
  readonly backMinor: bigint;
  readonly settledMinor: bigint;
}

/** What a credit takes back of one kind of deductions. */
export interface Share {
  readonly credit: GivingBack;
  readonly whole: Deduction;
  readonly amountMinor: bigint;
}

/**
 * What is given back takes its share of the discounts of its document with it, the last of it all that is left. What was given up
 * or withheld of the document was never paid: what exceeds the money is taken of these, so that no more comes back than was paid.
 */
export async function giveBackDeductions(tx: Tx, side: Side, credits: readonly Settled[]): Promise<void> {
  const giving = credits.filter((credit) => credit.backMinor > 0n);
  if (giving.length === 0) return;
  const left = await deductionsOf(
    tx,
    side,
    giving.map((credit) => credit.document),
  );
  await giveBack(
    tx,
    side,
    giving.flatMap((credit) =>
      sharesOf(
        credit,
        left.filter((deduction) => deduction.document === credit.document && deduction.amountMinor > 0n),
      ),
    ),
  );
}

/** What a credit gives back beyond what its document was settled with takes nothing: none of it was deducted. */
export function sharesOf(credit: Settled, left: readonly Deduction[]): Share[] {
  const { settledMinor } = credit;
  if (settledMinor <= 0n) return [];
  const backMinor = credit.backMinor < settledMinor ? credit.backMinor : settledMinor;
  const paidMinor = settledMinor - sumMinor(left.map((deduction) => deduction.amountMinor));
  let overMinor = backMinor;
  return left.map((whole) => {
    const amount = whole.amountMinor;
    if (whole.kind === 'discount') {
      const share = mulDiv({ amount, numerator: backMinor, denominator: settledMinor, rounding: 'half-up' });
      overMinor -= share;
      return { credit, whole, amountMinor: share };
    }
    const unpaid = overMinor > paidMinor ? overMinor - paidMinor : 0n;
    const amountMinor = unpaid < amount ? unpaid : amount;
    overMinor -= amountMinor;
    return { credit, whole, amountMinor };
  });
}

/** Deductions are booked back with their taxes, as something that is owed, settled with the credit at once. */
export async function giveBack(tx: Tx, side: Side, shares: readonly Share[]): Promise<void> {
  // Less than the least of its currency is given back with the next credit.
  const parts = shares.filter((share) => share.amountMinor !== 0n).map((share) => partOf(tx, share));
  if (parts.length === 0) return;
  await Promise.all([
    insertGivenBack(tx, side, parts),
    openItems(
      tx,
      side,
      parts.map(({ credit, id, item, amountMinor, baseMinor }) => ({
        ...{
          id: item,
          partyId: credit.party,
          kind: 'adjustment',
          documentId: id,
          openedOn: credit.day,
          dueOn: credit.day,
        },
        ...{ currency: credit.currency, amountMinor, baseMinor },
      })),
    ),
    recordTax(
      tx,
      parts.flatMap(({ credit, id, taxes }) =>
        taxes.map(({ account: _, ...tax }) => ({
          ...{ ...tax, document: id, documentEntity: entityOf(side, 'adjustment'), party: credit.party },
          ...{ day: credit.day, direction: side.tax.direction, sign: 1n as const },
        })),
      ),
    ),
    post(
      tx,
      parts.map((part) => entryOf(tx, side, part)),
      'open_items',
    ),
  ]);
  const items = await lockOpenItems(tx, side, [...new Set(parts.map(({ credit }) => credit.party))].sort());
  const touched = parts.map(({ credit, kind, item }) => ({
    kind,
    owed: items.find((one) => one.id === item)!,
    credit: items.find((one) => one.documentId === credit.credit)!,
    day: credit.day,
  }));
  const matches = touched.map(({ owed, credit, day, kind }) => {
    countAdjustment(credit, kind, owed.openMinor, 1n);
    return settle({ tx, owed, credit, amount: owed.openMinor, day });
  });
  await writeMatches(tx, side, matches, [...new Set(touched.flatMap(({ owed, credit }) => [owed, credit]))]);
}

interface Tax {
  role: TaxRole;
  code: Id | null;
  account: Id | null;
  box: string | null;
  baseMinor: bigint;
  taxMinor: bigint;
  baseBaseMinor: bigint;
  taxBaseMinor: bigint;
}

export interface Deduction {
  document: Id;
  kind: Exclude<AdjustmentKind, 'conversion'>;
  /** What is left of it, and what was given in all. */
  amountMinor: bigint;
  givenMinor: bigint;
  baseMinor: bigint;
  taxes: (Record<keyof Tax, string | null> & Pick<Tax, 'role'>)[];
}

/**
 * What is left of what was deducted from documents (discounts, rests given up, tax withheld) and not undone, less what credits took
 * back, with its taxes; discounts first, tax withheld last.
 */
export const deductionsOf = (tx: Tx, side: Side, documents: readonly Id[]): Promise<Deduction[]> => {
  const { item, match, adjustment, owedId } = tablesOf(side);
  return tx.sql<Deduction>`
  with given as (
    select o.document_id as document, a.kind, a.id, a.amount_minor, a.base_minor
    from ${item} o
    join ${match} m on m.company_id = o.company_id and m.${owedId} = o.id and m.undoes_id is null
    join ${item} c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'adjustment'
    join ${adjustment} a on a.company_id = c.company_id and a.id = c.document_id and a.kind <> 'conversion'
    where o.company_id = ${tx.company} and o.document_id = any(${documents}::uuid[])
      and not exists (select from ${match} u where u.company_id = m.company_id and u.undoes_id = m.id)
    union all
    select a.gives_back_id, a.kind, a.id, a.amount_minor, a.base_minor from ${adjustment} a
    where a.company_id = ${tx.company} and a.gives_back_id = any(${documents}::uuid[]) and not exists (
      select from ${item} o join ${match} m on m.company_id = o.company_id and m.${owedId} = o.id
      join ${match} u on u.company_id = m.company_id and u.undoes_id = m.id where o.company_id = a.company_id and o.document_id = a.id)
  ), taxed as (
    select g.document, g.kind, t.role, t.code_id, t.box, c.account_id, -sum(t.base_minor) as base_minor, -sum(t.tax_minor) as tax_minor,
      -sum(t.base_base_minor) as base_base_minor, -sum(t.tax_base_minor) as tax_base_minor
    from given g join tax.tax_line t on t.company_id = ${tx.company} and t.document_id = g.id
    left join tax.code c on c.company_id = t.company_id and c.id = t.code_id group by 1, 2, 3, 4, 5, 6
  )
  select g.document, g.kind, sum(g.amount_minor)::bigint as amount_minor, coalesce(sum(g.amount_minor) filter (where g.amount_minor > 0), 0)::bigint as given_minor,
    sum(g.base_minor)::bigint as base_minor, coalesce((
    select jsonb_agg(jsonb_build_object('role', t.role, 'code', t.code_id, 'account', t.account_id, 'box', t.box, 'baseMinor', t.base_minor::text, 'taxMinor', t.tax_minor::text,
      'baseBaseMinor', t.base_base_minor::text, 'taxBaseMinor', t.tax_base_minor::text)) from taxed t where t.document = g.document and t.kind = g.kind), '[]') as taxes
  from given g group by g.document, g.kind order by g.document, array_position(array['discount', 'write_off', 'withholding'], g.kind)`;
};

interface Part {
  credit: GivingBack;
  kind: Deduction['kind'];
  id: Id;
  item: Id;
  amountMinor: bigint;
  baseMinor: bigint;
  taxes: Tax[];
}

/**
 * Every figure of the deduction by the share of it that is given back, all of each with the last of it; in the company's currency too,
 * where it was worth what its payment's rate made it.
 */
function partOf(tx: Tx, { credit, whole: deduction, amountMinor }: Share): Part {
  const figures = deduction.taxes.flatMap((tax, index) => [
    { key: `${index}`, baseMinor: BigInt(tax.baseMinor!), taxMinor: BigInt(tax.taxMinor!) },
    { key: `${index} in base`, baseMinor: BigInt(tax.baseBaseMinor!), taxMinor: BigInt(tax.taxBaseMinor!) },
  ]);
  const worth = { key: 'worth', baseMinor: deduction.baseMinor, taxMinor: 0n };
  const whole: Owed = {
    ...{ quantity: String(deduction.amountMinor), netMinor: deduction.amountMinor },
    taxes: [worth, ...figures],
  };
  const part = partFor({ whole, taken: NOTHING, quantity: String(amountMinor) });
  const of = (key: string) => part.taxes.find((tax) => tax.key === key)!;
  const taxes = deduction.taxes.map(({ role, code, account, box }, index) => {
    const [own, base] = [of(`${index}`), of(`${index} in base`)];
    const { baseMinor, taxMinor } = own;
    return {
      role,
      code,
      account,
      box,
      baseMinor,
      taxMinor,
      baseBaseMinor: base.baseMinor,
      taxBaseMinor: base.taxMinor,
    };
  });
  return {
    ...{ credit, kind: deduction.kind, id: tx.newId(), item: tx.newId(), amountMinor: part.netMinor },
    ...{ baseMinor: of('worth').baseMinor, taxes },
  };
}

function entryOf(tx: Tx, side: Side, { credit, kind, id, amountMinor, baseMinor, taxes }: Part): EntryDraft {
  const { role, text } = side.adjustments[kind];
  const line = (amount: bigint, base: bigint) => ({
    amountMinor: side.sign * base,
    ...(credit.currency === tx.currency ? {} : { currency: credit.currency, currencyMinor: side.sign * amount }),
    party: credit.party,
  });
  const [taxed, taxedBase] = [sumMinor(taxes.map((t) => t.taxMinor)), sumMinor(taxes.map((t) => t.taxBaseMinor))];
  return {
    journal: taxes.length > 0 ? side.tax.journal : 'general',
    source: { entity: entityOf(side, 'adjustment'), id },
    effectiveOn: credit.day,
    text: `${text} taken back with ${credit.number}`,
    lines: [
      { role: side.role, ...line(amountMinor, baseMinor) },
      { role, ...line(taxed - amountMinor, taxedBase - baseMinor) },
      ...taxes.map(
        (tax): LineDraft => ({
          ...{ role: tax.role, account: tax.account ?? undefined },
          ...(tax.code ? { taxCode: tax.code } : {}),
          ...line(-tax.taxMinor, -tax.taxBaseMinor),
        }),
      ),
    ],
  };
}

async function insertGivenBack(tx: Tx, side: Side, parts: readonly Part[]): Promise<void> {
  const rows = parts.map(({ credit, kind, id, amountMinor, baseMinor }) => ({
    ...{
      id,
      kind,
      party: credit.party,
      day: credit.day,
      currency: credit.currency,
      amount: -amountMinor,
      base: -baseMinor,
    },
    ...{ reason: `Credit of ${credit.number}`, document: credit.document },
  }));
  await tx.sql`insert into ${tablesOf(side).adjustment} (company_id, id, party_id, kind, adjusted_on, currency, amount_minor, base_minor, reason, gives_back_id, event_id)
    select ${tx.company}, id, party, kind, day, currency, amount, base, reason, document, ${tx.eventId}
    from ${table(rows, { id: 'uuid', kind: 'text', party: 'uuid', day: 'date', currency: 'text', amount: 'bigint', base: 'bigint', reason: 'text', document: 'uuid' })}`;
}
