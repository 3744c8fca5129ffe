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
 * Discounts, taxes withheld and write-offs whose settlement was undone were not taken after all: their entries are reversed, their
 * taxes come back, and debts as large as their credits are opened. Answers the debts, in turn, to be settled with the credits.
 */
export async function takeBackAdjustments(tx: Tx, credits: readonly OpenItem[], day: Day): Promise<OpenItem[]> {
  if (credits.length === 0) return [];
  const documents = credits.map((credit) => credit.documentId);
  const [entries, taxes] = await Promise.all([
    tx.sql<{ entryId: Id }>`
      select distinct entry_id from ledger.v_line
      where company_id = ${tx.company} and source_id = any(${documents}::uuid[]) and source_entity = 'payables.adjustment'`,
    tx.sql<Tax & { document: Id }>`
      select document_id as document, code_id as code, rate, role, nullif(box, '') as box, direction, base_minor, tax_minor, base_base_minor, tax_base_minor from tax.v_tax_line
      where company_id = ${tx.company} and document_id = any(${documents}::uuid[]) and document_entity = 'payables.adjustment'`,
  ]);
  const owed = credits.map(
    (credit): OpenItem => ({
      ...{ ...credit, id: tx.newId(), openedOn: day, dueOn: day, amountMinor: -credit.openMinor },
      ...{ openMinor: -credit.openMinor, openBaseMinor: -credit.openBaseMinor },
    }),
  );
  const party = new Map(credits.map((credit) => [credit.documentId, credit.partyId]));
  await Promise.all([
    openItems(
      tx,
      owed.map((item) => ({ ...item, kind: 'adjustment' as const, baseMinor: item.openBaseMinor })),
    ),
    reverse(
      tx,
      entries.map((entry) => entry.entryId),
      day,
      { keeper: 'payables' },
    ),
    recordTax(
      tx,
      taxes.map((tax) => ({
        ...{ ...tax, documentEntity: 'payables.adjustment', party: party.get(tax.document)!, day, sign: -1n },
      })),
    ),
  ]);
  return owed;
}
