import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { formatMajor, mulDiv, sumMinor, toMinor } from '#kernel/values/money.ts';
import type { EntryDraft } from '#modules/finance/ledger/api.ts';
import { recordTax } from '#modules/finance/tax/api.ts';
import { type Match, type OpenItem, settle } from '../item/match.ts';
import type { NewItem } from '../item/open.ts';
import { withheldFrom } from '../rule/supplier-rules.ts';
import { type DocumentTaxes, type TaxPart, taxParts } from './document-taxes.ts';
import { type PreparedPayment, refuse, toBase } from './record-payments.ts';

export interface Adjustment {
  kind: 'discount' | 'withholding' | 'write_off';
  item: NewItem;
  payment: Id | null;
  withholding: Id | null;
  reason?: string;
  /** A discount makes the taxes of the bill smaller too. */
  taxes: readonly TaxPart[];
  toBase(amount: bigint): bigint;
}

interface Applied {
  credit: OpenItem;
  matches: Match[];
  adjustments: Adjustment[];
  touched: OpenItem[];
}

interface Args {
  tx: Tx;
  payment: PreparedPayment;
  items: readonly OpenItem[];
  documents: DocumentTaxes;
}

/** Settles items with a payment; the items' open parts are brought down as it goes, so the next payment sees them. */
export function applyPayment(args: Args): Applied {
  const { payment, items } = args;
  const credit: OpenItem = {
    ...{ id: payment.itemId, partyId: payment.supplier, currency: payment.currency, openedOn: payment.paidOn },
    ...{ dueOn: payment.paidOn, documentId: payment.id, kind: 'payment', discountOn: null, discountMinor: 0n },
    ...{ amountMinor: -payment.amountMinor, openMinor: -payment.amountMinor, openBaseMinor: -payment.baseMinor },
  };
  const applied: Applied = { credit, matches: [], adjustments: [], touched: [] };
  const mine = items.filter((item) => item.partyId === payment.supplier);
  if (payment.amountMinor < 0n) return takeRefund(args, mine, applied);
  if (payment.settle === 'listed') {
    for (const application of payment.applications ?? []) applyOne({ ...args, mine, applied, application });
    return applied;
  }
  const percent = payment.withheldPercent ?? '0';
  for (const owed of mine) {
    const left = -credit.openMinor;
    if (left === 0n) break;
    if (owed.openMinor <= 0n || owed.currency !== payment.currency) continue;
    const discount = offered(owed, payment.paidOn, owed.openMinor);
    const rest = owed.openMinor - discount;
    const cash = rest - withheldFrom(rest, percent);
    if (discount > 0n && left < cash) {
      pay({ ...args, owed, applied, amount: left, withheld: withheldBeside(left, owed.openMinor, percent) });
      continue;
    }
    if (discount > 0n) give({ ...args, owed, applied, kind: 'discount', amount: discount });
    const amount = left < cash ? left : cash;
    pay({ ...args, owed, applied, amount, withheld: withheldBeside(amount, owed.openMinor, percent) });
  }
  return applied;
}

/** Money a supplier pays back settles its oldest credits and prepayments; what the bank sent back settles the payment it was. */
function takeRefund({ tx, payment }: Args, mine: readonly OpenItem[], applied: Applied): Applied {
  const owed = applied.credit;
  for (const credit of mine) {
    if (owed.openMinor === 0n) break;
    if (credit.openMinor >= 0n || credit.currency !== payment.currency) continue;
    if (payment.returns && credit.documentId !== payment.returns) continue;
    const amount = owed.openMinor < -credit.openMinor ? owed.openMinor : -credit.openMinor;
    applied.matches.push(settle({ tx, owed, credit, amount, day: payment.paidOn }));
    applied.touched.push(credit);
  }
  return applied;
}

/** The discount offered on a day when `part` of an item is settled (with the discount itself): its share of the whole. */
const offered = (owed: OpenItem, day: string, part: bigint): bigint =>
  owed.discountOn !== null && day <= owed.discountOn
    ? mulDiv({ amount: owed.discountMinor, numerator: part, denominator: owed.amountMinor, rounding: 'half-up' })
    : 0n;

function applyOne(
  args: Args & {
    mine: readonly OpenItem[];
    applied: Applied;
    application: NonNullable<PreparedPayment['applications']>[number];
  },
): void {
  const { payment, mine, applied, application } = args;
  const { item, amountMinor: amount } = application;
  const discount = application.discountMinor ?? 0n;
  const owed =
    mine.find((candidate) => candidate.id === item) ??
    refuse('no_open_item', `The open item ${item} is not one of this supplier.`, { item });
  if (owed.currency !== payment.currency)
    refuse('other_currency', `An item in ${owed.currency} cannot be settled with this payment.`, {
      currency: owed.currency,
    });
  const withheld =
    application.withheldMinor ?? withheldBeside(amount, owed.openMinor - discount, payment.withheldPercent ?? '0');
  const whole = amount + discount + withheld;
  if (amount < 0n || discount < 0n || amount + discount <= 0n || whole > owed.openMinor)
    refuse('not_open', `Only ${formatMajor(owed.openMinor, payment.digits)} of the item is open.`, {
      open: formatMajor(owed.openMinor, payment.digits),
    });
  const most = offered(owed, payment.paidOn, whole + (application.creditedMinor ?? 0n));
  if (discount > most)
    refuse(
      'discount_not_offered',
      `Only ${formatMajor(most, payment.digits)} of discount is offered on ${payment.paidOn}.`,
      {
        offered: formatMajor(most, payment.digits),
        day: payment.paidOn,
      },
    );
  if (amount > -applied.credit.openMinor) refuse('applied_too_much', 'More is applied than was paid.');
  if (discount > 0n) give({ ...args, owed, kind: 'discount', amount: discount });
  if (amount > 0n) pay({ ...args, owed, amount, withheld });
}

/** Tax withheld beside money paid: the share of both together; a payment that closes the item takes what rounding leaves. */
function withheldBeside(amount: bigint, open: bigint, percent: Decimal): bigint {
  if (dec(percent).eq(0)) return 0n;
  if (open - withheldFrom(open, percent) === amount) return open - amount;
  return toMinor(dec(amount.toString()).times(percent).div(dec(100).minus(percent)), 0, 'half-up');
}

function pay(args: Args & { owed: OpenItem; applied: Applied; amount: bigint; withheld: bigint }): void {
  const { tx, payment, owed, applied, amount, withheld } = args;
  applied.matches.push(settle({ tx, owed, credit: applied.credit, amount, day: payment.paidOn }));
  if (withheld > 0n) give({ ...args, kind: 'withholding', amount: withheld });
  applied.touched.push(owed);
}

function give(
  args: Args & { owed: OpenItem; applied: Applied; kind: 'discount' | 'withholding'; amount: bigint },
): void {
  const { tx, payment, owed, applied, kind, amount, documents } = args;
  const toBaseOf = (part: bigint): bigint => toBase(tx, payment, part);
  const made = adjust({ tx, owed, amount, base: toBaseOf(amount), day: payment.paidOn });
  const taxes = kind === 'discount' ? taxParts(documents, owed.documentId, amount) : [];
  applied.matches.push(made.match);
  const withholding = kind === 'withholding' ? payment.withholding : null;
  applied.adjustments.push({ kind, item: made.item, payment: payment.id, withholding, taxes, toBase: toBaseOf });
  applied.touched.push(owed, made.credit);
}

/** A credit of no money, settled at once with the item it makes smaller. */
export function adjust(args: { tx: Tx; owed: OpenItem; amount: bigint; base: bigint; day: Day }) {
  const { tx, owed, amount, base, day } = args;
  const item: NewItem = {
    ...{ id: tx.newId(), partyId: owed.partyId, kind: 'adjustment', documentId: tx.newId() },
    ...{ openedOn: day, dueOn: day, currency: owed.currency, amountMinor: -amount, baseMinor: -base },
  };
  const credit: OpenItem = {
    ...owed,
    ...item,
    ...{ discountOn: null, discountMinor: 0n, openMinor: -amount, openBaseMinor: -base },
  };
  return { item, credit, match: settle({ tx, owed, credit, amount, day }) };
}

const ROLE = { discount: 'cash_discount_taken', withholding: 'withholding_payable', write_off: 'write_off' } as const;
const TEXT = { discount: 'Early-payment discount taken', withholding: 'Tax withheld', write_off: 'Given up' } as const;

/** Dr payable, Cr discount taken (or tax withheld, or what is given up) and the input taxes it makes smaller. */
export const adjustmentEntries = (tx: Tx, adjustments: readonly Adjustment[]): EntryDraft[] =>
  adjustments.map(({ kind, item, reason, taxes, toBase: baseOf }) => {
    const foreign = (amount: bigint) =>
      item.currency === tx.currency ? {} : { currency: item.currency, currencyMinor: amount };
    const inBase = taxes.map((part) => ({ ...part, base: baseOf(part.taxMinor) }));
    const taxed = sumMinor(taxes.map((part) => part.taxMinor));
    const taxedBase = sumMinor(inBase.map((part) => part.base));
    const party = item.partyId;
    return {
      journal: taxes.length > 0 ? 'purchase' : 'general',
      source: { entity: 'payables.adjustment', id: item.documentId },
      effectiveOn: item.openedOn,
      text: reason ? `${TEXT[kind]}: ${reason}` : TEXT[kind],
      lines: [
        { role: 'payable', amountMinor: -item.baseMinor, ...foreign(-item.amountMinor), party },
        { role: ROLE[kind], amountMinor: item.baseMinor + taxedBase, ...foreign(item.amountMinor + taxed), party },
        ...inBase.map((part) => ({
          role: 'tax_receivable' as const,
          account: part.account ?? undefined,
          ...(part.code ? { taxCode: part.code } : {}),
          ...{ amountMinor: -part.base, ...foreign(-part.taxMinor), party },
        })),
      ],
    };
  });

export const recordAdjustedTaxes = (tx: Tx, adjustments: readonly Adjustment[]): Promise<void> =>
  recordTax(
    tx,
    adjustments.flatMap(({ item, taxes, toBase: baseOf }) =>
      taxes.map(({ account: _, ...part }) => ({
        ...part,
        ...{
          document: item.documentId,
          documentEntity: 'payables.adjustment',
          party: item.partyId,
          day: item.openedOn,
        },
        ...{ direction: 'purchase' as const, sign: -1n as const },
        ...{ baseBaseMinor: baseOf(part.baseMinor), taxBaseMinor: baseOf(part.taxMinor) },
      })),
    ),
  );

export async function insertAdjustments(tx: Tx, adjustments: readonly Adjustment[]): Promise<void> {
  if (adjustments.length === 0) return;
  const rows = adjustments.map(({ kind, item, payment, withholding, reason = null }) => ({
    ...{ id: item.documentId, party: item.partyId, kind, day: item.openedOn, currency: item.currency },
    ...{ amount: -item.amountMinor, base: -item.baseMinor, payment, withholding, reason },
  }));
  await tx.sql`
    insert into payables.adjustment (company_id, id, party_id, kind, adjusted_on, currency, amount_minor, base_minor, payment_id, withholding_id, reason, event_id)
    select ${tx.company}, id, party, kind, day, currency, amount, base, payment, withholding, reason, ${tx.eventId}
    from ${table(rows, {
      ...{ id: 'uuid', party: 'uuid', kind: 'text', day: 'date', currency: 'text', amount: 'bigint', base: 'bigint' },
      ...{ payment: 'uuid', withholding: 'uuid', reason: 'text' },
    })}`;
}
