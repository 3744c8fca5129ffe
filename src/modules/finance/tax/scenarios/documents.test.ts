import { expect } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { newId } from '#kernel/values/id.ts';
import { setTaxId } from '#modules/master/parties/contract.ts';
import { registry, scenario, statementsOf, type World } from '#test/harness.ts';
import { type TaxDocumentInput, type TaxResult, taxDocuments } from '../api.ts';
import { setGroup, setRate } from '../contract.ts';
import { documentOf, postDocument, postToLedger, recordDocument, taxesOf } from './books.ts';
import { codeIds, create, newItem, newParty, newTax } from './tax-world.ts';

const FEBRUARY = { from: '2026-02-01', to: '2026-02-28' };
const amounts = (result: TaxResult) => [result.netMinor, ...result.taxes.map((tax) => tax.taxMinor)];

scenario('C1: tax on the first line only, posted, and reported with its base', async (world) => {
  const customer = await newParty(world, {});
  const ten = await newTax(world, { box: 'Ten per cent' }, '10');
  const invoice = documentOf(customer, [
    { quantity: '5', unitPrice: '40', taxCodes: [ten] },
    { quantity: '1', unitPrice: '20', taxCodes: [] },
  ]);
  const result = await postDocument(world, invoice);
  expect([result.netMinor, result.taxMinor]).toEqual([220_00n, 20_00n]);
  const report = await world.report('tax.return', FEBRUARY);
  expect(report.rows).toMatchObject([{ box: 'Ten per cent', baseMinor: 200_00n, dueMinor: 20_00n, documents: 1 }]);
  const balance = await world.inside(
    (tx) => tx.sql`
    select account_number as account, amount_minor from ledger.v_line where company_id = ${tx.company} order by 1`,
  );
  expect(balance).toEqual([
    { account: '1800', amountMinor: 240_00n },
    { account: '3500', amountMinor: -20_00n },
    { account: '4000', amountMinor: -220_00n },
  ]);
});

scenario('the codes a company of the union starts with', async (world) => {
  const codes = await codeIds(world);
  const names = new Map([...codes].map(([code, id]) => [id, code]));
  const [plain, reduced] = [await newItem(world, null), await newItem(world, 'reduced')];
  const parties: Record<string, string> = {
    home: await newParty(world, { country: 'AT' }),
    nowhere: await newParty(world, {}),
    'union firm': await newParty(world, { country: 'DE', taxClass: 'business' }),
    'union person': await newParty(world, { country: 'DE', kind: 'person' }),
    abroad: await newParty(world, { country: 'US' }),
    exempt: await newParty(world, { country: 'AT', taxClass: 'exempt' }),
  };
  const ask = async (who: string, item: string, direction: 'sale' | 'purchase') => {
    const { taxes } = await taxesOf(world, documentOf(parties[who]!, [{ item }], { direction }));
    return taxes.map((tax) => `${names.get(tax.code!)} ${tax.taxMinor}`).join(', ');
  };
  expect(await ask('home', plain, 'sale')).toBe('STD 2000');
  expect(await ask('nowhere', plain, 'sale')).toBe('STD 2000');
  expect(await ask('home', reduced, 'sale')).toBe('RED 1000');
  expect(await ask('union firm', reduced, 'sale')).toBe('INTRA 0');
  expect(await ask('union person', reduced, 'sale')).toBe('RED 1000');
  expect(await ask('abroad', reduced, 'sale')).toBe('EXPORT 0');
  expect(await ask('exempt', plain, 'sale')).toBe('EXEMPT 0');
  expect(await ask('home', reduced, 'purchase')).toBe('IN-RED 1000');
  expect(await ask('union firm', plain, 'purchase')).toBe('IN-INTRA 2000, IN-INTRA -2000');
  expect(await ask('abroad', plain, 'purchase')).toBe('IN-IMPORT 0');
  expect(await ask('exempt', plain, 'purchase')).toBe('IN-ZERO 0');
});

scenario('a customer with a proven tax number is a business; a delivery goes by its address', async (world) => {
  const firm = await newParty(world, { country: 'DE' });
  const taxOf = async (more: Partial<TaxDocumentInput> = {}) =>
    (await taxesOf(world, documentOf(firm, [{}], more))).taxMinor;
  expect(await taxOf()).toBe(20_00n);
  await world.as('controller')(setTaxId, { party: firm, taxId: 'DE136695976' });
  expect(await taxOf()).toBe(0n);
  const place = { party: firm, kind: 'delivery', street: 'Ring 1', city: 'Wien' };
  const vienna = await create(world, 'parties.create_address', { ...place, country: 'AT' });
  expect(await taxOf()).toBe(0n);
  expect(await taxOf({ address: vienna })).toBe(20_00n);
  await create(world, 'parties.create_address', { ...place, country: 'AT', isDefault: true });
  expect(await taxOf()).toBe(20_00n);
  expect(await taxOf({ direction: 'purchase', address: vienna })).toBe(0n);
});

scenario('a company of a country without a table starts without tax', async (world) => {
  const rows = await world.owner(
    (sql) => sql`
    select (select count(*) from tax.rule where company_id = ${world.other}) as rules, code from tax.code where company_id = ${world.other}`,
  );
  expect(rows).toEqual([{ rules: 0n, code: 'EXEMPT' }]);
});

scenario('a rule of its own, for a region, from a day, wins by priority', async (world) => {
  const customer = await newParty(world, { country: 'US', region: 'NY' });
  const code = await newTax(world, {}, '8.875');
  const rule = { direction: 'sale', taxCode: code, country: 'US', region: 'NY', fromDay: '2026-02-10' };
  await create(world, 'tax.create_rule', { ...rule, priority: 5, note: 'Nexus' });
  const on = async (day: string) => (await taxesOf(world, documentOf(customer, [{}], { day }))).taxMinor;
  expect([await on('2026-02-09'), await on('2026-02-10')]).toEqual([0n, 8_88n]);
});

scenario('C9: a group of a percentage and an amount per unit, the percentage dated', async (world) => {
  const customer = await newParty(world, {});
  const [vat, fee] = [await newTax(world, {}), await newTax(world, { kind: 'fixed' }, '10')];
  const group = await newTax(world, { kind: 'group' });
  await world.as('controller')(setRate, { taxCode: vat, fromDay: '2026-02-10', rate: '20' });
  await world.as('controller')(setGroup, { group, taxCodes: [vat, fee] });
  const on = async (day: string) =>
    amounts(await taxesOf(world, documentOf(customer, [{ quantity: '2', taxCodes: [group] }], { day })));
  expect(await on('2026-02-10')).toEqual([200_00n, 40_00n, 20_00n]);
  expect(await on('2026-02-09')).toEqual([200_00n, 20_00n]);
});

scenario('C7: what cannot be reclaimed is cost of the line', async (world) => {
  const supplier = await newParty(world, {});
  const results = new Map<string, TaxResult>();
  for (const deductiblePercent of ['0', '50']) {
    const code = await newTax(world, { direction: 'purchase', deductiblePercent }, '10');
    const bill = documentOf(supplier, [{ quantity: '10', unitPrice: '50', taxCodes: [code] }], {
      direction: 'purchase',
    });
    results.set(deductiblePercent, await postDocument(world, bill));
  }
  const shown = [...results.values()].map((result) => [
    result.netMinor + result.taxMinor,
    [...result.lines.values()].map((line) => line.netMinor + line.nonDeductibleMinor),
    result.taxes.map((tax) => tax.taxMinor),
  ]);
  expect(shown).toEqual([
    [550_00n, [550_00n], []],
    [550_00n, [525_00n], [25_00n]],
  ]);
});

scenario('a reverse charge is owed and reclaimed; a credit note takes tax back; the return adds up', async (world) => {
  const [home, union] = [await newParty(world, {}), await newParty(world, { country: 'FR' })];
  await postDocument(world, documentOf(home, [{ quantity: '3' }]));
  await postDocument(world, documentOf(home, [{}]), -1n);
  const bill = documentOf(union, [{}], { direction: 'purchase' });
  const result = await postDocument(world, bill);
  expect(result.netMinor + result.taxMinor).toBe(100_00n);
  const { rows, totals } = await world.report('tax.return', FEBRUARY);
  expect(rows.map((row) => [row.box, row.baseMinor, row.dueMinor])).toEqual([
    ['Purchases, intra-community', -100_00n, -20_00n],
    ['Sales, standard rate', 200_00n, 40_00n],
    ['Tax owed on intra-community purchases', 100_00n, 20_00n],
  ]);
  expect(totals?.dueMinor).toBe(40_00n);
  const ledger = await world.report('tax.tax_ledger', { ...FEBRUARY, direction: 'sale' });
  expect(ledger.rows).toMatchObject([{ month: '2026-02', code: 'STD', documents: 2n, taxMinor: 40_00n }]);
  const lines = await world.report('tax.tax_lines', { ...FEBRUARY, box: 'Tax owed on intra-community purchases' });
  expect(lines.rows).toMatchObject([{ documentId: bill.key, taxMinor: -20_00n, dueMinor: 20_00n }]);
});

scenario('given tax is taken as it is, without a code', async (world) => {
  const customer = await newParty(world, {});
  const result = await postDocument(world, documentOf(customer, [{ quantity: '3' }], { givenTaxMinor: 12_34n }));
  expect([result.netMinor, result.taxMinor]).toEqual([300_00n, 12_34n]);
  expect(result.taxes).toEqual([
    { code: null, rate: null, role: 'tax_payable', account: null, baseMinor: 300_00n, taxMinor: 12_34n, box: null },
  ]);
});

scenario('prices that contain tax, rounded once for the document', async (world) => {
  const customer = await newParty(world, {});
  const code = await newTax(world, { included: true }, '20');
  const result = await taxesOf(
    world,
    documentOf(
      customer,
      Array.from({ length: 3 }, () => ({ unitPrice: '0.04', taxCodes: [code] })),
    ),
  );
  expect(amounts(result)).toEqual([10n, 2n]);
});

scenario('the statements do not grow with documents, lines or taxes', async (world) => {
  const customer = await newParty(world, {});
  const item = await newItem(world, 'reduced');
  const count = (inputs: TaxDocumentInput[]) =>
    world.inside(async (tx) => {
      return statementsOf(() => taxDocuments(tx, inputs));
    });
  const lines = (size: number) => Array.from({ length: size }, () => ({ item }));
  expect(await count([])).toBe(0);
  expect(await count([documentOf(customer, [{}], { givenTaxMinor: 5n })])).toBe(0);
  expect(await count([documentOf(customer, lines(1))])).toBe(3);
  expect(await count(Array.from({ length: 40 }, () => documentOf(customer, lines(50))))).toBe(3);
});

scenario('a code that does not exist is refused', async (world) => {
  const customer = await newParty(world, {});
  const asked = taxesOf(world, documentOf(customer, [{ taxCodes: [newId()] }]));
  await expect(asked).rejects.toMatchObject({ code: 'not_found' });
});

scenario('a document that leaves the tax ledger out is found', async (world: World) => {
  const customer = await newParty(world, {});
  const invoice = documentOf(customer, [{}]);
  const result = await taxesOf(world, invoice);
  await postToLedger(world, invoice, result);
  const found = await verifyInvariants(world.app.ownerPool);
  expect(found.map((each) => each.invariant)).toEqual(['tax.lines_tie_to_ledger']);
  await recordDocument(world, invoice, result);
});

scenario('taxes named by hand are of the side of the document, in force, and named once', async (world) => {
  const party = await newParty(world, {});
  const [sale, purchase] = [await newTax(world, {}, '20'), await newTax(world, { direction: 'purchase' }, '20')];
  const group = await newTax(world, { kind: 'group' });
  await world.as('controller')(setGroup, { group, taxCodes: [sale] });
  const ask = (taxCodes: string[], more: Partial<TaxDocumentInput> = {}, chosenBefore = false) =>
    taxesOf(world, documentOf(party, [{}, { taxCodes, chosenBefore }], more));
  await expect(ask([purchase])).rejects.toMatchObject({ code: 'tax_of_purchases', details: { position: 2 } });
  await expect(ask([sale], { direction: 'purchase' })).rejects.toMatchObject({ code: 'tax_of_sales' });
  await expect(ask([sale, sale])).rejects.toMatchObject({ code: 'tax_twice' });
  await expect(ask([group, sale])).rejects.toMatchObject({ code: 'tax_twice' });
  const old = await newTax(world, {}, '20');
  await world.as('owner')(registry.operations.get('tax.archive_code')!.contract, { id: old });
  await expect(ask([old])).rejects.toMatchObject({ code: 'tax_archived' });
  expect((await ask([old], {}, true)).lines.size).toBe(2);
});
