import { atLowerPrice } from '#engines/owed/owed.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import { sumMinor, toMajor } from '#kernel/values/money.ts';
import { keep, owedTaxes } from '#modules/finance/receivables/api.ts';
import { type TaxDocumentInput, type TaxLineInput, taxDocuments } from '#modules/finance/tax/api.ts';
import { addTaxes as addPart, taxOf } from './owed.ts';
import type { OrderRow } from './prepare.ts';

/** Taxes of what is not billed yet, with what was billed. */
export async function addTaxes(tx: Tx, rows: OrderRow[]): Promise<void> {
  const results = await taxDocuments(tx, rows.map(taxInput));
  for (const row of rows) {
    const result = results.get(row.id)!;
    row.lines.forEach((line, index) => {
      const own = result.lines.get(line.id);
      const { billed, loweredMinor = 0n } = row.input.lines[index]!.agreed ?? {};
      const kept = keep(own?.taxes ?? []);
      // A price that contains tax is worth less net than quantity times price.
      const computed = { quantity: line.unbilled, netMinor: own?.netMinor ?? 0n, taxes: owedTaxes(kept) };
      const rest = atLowerPrice(computed, loweredMinor);
      line.netMinor = rest.netMinor + (billed?.netMinor ?? 0n);
      line.taxes = addPart(addPart(kept, computed.taxes, -1n), rest.taxes);
      line.taxes = addPart(line.taxes, billed?.taxes ?? []);
      line.taxMinor = taxOf(line.taxes);
    });
    row.netMinor = sumMinor(row.lines.map((line) => line.netMinor));
    row.freightTaxMinor = sumMinor(result.lines.get(freightKey(row))?.taxes.map((tax) => tax.taxMinor) ?? []);
    row.taxMinor = sumMinor(row.lines.map((line) => line.taxMinor)) + row.freightTaxMinor;
  }
}

const taxInput = (row: OrderRow): TaxDocumentInput => ({
  key: row.id,
  direction: 'sale',
  party: row.customer.id,
  address: row.input.shipTo ?? null,
  day: row.orderedOn,
  currency: row.currency,
  digits: row.digits,
  givenTaxMinor: givenRest(row),
  lines: [
    ...row.lines.flatMap((line, index) =>
      dec(line.unbilled).lte(0)
        ? []
        : [
            {
              ...{ key: line.id, item: line.itemId, quantity: line.unbilled, unitPrice: line.unitPrice },
              ...{ discountPercent: line.discountPercent, taxCodes: line.taxCodes ?? undefined },
              chosenBefore: line.taxCodes !== null && line.taxCodes === row.input.lines[index]!.agreed?.taxCodes,
            },
          ],
    ),
    ...freightOf(row),
  ],
});

const freightKey = (row: OrderRow): string => `freight of ${row.id}`;

/** Freight is taxed like the line of the invoice it will be; a tax taken over is shared out among the goods alone. */
const freightOf = (row: OrderRow): TaxLineInput[] =>
  row.input.freightMinor && row.input.givenTaxMinor == null
    ? [
        {
          ...{ key: freightKey(row), quantity: '1', discountPercent: '0' },
          unitPrice: toMajor(row.input.freightMinor, row.digits).toFixed(),
        },
      ]
    : [];

/** A tax taken over belongs to the whole order: what of it is not billed. */
const givenRest = (row: OrderRow): bigint | null =>
  row.input.givenTaxMinor == null
    ? null
    : row.input.givenTaxMinor -
      sumMinor(row.input.lines.flatMap((line) => line.agreed?.billed.taxes.map((tax) => tax.taxMinor) ?? []));
