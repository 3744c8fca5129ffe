import { expect } from 'vitest';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying } from './bill-world.ts';

/** Ten castings at 40, billed before any came. */
async function billedEarly(world: World) {
  const { supplier, casting } = await openBuying(world);
  const lines = [{ item: casting, quantity: '10' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  const { bill } = await billed(world, supplier, [{ orderLine: line, quantity: '10', unitPrice: '40' }]);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const credit = (more: object) =>
    world.as('bookkeeper')(enterCredit, {
      bill,
      supplierNumber: newNumber(),
      lines: [{ line: String(billLine!.id), ...more }],
    });
  const receive = async (quantity: string) => {
    const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity }] });
    return { receipt, line: String((await linesOfReceipt(world, receipt))[0]!.id) };
  };
  return { credit, receive };
}

scenario('a credit for goods that never came gives up what waits for them', async (world) => {
  const { credit, receive } = await billedEarly(world);
  await receive('4');
  expect(await balances(world)).toEqual({ inventory: 160_00n, bill_clearing: 240_00n, payable: -400_00n });
  expect((await credit({ quantity: '6' })).totalMinor).toBe(240_00n);
  expect(await balances(world)).toEqual({ inventory: 160_00n, payable: -160_00n });
  await expect(credit({ quantity: '5' })).refuses('more_than_left');
});

scenario('a credit for goods billed early that came and go back; what waits goes first', async (world) => {
  const { credit, receive } = await billedEarly(world);
  const first = await receive('4');
  const second = await receive('3');
  await credit({ quantity: '5' });
  // Three had not come; two of the last receipt are to go back, and nothing of the first.
  expect(await balances(world)).toEqual({ inventory: 280_00n, grni: -80_00n, payable: -200_00n });
  const back = (from: typeof first, quantity: string) =>
    world.as('storekeeper')(returnGoods, {
      receipt: from.receipt,
      reason: 'Cracked',
      lines: [{ line: from.line, quantity }],
    });
  await back(second, '2');
  expect(await balances(world)).toEqual({ inventory: 200_00n, payable: -200_00n });
});

scenario('a lower price of goods billed early: what waits and what came bear it by quantity', async (world) => {
  const { credit, receive } = await billedEarly(world);
  await receive('4');
  await credit({ netMinor: 50_00n });
  expect(await balances(world)).toEqual({ inventory: 140_00n, bill_clearing: 210_00n, payable: -350_00n });
  await receive('6');
  expect(await balances(world)).toEqual({ inventory: 350_00n, payable: -350_00n });
});

scenario(
  'credits of a reverse charge without boxes take back what is owed and what is reclaimed, each',
  async (world) => {
    const { supplier } = await openBuying(world);
    const tax = await newTax(world, { direction: 'purchase', reverseCharge: true }, '20');
    const line = { description: 'Advice', quantity: '3', unitPrice: '33.35', taxCodes: [tax] };
    const { bill } = await billed(world, supplier, [line]);
    const whole = { expense: 100_05n, tax_receivable: 20_01n, tax_payable: -20_01n, payable: -100_05n };
    expect(await balances(world)).toEqual(whole);
    const [billLine] = (await world.list('payables.bill_line', { filter: { bill } })).rows;
    const lines = [{ line: String(billLine!.id), quantity: '1' }];
    await world.as('bookkeeper')(enterCredit, { bill, supplierNumber: newNumber(), lines });
    expect(await balances(world)).toEqual({
      ...{ expense: 66_70n, tax_receivable: 13_34n, tax_payable: -13_34n, payable: -66_70n },
    });
    const { credit } = await world.as('bookkeeper')(enterCredit, { bill, supplierNumber: newNumber() });
    expect(await balances(world)).toEqual({});
    expect(
      await world.owner(
        (sql) => sql`select role, tax_minor from tax.tax_line where document_id = ${credit} order by role`,
      ),
    ).toEqual([
      { role: 'tax_payable', taxMinor: 13_34n },
      { role: 'tax_receivable', taxMinor: -13_34n },
    ]);
  },
);

scenario('a tax by the piece stays when a supplier lowers the price, and goes with the pieces', async (world) => {
  const { supplier } = await openBuying(world);
  const excise = await newTax(
    world,
    { direction: 'purchase', kind: 'fixed', affectsNext: true, deductiblePercent: '0' },
    '0.55',
  );
  const vat = await newTax(world, { direction: 'purchase', box: 'Input' }, '20');
  const { bill, totalMinor } = await billed(world, supplier, [
    { description: 'Goods', quantity: '3', unitPrice: '10', taxCodes: [excise, vat] },
  ]);
  expect(totalMinor).toBe(37_98n);
  const line = String((await world.list('payables.bill_line', { filter: { bill } })).rows[0]!.id);
  const credit = async (more: object) =>
    (await world.as('bookkeeper')(enterCredit, { bill, supplierNumber: newNumber(), lines: [{ line, ...more }] }))
      .totalMinor;
  expect(await credit({ netMinor: 9_00n })).toBe(10_80n);
  expect(await credit({ quantity: '1', netMinor: 7_00n })).toBe(9_06n);
  expect(await credit({ quantity: '2' })).toBe(18_12n);
  expect(await balances(world)).toEqual({});
});
