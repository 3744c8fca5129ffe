import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import {
  amendOrder as amendSale,
  invoiceOrders,
  pickDelivery,
  receiveReturn,
  placeOrder as sell,
  shipDelivery,
} from '#modules/commerce/sales/contract.ts';
import { make, openShop, type Shop } from '#modules/commerce/sales/scenarios/shop.ts';
import { setTaxId } from '#modules/master/parties/contract.ts';
import {
  amendOrder,
  confirmOrder,
  placeOrder,
  receiveGoods,
  returnGoods,
  sendOrder,
} from '#modules/supply/purchasing/contract.ts';
import { requestQuotations, sendRequest } from '#modules/supply/purchasing/quotation/contract.ts';
import { linesOfOrder, linesOfReceipt, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { printDocument } from '#surfaces/print/print.ts';
import { scenario, type World } from '#test/harness.ts';
import { paper } from './paper.ts';

/** Changes a record through its derived operation. */
const change = (world: World, entity: string, id: unknown, changes: object) => {
  const [module, noun] = entity.split('.');
  const actor = seedActor(world.app, 'owner');
  return execute(world.app, `${module}.update_${noun}`, { actor, company: world.company, input: { id, changes } });
};

interface Trade extends Shop {
  readonly supplier: string;
  readonly casting: string;
  readonly exempt: string;
  readonly addresses: readonly string[];
}

/** Every text of a master that a paper prints begins with `word`, as far as its form allows; the others are of the same kind. */
async function nameAll(world: World, { customer, supplier, seal, casting, addresses }: Trade, word: string) {
  const old = word === 'Old';
  const [detail] = (await world.list('organisation.company_detail')).rows;
  await change(world, 'organisation.company_detail', detail!.id, {
    ...{ legalName: `${word} Works`, street: `${word} Street 1`, postalCode: `${word}1`, city: `${word}ville` },
    ...{
      country: old ? 'AT' : 'FR',
      taxId: old ? 'ATU13585627' : 'FR40303265045',
      register: `${word} register`,
      email: `${word}@works.example`,
    },
    ...{
      phone: `${word} phone`,
      bankName: `${word} Bank`,
      iban: old ? 'AT611904300234573201' : 'FR1420041010050500013M02606',
      bic: old ? 'OLDAATWW' : 'NEWAFRPP',
    },
  });
  for (const [party, name] of [
    [customer, 'customer'],
    [supplier, 'supplier'],
  ] as const) {
    await change(world, 'parties.party', party, { name: `${word} ${name}` });
    await world.as('owner')(setTaxId, { party, taxId: old ? 'ATU13585627' : '' });
  }
  for (const address of addresses)
    await change(world, 'parties.address', address, {
      ...{
        street: `${word} Road 1`,
        street2: `${word} Yard`,
        city: `${word}burg`,
        region: `${word} Region`,
        postalCode: `${word}2`,
      },
      country: old ? 'AT' : 'FR',
    });
  await change(world, 'catalog.item', seal, { name: `${word} seal`, weightKg: old ? '7' : '9' });
  await change(world, 'catalog.item', casting, { name: `${word} casting` });
  for (const code of (await world.list('tax.code')).rows)
    await change(world, 'tax.code', code.id, { name: `${word} tax ${code.code}`, note: `${word} reason` });
  for (const site of (await world.list('organisation.site')).rows)
    await change(world, 'organisation.site', site.id, { name: `${word} site` });
  for (const price of (await world.list('purchasing.supplier_price', { filter: { item: casting } })).rows)
    await change(world, 'purchasing.supplier_price', price.id, { supplierItem: `${word} number` });
}

/** Every paper there is, of documents made now. */
async function trade(world: World, { customer, supplier, seal, casting, terms, exempt }: Trade, word: string) {
  const owner = world.as('owner');
  const sale = { customer, terms, customerReference: `${word} reference`, confirm: true };
  const { order: confirmed } = await owner(sell, { ...sale, lines: [{ item: seal, quantity: '1' }] });
  const { order: sold } = await owner(sell, { ...sale, lines: [{ item: seal, quantity: '4', taxCodes: [exempt] }] });
  const { delivery } = await owner(pickDelivery, { order: sold });
  const [line] = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
  const shipped = [{ line: String(line!.id), quantity: '3' }];
  await owner(shipDelivery, { delivery, carrier: `${word} carrier`, tracking: `${word} tracking`, lines: shipped });
  const { invoices } = await owner(invoiceOrders, { orders: [sold] });
  const { return: back, creditNote } = await owner(receiveReturn, {
    ...{ delivery, reason: `${word} fault` },
    lines: [{ line: String(line!.id), quantity: '1' }],
  });
  const buy = { supplier, terms, note: `${word} note`, lines: [{ item: casting, quantity: '3' }], send: true };
  const { order: sent } = await owner(placeOrder, buy);
  const { order: agreed } = await owner(placeOrder, buy);
  await owner(confirmOrder, { order: agreed, supplierReference: `${word} confirmation` });
  const { order: bought } = await owner(placeOrder, { ...buy, send: false });
  await owner(sendOrder, { order: bought });
  const { receipt } = await owner(receiveGoods, {
    order: bought,
    deliveryNote: `${word} slip`,
    lines: [await partOf(world, bought)],
  });
  const [received] = await linesOfReceipt(world, receipt);
  const { return: sentBack } = await owner(returnGoods, {
    ...{ receipt, reason: `${word} crack` },
    lines: [{ line: String(received!.id), quantity: '1' }],
  });
  const { request } = await owner(requestQuotations, {
    ...{ suppliers: [supplier], note: `${word} wish`, send: false },
    lines: [{ item: casting, quantity: '5' }],
  });
  await owner(sendRequest, { request });
  const [quotation] = (await world.list('purchasing.quotation', { filter: { request: request } })).rows;
  return {
    papers: [
      ['sales.order_confirmation', confirmed],
      ['sales.delivery_note', delivery],
      ['sales.return_note', back],
      ['receivables.invoice_document', invoices[0]!],
      ['receivables.invoice_document', creditNote!],
      ['purchasing.order_paper', sent],
      ['purchasing.order_paper', agreed],
      ['purchasing.return_note', sentBack],
      ['purchasing.request_letter', String(quotation!.id)],
    ] as [string, string][],
    sold,
    bought,
  };
}

const partOf = async (world: World, order: string) => {
  const [line] = await linesOfOrder(world, order);
  return { line: String(line!.id), quantity: '2' };
};

const readers = (world: World) => ({
  said: async (papers: readonly (readonly [string, string])[]) =>
    Promise.all(papers.map(async ([name, id]) => [name, await paper(world, name, id)] as const)),
  files: async (papers: readonly (readonly [string, string])[]) => {
    const asker = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
    const printed = await Promise.all(papers.map(([name, id]) => printDocument(asker, name, id)));
    return printed.map(({ pdf }) => pdf.toString('base64'));
  },
});

/** All that papers print of masters and of orders, in the first state. */
const PRINTED = [
  ...['Old Works', 'Old Street 1', 'Old1 Oldville', 'Austria', 'Old register', 'Old@works.example'],
  ...[
    'Old phone',
    'Old Bank',
    'IBAN AT61 1904 3002 3457 3201',
    'BIC OLDAATWW',
    'Old customer',
    'Old supplier',
    'ATU13585627',
  ],
  ...['Old Road 1', 'Old Yard', 'Old2 Oldburg', 'Old Region', 'Old seal', 'Old casting', '21 kg'],
  ...['Old tax EXEMPT', 'Old reason', 'Old site', 'Old number', 'Old reference', 'Old carrier', 'Old tracking'],
  ...['Old fault', 'Old note', 'Old confirmation', 'Old slip', 'Old crack', 'Old wish'],
];

scenario(
  'B22: every posted paper prints what it said, whatever is renamed, moved, amended or removed later',
  async (world) => {
    const shop = await openShop(world);
    const { supplier, casting } = await openBuying(world);
    const address = (partyId: string, kind: string, country = 'AT') =>
      make(world, 'parties.address', { party: partyId, kind, street: 'Road', city: 'Town', country, isDefault: true });
    const addresses = [
      await address(shop.customer, 'billing'),
      await address(shop.customer, 'delivery'),
      await address(supplier, 'billing'),
      await address(supplier, 'delivery'),
    ];
    const [exempt] = (await world.list('tax.code', { filter: { code: 'EXEMPT' } })).rows;
    const all: Trade = { ...shop, supplier, casting, addresses, exempt: String(exempt!.id) };
    await nameAll(world, all, 'Old');
    const { papers, sold, bought } = await trade(world, all, 'Old');
    const { said, files } = readers(world);
    const before = await said(papers);
    const text = JSON.stringify(before);
    expect(PRINTED.filter((word) => !text.includes(word))).toEqual([]);
    const filesBefore = await files(papers);

    await nameAll(world, all, 'New');
    const [[saleLine], [orderLine]] = await Promise.all([
      world.list('sales.order_line', { filter: { order: sold } }).then(({ rows }) => rows),
      linesOfOrder(world, bought),
    ]);
    const owner = world.as('owner');
    await owner(amendSale, {
      ...{ order: sold, version: 1, customerReference: 'New reference' },
      lines: [{ line: String(saleLine!.id), description: 'New seal' }],
    });
    await owner(amendOrder, {
      ...{ order: bought, version: 1, note: 'New note' },
      lines: [{ line: String(orderLine!.id), description: 'New casting' }],
    });
    for (const party of [shop.customer, supplier]) await address(party, 'billing', 'FR');
    for (const id of addresses) await change(world, 'parties.address', id, { isDefault: false });
    expect(await said(papers)).toEqual(before);
    expect(await files(papers)).toEqual(filesBefore);

    const later = await trade(world, all, 'New');
    expect(JSON.stringify(await said(later.papers))).not.toMatch(/Old|Austria|ATU/);
  },
);
