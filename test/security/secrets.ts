import { invoiceOrders, placeOrder as sell, shipOrders } from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { confirmBank, setBank } from '#modules/finance/payables/bank/contract.ts';
import { billed, received } from '#modules/finance/payables/scenarios/bill-world.ts';
import { setPolicy } from '#modules/office/approvals/contract.ts';
import { hire, requestOf } from '#modules/office/approvals/scenarios/people.ts';
import { attachFile, uploadFile } from '#modules/office/files/contract.ts';
import { receiveStock, revalueItem } from '#modules/supply/inventory/contract.ts';
import { startCount } from '#modules/supply/inventory/count/contract.ts';
import { agreeBlanket } from '#modules/supply/purchasing/blanket/contract.ts';
import { amendOrder, confirmOrder, placeOrder, returnGoods } from '#modules/supply/purchasing/contract.ts';
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
    marks: amounts('7391.37', '7392.48', '22174.11', '22177.44', '7393.59', '7394.26', '7395.62', '7396.84', '7398.53'),
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
  const { supplier, casting, bolt } = await openBuying(world);
  await agreePrices(world, supplier, casting);
  await bookCosts(world, supplier, bolt);
  const owner = world.as('owner');
  const { bank } = await owner(setBank, { supplier, holder: 'Foundry', iban: IBAN });
  await world.as('controller')(confirmBank, { bank });
  const content = Buffer.from('%PDF-1.7 nobody shall know').toString('base64');
  const { file } = await owner(uploadFile, { name: 'quiet-merger.pdf', content });
  await owner(attachFile, { file, entity: 'payables.supplier_bank', record: bank });
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

async function bookCosts(world: World, supplier: string, bought: string): Promise<void> {
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
  await leaveOpen(world, { site, customer, item: shop.pump });
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
}

async function askApproval(world: World, supplier: string, item: string): Promise<void> {
  await world.as('owner')(setPolicy, {
    name: 'All purchases',
    operation: 'purchasing.place_order',
    steps: [{ kind: 'role', who: 'owner' }],
  });
  const buyer = await hire(world, 'Bea', ['buyer']);
  const lines = [{ item, quantity: '3', unitPrice: '7398.53' }];
  await requestOf(buyer.do(placeOrder, { supplier, lines, send: true }));
}
