import { numberAtCommit } from '#kernel/numbering.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { yearOf } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type EntryDraft, post, refuseOutOfUse, withoutMoney } from '#modules/finance/ledger/api.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';
import { adjustmentEntries, insertAdjustments, recordAdjustedTaxes } from '../adjustment/adjust.ts';
import { documentTaxes } from '../adjustment/taxes.ts';
import { SETTLE_REFUSALS } from '../contract.ts';
import { giveBackOfPaid } from '../given-back/paid-after-credit.ts';
import { lockOpenItems, type OpenItem, openItems } from '../item/open-item.ts';
import { writeMatches } from '../match/settle.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import { type Applied, applyPayment } from './apply.ts';
import { conversionEntries, conversionRates, insertConversions } from './convert.ts';
import type { Payment } from './payment.ts';

export interface BookedPayment {
  id: Id;
  settledMinor: bigint;
  leftMinor: bigint;
  payment: Payment;
  /** What was given up of items with it, in the company’s currency. */
  givenUpMinor: bigint;
}

/**
 * Books payments: money against the control account, one open item each, and settlements with the discounts, withheld taxes,
 * write-offs and exchange differences they bring. `insert` writes the payments themselves. A fixed number of statements for any
 * number of payments.
 */
export async function bookPayments(
  tx: Tx,
  side: Side,
  payments: readonly Payment[],
  insert: () => Promise<unknown>,
): Promise<BookedPayment[]> {
  const account = await withoutMoney(tx, [...new Set(payments.flatMap((payment) => payment.account ?? []))]);
  // What a bank sends back comes to the account it was paid from.
  await refuseOutOfUse(tx, [
    ...new Set(payments.flatMap((payment) => (payment.returns ? [] : (payment.account ?? [])))),
  ]);
  if (account) throw new Refusal('no_money', SETTLE_REFUSALS.no_money, { account });
  const items = await lockOpenItems(tx, side, [...new Set(payments.map((payment) => payment.party))].sort());
  const [documents, rates, givenUp] = await Promise.all([
    documentTaxes(tx, side, discountable(payments, items)),
    conversionRates(tx, payments, items),
    givenUpBefore(tx, side, partlyGivenUp(payments, items)),
  ]);
  const applied = payments.map((payment) => applyPayment({ tx, side, payment, items, documents, rates, givenUp }));
  refuseIdle(side, payments, applied);
  const touched = new Map<Id, OpenItem>();
  for (const one of applied) for (const item of [...one.touched, one.credit]) touched.set(item.id, item);
  const adjustments = applied.flatMap((one) => one.adjustments);
  const conversions = applied.flatMap((one) => one.conversions);
  const matches = applied.flatMap((one) => one.matches);
  // Items the payments and adjustments open are written whole first; the settlements then bring the open parts down.
  await Promise.all([
    insert(),
    insertAdjustments(tx, side, adjustments),
    insertConversions(tx, side, conversions),
    recordAdjustedTaxes(tx, side, adjustments),
    openItems(tx, side, [
      ...payments.map(itemOf),
      ...adjustments.map((adjustment) => adjustment.item),
      ...conversions.flatMap(({ taken, brought }) => [taken, brought]),
    ]),
    post(
      tx,
      [
        ...payments.map((payment) => entryOf(tx, side, payment)),
        ...adjustmentEntries(tx, side, adjustments),
        ...conversionEntries(tx, side, conversions),
      ],
      'open_items',
    ),
    writeMatches(tx, side, matches, [...touched.values()]),
  ]);
  await giveBackDeducted(tx, side, applied);
  giveNumbers(tx, side, payments);
  const settled = new Set(matches.flatMap((match) => [match.owedId, match.creditId]));
  tx.record(
    ...payments.map(({ id, amountMinor, currency }) => ({
      ...{ entity: entityOf(side, 'payment'), id, after: { amountMinor, currency } },
    })),
    ...[...new Set(items.flatMap((item) => (settled.has(item.id) ? item.documentId : [])))].map((id) => ({
      ...{ entity: side.document, id, after: { paid: true } },
    })),
  );
  return payments.map((payment, index) => {
    const { credit, givenUpMinor } = applied[index]!;
    const leftMinor = -credit.openMinor;
    return { id: payment.id, leftMinor, settledMinor: payment.amountMinor - leftMinor, payment, givenUpMinor };
  });
}

/** Of archived parties money settles what is open, goes back, or comes back from the bank. */
function refuseIdle({ party }: Side, payments: readonly Payment[], applied: readonly Applied[]): void {
  const idle = payments.find(
    ({ mustSettle, returns, credits }, index) =>
      mustSettle && !returns && !credits && applied[index]!.matches.length === 0,
  );
  if (!idle) return;
  const code = party === 'customer' ? 'no_customer' : 'no_supplier';
  throw new Refusal(code, PARTY_REFUSALS[code], { [party]: idle.name });
}

/** What was deducted of documents that credits take back too is not kept. */
async function giveBackDeducted(tx: Tx, side: Side, applied: readonly Applied[]): Promise<void> {
  const adjusted = new Set(applied.flatMap((one) => one.adjustments.map(({ item }) => item.id)));
  const owed = new Set(
    applied.flatMap(({ matches }) => matches.flatMap((match) => (adjusted.has(match.creditId) ? [match.owedId] : []))),
  );
  const documents = applied.flatMap(({ touched }) =>
    touched.flatMap(({ id, documentId }) => (owed.has(id) ? [documentId] : [])),
  );
  const days = applied.flatMap(({ matches }) => matches.map(({ matchedOn }) => matchedOn)).sort();
  if (documents.length > 0) await giveBackOfPaid(tx, side, [...new Set(documents)], days.at(-1)!);
}

function giveNumbers(tx: Tx, side: Side, payments: readonly Payment[]): void {
  const years = Map.groupBy(payments, (payment) => yearOf(payment.day));
  const payment = entityOf(side, 'payment');
  for (const [year, group] of [...years].sort(([a], [b]) => a - b))
    numberAtCommit(
      ...([tx, payment, year, payment] as const),
      group.map(({ id }) => id),
    );
}

/** Documents of which a payment may give something up: it says so, or it pays in another currency. */
const partlyGivenUp = (payments: readonly Payment[], items: readonly OpenItem[]): Id[] => {
  const documents = payments.flatMap(({ applications, currency }) =>
    (applications ?? []).flatMap(({ item, writeOffMinor }) => {
      const owed = items.find((one) => one.id === item);
      return owed && (writeOffMinor || owed.currency !== currency) ? owed.documentId : [];
    }),
  );
  return [...new Set(documents)];
};

/** By document: what was given up of its items that are settled. */
async function givenUpBefore(tx: Tx, side: Side, documents: readonly Id[]): Promise<Map<Id, bigint>> {
  if (documents.length === 0) return new Map();
  const rows = await tx.sql<{ document: Id; minor: bigint }>`
    select document_id as document, sum(written_off_minor)::bigint as minor from ${tablesOf(side).item}
    where company_id = ${tx.company} and document_id = any(${documents}::uuid[]) and open_minor = 0 group by 1`;
  return new Map(rows.map(({ document, minor }) => [document, minor]));
}

/** Documents a discount may be given on: they offer one still, or one is named. */
const discountable = (payments: readonly Payment[], items: readonly OpenItem[]): Id[] => {
  const first = payments.map((payment) => payment.day).sort()[0] ?? '';
  const named = new Set(
    payments.flatMap((payment) =>
      (payment.applications ?? []).filter((one) => one.discountMinor).map((one) => one.item),
    ),
  );
  const may = items.filter((item) => named.has(item.id) || (item.discountOn !== null && item.discountOn >= first));
  return [...new Set(may.map((item) => item.documentId))];
};

const itemOf = (payment: Payment) => ({
  ...{ id: payment.itemId, partyId: payment.party, kind: 'payment', documentId: payment.id },
  ...{ openedOn: payment.day, dueOn: payment.day, currency: payment.currency },
  ...{ amountMinor: -payment.amountMinor, baseMinor: -payment.baseMinor },
});

/** The bank against what is owed. */
function entryOf(tx: Tx, side: Side, payment: Payment): EntryDraft {
  const { amountMinor, baseMinor, party } = payment;
  const line = (sign: bigint) => ({
    ...(payment.currency === tx.currency ? {} : { currency: payment.currency, currencyMinor: sign * amountMinor }),
    ...{ amountMinor: sign * baseMinor, party },
  });
  const bank = payment.account
    ? { account: payment.account }
    : { role: payment.method === 'cash' ? ('cash' as const) : ('bank' as const) };
  const text = side.paymentText;
  return {
    journal: 'bank',
    source: { entity: entityOf(side, 'payment'), id: payment.id },
    effectiveOn: payment.day,
    text: payment.reference ? `${text}: ${payment.reference}` : text,
    lines: [
      { ...bank, ...line(side.sign) },
      { role: side.role, ...line(-side.sign) },
    ],
  };
}
