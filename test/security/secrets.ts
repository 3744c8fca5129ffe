import {
  cancelOrder,
  invoiceOrders,
  receiveReturn,
  placeOrder as sell,
  shipOrders,
} from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { confirmBank, setBank } from '#modules/finance/payables/bank/contract.ts';
import { recordPayment } from '#modules/finance/payables/contract.ts';
import { billed, expense, received } from '#modules/finance/payables/scenarios/bill-world.ts';
import { postInvoice, recordPayment as recordReceived } from '#modules/finance/receivables/contract.ts';
import { setPolicy } from '#modules/office/approvals/contract.ts';
import { hire, requestOf } from '#modules/office/approvals/scenarios/people.ts';
import { attachFile, uploadFile } from '#modules/office/files/contract.ts';
import { receiveStock, revalueItem } from '#modules/supply/inventory/contract.ts';
import { approveCount, enterCount, startCount } from '#modules/supply/inventory/count/contract.ts';
import { agreeBlanket } from '#modules/supply/purchasing/blanket/contract.ts';
import {
  amendOrder,
  confirmOrder,
  placeOrder,
  receiveGoods,
  returnGoods,
} from '#modules/supply/purchasing/contract.ts';
import { recordQuotation, requestQuotations } from '#modules/supply/purchasing/quotation/contract.ts';
import { linesOfOrder, openBuying, price } from '#modules/supply/purchasing/scenarios/buying.ts';
import { registry, type World } from '#test/harness.ts';

/** Something that is recognised wherever it comes out. */
export interface Secret {
  readonly what: string;
  readonly marks: readonly RegExp[];
  /** Any of these rights lets one know it. */
  readonly rights: readonly string[];
}

const entityOf = (name: string) => registry.entities.get(name)!;
/** The right a field declares; a field that declares none is there for who may read the record. */
const rightOf = (name: string, field: string): string => entityOf(name).fields[field]!.right ?? entityOf(name).read;

/** An amount as it may be written: a decimal, grouped, in minor units. No part of an id or a hash. */
const amounts = (...prices: string[]): RegExp[] =>
  prices.map((amount) => {
    const [whole, part] = amount.split('.') as [string, string];
    return new RegExp(`(?<![\\w-])${whole.replace(/(\d{3})$/, ',?$1')}\\.?${part}0*(?![\\w-])`);
  });

const PRICE = rightOf('purchasing.order_line', 'unitPrice');
const COST = rightOf('catalog.item', 'standardCost');
const BANK = entityOf('payables.supplier_bank').read;
const IBAN = 'AT611904300234573201';

export const SECRETS: readonly Secret[] = [
  {
    what: 'a price agreed with a supplier',
    // Ordered, amended, in all, confirmed, of a list, offered, of a blanket order, waiting for approval.
    // Of a bill that is held, of goods rejected on arrival, of goods that wait for inspection.
    marks: amounts(
      ...['7391.37', '7392.48', '22174.11', '22177.44', '7393.59', '7394.26', '7395.62', '7396.84', '7398.53'],
      ...['9311.27', '7381.19', '7382.36'],
    ),
    rights: [PRICE],
  },
  { what: 'a price that became a cost', marks: amounts('6397.15', '6399.18'), rights: [PRICE, COST] },
  { what: 'a cost', marks: amounts('8123.71', '8124.93', '16249.86'), rights: [COST] },
  {
    what: 'a bank account',
    marks: [/AT61 ?1904 ?3002 ?3457/],
    rights: [BANK, rightOf('payables.run_line', 'account')],
  },
  { what: 'a file', marks: [/quiet-merger/, /nobody shall know/], rights: [BANK] },
];

export const mayKnow = (rights: ReadonlySet<string>, { rights: any }: Secret): boolean =>
  any.some((right) => rights.has(right));

export interface Planted {
  readonly file: string;
  /** What one would search for. */
  readonly words: readonly string[];
}

export async function plant(world: World): Promise<Planted> {
  // Some of it days ago, so that it is late or idle.
  world.today('2026-02-27');
  const { supplier, casting, bolt } = await openBuying(world);
  await agreePrices(world, supplier, casting);
  const receiptLine = await bookCosts(world, supplier, bolt);
  const owner = world.as('owner');
  const { bank } = await owner(setBank, { supplier, holder: 'Foundry', iban: IBAN });
  await world.as('controller')(confirmBank, { bank });
  const content = Buffer.from('%PDF-1.7 nobody shall know').toString('base64');
  const { file } = await owner(uploadFile, { name: 'quiet-merger.pdf', content });
  await owner(attachFile, { file, entity: 'payables.supplier_bank', record: bank });
  await troubleSuppliers(world, supplier, casting, bolt);
  await sellLate(world, bolt);
  // What is sold already becomes dearer by its bill.
  await billed(world, supplier, [{ receiptLine, quantity: '50', unitPrice: '6399.18' }]);
  world.today('2026-03-02');
  const [stock] = (await world.list('inventory.stock', { filter: { item: bolt } })).rows;
  const lines = [{ item: bolt, quantity: '1', unitCost: '8123.71' }];
  await world.as('storekeeper')(receiveStock, { site: String(stock!.site), reason: 'found', lines });
  await askApproval(world, supplier, casting);
  return { file, words: ['quiet', '7391', IBAN, 'Foundry', 'PO-', 'Casting'] };
}

async function agreePrices(world: World, supplier: string, item: string): Promise<void> {
  const buyer = world.as('buyer');
  await price(world, supplier, item, '7394.26', { fromQuantity: '500' });
  const lines = [{ item, quantity: '3', unitPrice: '7391.37' }];
  const { order } = await buyer(placeOrder, { supplier, lines, send: true });
  const [line] = await linesOfOrder(world, order);
  await buyer(amendOrder, { order, version: 1, lines: [{ line: String(line!.id), unitPrice: '7392.48' }] });
  await buyer(confirmOrder, { order, lines: [{ line: String(line!.id), unitPrice: '7393.59' }] });
  const asked = await buyer(requestQuotations, { suppliers: [supplier], lines: [{ item, quantity: '7' }] });
  const [quotation] = (await world.list('purchasing.quotation', { filter: { request: asked.request } })).rows;
  const [wanted] = (await world.list('purchasing.quotation_line', { filter: { request: asked.request } })).rows;
  await buyer(recordQuotation, {
    quotation: String(quotation!.id),
    lines: [{ line: String(wanted!.id), unitPrice: '7395.62' }],
  });
  await buyer(requestQuotations, { suppliers: [supplier], lines: [{ item, quantity: '8' }] });
  await buyer(agreeBlanket, {
    supplier,
    validTo: '2026-06-30',
    lines: [{ item, quantity: '9', unitPrice: '7396.84' }],
  });
}

/** Answers the line of a receipt that is billed in part. */
async function bookCosts(world: World, supplier: string, bought: string): Promise<string> {
  const { receipt, lines } = await received(world, supplier, [{ item: bought, quantity: '200', unitPrice: '6397.15' }]);
  // One is billed at another price, one goes back.
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '100', unitPrice: '6399.18' }]);
  await world.as('storekeeper')(returnGoods, { receipt, reason: 'Bent', lines: [{ line: lines[0]!, quantity: '1' }] });
  const { site, customer, service: _, ...shop } = await openShop(world);
  const found = [{ item: shop.pump, quantity: '2', unitCost: '8123.71' }];
  await world.as('storekeeper')(receiveStock, { site, reason: 'found', lines: found });
  await world.as('controller')(revalueItem, { site, item: shop.pump, unitCost: '8124.93', reason: 'Dearer' });
  const sold = await world.as('owner')(sell, {
    customer,
    lines: [{ item: shop.pump, quantity: '2' }],
    confirm: true,
  });
  await world.as('owner')(shipOrders, { orders: [sold.order] });
  await world.as('owner')(invoiceOrders, { orders: [sold.order] });
  await world.as('owner')(postInvoice, { customer, lines: [{ description: 'Advice', unitPrice: '10' }] });
  await leaveOpen(world, { site, customer, item: shop.pump });
  return lines[0]!;
}

/** What waits to be delivered, expires, is counted: the reports of it show something. */
async function leaveOpen(world: World, { site, customer, item }: Record<'site' | 'customer' | 'item', string>) {
  await world.as('owner')(sell, { customer, lines: [{ item, quantity: '3' }], confirm: true });
  const glue = await make(world, 'catalog.item', { code: 'GLUE', name: 'Glue', tracking: 'lot', shelfDays: 20 });
  const lots = [{ number: 'L1', quantity: '1', supplierLot: 'PO-1' }];
  const lines = [{ item: glue, quantity: '1', unitCost: '8123.71', lots }];
  await world.as('storekeeper')(receiveStock, { site, reason: 'found', lines });
  const waits = await make(world, 'catalog.item', { code: 'WAITS', name: 'Waits' });
  await world.as('storekeeper')(startCount, { site, items: [glue, waits] });
  await count(world, site);
  await make(world, 'organisation.site', { code: 'SECOND', name: 'Second' });
}

/** One count waits for approval, the past of another changed; what lay for long is slow. */
async function count(world: World, site: string): Promise<void> {
  const store = world.as('storekeeper');
  const counted = async (code: string) => {
    const item = await make(world, 'catalog.item', { code, name: code });
    const put = (effectiveOn: string, quantity: string) =>
      store(receiveStock, {
        ...{ site, reason: 'found', effectiveOn },
        lines: [{ item, quantity, unitCost: '8123.71' }],
      });
    await put('2026-01-05', '2');
    const { count } = await store(startCount, { site, items: [item] });
    await store(enterCount, { count, lines: [{ item, quantity: '1' }] });
    return { count, put };
  };
  const { count, put } = await counted('RECOUNTED');
  await world.as('controller')(approveCount, { count });
  world.today('2026-02-28');
  await put('2026-01-06', '1');
  await counted('COUNTED');
  await make(world, 'inventory.provision_rule', { idleDays: 30, percent: '50' });
}

/** Held bills, tax withheld, goods rejected, waiting for inspection and still to come, and what to buy. */
async function troubleSuppliers(world: World, supplier: string, casting: string, bolt: string): Promise<void> {
  const [buyer, store] = [world.as('buyer'), world.as('storekeeper')];
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '2', unitPrice: '7391.37' }]);
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '2', unitPrice: '9311.27' }]);
  const withholding = await make(world, 'payables.withholding', { code: 'W20', name: 'Foreign', percent: '20' });
  const foreign = await make(world, 'parties.party', { code: 'FOREIGN', name: 'Foreign', isSupplier: true });
  await make(world, 'payables.supplier_rule', { supplier: foreign, withholding });
  await expense(world, foreign, '100', { billedOn: '2026-02-20' });
  await world.as('bookkeeper')(recordPayment, { supplier: foreign, amountMinor: 80_00n });
  const buy = async (unitPrice: string) => {
    const { order } = await buyer(placeOrder, {
      ...{ supplier, send: true },
      lines: [{ item: casting, quantity: '5', unitPrice }],
    });
    return { order, line: String((await linesOfOrder(world, order))[0]!.id) };
  };
  const bent = await buy('7381.19');
  const rejected = { line: bent.line, quantity: '1', rejected: '1', rejectReason: 'Bent' };
  await store(receiveGoods, { order: bent.order, lines: [rejected] });
  await make(world, 'inventory.inspection_rule', { item: casting, supplier });
  const inspected = await buy('7382.36');
  await store(receiveGoods, { order: inspected.order, lines: [{ line: inspected.line, quantity: '1' }] });
  const [stock] = (await world.list('inventory.stock', { filter: { item: bolt } })).rows;
  const rule = { item: bolt, site: stock!.site, policy: 'min_max', minimum: '1000', target: '2000' };
  await make(world, 'sourcing.replenishment_rule', rule);
}

/** Orders that are late, wait for stock that was freed, and are more than there is. */
async function sellLate(world: World, item: string): Promise<void> {
  const owner = world.as('owner');
  const [customer] = (await world.list('parties.party', { filter: { code: 'HUBER' } })).rows;
  const order = (quantity: string, promisedOn?: string) =>
    owner(sell, {
      ...{ customer: String(customer!.id), promisedOn, confirm: true },
      lines: [{ item, quantity, unitPrice: '9000' }],
    });
  const first = await order('20');
  const { deliveries } = await owner(shipOrders, { orders: [first.order] });
  const delivery = deliveries[0]!;
  const [line] = (await world.list('sales.delivery_line', { filter: { delivery } })).rows;
  await owner(receiveReturn, { delivery, reason: 'Too many', lines: [{ line: String(line!.id), quantity: '2' }] });
  await owner(invoiceOrders, { orders: [first.order] });
  await owner(recordReceived, { customer: String(customer!.id), amountMinor: 90_00n, withheldPercent: '10' });
  const all = await order('150');
  await order('500', '2026-03-01');
  await owner(cancelOrder, { order: all.order, reason: 'Changed their mind' });
}

async function askApproval(world: World, supplier: string, item: string): Promise<void> {
  await world.as('owner')(setPolicy, {
    name: 'All purchases',
    operation: 'purchasing.place_order',
    // Who decides may not know prices.
    steps: [{ kind: 'role', who: 'sales_desk' }],
  });
  const buyer = await hire(world, 'Bea', ['buyer']);
  const lines = [{ item, quantity: '3', unitPrice: '7398.53' }];
  await requestOf(buyer.do(placeOrder, { supplier, lines, send: true }));
}
