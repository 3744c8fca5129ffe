import { newId } from '#kernel/values/id.ts';
import { post } from '#modules/finance/ledger/api.ts';
import type { World } from '#test/harness.ts';
import { recordTax, type TaxDocumentInput, type TaxResult, taxDocuments } from '../api.ts';
import { directly } from './tax-world.ts';

type Line = Partial<TaxDocumentInput['lines'][number]>;

/** A document of the company's currency; each line is one piece at 100 unless it says otherwise. */
export const documentOf = (party: string, lines: Line[], more: Partial<TaxDocumentInput> = {}): TaxDocumentInput => ({
  key: newId(),
  direction: 'sale',
  party,
  day: '2026-02-10',
  currency: 'EUR',
  digits: 2,
  lines: lines.map((line) => ({ key: newId(), quantity: '1', unitPrice: '100', discountPercent: '0', ...line })),
  ...more,
});

export const taxesOf = (world: World, input: TaxDocumentInput): Promise<TaxResult> =>
  world.inside(async (tx) => (await taxDocuments(tx, [input])).get(input.key)!);

/** Posts a document paid at once, as receivables or payables would: the ledger, then the tax ledger. */
export async function postDocument(world: World, input: TaxDocumentInput, sign: 1n | -1n = 1n): Promise<TaxResult> {
  const result = await taxesOf(world, input);
  await postToLedger(world, input, result, sign);
  await recordDocument(world, input, result, sign);
  return result;
}

export const postToLedger = (world: World, input: TaxDocumentInput, result: TaxResult, sign: 1n | -1n = 1n) =>
  directly(world, (tx) => {
    const sale = input.direction === 'sale';
    const side = sale ? sign : -sign;
    return post(
      tx,
      [
        {
          journal: sale ? 'sales' : 'purchase',
          source: { entity: 'test.document', id: input.key },
          effectiveOn: input.day,
          text: 'Document',
          lines: [
            { role: 'bank', amountMinor: side * (result.netMinor + result.taxMinor) },
            { role: sale ? 'revenue' : 'expense', amountMinor: -side * costOf(result) },
            ...result.taxes.map((tax) => ({
              role: tax.role,
              account: tax.account ?? undefined,
              ...(tax.code ? { taxCode: tax.code } : {}),
              amountMinor: -side * tax.taxMinor,
            })),
          ],
        },
      ],
      'receivables',
    );
  });

const costOf = (result: TaxResult): bigint =>
  [...result.lines.values()].reduce((sum, line) => sum + line.netMinor + line.nonDeductibleMinor, 0n);

export const recordDocument = (world: World, input: TaxDocumentInput, result: TaxResult, sign: 1n | -1n = 1n) =>
  directly(world, (tx) =>
    recordTax(
      tx,
      result.taxes.map((tax) => ({
        ...tax,
        document: input.key,
        documentEntity: 'test.document',
        party: input.party,
        day: input.day,
        direction: input.direction,
        sign,
        baseBaseMinor: tax.baseMinor,
        taxBaseMinor: tax.taxMinor,
      })),
    ),
  );
