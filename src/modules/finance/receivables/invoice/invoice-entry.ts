import { instalments } from '#engines/terms/terms.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { type AccountRole, dimensionsOf, type EntryDraft, type LineDraft } from '#modules/finance/ledger/api.ts';
import type { NewItem } from '#modules/finance/open-items/api.ts';
import { taxKey } from './line-taxes.ts';
import type { Prepared } from './post-invoices.ts';

/**
 * Dr receivable; Cr revenue by account, item and dimensions; Cr tax by code. In a foreign currency each line is converted
 * and the receivable is the converted total; what rounding leaves goes to the rounding account.
 */
export function entryOf(tx: Tx, invoice: Prepared): EntryDraft {
  const { draft, party } = invoice;
  const sign = draft.kind === 'invoice' ? 1n : -1n;
  const foreign = draft.currency !== tx.currency;
  const before = draft.valued?.before;
  const line = (
    amount: bigint,
    rest: Omit<LineDraft, 'amountMinor' | 'currency' | 'currencyMinor'>,
    base: bigint,
  ): LineDraft => ({
    ...rest,
    amountMinor: sign * base,
    ...(foreign ? { currency: draft.currency, currencyMinor: sign * amount } : {}),
  });
  const lines = [
    line(invoice.totalMinor, { role: 'receivable', party: party.id }, invoice.baseMinor),
    ...revenue(invoice).map(({ amount, key, rest }) =>
      line(-amount, { ...rest, party: party.id }, -invoice.toBase(amount, before?.revenue.get(key))),
    ),
    ...invoice.tax.taxes.map((tax) =>
      line(
        -tax.taxMinor,
        {
          ...{ role: tax.role, account: tax.account ?? undefined },
          ...(tax.code ? { taxCode: tax.code } : {}),
          party: party.id,
        },
        -invoice.toBase(tax.taxMinor, before?.taxes.find((one) => one.key === taxKey(tax))?.taxMinor),
      ),
    ),
  ];
  const left = sumMinor(lines.map((item) => item.amountMinor));
  return {
    journal: 'sales',
    source: { entity: 'receivables.invoice', id: invoice.id },
    effectiveOn: draft.invoicedOn,
    follows: draft.credits !== undefined,
    text: `${draft.kind === 'invoice' ? 'Invoice' : 'Credit note'} to ${party.name}`,
    lines: left === 0n ? lines : [...lines, { role: 'rounding', amountMinor: -left }],
  };
}

interface Place {
  account?: Id | null;
  role?: AccountRole | null;
  item?: Id | null;
  costCentre?: Id | null;
  project?: Id | null;
  site?: Id | null;
}

/** Where the revenue of a line goes, and a key that lines of the same place share. */
export function revenueOf(line: Place): { key: string; rest: Omit<LineDraft, 'amountMinor'> } {
  const rest = {
    ...(line.account ? { account: line.account } : { role: line.role ?? ('revenue' as const) }),
    ...(line.item ? { item: line.item } : {}),
    ...(line.site ? { site: line.site } : {}),
    ...dimensionsOf(line),
  };
  return { key: JSON.stringify(rest), rest };
}

/** Lines of the same account, item and dimensions as one. */
const revenue = (invoice: Prepared) =>
  [...Map.groupBy(invoice.lines, (line) => revenueOf(line).key).values()].map((lines) => ({
    ...revenueOf(lines[0]!),
    amount: sumMinor(lines.map((line) => line.netMinor)),
  }));

/** One open item an instalment; the last takes what rounding leaves in the company's currency. */
export function itemsOf(tx: Tx, invoice: Prepared): NewItem[] {
  const { draft } = invoice;
  const sign = draft.kind === 'invoice' ? 1n : -1n;
  const plan =
    invoice.terms && draft.kind === 'invoice' && invoice.totalMinor > 0n
      ? instalments({
          terms: invoice.terms.definition,
          totalMinor: invoice.totalMinor,
          netMinor: invoice.netMinor,
          from: draft.invoicedOn,
          digits: invoice.digits,
        })
      : [{ dueOn: draft.invoicedOn, amountMinor: invoice.totalMinor }];
  let baseLeft = invoice.baseMinor;
  return plan.map((part, index) => {
    const base = index === plan.length - 1 ? baseLeft : invoice.toBase(part.amountMinor);
    baseLeft -= base;
    return {
      id: tx.newId(),
      partyId: draft.party,
      kind: draft.kind,
      documentId: invoice.id,
      openedOn: draft.invoicedOn,
      dueOn: part.dueOn,
      discountOn: 'discountOn' in part ? part.discountOn : null,
      discountMinor: 'discountMinor' in part ? (part.discountMinor ?? 0n) : 0n,
      currency: draft.currency,
      amountMinor: sign * part.amountMinor,
      baseMinor: sign * base,
    };
  });
}
