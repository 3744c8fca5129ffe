import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { reverse } from '#modules/finance/ledger/api.ts';
import { recordTax, type TaxRecord } from '#modules/finance/tax/api.ts';
import { type OpenItem, openItems } from '../item/open-item.ts';
import { type AdjustmentKind, entityOf, type Side, tablesOf } from '../side.ts';
import { countAdjustment } from './adjust.ts';

type Tax = Pick<
  TaxRecord,
  'code' | 'rate' | 'role' | 'box' | 'direction' | 'baseMinor' | 'taxMinor' | 'baseBaseMinor' | 'taxBaseMinor'
>;

/**
 * Discounts, taxes withheld and write-offs whose settlement was undone were not given after all: their entries are reversed, their
 * taxes come back, and mirrors as large as they were are opened. Answers the mirrors, in turn, to be settled with them.
 */
export async function takeBackAdjustments(
  tx: Tx,
  side: Side,
  adjusted: readonly { adjustment: OpenItem; item: OpenItem }[],
  day: Day,
): Promise<OpenItem[]> {
  if (adjusted.length === 0) return [];
  const documents = adjusted.map(({ adjustment }) => adjustment.documentId);
  const documentEntity = entityOf(side, 'adjustment');
  const [entries, taxes, kinds] = await Promise.all([
    tx.sql<{ entryId: Id }>`
      select distinct entry_id from ledger.v_line
      where company_id = ${tx.company} and source_id = any(${documents}::uuid[]) and source_entity = ${documentEntity}`,
    tx.sql<Tax & { document: Id }>`
      select document_id as document, code_id as code, rate, role, nullif(box, '') as box, direction, base_minor, tax_minor, base_base_minor, tax_base_minor from tax.v_tax_line
      where company_id = ${tx.company} and document_id = any(${documents}::uuid[]) and document_entity = ${documentEntity}`,
    tx.sql<{ id: Id; kind: AdjustmentKind; currency: string; givenUpMinor: bigint | null }>`
      select id, kind, currency, given_up_minor from ${tablesOf(side).adjustment} where company_id = ${tx.company} and id = any(${documents}::uuid[])`,
  ]);
  const given = new Map(kinds.map((row) => [row.id, row]));
  const mirrors = adjusted.map(({ adjustment, item }): OpenItem => {
    const { kind, currency, givenUpMinor } = given.get(adjustment.documentId)!;
    countAdjustment(item, kind, -adjustment.openMinor, -1n);
    if (givenUpMinor && item.currency === currency) countAdjustment(item, 'write_off', givenUpMinor, -1n);
    return {
      ...{ ...adjustment, id: tx.newId(), openedOn: day, dueOn: day, amountMinor: -adjustment.openMinor },
      ...{ openMinor: -adjustment.openMinor, openBaseMinor: -adjustment.openBaseMinor },
    };
  });
  const party = new Map(adjusted.map(({ adjustment }) => [adjustment.documentId, adjustment.partyId]));
  await Promise.all([
    openItems(
      tx,
      side,
      mirrors.map((item) => ({ ...item, kind: 'adjustment', baseMinor: item.openBaseMinor })),
    ),
    reverse(
      tx,
      entries.map((entry) => entry.entryId),
      day,
      { keeper: 'open_items' },
    ),
    recordTax(
      tx,
      taxes.map((tax) => ({ ...tax, documentEntity, party: party.get(tax.document)!, day, sign: -1n })),
    ),
  ]);
  return mirrors;
}
