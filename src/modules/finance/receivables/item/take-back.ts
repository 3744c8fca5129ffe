import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { reverse } from '#modules/finance/ledger/api.ts';
import { recordTax, type TaxRecord } from '#modules/finance/tax/api.ts';
import type { OpenItem } from './match.ts';
import { openItems } from './open.ts';

type Tax = Pick<
  TaxRecord,
  'code' | 'rate' | 'role' | 'box' | 'direction' | 'baseMinor' | 'taxMinor' | 'baseBaseMinor' | 'taxBaseMinor'
>;

/**
 * A discount or write-off whose settlement was undone was not given after all: its entry is reversed, its taxes come back,
 * and a debit as large as its credit is opened. Answers the debit, to be settled with the credit.
 */
export async function takeBackAdjustment(tx: Tx, credit: OpenItem, day: Day): Promise<OpenItem> {
  const [entries, taxes] = await Promise.all([
    tx.sql<{ entryId: Id }>`
      select distinct entry_id from ledger.v_line
      where company_id = ${tx.company} and source_id = ${credit.documentId} and source_entity = 'receivables.adjustment'`,
    tx.sql<Tax>`
      select code_id as code, rate, role, nullif(box, '') as box, direction, base_minor, tax_minor, base_base_minor, tax_base_minor from tax.v_tax_line
      where company_id = ${tx.company} and document_id = ${credit.documentId} and document_entity = 'receivables.adjustment'`,
  ]);
  const debit: OpenItem = {
    ...credit,
    id: tx.newId(),
    openedOn: day,
    dueOn: day,
    amountMinor: -credit.openMinor,
    openMinor: -credit.openMinor,
    openBaseMinor: -credit.openBaseMinor,
  };
  const document = {
    document: credit.documentId,
    documentEntity: 'receivables.adjustment',
    party: credit.partyId,
    day,
  };
  await Promise.all([
    openItems(tx, [{ ...debit, kind: 'adjustment', baseMinor: debit.openBaseMinor }]),
    reverse(
      tx,
      entries.map((entry) => entry.entryId),
      day,
      { keeper: 'receivables' },
    ),
    recordTax(
      tx,
      taxes.map((tax) => ({ ...tax, ...document, sign: -1n })),
    ),
  ]);
  return debit;
}
