import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario, type World } from '#test/harness.ts';
import { matchBills, releaseBill } from '../bill/contract.ts';
import { approveRun, enterCredit, payRun, postBill, postBillsCommand, proposeRun } from '../contract.ts';
import { balances, billed, expense, newNumber, openBuying, received } from './bill-world.ts';

const EARLIER = { billedOn: '2026-02-20' };

scenario('a bill is refused by the first rule it breaks, in this order', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const other = await openBuying(world, { currency: 'USD' });
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const receiptLine = lines[0]!;
  await newTax(world, { direction: 'purchase' }, '20');
  const post = (line: object, more: object = {}) =>
    world.as('bookkeeper')(postBill, {
      ...{ supplier, supplierNumber: newNumber(), ...more },
      lines: [{ unitPrice: '40', description: 'Work', taxCodes: [], ...line }],
    } as never);
  await expect(world.as('buyer')(postBill, { supplier: 'x' } as never)).refuses('not_permitted');
  await expect(post({}, { supplierNumber: ' ' })).refuses('invalid_input');
  await expect(post({ receiptLine: newId() }, { supplier: newId() })).refuses('not_found');
  await expect(post({ item: newId() }, { supplier: newId() })).refuses('not_found');
  await expect(post({}, { currency: 'USD' })).refuses('no_rate');
  await expect(post({ item: newId() })).refuses('not_found');
  await expect(post({ receiptLine }, { supplier: other.supplier, currency: 'EUR' })).refuses('other_supplier');
  await expect(post({ item: casting })).refuses('needs_receipt');
  await expect(post({ description: '' })).refuses('needs_text');
  await expect(post({ taxCodes: [newId()] })).refuses('not_found');
  await expect(post({ unitPrice: '-1' }, { totalMinor: '99' })).refuses('negative_bill');
  await expect(post({ receiptLine, quantity: '10' }, { totalMinor: '39999' })).refuses('total_differs');
  await expect(post({ receiptLine, quantity: '10' }, { billedOn: '2031-01-01' })).refuses('period_missing');
  await post({ receiptLine, quantity: '4' }, { supplierNumber: 'B-7' });
  await expect(post({ receiptLine, quantity: '9' }, { supplierNumber: 'B-7' })).refuses('duplicate_bill');
  await expect(post({ receiptLine, quantity: '4' })).refuses('maybe_duplicate');
  expect(await balances(world)).toEqual({ inventory: 400_00n, grni: -240_00n, payable: -160_00n });
});

/** How each of several at once ended: carried out, or the code of the refusal. */
const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts))
    .map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code))
    .sort();

const proposed = async (world: World) => {
  const { run } = await world.as('bookkeeper')(proposeRun, {});
  await world.as('controller')(approveRun, { run });
  return run;
};

scenario('at once: a run is paid once, and of two runs over the same bills one', async (world) => {
  const { supplier } = await openBuying(world);
  await expense(world, supplier, '100', EARLIER);
  const run = await proposed(world);
  const pay = (id: string) => world.as('bookkeeper')(payRun, { run: id });
  expect(await outcomes([pay(run), pay(run), pay(run)])).toEqual(['done', 'wrong_state', 'wrong_state']);
  await expense(world, supplier, '30', EARLIER);
  const made = await Promise.all(
    [1, 2, 3].map(() =>
      world
        .as('bookkeeper')(proposeRun, {})
        .catch(() => undefined),
    ),
  );
  const runs = made.flatMap((one) => one?.run ?? []);
  for (const id of runs) await world.as('controller')(approveRun, { run: id });
  const paid = await outcomes(runs.map(pay));
  expect(paid).toEqual(['done', ...runs.slice(1).map(() => 'run_changed')]);
  expect(await balances(world)).toEqual({ bank: -130_00n, expense: 130_00n });
});

scenario('at once: a held bill is released once, a bill entered once, a line credited once', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const { held } = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '80' }]);
  const release = () => world.as('controller')(releaseBill, { held: held!, reason: 'Agreed' });
  expect(await outcomes([release(), release(), release()])).toEqual(['done', 'wrong_state', 'wrong_state']);
  const same = () => expense(world, supplier, '7', { supplierNumber: 'ONCE' });
  const entered = await outcomes([same(), same(), same()]);
  expect(entered).toEqual(['done', 'duplicate_bill', 'duplicate_bill']);
  const [bill] = (await world.list('payables.bill', { filter: { totalMinor: '80000' } })).rows;
  const [line] = (await world.list('payables.bill_line', { filter: { bill: bill!.id } })).rows;
  const credit = (input: object) =>
    world.as('bookkeeper')(enterCredit, {
      bill: String(bill!.id),
      supplierNumber: newNumber(),
      lines: [{ line: String(line!.id), ...input }],
    });
  // Whichever comes first: with it none of the others fits any more.
  const more = { quantity: '6', netMinor: '40000' };
  const goods = await outcomes([credit({ quantity: '6' }), credit({ quantity: '6' }), credit(more)]);
  expect(goods).toEqual(['done', 'more_than_left', 'more_than_left']);
  const prices = await outcomes([1, 2, 3].map(() => credit({ netMinor: '30000' })));
  expect(prices).toEqual(['done', 'more_than_left', 'more_than_left']);
});

scenario('bills of one batch, and of two at once, are compared with each other', async (world) => {
  const { supplier } = await openBuying(world);
  const bill = (supplierNumber: string, unitPrice: string, more: object = {}) => ({
    ...{ supplier, supplierNumber, ...more },
    lines: [{ description: 'Rent', unitPrice, taxCodes: [] }],
  });
  const post = (...bills: ReturnType<typeof bill>[]) => world.as('bookkeeper')(postBillsCommand, { bills });
  await expect(post(bill('R 1', '70'), bill('R 2', '70'))).refuses('maybe_duplicate');
  await expect(post(bill('R 1', '70'), bill('r-1', '71'))).refuses('maybe_duplicate');
  await expect(post(bill('R 1', '70'), bill('R 1', '71', { acknowledgeDuplicate: true }))).refuses('duplicate_bill');
  await expect(post(bill('R 1', '70'), bill('R 1', '71', { billedOn: '2025-12-31' }))).refuses('maybe_duplicate');
  await post(bill('R 1', '70'), bill('R 2', '70', { acknowledgeDuplicate: true }), bill('R 3', '71'));
  await post(bill('S 1', '80'), bill('S 2', '80', { billedOn: '2026-01-15' }));
  const batches = ['T', 'U', 'V'].map((one) => post(bill(`${one} 1`, '90'), bill(`${one} 2`, '91')));
  expect(await outcomes(batches)).toEqual(['done', 'maybe_duplicate', 'maybe_duplicate']);
});

scenario('two held bills alike are matched again in either order', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const dear = [{ receiptLine: lines[0]!, quantity: '5', unitPrice: '80' }];
  const first = await billed(world, supplier, dear, { acknowledgeDuplicate: false });
  const second = await billed(world, supplier, dear);
  const match = (...held: (string | null)[]) => world.as('bookkeeper')(matchBills, { held: held as string[] });
  expect(await match(first.held)).toEqual({ posted: 0, held: 1 });
  expect(await match(second.held, first.held)).toEqual({ posted: 0, held: 2 });
});
