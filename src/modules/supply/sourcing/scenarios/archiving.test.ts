import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import {
  amendOrder,
  cancelOrder,
  confirmOrder,
  placeOrder as sell,
  shipOrders,
} from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { postCredit } from '#modules/finance/payables/bill/contract.ts';
import { enterCredit, recordPayment as pay, postBill } from '#modules/finance/payables/contract.ts';
import { billed } from '#modules/finance/payables/scenarios/bill-world.ts';
import {
  creditInvoice,
  postCreditNote,
  postInvoice,
  recordPayment,
  refund,
} from '#modules/finance/receivables/contract.ts';
import { setCustomerPriceList } from '#modules/master/catalog/contract.ts';
import { issueStock, transferStock } from '#modules/supply/inventory/contract.ts';
import {
  amendOrder as amendPurchase,
  cancelRest,
  placeOrder,
  receiveGoods,
} from '#modules/supply/purchasing/contract.ts';
import { linesOfReceipt, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { approveRequisition, cancelRequisition, orderRequisitions, requestGoods } from '../contract.ts';

const run = (world: World, operation: string, input: object) =>
  execute(world.app, operation, { actor: seedActor(world.app, 'owner'), company: world.company, input });
const archive = (world: World, entity: string, id: string, more: object = {}) =>
  run(world, entity.replace('.', '.archive_'), { id, ...more });

/** What a refusal says is there. */
const told = async (done: Promise<unknown>): Promise<string> => {
  const error = await done.then(
    () => ({ code: 'done', details: { uses: '' } }),
    (reason: { code: string; details: { uses: string } }) => reason,
  );
  return `${error.code}: ${error.details.uses}`;
};

scenario('B43: an item stays in use while some is on hand that is promised to nobody', async (world) => {
  const { customer, site, pump } = await openShop(world);
  const item = () => archive(world, 'catalog.item', pump);
  expect(await told(item())).toBe('still_there: 10 are on hand that are promised to nobody');
  const off = { id: pump, changes: { active: false } };
  expect(await told(run(world, 'catalog.update_item', off))).toMatch('still_there');
  const { order } = await world.as('sales_desk')(sell, {
    ...{ customer, confirm: true, lines: [{ item: pump, quantity: '9' }] },
  });
  expect(await told(item())).toBe('still_there: one is on hand that is promised to nobody');
  expect(await told(archive(world, 'catalog.item', pump, { anyway: true }))).toMatch('still_there');
  await world.as('owner')(issueStock, { site, reason: 'scrap', lines: [{ item: pump, quantity: '1' }] });
  // What is left is sold and goes on to its end: that is told, and known by whoever says so.
  expect(await told(item())).toBe('still_needed: one open sales order');
  expect(await told(run(world, 'catalog.update_item', off))).toMatch('still_needed');
  await archive(world, 'catalog.item', pump, { anyway: true });
  await archive(world, 'catalog.item', pump, { active: true });
  await world.as('sales_desk')(cancelOrder, { order, reason: 'Changed their mind' });
  expect(await told(item())).toBe('still_there: 9 are on hand that are promised to nobody');
});

scenario('an item, a supplier and a site that are bought, asked for and delivered to are told of', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const site = await make(world, 'organisation.site', { code: 'YARD', name: 'Yard' });
  const place = (quantity: string) =>
    world.as('buyer')(placeOrder, {
      supplier,
      site,
      send: true,
      lines: [{ item: casting, quantity, unitPrice: '40' }],
    });
  const [first, second] = [await place('3'), await place('4')];
  const { requisition } = await world.as('buyer')(requestGoods, { site, lines: [{ item: casting, quantity: '2' }] });
  expect(await told(archive(world, 'catalog.item', casting))).toBe(
    'still_needed: 2 open purchase orders, one open requisition',
  );
  expect(await told(archive(world, 'organisation.site', site))).toBe(
    'still_needed: 2 open purchase orders, one open requisition',
  );
  expect(await told(archive(world, 'parties.party', supplier))).toBe('still_needed: 2 open purchase orders');
  await world.as('buyer')(cancelRest, { orders: [second.order], reason: 'Too many' });
  await world.as('buyer')(cancelRequisition, { requisition });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order: first.order });
  expect(await told(archive(world, 'organisation.site', site))).toBe(
    'still_there: one item is on hand there that is promised to nobody',
  );
  expect(await told(archive(world, 'parties.party', supplier))).toBe(
    'still_needed: one receipt line that waits for a bill or a credit',
  );
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  await billed(world, supplier, [{ receiptLine, quantity: '3', unitPrice: '40' }]);
  expect(await told(archive(world, 'parties.party', supplier))).toBe('still_needed: one open item of a supplier');
  await archive(world, 'parties.party', supplier, { anyway: true });
  expect(await world.get('parties.party', supplier)).toMatchObject({ active: false });
});

scenario('a customer who owes or has ordered is told of; nothing is asked of one who has not', async (world) => {
  const { customer, service } = await openShop(world);
  const { order } = await world.as('sales_desk')(sell, { customer, lines: [{ item: service, quantity: '2' }] });
  await world.as('bookkeeper')(postInvoice, { customer, lines: [{ description: 'Work', unitPrice: '100' }] } as never);
  expect(await told(archive(world, 'parties.party', customer))).toBe(
    'still_needed: one open item of a customer, one open sales order',
  );
  await world.as('sales_desk')(cancelOrder, { order, reason: 'Changed their mind' });
  expect(await told(archive(world, 'parties.party', customer))).toBe('still_needed: one open item of a customer');
  const other = await make(world, 'parties.party', { code: 'NEW', name: 'New', isCustomer: true });
  await archive(world, 'parties.party', other);
});

scenario(
  'what would change without a word stays in use: price lists, withheld taxes; places where goods lie',
  async (world) => {
    const { customer, pump, site } = await openShop(world);
    const { supplier } = await openBuying(world);
    const list = await make(world, 'catalog.price_list', { code: 'VIP', name: 'Friends', currency: 'EUR' });
    await world.as('owner')(setCustomerPriceList, { customer, priceList: list });
    expect(await told(archive(world, 'catalog.price_list', list, { anyway: true }))).toBe(
      'still_there: it is the list of one customer',
    );
    await world.as('owner')(setCustomerPriceList, { customer, priceList: null });
    await archive(world, 'catalog.price_list', list);
    await expect(world.as('owner')(setCustomerPriceList, { customer, priceList: list })).refuses('list_inactive');
    const tax = await make(world, 'payables.withholding', { code: 'W10', name: 'Withheld', percent: '10' });
    await make(world, 'payables.supplier_rule', { supplier, withholding: tax });
    expect(await told(archive(world, 'payables.withholding', tax))).toBe(
      'still_there: it is withheld from one supplier',
    );
    const place = await make(world, 'inventory.location', { code: 'A-1', name: 'Shelf', site });
    await run(world, 'inventory.receive_stock', {
      ...{ site, reason: 'production' },
      lines: [{ item: pump, quantity: '2', unitCost: '150', location: place }],
    });
    expect(await told(archive(world, 'inventory.location', place))).toBe('still_there: one item lies there');
  },
);

scenario('an account of the balance sheet on which something stands is told of', async (world) => {
  const { supplier } = await openBuying(world);
  const account = await make(world, 'ledger.account', {
    ...{ number: '1890', name: 'Deposits', type: 'asset', heading: 'More' },
  });
  await world.as('bookkeeper')(postBill, {
    ...{ supplier, supplierNumber: 'D-1' },
    lines: [{ description: 'Deposit', unitPrice: '100', account, taxCodes: [] }],
  } as never);
  expect(await told(archive(world, 'ledger.account', account))).toBe('still_needed: what stands on it');
  await archive(world, 'ledger.account', account, { anyway: true });
});

scenario('without a site in use documents say so', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const [site] = (await world.list('organisation.site')).rows;
  await archive(world, 'organisation.site', String(site!.id));
  const lines = [{ item: casting, quantity: '3' }];
  await expect(world.as('buyer')(placeOrder, { supplier, lines })).refuses('no_site_in_use');
  await expect(world.as('buyer')(requestGoods, { lines })).refuses('no_site_in_use');
  await archive(world, 'organisation.site', String(site!.id), { active: true });
  await world.as('buyer')(placeOrder, { supplier, lines });
});

scenario('an archived site begins nothing new; what was begun there goes on to its end', async (world) => {
  const { customer, site: home, pump } = await openShop(world);
  const { supplier, casting } = await openBuying(world);
  const site = await make(world, 'organisation.site', { code: 'YARD', name: 'Yard' });
  const count = () => run(world, 'inventory.start_count', { site });
  const receive = () =>
    run(world, 'inventory.receive_stock', {
      ...{ site, reason: 'found', lines: [{ item: pump, quantity: '2', unitCost: '150' }] },
    });
  const buy = () =>
    world.as('buyer')(placeOrder, { supplier, site, send: true, lines: [{ item: casting, quantity: '3' }] });
  const order = () =>
    world.as('sales_desk')(sell, { customer, site, confirm: true, lines: [{ item: pump, quantity: '2' }] });
  const request = () =>
    world.as('buyer')(requestGoods, { site, submit: true, lines: [{ item: casting, quantity: '4' }] });
  const transfer = () =>
    world.as('storekeeper')(transferStock, { from: home, to: site, lines: [{ item: pump, quantity: '1' }] });
  await receive();
  await count();
  const [bought, sold, { requisition }] = [await buy(), await order(), await request()];
  await archive(world, 'organisation.site', site, { anyway: true });
  await expect(receive()).refuses('no_site');
  await expect(count()).refuses('no_site');
  await expect(buy()).refuses('no_site');
  await expect(order()).refuses('no_site');
  await expect(request()).refuses('no_site');
  await expect(transfer()).refuses('no_site');
  await expect(make(world, 'inventory.location', { code: 'Y-1', name: 'Shelf', site })).refuses('not_in_use');
  await world.as('controller')(approveRequisition, { requisition });
  await world.as('owner')(orderRequisitions, { requisitions: [requisition], send: true });
  await world.as('buyer')(amendPurchase, { order: bought.order, version: 1, note: 'Ring the bell', lines: [] });
  await world.as('storekeeper')(receiveGoods, { order: bought.order });
  await world.as('sales_desk')(amendOrder, { order: sold.order, version: 1, note: 'Ring the bell' });
  await world.as('storekeeper')(shipOrders, { orders: [sold.order] });
});

scenario(
  'an order goes on though an item or the customer of it was archived; it takes no more of them',
  async (world) => {
    const { customer, pump, seal } = await openShop(world);
    const lines = [
      { item: pump, quantity: '10' },
      { item: seal, quantity: '2' },
    ];
    const { order } = await world.as('sales_desk')(sell, { customer, confirm: true, lines });
    const draft = await world.as('sales_desk')(sell, { customer, lines: [{ item: seal, quantity: '1' }] });
    const rows = (await world.list('sales.order_line', { filter: { order }, sort: 'position' })).rows;
    const [first, second] = rows.map((row) => String(row.id));
    let version = 1;
    const amend = async (more: object) => {
      const done = await world.as('sales_desk')(amendOrder, { order, version, ...more } as never);
      ({ version } = done as { version: number });
    };
    await archive(world, 'catalog.item', pump, { anyway: true });
    await amend({ note: 'Ring the bell' });
    await amend({ lines: [{ line: second, quantity: '3' }] });
    await amend({ lines: [{ item: seal, quantity: '1' }] });
    await amend({ lines: [{ line: first, quantity: '9' }] });
    await expect(amend({ lines: [{ line: first, quantity: '10' }] })).refuses('item_not_active');
    await expect(amend({ lines: [{ item: pump, quantity: '1' }] })).refuses('item_not_active');
    await archive(world, 'parties.party', customer, { anyway: true });
    await amend({ note: 'Knock', lines: [{ line: second, quantity: '2' }] });
    await expect(amend({ lines: [{ line: second, quantity: '3' }] })).refuses('no_customer');
    await expect(amend({ lines: [{ item: seal, quantity: '1' }] })).refuses('no_customer');
    // A draft was begun too.
    await world.as('sales_desk')(confirmOrder, { order: draft.order });
  },
);

scenario('archived parties take nothing that stands by itself; what is open is settled', async (world) => {
  const { customer } = await openShop(world);
  const { supplier } = await openBuying(world);
  const [clerk, owner] = [world.as('bookkeeper'), world.as('owner')];
  const lines = [{ description: 'Work', unitPrice: '100', taxCodes: [] }];
  const bill = (number: string) => ({ supplier, supplierNumber: number, acknowledgeDuplicate: true, lines });
  const { invoice } = await clerk(postInvoice, { customer, lines } as never);
  const other = await clerk(postInvoice, { customer, lines } as never);
  const first = await clerk(postBill, bill('A-1') as never);
  await clerk(postBill, bill('A-2') as never);
  await clerk(recordPayment, { customer, amountMinor: 100_00n });
  for (const party of [customer, supplier]) await archive(world, 'parties.party', party, { anyway: true });
  await expect(clerk(postInvoice, { customer, lines } as never)).refuses('no_customer');
  await expect(owner(postCreditNote, { customer, reason: 'Bonus', lines } as never)).refuses('no_customer');
  await expect(clerk(postBill, bill('A-3') as never)).refuses('no_supplier');
  await expect(clerk(postCredit, { ...bill('A-4'), reason: 'Bonus' } as never)).refuses('no_supplier');
  await owner(creditInvoice, { invoice, reason: 'Not used' } as never);
  await owner(enterCredit, { bill: first.bill!, supplierNumber: 'A-5' } as never);
  await clerk(recordPayment, { customer, amountMinor: 120_00n });
  await clerk(pay, { supplier, amountMinor: 100_00n });
  await expect(clerk(recordPayment, { customer, amountMinor: 1_00n })).refuses('no_customer');
  await expect(clerk(pay, { supplier, amountMinor: 1_00n })).refuses('no_supplier');
  expect(other.invoice).not.toBe(invoice);
  const credits = (await world.list('receivables.open_item', { filter: { customer, credit: true, state: 'open' } }))
    .rows;
  await owner(refund, { item: String(credits[0]!.id) } as never);
});

scenario('of an archived item nothing new is agreed, received or billed', async (world) => {
  const { customer, site, service } = await openShop(world);
  const { supplier } = await openBuying(world);
  const item = await make(world, 'catalog.item', { code: 'OLD', name: 'Old' });
  for (const id of [item, service]) await archive(world, 'catalog.item', id);
  await expect(make(world, 'purchasing.supplier_price', { supplier, item, unitPrice: '4', currency: 'EUR' })).refuses(
    'not_in_use',
  );
  await expect(
    make(world, 'sourcing.replenishment_rule', { item, site, policy: 'min_max', minimum: '1', target: '2' }),
  ).refuses('not_in_use');
  const receive = (reason: string) =>
    run(world, 'inventory.receive_stock', { site, reason, lines: [{ item, quantity: '1', unitCost: '3' }] });
  await expect(receive('found')).refuses('item_not_active');
  await expect(receive('production')).refuses('item_not_active');
  await expect(
    world.as('bookkeeper')(postInvoice, { customer, lines: [{ item: service, unitPrice: '80' }] } as never),
  ).refuses('item_not_active');
});
