import { expect } from 'vitest';
import { invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import * as payables from '#modules/finance/payables/contract.ts';
import { billed, newNumber, openBuying } from '#modules/finance/payables/scenarios/bill-world.ts';
import * as receivables from '#modules/finance/receivables/contract.ts';
import { newCustomer } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';

const closeJanuary = async (world: World): Promise<void> => {
  const { rows } = await world.list('ledger.period', { filter: { code: '2025-01' } });
  await world.as('controller')(closePeriod, { period: String(rows[0]!.id) });
};

const LATER = { postedOn: '2025-02-01', postedLater: 'Posted on 1 Feb 2025, since January is closed' };

scenario('an invoice of a closed month says on which day it was posted, and why', async (world) => {
  const party = await newCustomer(world);
  const post = (invoicedOn: string) =>
    world.as('bookkeeper')(receivables.postInvoice, {
      ...{ customer: party, invoicedOn, lines: [{ description: 'Work', unitPrice: '10', taxCodes: [] }] },
    });
  const open = await post('2025-01-20');
  expect(open.postedOn).toBe('2025-01-20');
  const before = await world.get('receivables.invoice', open.invoice);
  expect(before).toMatchObject({ postedOn: '2025-01-20', postedLater: null });
  await closeJanuary(world);
  const late = await post('2025-01-21');
  expect(late.postedOn).toBe(LATER.postedOn);
  expect(await world.get('receivables.invoice', late.invoice)).toMatchObject({ invoicedOn: '2025-01-21', ...LATER });
  const credit = { invoice: open.invoice, creditedOn: '2025-01-25', reason: 'Wrong' };
  const { creditNote, postedOn } = await world.as('bookkeeper')(receivables.creditInvoice, credit);
  expect(postedOn).toBe(LATER.postedOn);
  expect(await world.get('receivables.invoice', creditNote)).toMatchObject(LATER);
});

scenario('a bill of a closed month says on which day it was posted, and why', async (world) => {
  const { supplier } = await openBuying(world);
  const enter = (billedOn: string) => billed(world, supplier, [{ description: 'Rent', unitPrice: '10' }], { billedOn });
  const open = await enter('2025-01-20');
  expect(open.postedOn).toBe('2025-01-20');
  expect(await world.get('payables.bill', open.bill)).toMatchObject({ postedOn: '2025-01-20', postedLater: null });
  await closeJanuary(world);
  const late = await enter('2025-01-21');
  expect(late.postedOn).toBe(LATER.postedOn);
  expect(await world.get('payables.bill', late.bill)).toMatchObject({ billedOn: '2025-01-21', ...LATER });
  const credit = { bill: open.bill, supplierNumber: newNumber(), creditedOn: '2025-01-25' };
  const made = await world.as('bookkeeper')(payables.enterCredit, credit);
  expect(made.postedOn).toBe(LATER.postedOn);
  expect(await world.get('payables.bill', made.credit)).toMatchObject(LATER);
});

scenario('a batch says on which days its documents were posted', async (world) => {
  const { supplier } = await openBuying(world);
  const shop = await openShop(world);
  const { order } = await world.as('sales_desk')(placeOrder, {
    ...{ customer: shop.customer, orderedOn: '2025-01-10', confirm: true },
    lines: [{ item: shop.service, quantity: '1' }],
  });
  await world.as('storekeeper')(shipOrders, { orders: [order], shippedOn: '2025-01-15' });
  await closeJanuary(world);
  const invoiced = { orders: [order], invoicedOn: '2025-01-20' };
  expect((await world.as('bookkeeper')(invoiceOrders, invoiced)).postedOn).toBe(LATER.postedOn);
  const bill = (billedOn: string, unitPrice: string) => ({
    ...{ supplier, billedOn, supplierNumber: newNumber() },
    lines: [{ description: 'Rent', unitPrice, taxCodes: [] }],
  });
  const bills = [bill('2025-03-01', '10'), bill('2025-01-20', '20')];
  const { postedOn } = await world.as('bookkeeper')(payables.postBillsCommand, { bills });
  expect(postedOn).toEqual(['2025-03-01', LATER.postedOn]);
});
