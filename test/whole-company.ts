import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedActor } from '#kernel/company.ts';
import { invoiceOrders, receiveReturn, placeOrder as sell, shipOrders } from '#modules/commerce/sales/contract.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { softClosePeriod } from '#modules/finance/ledger/contract.ts';
import { approveRun, payRun, proposeRun, revalue as revaluePayables } from '#modules/finance/payables/contract.ts';
import { billed as billBought, expense } from '#modules/finance/payables/scenarios/bill-world.ts';
import { postInvoice, recordPayment, revalue as revalueReceivables } from '#modules/finance/receivables/contract.ts';
import { billed, rate } from '#modules/finance/receivables/scenarios/books-of.ts';
import { setGroup } from '#modules/finance/tax/contract.ts';
import { fileReturn, withdrawReturn } from '#modules/finance/tax/filing/contract.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { checkBooks } from '#modules/insight/answers/contract.ts';
import { createApiKey, createRole, createUser } from '#modules/office/access/contract.ts';
import { approve, delegate, retirePolicy } from '#modules/office/approvals/contract.ts';
import { hire } from '#modules/office/approvals/scenarios/people.ts';
import { importFolder } from '#modules/office/importing/cli.ts';
import { correctMove, placeStock, receiveStock, setStandardCost } from '#modules/supply/inventory/contract.ts';
import { postProvision } from '#modules/supply/inventory/provision/contract.ts';
import { agreeBlanket, callOff } from '#modules/supply/purchasing/blanket/contract.ts';
import {
  allocateLandedCost,
  placeOrder,
  receiveGoods,
  returnGoods,
  settleClaim,
} from '#modules/supply/purchasing/contract.ts';
import { awardQuotations, recordQuotation, requestQuotations } from '#modules/supply/purchasing/quotation/contract.ts';
import { type Buying, linesOfOrder, linesOfReceipt, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { requestGoods } from '#modules/supply/sourcing/contract.ts';
import { runJob } from '#surfaces/worker/jobs.ts';
import type { World } from './harness.ts';
import { plant } from './security/secrets.ts';

/** A company that did everything there is: each of its tables holds what the program's own operations wrote. */
export async function fillCompany(world: World): Promise<void> {
  await plant(world);
  await decide(world);
  await describe(world);
  await importItems(world);
  const buying = await openBuying(world);
  await buy(world, buying);
  await store(world, buying);
  await sellAndTakeBack(world, buying);
  await settle(world, buying);
  await world.as('controller')(checkBooks, {});
  // What is done at night.
  await runJob(world.app, world.app.registry.jobs.get('inventory.stock_days')!, world.company, null);
}

const idOf = async (world: World, entity: string, filter: object = {}): Promise<string> =>
  String((await world.list(entity, { filter })).rows[0]!.id);

/** What waits for approval is approved; nothing waits any more. */
async function decide(world: World): Promise<void> {
  const owner = world.as('owner');
  const [sam, olga] = [await hire(world, 'Sam', ['sales_desk']), await hire(world, 'Olga', ['owner'])];
  await sam.do(approve, { request: await idOf(world, 'approvals.request') });
  await owner(retirePolicy, { policy: await idOf(world, 'approvals.policy') });
  await owner(delegate, { from: sam.id, to: olga.id, lastOn: '2026-12-31' });
  await make(world, 'approvals.position', { code: 'HEAD', name: 'Head', holder: olga.id });
  await olga.do(createApiKey, { name: 'Reader', scopes: ['sales.order.read'] });
  await owner(createRole, { name: 'reader', label: 'Reader', permissions: ['sales.order.read'] });
  await hire(world, 'Rita', ['reader']);
  // Of another company already, so invited.
  const abroad = 'abroad@works.test';
  await world.as('owner', world.other)(createUser, { email: abroad, name: 'Abroad', roles: ['buyer'] });
  await owner(createUser, { email: abroad, name: 'Abroad', roles: ['buyer'] });
}

async function describe(world: World): Promise<void> {
  const party = await make(world, 'parties.party', { code: 'DESCRIBED', name: 'Described', isSupplier: true });
  const category = await make(world, 'catalog.item_category', { code: 'METAL', name: 'Metal' });
  const item = await make(world, 'catalog.item', { code: 'DESCRIBED', name: 'Described', category });
  const priceList = await make(world, 'catalog.price_list', { code: 'DEALERS', name: 'Dealers', currency: 'EUR' });
  const records: [string, object][] = [
    ['parties.address', { party, kind: 'delivery', street: 'Ring 1', city: 'Wien', country: 'AT' }],
    ['parties.contact', { party, name: 'Anna' }],
    ['catalog.item_unit', { item, unit: 'DZ', factor: '12' }],
    ['catalog.price_rule', { priceList, item, kind: 'fixed', value: '6.50' }],
    ['ledger.cost_centre', { code: 'NORTH', name: 'North' }],
    ['ledger.project', { code: 'HALL', name: 'New hall' }],
    ['purchasing.item_supplier', { item, supplier: party, standing: 'approved' }],
    ['purchasing.source_policy', { item }],
    ['purchasing.supplier_standing', { supplier: party, standing: 'warned', reason: 'Late' }],
  ];
  for (const [entity, input] of records) await make(world, entity, input);
  const [group, single] = [await newTax(world, { kind: 'group' }), await newTax(world, {}, '10')];
  await world.as('controller')(setGroup, { group, taxCodes: [single] });
}

async function importItems(world: World): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-import-'));
  try {
    const map = join(folder, 'map.json');
    const fields = { code: '{code}', name: '{name}' };
    const steps = [{ name: 'items', file: 'items', entity: 'catalog.item', key: '{code}', fields }];
    writeFileSync(join(folder, 'items.csv'), 'code,name\nIMPORTED,Imported\n');
    writeFileSync(map, JSON.stringify({ source: 'list', steps }));
    await importFolder(
      { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company },
      { folder, map },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Goods asked for, offered, called off, billed before they came, with freight, sent back and given up. */
async function buy(world: World, { supplier, casting, bolt }: Buying): Promise<void> {
  const buyer = world.as('buyer');
  await world.as('storekeeper')(requestGoods, { lines: [{ item: casting, quantity: '7' }] });
  const { request } = await buyer(requestQuotations, {
    suppliers: [supplier],
    lines: [{ item: bolt, quantity: '500' }],
  });
  const { offers } = await buyer(recordQuotation, {
    quotation: await idOf(world, 'purchasing.quotation', { request }),
    lines: [{ line: await idOf(world, 'purchasing.quotation_line', { request }), unitPrice: '0.24' }],
  });
  await buyer(awardQuotations, { request, awards: [{ offer: offers[0]! }] });
  const breaks = [{ fromQuantity: '50', unitPrice: '33' }];
  const { blanket, lines } = await buyer(agreeBlanket, {
    ...{ supplier, validTo: '2026-06-30' },
    lines: [{ item: casting, quantity: '100', unitPrice: '35', breaks }],
  });
  await buyer(callOff, { blanket, lines: [{ line: lines[0]!, quantity: '10' }] });
  const { order } = await buyer(placeOrder, { supplier, send: true, lines: [{ item: casting, quantity: '10' }] });
  const [ordered] = await linesOfOrder(world, order);
  await billBought(world, supplier, [{ orderLine: String(ordered!.id), quantity: '10', unitPrice: '40' }]);
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  await world.as('bookkeeper')(allocateLandedCost, {
    ...{ label: 'Freight', amountMinor: 10_00n, basis: 'value' },
    receipts: [receipt],
  });
  const [received] = await linesOfReceipt(world, receipt);
  const line = String(received!.id);
  await world.as('storekeeper')(returnGoods, { receipt, reason: 'Cracked', lines: [{ line, quantity: '2' }] });
  await world.as('owner')(settleClaim, { line, quantity: '1', reason: 'Not worth it' });
}

/** Goods put away, counted wrong, valued at a standard, and a provision for those that do not move. */
async function store(world: World, { casting }: Buying): Promise<void> {
  const keeper = world.as('storekeeper');
  const site = await idOf(world, 'organisation.site');
  const shelf = await make(world, 'inventory.location', { site, code: 'A-01', name: 'Shelf A' });
  await keeper(placeStock, { site, lines: [{ item: casting, quantity: '4', to: shelf }] });
  const item = await make(world, 'catalog.item', { code: 'NORM', name: 'Norm', costingMethod: 'standard' });
  await world.as('owner')(setStandardCost, { item, unitCost: '5', reason: 'First' });
  await keeper(receiveStock, { site, reason: 'production', lines: [{ item, quantity: '3', unitCost: '5' }] });
  const move = await idOf(world, 'inventory.move', { item, kind: 'receipt' });
  await keeper(correctMove, { move, quantity: '2', reason: 'Miscounted' });
  await world.as('bookkeeper')(postProvision, {});
}

async function sellAndTakeBack(world: World, { casting }: Buying): Promise<void> {
  const owner = world.as('owner');
  const customer = await idOf(world, 'parties.party', { code: 'HUBER' });
  const lines = [{ item: casting, quantity: '2', unitPrice: '90' }];
  const { order } = await owner(sell, { customer, lines, confirm: true });
  const { deliveries } = await owner(shipOrders, { orders: [order] });
  const delivery = deliveries[0]!;
  await owner(invoiceOrders, { orders: [order] });
  const line = await idOf(world, 'sales.delivery_line', { delivery });
  await owner(receiveReturn, { delivery, reason: 'Damaged', lines: [{ line, quantity: '1' }] });
  const { item } = await billed(world, { party: customer });
  await owner(recordPayment, {
    ...{ customer, amountMinor: 97_00n, settle: 'listed' },
    applications: [{ item, amountMinor: 97_00n, writeOffMinor: 3_00n }],
  });
}

/** What was owed in February in another currency is valued, its tax filed, and what is due is paid. */
async function settle(world: World, { supplier }: Buying): Promise<void> {
  const [keeper, controller] = [world.as('bookkeeper'), world.as('controller')];
  const customer = await idOf(world, 'parties.party', { code: 'HUBER' });
  await rate(world, '2026-02-01', '0.9');
  await rate(world, '2026-02-28', '0.8');
  await billed(world, { party: customer, currency: 'USD', invoicedOn: '2026-02-10' });
  await expense(world, supplier, '100', { currency: 'USD', billedOn: '2026-02-10' });
  await controller(revalueReceivables, { day: '2026-02-28' });
  await controller(revaluePayables, { day: '2026-02-28' });
  await keeper(postInvoice, {
    ...{ customer, invoicedOn: '2026-02-20' },
    lines: [{ description: 'Advice', unitPrice: '10' }],
  });
  const file = () => keeper(fileReturn, { from: '2026-02-01', to: '2026-02-28' });
  const { filing } = await file();
  await controller(withdrawReturn, { filing, reason: 'Wrong' });
  await file();
  await expense(world, supplier, '300', { billedOn: '2026-02-20' });
  const { run } = await keeper(proposeRun, {});
  await controller(approveRun, { run });
  await keeper(payRun, { run });
  await controller(softClosePeriod, { period: await idOf(world, 'ledger.period', { code: '2026-01' }) });
}
