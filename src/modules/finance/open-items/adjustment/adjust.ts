import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, sumMinor } from '#kernel/values/money.ts';
import type { EntryDraft } from '#modules/finance/ledger/api.ts';
import { recordTax } from '#modules/finance/tax/api.ts';
import type { NewItem, OpenItem } from '../item/open-item.ts';
import { type Match, settle } from '../match/settle.ts';
import { type AdjustmentKind, entityOf, type Side, tablesOf } from '../side.ts';
import type { TaxPart } from './taxes.ts';

/** What makes an item smaller without money. */
export interface Adjustment {
  kind: Exclude<AdjustmentKind, 'conversion'>;
  /** An item of no money, settled at once with the one it makes smaller. */
  item: NewItem;
  payment: Id | null;
  /** Which tax was withheld. */
  withholding: Id | null;
  reason: string | null;
  /** A discount makes the taxes of the document smaller too. */
  taxes: readonly TaxPart[];
  toBase(amount: bigint): bigint;
}

/** Makes `amount` (positive) of an item go away without money; of a credit too. */
export function adjust(args: {
  tx: Tx;
  item: OpenItem;
  kind: AdjustmentKind;
  amount: bigint;
  /** What it is worth in the company's currency. */
  base: bigint;
  day: Day;
}): { item: NewItem; touched: OpenItem; match: Match } {
  const { tx, item: adjusted, kind, amount, base, day } = args;
  const sign = adjusted.openMinor > 0n ? -1n : 1n;
  const item: NewItem = {
    ...{ id: tx.newId(), partyId: adjusted.partyId, kind: 'adjustment', documentId: tx.newId() },
    ...{ openedOn: day, dueOn: day, currency: adjusted.currency, amountMinor: sign * amount, baseMinor: sign * base },
  };
  const touched: OpenItem = {
    ...{ ...adjusted, ...item, discountOn: null, discountMinor: 0n, discountedMinor: 0n, writtenOffMinor: 0n },
    ...{ openMinor: item.amountMinor, openBaseMinor: item.baseMinor },
  };
  countAdjustment(adjusted, kind, amount, 1n);
  const [owed, credit] = sign === -1n ? [adjusted, touched] : [touched, adjusted];
  return { item, touched, match: settle({ tx, owed, credit, amount, day }) };
}

/** Limits hold for an item over all payments, so it carries what was given of it. `by`: 1n given, -1n taken back. */
export function countAdjustment(item: OpenItem, kind: AdjustmentKind, amount: bigint, by: 1n | -1n): void {
  // A credit that gives a discount back is not given one.
  if (kind === 'discount' && item.amountMinor > 0n) item.discountedMinor += by * absMinor(amount);
  if (kind === 'write_off') item.writtenOffMinor += by * absMinor(amount);
}

/** The control account against the account of the adjustment and the taxes it makes smaller. */
export const adjustmentEntries = (tx: Tx, side: Side, adjustments: readonly Adjustment[]): EntryDraft[] =>
  adjustments.map(({ kind, item, reason, taxes, toBase }) => {
    const { role, text } = side.adjustments[kind];
    const line = (amount: bigint, base: bigint) => ({
      amountMinor: side.sign * base,
      ...(item.currency === tx.currency ? {} : { currency: item.currency, currencyMinor: side.sign * amount }),
      party: item.partyId,
    });
    const parts = taxes.map((part) => ({ ...part, taxBaseMinor: toBase(part.taxMinor) }));
    const taxed = sumMinor(parts.map((part) => part.taxMinor));
    const taxedBase = sumMinor(parts.map((part) => part.taxBaseMinor));
    return {
      journal: taxes.length > 0 ? side.tax.journal : 'general',
      source: { entity: entityOf(side, 'adjustment'), id: item.documentId },
      effectiveOn: item.openedOn,
      text: reason ? `${text}: ${reason}` : text,
      lines: [
        { role, ...line(-item.amountMinor - taxed, -item.baseMinor - taxedBase) },
        ...parts.map((part) => ({
          role: part.reversed ? 'tax_payable' : side.tax.role,
          account: part.account ?? undefined,
          ...(part.code ? { taxCode: part.code } : {}),
          ...line(part.taxMinor, part.taxBaseMinor),
        })),
        { role: side.role, ...line(item.amountMinor, item.baseMinor) },
      ],
    };
  });

/** The tax ledger says the same as the entries. */
export const recordAdjustedTaxes = (tx: Tx, side: Side, adjustments: readonly Adjustment[]): Promise<void> =>
  recordTax(
    tx,
    adjustments.flatMap(({ item, taxes, toBase }) =>
      taxes.map(({ code, reversed, rate, box, baseMinor, taxMinor }) => ({
        ...{ document: item.documentId, documentEntity: entityOf(side, 'adjustment'), party: item.partyId },
        ...{
          day: item.openedOn,
          direction: side.tax.direction,
          sign: -1n as const,
          code,
          rate,
          box,
          baseMinor,
          taxMinor,
        },
        role: reversed ? ('tax_payable' as const) : side.tax.role,
        ...{ baseBaseMinor: toBase(baseMinor), taxBaseMinor: toBase(taxMinor) },
      })),
    ),
  );

export async function insertAdjustments(tx: Tx, side: Side, adjustments: readonly Adjustment[]): Promise<void> {
  if (adjustments.length === 0) return;
  const rows = adjustments.map(({ kind, item, payment, withholding, reason }) => ({
    ...{ id: item.documentId, party: item.partyId, kind, day: item.openedOn, currency: item.currency },
    ...{ amount: -item.amountMinor, base: -item.baseMinor, payment, withholding, reason },
  }));
  await tx.sql`
    insert into ${tablesOf(side).adjustment} (company_id, id, party_id, kind, adjusted_on, currency, amount_minor, base_minor, payment_id, withholding_id,
      reason, event_id)
    select ${tx.company}, id, party, kind, day, currency, amount, base, payment, withholding, reason, ${tx.eventId}
    from ${table(rows, {
      ...{ id: 'uuid', party: 'uuid', kind: 'text', day: 'date', currency: 'text', amount: 'bigint', base: 'bigint' },
      ...{ payment: 'uuid', withholding: 'uuid', reason: 'text' },
    })}`;
}
