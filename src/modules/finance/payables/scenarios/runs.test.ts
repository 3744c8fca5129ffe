import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';
import { confirmBank, setBank } from '../bank/contract.ts';
import {
  approveRun,
  dropFromRun,
  enterCredit,
  matchItems,
  paymentFile,
  payRun,
  proposeRun,
  recordPayment,
  rejectRun,
} from '../contract.ts';
import { balances, expense, itemsOf, newNumber, openBuying, stateOf } from './bill-world.ts';

const EARLIER = { billedOn: '2026-02-20' };

/** A credit that nothing of its own bill is left to settle with: the bill was paid before. */
async function openCredit(world: World, supplier: string, amountMinor: bigint) {
  const { bill } = await expense(world, supplier, '200', EARLIER);
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 200_00n });
  const [line] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const { credit } = await world.as('bookkeeper')(enterCredit, {
    bill,
    supplierNumber: newNumber(),
    lines: [{ line: String(line!.id), netMinor: amountMinor }],
  });
  return String((await itemsOf(world, credit))[0]!.id);
}

const linesOf = async (world: World, run: string) =>
  (await world.list('payables.run_line', { filter: { run: run }, sort: 'amountMinor' })).rows;

scenario('a credit taken off a bill leaves its discount whole', async (world) => {
  const { supplier } = await openBuying(world);
  await openCredit(world, supplier, 70_00n);
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { bill } = await expense(world, supplier, '500', { terms, billedOn: '2026-02-24' });
  const { run, totalMinor } = await world.as('bookkeeper')(proposeRun, {});
  expect(totalMinor).toBe(420_00n);
  await world.as('controller')(approveRun, { run });
  await world.as('bookkeeper')(payRun, { run });
  expect(await stateOf(world, bill)).toBe('paid');
  expect(await balances(world)).toEqual({ bank: -620_00n, cash_discount_taken: -10_00n, expense: 630_00n });
});

scenario('a limit of payments holds for those of a run, one by one and together', async (world) => {
  const [one, two] = [(await openBuying(world)).supplier, (await openBuying(world)).supplier];
  await expense(world, one, '300', EARLIER);
  await expense(world, two, '300', EARLIER);
  const { run } = await world.as('bookkeeper')(proposeRun, {});
  await world.as('controller')(approveRun, { run });
  const limit = (value: string) =>
    execute(world.app, 'approvals.set_policy', {
      ...{ actor: seedActor(world.app, 'owner'), company: world.company },
      input: {
        ...{ name: 'Large payments', operation: 'payables.record_payment', steps: [{ kind: 'role', who: 'owner' }] },
        conditions: [{ field: 'amountMinor', is: 'more_than', value }],
      },
    });
  for (const value of ['250', '500']) {
    await limit(value);
    await expect(world.as('bookkeeper')(payRun, { run })).refuses('approval_required');
  }
  await limit('600');
  await world.as('bookkeeper')(payRun, { run });
});

scenario('what was approved is paid or nothing: a credit used meanwhile stops the run', async (world) => {
  const { supplier } = await openBuying(world);
  const credit = await openCredit(world, supplier, 70_00n);
  await expense(world, supplier, '100', EARLIER);
  const { run, totalMinor } = await world.as('bookkeeper')(proposeRun, {});
  expect(totalMinor).toBe(30_00n);
  await world.as('controller')(approveRun, { run });
  const other = await expense(world, supplier, '300');
  const [owed] = await itemsOf(world, other.bill);
  await world.as('bookkeeper')(matchItems, { credit, bills: [{ item: String(owed!.id), amountMinor: 20_00n }] });
  await expect(world.as('bookkeeper')(payRun, { run })).refuses('run_changed');
  await expect(world.as('bookkeeper')(paymentFile, { run })).refuses('run_changed');
  await expect(world.as('bookkeeper')(rejectRun, { run, reason: 'Changed' })).refuses('not_permitted');
  await world.as('controller')(rejectRun, { run, reason: 'Changed' });
  expect((await world.get('payables.payment_run', run)).state).toBe('cancelled');
  const again = await world.as('bookkeeper')(proposeRun, {});
  expect(again.totalMinor).toBe(50_00n + 280_00n);
});

scenario('bills taken out take the credits with them that have nothing left to go against', async (world) => {
  const one = (await openBuying(world)).supplier;
  const two = (await openBuying(world)).supplier;
  await openCredit(world, one, 70_00n);
  await expense(world, one, '100', EARLIER);
  await expense(world, two, '40', EARLIER);
  const { run } = await world.as('bookkeeper')(proposeRun, {});
  const drop = (lines: string[]) => world.as('bookkeeper')(dropFromRun, { run, lines });
  const bill = (await linesOf(world, run)).find((line) => line.amountMinor === 100_00n);
  expect((await drop([String(bill!.id)])).totalMinor).toBe(40_00n);
  const left = await linesOf(world, run);
  expect(left.map((line) => line.amountMinor)).toEqual([40_00n]);
  await expect(drop([String(left[0]!.id)])).refuses('run_would_be_empty');
  await world.as('controller')(approveRun, { run });
  await world.as('bookkeeper')(payRun, { run });
  expect((await balances(world)).bank).toBe(-240_00n);
});

scenario('the file of a run that was paid is made again as it was, whatever became of the supplier', async (world) => {
  const { supplier } = await openBuying(world);
  await expense(world, supplier, '100', EARLIER);
  const enter = async (iban: string) =>
    (await world.as('bookkeeper')(setBank, { supplier, holder: 'Foundry', iban })).bank;
  await world.as('controller')(confirmBank, { bank: await enter('DE89370400440532013000') });
  const { run } = await world.as('bookkeeper')(proposeRun, {});
  await world.as('controller')(approveRun, { run });
  const [detail] = (await world.list('organisation.company_detail')).rows;
  const update = world.app.registry.operations.get('organisation.update_company_detail')!.contract;
  const own = { iban: 'AT611904300234573201', legalName: 'Test Works' };
  await world.as('owner')(update, { id: detail!.id, changes: own } as never);
  const file = async () => (await world.as('bookkeeper')(paymentFile, { run })).content;
  const first = await file();
  await world.as('bookkeeper')(payRun, { run });
  await world.as('controller')(confirmBank, { bank: await enter('AT611904300234573201') });
  expect(await file()).toBe(first);
  expect(first).toContain('DE89370400440532013000');
});

scenario('an account confirmed after the approval is not paid to', async (world) => {
  const { supplier } = await openBuying(world);
  await expense(world, supplier, '100', EARLIER);
  const enter = async (iban: string) =>
    (await world.as('bookkeeper')(setBank, { supplier, holder: 'Foundry', iban })).bank;
  await world.as('controller')(confirmBank, { bank: await enter('DE89370400440532013000') });
  const { run } = await world.as('bookkeeper')(proposeRun, {});
  await world.as('controller')(approveRun, { run });
  const later = await enter('AT611904300234573201');
  await expect(world.as('bookkeeper')(paymentFile, { run })).refuses('bank_pending');
  await world.as('controller')(confirmBank, { bank: later });
  await expect(world.as('bookkeeper')(paymentFile, { run })).refuses('bank_changed');
  await expect(world.as('bookkeeper')(payRun, { run })).refuses('bank_changed');
  expect((await linesOf(world, run))[0]!.account).toBe('DE89370400440532013000');
});

scenario(
  'a proposal with nothing in it says what is due when, what is in a run already and who is left out',
  async (world) => {
    const { supplier } = await openBuying(world);
    const why = () =>
      world
        .as('bookkeeper')(proposeRun, {})
        .catch((error: Error) => error.message);
    expect(await why()).toBe('Nothing is to be paid: no bill in EUR is open.');
    const terms = await termsOf(world, [{ days: 30 }]);
    await expense(world, supplier, '500', { terms, billedOn: '2026-02-24' });
    expect(await why()).toBe('Nothing is to be paid: 1 bill is due after 2 Mar 2026, the first on 26 Mar 2026.');
    await expense(world, supplier, '100', EARLIER);
    const { number } = await world.as('bookkeeper')(proposeRun, {});
    const other = (await openBuying(world)).supplier;
    await expense(world, other, '40', EARLIER);
    await world.as('bookkeeper')(setBank, { supplier: other, holder: 'Foundry', iban: 'DE89370400440532013000' });
    const { name } = await world.get('parties.party', other);
    expect(await why()).toBe(
      `Nothing is to be paid: 1 bill is due after 2 Mar 2026, the first on 26 Mar 2026; left out: ${name} (The bank account waits for confirmation); 1 bill is in a run already: ${number}.`,
    );
  },
);
