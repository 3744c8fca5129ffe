import { expect, test } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { billed, newCustomer, termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { PRINTED_ROWS, printReport, refuseTooMany, reportPaper } from '#surfaces/print/report.ts';
import { registry, scenario, type World } from '#test/harness.ts';

const asker = (world: World, role: 'owner' | 'storekeeper') => ({
  ...{ app: world.app, company: world.company, actor: seedActor(world.app, role) },
});

scenario(
  'a report is a PDF that says company, period, currency and filters, with figures and totals',
  async (world) => {
    const party = await newCustomer(world, { name: 'Huber GmbH' });
    const terms = await termsOf(world, [{ days: 10 }]);
    await billed(world, { party, net: '1234.5', terms });
    await billed(world, { party, net: '65.5', terms });
    const owner = asker(world, 'owner');
    const params = { customer: party, from: '2026-03-01', to: '2026-03-31' };
    const said = await reportPaper(owner, 'receivables.statement', params);
    expect(said.title).toBe('Customer statement');
    expect(said.sentence).toBe('Test Works · 1 Mar 2026 to 31 Mar 2026 · amounts in EUR · Customer: Huber GmbH');
    expect(said.columns.map(({ label, figure }) => [label, figure])).toEqual([
      ['Day', false],
      ['Document', false],
      ['Kind', false],
      ['Debit', true],
      ['Credit', true],
      ['Balance', true],
    ]);
    expect(said.landscape).toBe(false);
    expect(said.rows.map(({ cells }) => [cells[0], cells[2], ...cells.slice(3)])).toEqual([
      ['28 Feb 2026', '', '', '', '0.00'],
      ['2 Mar 2026', 'Invoice', '1,234.50', '0.00', '1,234.50'],
      ['2 Mar 2026', 'Invoice', '65.50', '0.00', '1,300.00'],
    ]);
    expect(said.totals).toEqual(['Total', '', '', '1,300.00', '0.00', '']);
    expect(said.notes.join()).toContain('Open at the end of 31 Mar 2026: 1,300.00 EUR');
    const { pdf, name } = await printReport(owner, 'receivables.statement', params);
    expect(name).toBe('customer-statement-test-works-1-mar-2026-to-31-mar-2026-amounts-in-eur-customer-huber-gmbh');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await printReport(owner, 'receivables.statement', params)).pdf.equals(pdf)).toBe(true);
    await expect(printReport(asker(world, 'storekeeper'), 'receivables.statement', params)).refuses('not_permitted');
    await expect(printReport(owner, 'receivables.statement', { ...params, of: 1 })).refuses('invalid_input');
    await expect(printReport(owner, 'receivables.no_such', {})).refuses('not_found');
  },
);

scenario('a statement heads its sections once and names both periods', async (world) => {
  const paper = await reportPaper(asker(world, 'owner'), 'ledger.profit_and_loss', {});
  expect(paper.columns.map(({ label }) => label.replaceAll('\u00a0', ' '))).toEqual([
    ...['Number', 'Name', '1 Jan 2026 to 2 Mar 2026', '1 Jan 2025 to 2 Mar 2025', 'Change'],
  ]);
  expect(paper.rows.map(({ weight, name, cells }) => [weight, name ?? cells[1]])).toEqual([
    ['title', 'Income'],
    ['strong', 'Total Income'],
    ['title', 'Expenses'],
    ['strong', 'Total Expenses'],
    ['strong', 'Profit or loss'],
  ]);
  const files = await printReport(asker(world, 'owner'), 'ledger.profit_and_loss', {});
  expect(files.pdf.subarray(0, 5).toString()).toBe('%PDF-');
});

scenario('every report that needs no choice is printed, wide ones lying down', async (world) => {
  await openShop(world);
  const owner = asker(world, 'owner');
  const failed: string[] = [];
  let wide = 0;
  let printed = 0;
  // One after the other, as they are made by one thread.
  for (const { contract } of registry.reports.values()) {
    if (!contract.params.safeParse({}).success) continue;
    try {
      const said = await reportPaper(owner, contract.name, {});
      if (said.landscape) wide++;
      const text = JSON.stringify(said);
      if (
        /[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d{2}-\d{2}|\bnull\b|undefined/.test(
          text.replaceAll(/"(weight|name)":null/g, '').replaceAll('"totals":null', ''),
        )
      )
        failed.push(`${contract.name}: ${text}`);
      const { pdf } = await printReport(owner, contract.name, {});
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      printed++;
    } catch (error) {
      failed.push(`${contract.name}: ${(error as Error).message}`);
    }
  }
  expect(failed).toEqual([]);
  expect(printed).toBeGreaterThan(20);
  expect(wide).toBeGreaterThan(0);
});

test('more rows than are printed are refused in words', () => {
  expect(() => refuseTooMany(PRINTED_ROWS)).not.toThrow();
  expect(() => refuseTooMany(PRINTED_ROWS + 1)).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      details: {
        issues: [{ path: '', message: expect.stringContaining('1,001 rows, and no more than 1,000 are printed') }],
      },
    }),
  );
});
