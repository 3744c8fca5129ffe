import { expect } from 'vitest';
import { creditInvoice } from '#modules/finance/receivables/contract.ts';
import { balances } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario } from '#test/harness.ts';
import { amendOrder, invoiceOrders, pickDelivery, receiveReturn, shipDelivery, shipOrders } from '../contract.ts';
import { bill, caseShop, documentOf, giveBack, lineOf, order, orderOf, ship } from './cases-world.ts';

scenario('B02: goods returned before the invoice are not billed, in parts and after it', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '10');
  const sent = await ship(shop, id);
  expect(await giveBack(shop, sent, '1')).toMatchObject({ creditNote: null });
  expect((await orderOf(shop, id)).openBaseMinor).toBe(108000n);
  const first = await bill(shop, id);
  expect(first).toMatchObject({ net: 90000n, total: 108000n, quantities: ['9'] });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n });
  const rest = await giveBack(shop, sent, '9');
  expect(await documentOf(world, rest.creditNote!)).toMatchObject({ total: 108000n, open: 0n });
  expect(await documentOf(world, first.id)).toMatchObject({ open: 0n });
  expect((await balances(world)).receivable).toBeUndefined();
});

scenario(
  'B02a: all returned before the invoice leaves nothing to invoice and nothing against credit',
  async (world) => {
    const shop = await caseShop(world);
    const id = await order(shop, '5');
    const sent = await ship(shop, id);
    await giveBack(shop, sent, '5');
    expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n, invoiceState: 'invoiced' });
    await expect(world.as('bookkeeper')(invoiceOrders, { orders: [id] })).refuses('nothing_to_invoice');
    await expect(giveBack(shop, sent, '1')).refuses('more_than_delivered');
  },
);

scenario('B02: of goods billed in part, a return takes what was not billed first', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '6');
  const desk = world.as('owner');
  const line = String((await lineOf(shop, id)).id);
  const pick = async (quantity: string) => {
    const { delivery } = await desk(pickDelivery, { order: id, lines: [{ line, quantity }] });
    await desk(shipDelivery, { delivery });
    const rows = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
    return { delivery, line: String(rows[0]!.id) };
  };
  const early = await pick('2');
  const invoice = await bill(shop, id);
  const late = await pick('4');
  // Of the early delivery all is billed: its return is credited, though other goods wait for an invoice.
  const credited = await giveBack(shop, early, '1');
  expect(await documentOf(world, credited.creditNote!)).toMatchObject({ net: 10000n, open: 0n });
  expect((await giveBack(shop, late, '3')).creditNote).toBeNull();
  expect(await lineOf(shop, id)).toMatchObject({ toInvoice: '1', returned: '4', invoiced: '2', credited: '1' });
  expect(await bill(shop, id)).toMatchObject({ net: 10000n });
  expect(await documentOf(world, invoice.id)).toMatchObject({ open: 12000n });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done' });
});

scenario('B03: goods credited by their return are not credited again, and the other way round', async (world) => {
  const shop = await caseShop(world);
  const books = world.as('bookkeeper');
  const first = await order(shop, '3');
  const sent = await ship(shop, first);
  const invoice = await bill(shop, first);
  expect(invoice.total).toBe(36000n);
  await giveBack(shop, sent, '3');
  await expect(books(creditInvoice, { invoice: invoice.id, reason: 'Back' })).refuses('nothing_to_credit');
  await expect(
    books(creditInvoice, { invoice: invoice.id, reason: 'Back', lines: [{ line: invoice.lines[0]!, quantity: '1' }] }),
  ).refuses('credited_before');

  const second = await order(shop, '3');
  const again = await ship(shop, second);
  const other = await bill(shop, second);
  await books(creditInvoice, { invoice: other.id, reason: 'Goods on their way back' });
  expect(await orderOf(shop, second)).toMatchObject({ state: 'confirmed', invoiceState: 'to_invoice' });
  expect(await giveBack(shop, again, '3')).toMatchObject({ creditNote: null });
  expect(await orderOf(shop, second)).toMatchObject({ state: 'done' });
  expect(await balances(world)).not.toHaveProperty('receivable');
});

scenario('B03: goods taken back without a credit wait for one', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '3');
  const sent = await ship(shop, id);
  const invoice = await bill(shop, id);
  await giveBack(shop, sent, '2', { credit: false });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', invoiceState: 'to_credit' });
  const { creditNote } = await world.as('bookkeeper')(creditInvoice, {
    ...{ invoice: invoice.id, reason: 'Inspected' },
    lines: [{ line: invoice.lines[0]!, quantity: '2' }],
  });
  expect(await documentOf(world, creditNote)).toMatchObject({ total: 24000n, open: 0n });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', invoiceState: 'invoiced' });
  await expect(world.as('bookkeeper')(invoiceOrders, { orders: [id] })).refuses('nothing_to_invoice');
});

scenario('an invoice credited because it was wrong is made again; one credited for good is not', async (world) => {
  const shop = await caseShop(world);
  const books = world.as('bookkeeper');
  const id = await order(shop, '4', {}, { freightMinor: '1000' });
  await ship(shop, id);
  const wrong = await bill(shop, id);
  expect(wrong.total).toBe(49200n);
  expect(await orderOf(shop, id)).toMatchObject({ totalMinor: 49200n });
  await books(creditInvoice, { invoice: wrong.id, reason: 'Wrong address' });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'confirmed', openBaseMinor: 49200n });
  const right = await bill(shop, id);
  expect(right).toMatchObject({ total: 49200n, quantities: ['4', '1'] });
  await books(creditInvoice, { invoice: right.id, reason: 'Goodwill', billAgain: false });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n });
  await expect(books(invoiceOrders, { orders: [id] })).refuses('nothing_to_invoice');
  await expect(books(creditInvoice, { invoice: right.id, reason: 'Again' })).refuses('nothing_to_credit');
});

scenario('B15: a return credits what was billed, not the price of a later amendment', async (world) => {
  const shop = await caseShop(world);
  const owner = world.as('owner');
  const id = await order(shop, '10');
  const line = String((await lineOf(shop, id)).id);
  const { delivery } = await owner(pickDelivery, { order: id, lines: [{ line, quantity: '4' }] });
  await owner(shipDelivery, { delivery });
  const invoice = await bill(shop, id);
  await owner(amendOrder, { order: id, version: 1, lines: [{ line, unitPrice: '80' }] });
  expect(await orderOf(shop, id)).toMatchObject({ netMinor: 88000n, totalMinor: 105600n, openBaseMinor: 57600n });
  const [sent] = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
  const { creditNote } = await giveBack(shop, { delivery, line: String(sent!.id) }, '1');
  expect(await documentOf(world, creditNote!)).toMatchObject({ net: 10000n, tax: 2000n, open: 0n });
  expect(await documentOf(world, invoice.id)).toMatchObject({ open: 36000n });
  await owner(shipOrders, { orders: [id] });
  expect(await bill(shop, id)).toMatchObject({ net: 48000n });
});

scenario('B01e: partial invoices add up to the order', async (world) => {
  const shop = await caseShop(world, { listPrice: '33.335' });
  const owner = world.as('owner');
  const id = await order(shop, '3');
  expect(await orderOf(shop, id)).toMatchObject({ totalMinor: 12001n });
  const line = String((await lineOf(shop, id)).id);
  const totals: bigint[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { delivery } = await owner(pickDelivery, { order: id, lines: [{ line, quantity: '1' }] });
    await owner(shipDelivery, { delivery });
    totals.push((await bill(shop, id)).total);
  }
  expect(totals).toEqual([4001n, 4001n, 3999n]);
});

scenario('goods are sent again on the same order, credited and billed anew or neither', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '3');
  const sent = await ship(shop, id);
  await bill(shop, id);
  expect(await giveBack(shop, sent, '1', { replace: true })).toMatchObject({ creditNote: null });
  expect(await orderOf(shop, id)).toMatchObject({
    state: 'confirmed',
    deliveryState: 'part_delivered',
    openBaseMinor: 0n,
  });
  expect(await lineOf(shop, id)).toMatchObject({ open: '1', reserved: '1', toInvoice: '-1' });
  const second = await ship(shop, id);
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', invoiceState: 'invoiced' });
  // The replacement is no better: now its billing is credited, and what is sent instead is billed.
  const { creditNote } = await giveBack(shop, second, '1', { replace: true, credit: true });
  expect(await documentOf(world, creditNote!)).toMatchObject({ net: 10000n, open: 0n });
  await ship(shop, id);
  expect(await bill(shop, id)).toMatchObject({ net: 10000n });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done' });
});

scenario('goods come back neither on a day that has not come nor before they left', async (world) => {
  const shop = await caseShop(world);
  const id = await order(shop, '3');
  const sent = await ship(shop, id);
  await expect(giveBack(shop, sent, '1', { returnedOn: '2026-12-24' })).refuses('future_day');
  const error = await giveBack(shop, sent, '1', { returnedOn: '2026-03-01' }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'before_shipped', message: expect.stringContaining('was shipped on') });
  const twice = world.as('storekeeper');
  const lines = ['2', '2'].map((quantity) => ({ line: sent.line, quantity }));
  await expect(twice(receiveReturn, { delivery: sent.delivery, reason: 'B03b', lines })).refuses('more_than_delivered');
});
