import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { runReport } from '#kernel/run-report.ts';
import { newId } from '#kernel/values/id.ts';
import { attachFile, uploadFile } from '#modules/office/files/contract.ts';
import { confirmOrder, placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, statementsOf } from '#test/harness.ts';
import { correctBill, matchBills, rejectBill, releaseBill } from '../bill/contract.ts';
import { postBill } from '../contract.ts';
import { balances, billed, newNumber, openBuying, received } from './bill-world.ts';

scenario('a typing error in a held bill is corrected: it fits, is posted, and its paper comes along', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const line = { receiptLine: lines[0]!, quantity: '10', taxCodes: [] };
  const { held, supplierNumber } = await billed(world, supplier, [{ ...line, unitPrice: '400' }]);
  const keeper = world.as('bookkeeper');
  const { file } = await keeper(uploadFile, {
    name: 'bill.pdf',
    content: Buffer.from('%PDF-1.7 a bill').toString('base64'),
  });
  await keeper(attachFile, { file, entity: 'payables.held_bill', record: held! });
  const correct = (unitPrice: string, more: object = {}) =>
    keeper(correctBill, { held: held!, supplier, supplierNumber, lines: [{ ...line, unitPrice }], ...more });

  await expect(
    world.as('buyer')(correctBill, { held: held!, supplier, supplierNumber, lines: [{ ...line, unitPrice: '40' }] }),
  ).refuses('not_permitted');
  await expect(correct('40', { held: newId() })).refuses('not_found');
  expect(await correct('44')).toMatchObject({
    ...{ bill: null, held, totalMinor: 440_00n },
    holds: [{ position: 1, code: 'price', text: 'billed at 44.00, agreed 40.00, 10 % more' }],
  });
  expect(await world.get('payables.held_bill', held!)).toMatchObject({ state: 'held', totalMinor: 440_00n });
  const right = await correct('40', { supplierNumber: 'X-77' });
  expect(right).toMatchObject({ held: null, totalMinor: 400_00n, holds: [] });
  expect(await balances(world)).toEqual({ inventory: 400_00n, payable: -400_00n });
  expect(await world.get('payables.bill', right.bill!)).toMatchObject({ supplierNumber: 'X-77' });
  expect(await world.get('payables.held_bill', held!)).toMatchObject({ state: 'posted', bill: right.bill });
  const { rows } = await world.list('files.attachment', { filter: { entity: 'payables.bill', recordId: right.bill! } });
  expect(rows.map((row) => row.file)).toEqual([file]);
  await expect(correct('40')).refuses('wrong_state');
  const changes = await world.owner(
    (sql) => sql<{ before: object; after: object }>`
    select before, after from kernel.event_record where entity = 'payables.held_bill' and record_id = ${held} and before ->> 'lines' is not null order by event_id`,
  );
  expect(changes).toMatchObject([
    { before: { lines: [{ line: 1, unitPrice: '400' }] }, after: { lines: [{ line: 1, unitPrice: '44' }] } },
    {
      before: { supplierNumber, lines: [{ unitPrice: '44' }] },
      after: { supplierNumber: 'X-77', lines: [{ unitPrice: '40' }] },
    },
  ]);
});

scenario('who corrected a bill does not release it; a number that is there already stays refused', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const line = { receiptLine: lines[0]!, quantity: '5', taxCodes: [] };
  const { supplierNumber: taken } = await billed(world, supplier, [{ ...line, unitPrice: '40' }]);
  const { held } = await billed(world, supplier, [{ ...line, unitPrice: '60' }]);
  const correct = (supplierNumber: string) =>
    world.as('owner')(correctBill, {
      ...{ held: held!, supplier, supplierNumber, acknowledgeDuplicate: true },
      lines: [{ ...line, unitPrice: '55' }],
    });
  await expect(correct(taken)).refuses('duplicate_bill');
  await correct(newNumber());
  await expect(world.as('owner')(releaseBill, { held: held!, reason: 'Mine' })).refuses('own_bill');
  // Nor does whoever captured it first, whoever touched it since; matching it again makes nobody its author.
  await world.as('bookkeeper')(matchBills, { held: [held!] });
  const own = await world.as('owner')(postBill, {
    ...{ supplier, supplierNumber: newNumber(), acknowledgeDuplicate: true },
    lines: [{ ...line, unitPrice: '61' }],
  });
  await world.as('bookkeeper')(correctBill, {
    ...{ held: own.held!, supplier, supplierNumber: newNumber(), acknowledgeDuplicate: true, note: 'Looked at it' },
    lines: [{ ...line, unitPrice: '61' }],
  });
  await expect(world.as('owner')(releaseBill, { held: own.held!, reason: 'Mine' })).refuses('own_bill');
  await world.as('controller')(releaseBill, { held: held!, reason: 'Agreed' });
  expect((await balances(world)).payable).toBe(-475_00n);
});

scenario('held bills that fit by now are posted, the others say what is left', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const half = async () => {
    const lines = [{ item: casting, quantity: '20' }];
    const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
    const [line] = (await world.list('purchasing.order_line', { filter: { order: order } })).rows;
    const { receipt } = await world.as('storekeeper')(receiveGoods, {
      ...{ order, lines: [{ line: String(line!.id), quantity: '10' }] },
    });
    const [arrived] = await linesOfReceipt(world, receipt);
    const made = await billed(world, supplier, [{ receiptLine: String(arrived!.id), quantity: '10', unitPrice: '50' }]);
    return { order, line: String(line!.id), held: made.held! };
  };
  const [one, two] = [await half(), await half()];
  const match = (held: string[]) => world.as('bookkeeper')(matchBills, { held });
  expect(await match([one.held, two.held])).toEqual({ posted: 0, held: 2 });
  // The buyer agrees to the price after all, of one of them.
  await world.as('buyer')(confirmOrder, { order: one.order, lines: [{ line: one.line, unitPrice: '50' }] });
  expect(await match([two.held, one.held])).toEqual({ posted: 1, held: 1 });
  expect(await world.get('payables.held_bill', one.held)).toMatchObject({ state: 'posted', reason: 'Fits by now' });
  expect((await world.get('payables.held_bill', two.held)).state).toBe('held');
  expect((await balances(world)).payable).toBe(-500_00n);
  await expect(match([one.held, two.held])).refuses('wrong_state');
  await expect(world.as('buyer')(matchBills, { held: [two.held] })).refuses('not_permitted');
});

scenario('statements of matching again do not grow with bills', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const some = async (count: number) => {
    const held: string[] = [];
    for (let n = 0; n < count; n++) {
      const { lines } = await received(world, supplier, [{ item: casting, quantity: '1' }]);
      held.push((await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '1', unitPrice: '90' }])).held!);
    }
    return held;
  };
  const few = await some(1);
  const many = await some(6);
  const statements = async (held: string[]) => {
    return statementsOf(() => world.as('bookkeeper')(matchBills, { held }));
  };
  expect(await statements(many)).toBe(await statements(few));
});

scenario('whatever a correction changes, what was captured before is on the timeline', async (world) => {
  const one = await openBuying(world);
  const two = await openBuying(world);
  const { lines } = await received(world, one.supplier, [{ item: one.casting, quantity: '10' }]);
  const line = { receiptLine: lines[0]!, quantity: '10', unitPrice: '90' };
  const made = await billed(world, one.supplier, [line]);
  const [code] = (await world.list('tax.code', { filter: { direction: 'purchase' } })).rows;
  const expense = { description: 'Packing', unitPrice: '5', taxCodes: [] };
  const correct = (more: object) =>
    world.as('bookkeeper')(correctBill, {
      ...{ held: made.held!, supplier: one.supplier, supplierNumber: made.supplierNumber, acknowledgeDuplicate: true },
      lines: [{ ...line, taxCodes: [] }],
      ...more,
    });
  const last = async () => {
    const [row] = await world.owner(
      (sql) => sql<{ before: { lines: object[] }; after: { lines: object[] } }>`
        select before, after from kernel.event_record where entity = 'payables.held_bill' and record_id = ${made.held} and before ? 'lines'
        order by event_id desc limit 1`,
    );
    return [row!.before, row!.after];
  };
  await correct({ lines: [{ ...line, taxCodes: [String(code!.id)] }] });
  expect(await last()).toMatchObject([
    { lines: [{ line: 1, taxCodes: [] }] },
    { lines: [{ line: 1, taxCodes: [code!.id] }] },
  ]);
  await correct({ lines: [{ ...line, unitPrice: '90.0', taxCodes: [String(code!.id)] }, expense] });
  expect(await last()).toEqual([{ lines: [null] }, { lines: [{ line: 2, ...expense, quantity: '1' }] }]);
  await expect(correct({ supplier: two.supplier })).refuses('other_supplier');
  await correct({ supplier: two.supplier, lines: [{ description: 'Rent', unitPrice: '5', taxCodes: [] }] });
  expect(await last()).toMatchObject([{ supplier: one.supplier }, { supplier: two.supplier }]);
});

scenario('goods whose bill is held say so where they wait for it, to those who may read bills', async (world) => {
  const { supplier, casting, bolt } = await openBuying(world);
  const { lines } = await received(world, supplier, [
    { item: casting, quantity: '10' },
    { item: bolt, quantity: '100' },
  ]);
  const bolts = { receiptLine: lines[0]!, quantity: '100', unitPrice: '400' };
  const { held, supplierNumber } = await billed(world, supplier, [bolts]);
  const waiting = async () =>
    (await world.report('purchasing.accrued', {})).rows.map((row) => [row.item, row.heldBill, row.heldBillId]);
  expect(await waiting()).toEqual([
    ['Casting', null, null],
    ['Bolt', supplierNumber, held],
  ]);
  const { rows } = await world.report('payables.held_receipts', { supplier });
  expect(rows).toMatchObject([{ receiptLine: lines[0], heldBill: supplierNumber, heldBillId: held }]);
  await world.as('controller')(rejectBill, { held: held!, reason: 'Wrong price' });
  expect((await waiting()).flatMap(([, number]) => number ?? [])).toEqual([]);
  expect((await world.report('payables.held_receipts', { supplier })).rows).toEqual([]);
});

scenario('who may not read bills sees none beside goods that wait', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '400' }]);
  const actor = { ...seedActor(world.app, 'owner'), permissions: new Set(['purchasing.accrual.read']) };
  const { app, company } = world;
  const answer = await runReport({ app, company, actor }, 'purchasing.accrued', {});
  expect(answer.rows).toHaveLength(1);
  expect(Object.keys(answer.columns)).not.toContain('heldBill');
  expect(Object.keys(answer.rows[0]!)).not.toContain('heldBillId');
});
