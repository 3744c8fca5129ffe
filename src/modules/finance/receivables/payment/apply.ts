import { table } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, formatMajor, mulDiv, sumMinor } from '#kernel/values/money.ts';
import type { EntryDraft } from '#modules/finance/ledger/api.ts';
import { type Match, type OpenItem, settle } from '../item/match.ts';
import type { NewItem } from '../item/open.ts';
import { type DocumentTaxes, type TaxPart, taxParts } from './document-taxes.ts';
import type { PreparedPayment } from './record-payments.ts';

/** What anybody who books payments may write off; more needs the right to write off. Minor units of the company's currency. */
const SMALL_WRITE_OFF_MINOR = 500n;

export interface Adjustment {
  kind: 'discount' | 'write_off';
  item: NewItem;
  reason: string | null;
  /** A discount makes the taxes of the document smaller too. */
  taxes: TaxPart[];
  toBase(amount: bigint): bigint;
}

interface Applied {
  credit: OpenItem;
  matches: Match[];
  adjustments: Adjustment[];
  touched: OpenItem[];
}

const refuse = (code: string, message: string, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, message, details);
};

/** Settles items with a payment; the items' open parts are brought down as it goes, so the next payment sees them. */
export function applyPayment(args: {
  tx: Tx;
  payment: PreparedPayment;
  items: readonly OpenItem[];
  documents: DocumentTaxes;
}): Applied {
  const { tx, payment, items, documents } = args;
  const credit: OpenItem = {
    id: payment.itemId,
    partyId: payment.party,
    currency: payment.currency,
    openedOn: payment.receivedOn,
    dueOn: payment.receivedOn,
    documentId: payment.id,
    kind: 'payment',
    discountOn: null,
    discountMinor: 0n,
    amountMinor: -payment.amountMinor,
    openMinor: -payment.amountMinor,
    openBaseMinor: -payment.baseMinor,
  };
  const applied: Applied = { credit, matches: [], adjustments: [], touched: [] };
  const mine = items.filter((item) => item.partyId === payment.party);
  if (payment.settle === 'listed') {
    for (const application of payment.applications ?? [])
      applyOne({ tx, payment, application, mine, applied, documents });
    return applied;
  }
  for (const debit of mine) {
    if (credit.openMinor === 0n) break;
    if (debit.openMinor <= 0n || debit.currency !== payment.currency) continue;
    if (payment.settle === 'documents' && !payment.documents?.includes(debit.documentId)) continue;
    const discount = offered(debit, payment.receivedOn, debit.openMinor);
    if (discount > 0n && -credit.openMinor >= debit.openMinor - discount) {
      give({ tx, payment, debit, kind: 'discount', amount: discount, applied, documents });
    }
    const amount = debit.openMinor < -credit.openMinor ? debit.openMinor : -credit.openMinor;
    applied.matches.push(settle({ tx, debit, credit, amount, day: payment.receivedOn }));
    applied.touched.push(debit);
  }
  return applied;
}

/** The discount offered on a day when `part` of an item is settled (with the discount itself): its share of the whole. */
const offered = (debit: OpenItem, day: string, part: bigint): bigint =>
  debit.discountOn !== null && day <= debit.discountOn
    ? mulDiv({ amount: debit.discountMinor, numerator: part, denominator: debit.amountMinor, rounding: 'half-up' })
    : 0n;

interface One {
  tx: Tx;
  payment: PreparedPayment;
  application: NonNullable<PreparedPayment['applications']>[number];
  mine: readonly OpenItem[];
  applied: Applied;
  documents: DocumentTaxes;
}

function applyOne({ tx, payment, application, mine, applied, documents }: One): void {
  const debit =
    mine.find((item) => item.id === application.item) ??
    refuse('no_item', `The open item ${application.item} is not one of this customer.`, { item: application.item });
  if (debit.currency !== payment.currency)
    refuse('other_currency', `An item in ${debit.currency} cannot be settled with this payment.`, {
      currency: debit.currency,
    });
  const discount = application.discountMinor ?? 0n;
  const given = application.writeOffMinor ?? 0n;
  const whole = application.amountMinor + discount + given;
  if (application.amountMinor < 0n || discount < 0n || given < 0n || whole <= 0n || whole > debit.openMinor) {
    refuse('not_open', `Only ${formatMajor(debit.openMinor, payment.digits)} of the item is open.`, {
      open: debit.openMinor,
    });
  }
  const most = offered(debit, payment.receivedOn, application.amountMinor + discount);
  if (discount > most && !tx.may('receivables.write_off.write')) {
    refuse(
      'discount_not_offered',
      `Only ${formatMajor(most, payment.digits)} of discount is offered on ${payment.receivedOn}.`,
      { offered: formatMajor(most, payment.digits), day: payment.receivedOn },
    );
  }
  if (application.amountMinor > -applied.credit.openMinor) refuse('applied_too_much', 'More is applied than was paid.');
  if (toBase(tx, payment, given) > SMALL_WRITE_OFF_MINOR && !tx.may('receivables.write_off.write')) {
    refuse(
      'write_off_too_much',
      `Only someone with the right may write off more than ${formatMajor(SMALL_WRITE_OFF_MINOR, tx.digits)}.`,
      { limit: formatMajor(SMALL_WRITE_OFF_MINOR, tx.digits) },
    );
  }
  if (application.amountMinor > 0n)
    applied.matches.push(
      settle({ tx, debit, credit: applied.credit, amount: application.amountMinor, day: payment.receivedOn }),
    );
  for (const [kind, amount] of [
    ['discount', discount],
    ['write_off', given],
  ] as const) {
    if (amount > 0n) give({ tx, payment, debit, kind, amount, applied, documents });
  }
  applied.touched.push(debit);
}

function give(args: {
  tx: Tx;
  payment: PreparedPayment;
  debit: OpenItem;
  kind: Adjustment['kind'];
  amount: bigint;
  applied: Applied;
  documents: DocumentTaxes;
}): void {
  const { tx, payment, debit, kind, amount, applied, documents } = args;
  const inBase = (part: bigint) => toBase(tx, payment, part);
  const made = adjust({
    tx,
    debit,
    kind,
    amount,
    base: toBase(tx, payment, amount),
    day: payment.receivedOn,
    reason: payment.reference ?? null,
    taxes: kind === 'discount' ? taxParts({ documents, document: debit.documentId, amount, toBase: inBase }) : [],
    toBase: inBase,
  });
  applied.adjustments.push(made.adjustment);
  applied.matches.push(made.match);
  applied.touched.push(made.credit);
}

/** A credit of no money, settled at once with the item it makes smaller. */
export function adjust(args: {
  tx: Tx;
  debit: OpenItem;
  kind: Adjustment['kind'];
  amount: bigint;
  base: bigint;
  day: string;
  reason: string | null;
  taxes?: TaxPart[];
  toBase?(amount: bigint): bigint;
}) {
  const { tx, debit, kind, amount, base, day, reason } = args;
  const item: NewItem = {
    id: tx.newId(),
    partyId: debit.partyId,
    kind: 'adjustment',
    documentId: tx.newId(),
    openedOn: day,
    dueOn: day,
    currency: debit.currency,
    amountMinor: -amount,
    baseMinor: -base,
  };
  const credit: OpenItem = {
    ...debit,
    ...item,
    discountOn: null,
    discountMinor: 0n,
    openMinor: -amount,
    openBaseMinor: -base,
  };
  const match = settle({ tx, debit, credit, amount, day });
  return {
    adjustment: {
      kind,
      item,
      reason,
      taxes: args.taxes ?? [],
      toBase: args.toBase ?? ((part) => part),
    } satisfies Adjustment,
    match,
    credit,
  };
}

const toBase = (tx: Tx, payment: PreparedPayment, amount: bigint): bigint =>
  payment.currency === tx.currency
    ? amount
    : convertMinor({
        amount,
        rate: payment.rate,
        fromDigits: payment.digits,
        toDigits: tx.digits,
        rounding: 'half-up',
      });

const ROLE = { discount: 'cash_discount_given', write_off: 'write_off' } as const;

/** Dr discount (or write-off) and the taxes it makes smaller, Cr receivable. */
export const adjustmentEntries = (tx: Tx, adjustments: readonly Adjustment[]): EntryDraft[] =>
  adjustments.map(({ kind, item, reason, taxes }) => {
    const foreign = (amount: bigint) =>
      item.currency === tx.currency ? {} : { currency: item.currency, currencyMinor: amount };
    const line = (amount: bigint, base: bigint) => ({ amountMinor: base, ...foreign(amount), party: item.partyId });
    const taxed = sumMinor(taxes.map((part) => part.taxMinor));
    const taxedBase = sumMinor(taxes.map((part) => part.taxBaseMinor));
    return {
      journal: taxes.length > 0 ? 'sales' : 'general',
      source: { entity: 'receivables.adjustment', id: item.documentId },
      effectiveOn: item.openedOn,
      text: `${kind === 'discount' ? 'Early-payment discount' : 'Write-off'}${reason ? `: ${reason}` : ''}`,
      lines: [
        { role: ROLE[kind], ...line(-item.amountMinor - taxed, -item.baseMinor - taxedBase) },
        ...taxes.map((part) => ({
          role: 'tax_payable' as const,
          account: part.account ?? undefined,
          ...(part.code ? { taxCode: part.code } : {}),
          ...line(part.taxMinor, part.taxBaseMinor),
        })),
        { role: 'receivable', ...line(item.amountMinor, item.baseMinor) },
      ],
    };
  });

export async function insertAdjustments(tx: Tx, adjustments: readonly Adjustment[]): Promise<void> {
  if (adjustments.length === 0) return;
  const rows = adjustments.map(({ kind, item, reason }) => ({
    id: item.documentId as Id,
    party: item.partyId,
    kind,
    day: item.openedOn,
    currency: item.currency,
    amount: -item.amountMinor,
    base: -item.baseMinor,
    reason,
  }));
  await tx.sql`insert into receivables.adjustment (company_id, id, party_id, kind, adjusted_on, currency, amount_minor, base_minor, reason, event_id)
    select ${tx.company}, id, party, kind, day, currency, amount, base, reason, ${tx.eventId}
    from ${table(rows, { id: 'uuid', party: 'uuid', kind: 'text', day: 'date', currency: 'text', amount: 'bigint', base: 'bigint', reason: 'text' })}`;
}
