import { instalments } from '#engines/terms/terms.ts';
import type { Tx } from '#kernel/tx.ts';
import { sumMinor } from '#kernel/values/money.ts';
import type { EntryDraft, LineDraft } from '#modules/finance/ledger/api.ts';
import type { NewItem } from '../item/open.ts';
import type { Prepared } from './post-invoices.ts';

/**
 * Dr receivable; Cr revenue by account, item and dimensions; Cr tax by code. In a foreign currency each line is converted
 * and the receivable is the converted total; what rounding leaves goes to the rounding account.
 */
export function entryOf(tx: Tx, invoice: Prepared): EntryDraft {
  const { draft, party } = invoice;
  const sign = draft.kind === 'invoice' ? 1n : -1n;
  const foreign = draft.currency !== tx.currency;
  const line = (
    amount: bigint,
    rest: Omit<LineDraft, 'amountMinor' | 'currency' | 'currencyMinor'>,
    base = invoice.toBase(amount),
  ): LineDraft => ({
    ...rest,
    amountMinor: sign * base,
    ...(foreign ? { currency: draft.currency, currencyMinor: sign * amount } : {}),
  });
  const lines = [
    line(invoice.totalMinor, { role: 'receivable', party: party.id }, invoice.baseMinor),
    ...revenue(invoice).map(({ amount, ...rest }) => line(-amount, { ...rest, party: party.id })),
    ...invoice.tax.taxes.map((tax) =>
      line(-tax.taxMinor, {
        role: tax.role,
        account: tax.account ?? undefined,
        ...(tax.code ? { taxCode: tax.code } : {}),
        party: party.id,
      }),
    ),
  ];
  const left = sumMinor(lines.map((item) => item.amountMinor));
  return {
    journal: 'sales',
    source: { entity: 'receivables.invoice', id: invoice.id },
    effectiveOn: draft.invoicedOn,
    text: `${draft.kind === 'invoice' ? 'Invoice' : 'Credit note'} to ${party.name}`,
    lines: left === 0n ? lines : [...lines, { role: 'rounding', amountMinor: -left }],
  };
}

/** Lines of the same account, item and dimensions as one. */
function revenue(invoice: Prepared) {
  const groups = new Map<string, { amount: bigint } & Omit<LineDraft, 'amountMinor'>>();
  for (const line of invoice.lines) {
    const rest = {
      ...(line.account ? { account: line.account } : { role: line.role ?? ('revenue' as const) }),
      ...(line.item ? { item: line.item } : {}),
      ...(line.costCentre ? { costCentre: line.costCentre } : {}),
      ...(line.project ? { project: line.project } : {}),
    };
    const key = JSON.stringify(rest);
    groups.set(key, { ...rest, amount: (groups.get(key)?.amount ?? 0n) + line.netMinor });
  }
  return [...groups.values()];
}

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
