import { expect } from 'vitest';
import { creditInvoice } from '#modules/finance/receivables/contract.ts';
import { balances } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';
import { amendOrder, cancelOrder, invoiceOrders, pickDelivery, shipDelivery } from '../contract.ts';
import { bill, type CaseShop, caseShop, documentOf, giveBack, lineOf, order, orderOf, ship } from './cases-world.ts';

/** Ten at 10.00 shipped and billed: 100.00, with tax 120.00. */
async function tenBilled(world: World) {
  const shop = await caseShop(world, { listPrice: '10' });
  const id = await order(shop, '10');
  const sent = await ship(shop, id);
  return { shop, id, sent, invoice: await bill(shop, id) };
}

type Billed = Awaited<ReturnType<typeof tenBilled>>;

const credit = async ({ shop, invoice }: Pick<Billed, 'shop' | 'invoice'>, line?: object, billAgain = true) => {
  const lines = line ? { lines: [{ line: invoice.lines[0]!, ...line }] } : {};
  const { creditNote } = await shop.world.as('owner')(creditInvoice, {
    ...{ invoice: invoice.id, reason: 'Agreed', billAgain, ...lines },
  });
  return documentOf(shop.world, creditNote);
};

/** What the customer owes in the books. */
const owes = async (shop: CaseShop): Promise<bigint> => (await balances(shop.world)).receivable ?? 0n;

for (const first of ['for good', 'to be billed again'])
  scenario(`what is credited for good is not billed again: credited ${first} first`, async (world) => {
    const billed = await tenBilled(world);
    const { shop, id } = billed;
    if (first === 'for good') {
      await credit(billed, { quantity: '2' }, false);
      await credit(billed);
    } else {
      await credit(billed, { quantity: '8' });
      await credit(billed, { quantity: '2' }, false);
    }
    expect(await owes(shop)).toBe(0n);
    expect(await lineOf(shop, id)).toMatchObject({ toInvoice: '8', forgone: '2' });
    expect(await bill(shop, id)).toMatchObject({ net: 8000n, total: 9600n, quantities: ['8'] });
    expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n });
    expect(await owes(shop)).toBe(9600n);
    await expect(world.as('owner')(invoiceOrders, { orders: [id] })).refuses('nothing_to_invoice');
  });

scenario('in parts: two credited for good, four billed again', async (world) => {
  const billed = await tenBilled(world);
  await credit(billed, { quantity: '2' }, false);
  await credit(billed, { quantity: '4' });
  expect(await bill(billed.shop, billed.id)).toMatchObject({ net: 4000n });
  expect(await owes(billed.shop)).toBe(9600n);
});

scenario('goods credited for good stand on the note as goods and are credited once', async (world) => {
  const billed = await tenBilled(world);
  const { shop, id, sent, invoice } = billed;
  const note = await credit(billed, { quantity: '2' }, false);
  const [line] = (await world.list('receivables.invoice_line', { filter: { invoice: note.id } })).rows;
  expect(line).toMatchObject({ description: 'Item', quantity: '2', unitPrice: '10', netMinor: 2000n });
  await expect(credit(billed, { quantity: '9' })).refuses('credited_before');
  // What comes back first is what was credited.
  expect(await giveBack(shop, sent, '1')).toMatchObject({ creditNote: null });
  expect(await giveBack(shop, sent, '1')).toMatchObject({ creditNote: null });
  expect((await documentOf(world, invoice.id)).open).toBe(9600n);
  const third = await giveBack(shop, sent, '1');
  expect(await documentOf(world, third.creditNote!)).toMatchObject({ total: 1200n });
  await giveBack(shop, sent, '7');
  expect(await owes(shop)).toBe(0n);
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', invoiceState: 'invoiced' });
});

scenario('in place of goods credited for good others are sent, which are owed as little', async (world) => {
  const billed = await tenBilled(world);
  const { shop, id, sent } = billed;
  await credit(billed, { quantity: '2' }, false);
  expect(await giveBack(shop, sent, '3', { credit: true, replace: true })).toMatchObject({
    creditNote: expect.anything(),
  });
  expect(await owes(shop)).toBe(8400n);
  const again = await ship(shop, id);
  expect(await bill(shop, id)).toMatchObject({ net: 1000n, quantities: ['1'] });
  expect(await owes(shop)).toBe(9600n);
  // Two of the three that went again were credited before.
  expect(await giveBack(shop, again, '3')).toMatchObject({ creditNote: expect.anything() });
  expect(await owes(shop)).toBe(8400n);
});

scenario(
  'what came back and waits for a credit is credited by hand, for good or not, and leaves nothing',
  async (world) => {
    const billed = await tenBilled(world);
    const { shop, id, sent } = billed;
    await giveBack(shop, sent, '3', { credit: false });
    expect(await orderOf(shop, id)).toMatchObject({ invoiceState: 'to_credit' });
    await credit(billed, { quantity: '4' }, false);
    expect(await lineOf(shop, id)).toMatchObject({ toInvoice: '0', forgone: '1' });
    expect(await giveBack(shop, sent, '1')).toMatchObject({ creditNote: null });
    expect(await owes(shop)).toBe(7200n);
  },
);

for (const { name, steps } of [
  { name: 'all of it', steps: [undefined] },
  { name: 'four of ten', steps: [{ quantity: '4' }] },
  { name: 'four and then three of ten', steps: [{ quantity: '4' }, { quantity: '3' }] },
])
  scenario(`a price lowered by a credit stays lower when the goods are billed again: ${name}`, async (world) => {
    const billed = await tenBilled(world);
    const { shop, id } = billed;
    await credit(billed, { netMinor: '1500' });
    for (const step of steps) await credit(billed, step);
    const again = await bill(shop, id);
    const [line] = (await world.list('receivables.invoice_line', { filter: { invoice: again.id } })).rows;
    expect(line).toMatchObject({ unitPrice: '8.5' });
    expect(await owes(shop)).toBe(10200n);
    expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n });
    // Credited and billed a third time it is no dearer.
    await credit({ shop, invoice: again });
    await bill(shop, id);
    expect(await owes(shop)).toBe(10200n);
  });

scenario('a replacement costs what its goods cost after a lower price', async (world) => {
  const billed = await tenBilled(world);
  const { shop, id, sent } = billed;
  await credit(billed, { netMinor: '1500' });
  await giveBack(shop, sent, '4', { credit: true, replace: true });
  expect(await owes(shop)).toBe(6120n);
  await ship(shop, id);
  expect((await orderOf(shop, id)).openBaseMinor).toBe(4080n);
  await bill(shop, id);
  expect(await owes(shop)).toBe(10200n);
});

scenario('goods that come back before they are billed again take their lower price with them', async (world) => {
  const billed = await tenBilled(world);
  const { shop, id, sent } = billed;
  await credit(billed, { netMinor: '1500' });
  await credit(billed, { quantity: '4' });
  await giveBack(shop, sent, '2');
  expect(await bill(shop, id)).toMatchObject({ net: 1700n });
  expect(await owes(shop)).toBe(8160n);
});

/** Four of ten at 10.00 with freight 5.00 billed, then freight amended and the rest shipped. */
async function freightAmended(world: World, freightMinor: string) {
  const shop = await caseShop(world, { listPrice: '10' });
  const id = await order(shop, '10', {}, { freightMinor: '500' });
  const line = String((await lineOf(shop, id)).id);
  const { delivery } = await world.as('owner')(pickDelivery, { order: id, lines: [{ line, quantity: '4' }] });
  await world.as('owner')(shipDelivery, { delivery });
  const first = await bill(shop, id);
  expect(first).toMatchObject({ net: 4500n, total: 5400n });
  await world.as('owner')(amendOrder, { order: id, version: 1, freightMinor });
  return { shop, id, first };
}

scenario('freight raised after a part was billed is billed with the next invoice', async (world) => {
  const { shop, id } = await freightAmended(world, '800');
  await ship(shop, id);
  expect(await bill(shop, id)).toMatchObject({ net: 6300n });
  expect(await owes(shop)).toBe(12960n);
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', totalMinor: 12960n, openBaseMinor: 0n });
});

scenario('freight lowered after a part was billed is credited with the next invoice', async (world) => {
  const { shop, id, first } = await freightAmended(world, '200');
  await ship(shop, id);
  expect(await bill(shop, id)).toMatchObject({ net: 6000n });
  expect(await documentOf(world, first.id)).toMatchObject({ open: 5040n });
  expect(await owes(shop)).toBe(12240n);
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', totalMinor: 12240n, invoiceState: 'invoiced' });
});

scenario('freight raised is billed alone when no goods come any more', async (world) => {
  const { shop, id } = await freightAmended(world, '800');
  await world.as('owner')(cancelOrder, { order: id, reason: 'No more wanted' });
  expect(await orderOf(shop, id)).toMatchObject({
    state: 'confirmed',
    invoiceState: 'to_invoice',
    openBaseMinor: 360n,
  });
  expect(await bill(shop, id)).toMatchObject({ net: 300n, total: 360n });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n });
});

scenario('freight credited by hand is billed again, for good not', async (world) => {
  const shop = await caseShop(world, { listPrice: '10' });
  const id = await order(shop, '10', {}, { freightMinor: '500' });
  await ship(shop, id);
  const invoice = await bill(shop, id);
  const freight = { line: invoice.lines[1]!, quantity: '1' };
  const books = world.as('owner');
  await books(creditInvoice, { invoice: invoice.id, reason: 'Wrong', lines: [freight] });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'confirmed', invoiceState: 'to_invoice' });
  const again = await bill(shop, id);
  expect(again).toMatchObject({ net: 500n, total: 600n });
  const line = { line: again.lines[0]!, quantity: '1' };
  await books(creditInvoice, { invoice: again.id, reason: 'Goodwill', billAgain: false, lines: [line] });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done' });
  await expect(books(invoiceOrders, { orders: [id] })).refuses('nothing_to_invoice');
  expect(await owes(shop)).toBe(12000n);
});

scenario('freight lowered is credited alone when no goods come any more', async (world) => {
  const { shop, id, first } = await freightAmended(world, '200');
  await world.as('owner')(cancelOrder, { order: id, reason: 'No more wanted' });
  expect(await orderOf(shop, id)).toMatchObject({ invoiceState: 'to_credit' });
  const books = world.as('bookkeeper');
  const { invoices, credits } = await books(invoiceOrders, { orders: [id] });
  expect(invoices).toEqual([]);
  expect(await documentOf(world, credits[0]!)).toMatchObject({ net: 300n, total: 360n });
  expect(await documentOf(world, first.id)).toMatchObject({ open: 5040n });
  expect(await orderOf(shop, id)).toMatchObject({ state: 'done', openBaseMinor: 0n, invoiceState: 'invoiced' });
  await expect(books(invoiceOrders, { orders: [id] })).refuses('nothing_to_invoice');
});
