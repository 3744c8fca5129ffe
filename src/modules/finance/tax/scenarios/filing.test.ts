import { expect } from 'vitest';
import { closePeriod, keepAccount } from '#modules/finance/ledger/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { setAccount, setRate, taxLedger, taxLines, taxReturn } from '../contract.ts';
import { fileReturn, withdrawReturn } from '../filing/contract.ts';
import { documentOf, postDocument, taxesOf } from './books.ts';
import { codeIds, newParty, newTax } from './tax-world.ts';

const sold = (world: World, party: string, day: string, unitPrice: string) =>
  postDocument(world, documentOf(party, [{ unitPrice }], { day }));

const due = async (world: World, from: string, to: string) =>
  (await world.report(taxReturn, { from, to })).totals!.dueMinor;

const file = (world: World, from: string, to: string, reference?: string) =>
  world.as('bookkeeper')(fileReturn, { from, to, reference });

scenario('what is posted into a filed return is declared in the next, with its reference', async (world) => {
  const party = await newParty(world, {});
  await sold(world, party, '2026-01-10', '100');
  await expect(file(world, '2026-01-20', '2026-01-31')).refuses('earlier_taxes');
  await expect(file(world, '2026-01-31', '2026-01-01')).refuses('wrong_range');
  await expect(file(world, '2026-01-01', '2026-03-02')).refuses('not_over');
  const { filing, dueMinor } = await file(world, '2026-01-01', '2026-01-31', 'AT-77');
  expect(dueMinor).toBe(20_00n);

  // January is open in the ledger still: the entry is of January, its tax of February.
  await sold(world, party, '2026-01-20', '50');
  await sold(world, party, '2026-02-03', '10');
  const january = await world.report(taxReturn, { from: '2026-01-01', to: '2026-01-31' });
  expect(january.totals).toMatchObject({ dueMinor: 20_00n, lateMinor: 0n });
  expect(january.notes).toEqual(['Return for 1 Jan 2026 to 31 Jan 2026, filed on 2 Mar 2026, reference AT-77.']);
  const february = await world.report(taxReturn, { from: '2026-02-01', to: '2026-02-28' });
  expect(february.totals).toMatchObject({ dueMinor: 12_00n, lateMinor: 10_00n });
  expect(february.notes).toEqual(['Return for 1 Feb 2026 to 28 Feb 2026, not filed.']);
  const { rows } = await world.report(taxLines, { from: '2026-02-01', to: '2026-02-28' });
  expect(rows.map((row) => [row.day, row.postedOn, row.lateFor, row.dueMinor])).toEqual([
    ['2026-02-03', '2026-02-03', null, 2_00n],
    ['2026-01-20', '2026-01-20', '1 Jan 2026 to 31 Jan 2026', 10_00n],
  ]);
  const ledger = await world.report(taxLedger, { from: '2026-01-01', to: '2026-02-28' });
  expect(ledger.rows.map((row) => [row.month, row.dueMinor])).toEqual([
    ['2026-01', 30_00n],
    ['2026-02', 2_00n],
  ]);

  await expect(file(world, '2026-02-02', '2026-02-28')).refuses('not_next');
  const second = await file(world, '2026-02-01', '2026-02-28');
  await expect(world.as('controller')(withdrawReturn, { filing, reason: 'Wrong' })).refuses('not_last');
  await expect(world.as('bookkeeper')(withdrawReturn, { filing: second.filing, reason: 'Wrong' })).refuses(
    'not_permitted',
  );
  await world.as('controller')(withdrawReturn, { filing: second.filing, reason: 'Wrong' });
  await expect(world.as('controller')(withdrawReturn, { filing: second.filing, reason: 'Wrong' })).refuses('withdrawn');
  await sold(world, party, '2026-02-20', '5');
  expect((await file(world, '2026-02-01', '2026-02-28')).dueMinor).toBe(13_00n);
});

const byEnd = (a: Record<string, unknown>, b: Record<string, unknown>) =>
  String(a.endsOn).localeCompare(String(b.endsOn));

scenario('a document dated in a closed period is in the return of the day it is posted on', async (world) => {
  const party = await newParty(world, {});
  const { rows } = await world.list('ledger.period', { size: 100, sort: 'endsOn' });
  const past = rows.filter((row) => String(row.endsOn) <= '2026-02-28');
  for (const { id } of past.sort((a, b) => Number(a.closing) - Number(b.closing)).sort(byEnd))
    await world.as('controller')(closePeriod, { period: String(id) });
  await sold(world, party, '2026-01-10', '100');
  expect(await due(world, '2026-01-01', '2026-01-31')).toBe(0n);
  expect(await due(world, '2026-03-01', '2026-03-31')).toBe(20_00n);
});

scenario('B33: lines supplied under two rates are taxed at both, whatever the day of the document', async (world) => {
  const party = await newParty(world, {});
  const code = (await codeIds(world)).get('STD')!;
  await world.as('controller')(setRate, { taxCode: code, fromDay: '2026-02-01', rate: '16' });
  const input = documentOf(
    party,
    [
      { unitPrice: '100', suppliedOn: '2026-01-31' },
      { unitPrice: '100', suppliedOn: '2026-02-01' },
      { unitPrice: '100' },
    ],
    { day: '2026-02-10' },
  );
  const { taxes, taxMinor } = await taxesOf(world, input);
  expect(taxes.map((tax) => [tax.rate, tax.baseMinor, tax.taxMinor])).toEqual([
    ['20', 100_00n, 20_00n],
    ['16', 200_00n, 32_00n],
  ]);
  expect(taxMinor).toBe(52_00n);
  await postDocument(world, input);
});

scenario('a tax has an account of its own only where that is kept for it', async (world) => {
  const party = await newParty(world, {});
  const code = await newTax(world, {}, '10');
  const { rows } = await world.list('ledger.account', { size: 200 });
  const account = (number: string) => String(rows.find((row) => row.number === number)!.id);
  const as = world.as('controller');
  await expect(as(setAccount, { taxCode: code, account: account('3900') })).refuses('not_kept');
  await expect(as(setAccount, { taxCode: code, account: account('1200') })).refuses('not_kept');
  await as(keepAccount, { account: account('3900'), keptFor: 'tax_payable' });
  await as(setAccount, { taxCode: code, account: account('3900') });
  await postDocument(world, documentOf(party, [{ taxCodes: [code] }]));
  const { rows: lines } = await world.list('ledger.line', { filter: { accountNumber: '3900' } });
  expect(lines.map((line) => line.creditMinor)).toEqual([10_00n]);
  await as(setAccount, { taxCode: code, account: null });
});
