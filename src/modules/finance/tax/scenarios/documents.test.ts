import { expect } from 'vitest';
import { counters } from '#kernel/db/sql.ts';
import { newId } from '#kernel/values/id.ts';
import { post } from '#modules/finance/ledger/api.ts';
import { scenario, type World } from '#test/harness.ts';
import { recordTax, type TaxDocumentInput, type TaxResult, taxDocuments } from '../api.ts';
import { directly, newItem, newParty, newTax } from './tax-world.ts';

type Line = Partial<TaxDocumentInput['lines'][number]>;

const documentOf = (party: string, lines: Line[], more: Partial<TaxDocumentInput> = {}): TaxDocumentInput => ({
  key: newId(),
  direction: 'sale',
  party,
  day: '2026-02-10',
  currency: 'EUR',
  digits: 2,
  lines: lines.map((line) => ({ key: newId(), quantity: '1', unitPrice: '100', discountPercent: '0', ...line })),
  ...more,
});

const taxesOf = (world: World, input: TaxDocumentInput) =>
  world.inside(async (tx) => (await taxDocuments(tx, [input])).get(input.key)!);

/** Posts a document as receivables or payables would. */
const postDocument = (world: World, input: TaxDocumentInput, sign: 1n | -1n = 1n) =>
  directly(world, async (tx) => {
    const result = (await taxDocuments(tx, [input])).get(input.key)!;
    const sale = input.direction === 'sale';
    const side = sale ? sign : -sign;
    await post(tx, [
      {
        journal: sale ? 'sales' : 'purchase',
        source: { entity: 'test.document', id: input.key },
        effectiveOn: input.day,
        text: 'Document',
        lines: [
          {
            role: sale ? 'receivable' : 'payable',
            amountMinor: side * (result.netMinor + result.taxMinor),
            party: input.party,
          },
          { role: sale ? 'revenue' : 'expense', amountMinor: -side * costOf(result) },
          ...result.taxes.map((tax) => ({
            ...(tax.account
              ? { account: tax.account }
              : { role: sale ? ('tax_payable' as const) : ('tax_receivable' as const) }),
            ...(tax.code ? { taxCode: tax.code } : {}),
            amountMinor: -side * tax.taxMinor,
          })),
        ],
      },
    ]);
    await recordTax(
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
    );
    return result;
  });

const costOf = (result: TaxResult): bigint =>
  [...result.lines.values()].reduce((sum, line) => sum + line.netMinor + line.nonDeductibleMinor, 0n);

scenario('C1: tax on the first line only, posted, and reported with its base', async (world) => {
  const customer = await newParty(world, {});
  const ten = await newTax(world, { box: 'Ten per cent' }, '10');
  const invoice = documentOf(customer, [
    { quantity: '5', unitPrice: '40', taxCodes: [ten] },
    { quantity: '1', unitPrice: '20', taxCodes: [] },
  ]);
  const result = await postDocument(world, invoice);
  expect([result.netMinor, result.taxMinor]).toEqual([220_00n, 20_00n]);
  const report = await world.report('tax.return', { from: '2026-02-01', to: '2026-02-28' });
  expect(report.rows).toMatchObject([{ box: 'Ten per cent', baseMinor: 200_00n, dueMinor: 20_00n, documents: 1n }]);
});

scenario('the statements do not grow with documents, lines or taxes', async (world) => {
  const customer = await newParty(world, {});
  const item = await newItem(world, 'reduced');
  const count = (inputs: TaxDocumentInput[]) =>
    world.inside(async (tx) => {
      const before = counters.queries;
      await taxDocuments(tx, inputs);
      return counters.queries - before;
    });
  const lines = (size: number) => Array.from({ length: size }, () => ({ item }));
  expect(await count([])).toBe(0);
  expect(await count([documentOf(customer, [{}], { givenTaxMinor: 5n })])).toBe(0);
  expect(await count([documentOf(customer, lines(1))])).toBe(3);
  expect(await count(Array.from({ length: 40 }, () => documentOf(customer, lines(50))))).toBe(3);
});

scenario('given tax is taken as it is, without a code', async (world) => {
  const customer = await newParty(world, {});
  const result = await taxesOf(world, documentOf(customer, [{ quantity: '3' }], { givenTaxMinor: 12_34n }));
  expect([result.netMinor, result.taxMinor]).toEqual([300_00n, 12_34n]);
  expect(result.taxes).toEqual([{ code: null, account: null, baseMinor: 300_00n, taxMinor: 12_34n, box: null }]);
});
