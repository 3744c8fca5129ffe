import type { Sql } from '#kernel/db/sql.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { closePeriod, reopenPeriod } from '#modules/finance/ledger/contract.ts';
import {
  approveRun,
  enterCredit,
  matchItems,
  payRun,
  postBill,
  postBillsCommand,
  proposeRun,
  recordPayment,
} from '#modules/finance/payables/contract.ts';
import { setPolicy } from '#modules/office/approvals/contract.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import { allocateLandedCost, placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import type { World } from '#test/harness.ts';
import { type Act, pair } from './pair.ts';

let count = 0;

/** An order of ten castings at 40 of a supplier of its own, sent. */
async function ordered(world: World) {
  const n = ++count;
  const supplier = await make(world, 'parties.party', { code: `F-${n}`, name: 'Foundry', isSupplier: true });
  const item = await make(world, 'catalog.item', { code: `C-${n}`, name: 'Casting' });
  const lines = [{ item, quantity: '10', unitPrice: '40' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  const [line] = (await world.list('purchasing.order_line', { filter: { order: order } })).rows;
  return { supplier, item, order, orderLine: String(line!.id) };
}

async function received(world: World) {
  const made = await ordered(world);
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order: made.order });
  const [line] = (await world.list('purchasing.receipt_line', { filter: { receipt: receipt } })).rows;
  return { ...made, receipt, receiptLine: String(line!.id) };
}

const bill = (supplier: string, line: object): Act => [
  postBill,
  {
    ...{ supplier, supplierNumber: `B-${++count}`, acknowledgeDuplicate: true },
    lines: [{ quantity: '10', unitPrice: '40', taxCodes: [], ...line }],
  },
];

/** Stock, what is accrued, what is billed in advance and what is owed. */
const state = (item: string, supplier: string) => async (sql: Sql) => [
  await sql`select on_hand, value_minor from inventory.stock where item_id = ${item}`,
  await sql`
    select r.received, r.returned, r.billed, r.grni_minor, r.claimed, r.claim_minor from purchasing.v_receipt_line r where r.item_id = ${item}
    order by r.received, r.billed`,
  await sql`
    select a.open_quantity, a.open_minor from payables.advance a join purchasing.order_line l on l.id = a.order_line_id where l.item_id = ${item}`,
  await sql`select amount_minor, open_minor from payables.open_item where party_id = ${supplier} order by 1, 2`,
  await sql`select state from payables.held_bill where party_id = ${supplier}`,
];

pair('two orders are sent at once that need approval together', async (world) => {
  const supplier = await make(world, 'parties.party', { code: `F-${++count}`, name: 'Foundry', isSupplier: true });
  const item = await make(world, 'catalog.item', { code: `C-${count}`, name: 'Casting' });
  await world.as('controller')(setPolicy, {
    ...{ name: 'Spent at once', operation: 'purchasing.place_order' },
    conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
    steps: [{ kind: 'role', who: 'controller' }],
  });
  const act: Act = [placeOrder, { supplier, lines: [{ item, quantity: '9', unitPrice: '100' }], send: true }];
  return {
    acts: [act, act],
    state: (sql) => sql`select count(*) as sent from purchasing.purchase_order where supplier_id = ${supplier}`,
  };
});

pair('two payments to a supplier are recorded at once that need approval together', async (world) => {
  const supplier = await make(world, 'parties.party', { code: `F-${++count}`, name: 'Foundry', isSupplier: true });
  await world.as('controller')(setPolicy, {
    ...{ name: 'Paid at once', operation: 'payables.record_payment' },
    conditions: [{ field: 'withOthersMinor', is: 'more_than', value: '1000' }],
    steps: [{ kind: 'role', who: 'controller' }],
  });
  const act: Act = [recordPayment, { supplier, amountMinor: 600_00n }];
  return {
    acts: [act, act],
    state: (sql) => sql`select count(*) as paid from payables.payment where party_id = ${supplier}`,
  };
});

pair('the same goods are received twice', async (world) => {
  const { item, supplier, order } = await ordered(world);
  const act: Act = [receiveGoods, { order }];
  return { acts: [act, act], state: state(item, supplier) };
});

pair('goods are billed while some of them go back', async (world) => {
  const { item, supplier, receipt, receiptLine } = await received(world);
  const lines = [{ line: receiptLine, quantity: '4' }];
  return {
    acts: [bill(supplier, { receiptLine }), [returnGoods, { receipt, reason: 'Cracked', lines }]],
    state: state(item, supplier),
  };
});

pair('billed goods go back while they are credited', async (world) => {
  const { item, supplier, receipt, receiptLine } = await received(world);
  const [contract, input] = bill(supplier, { receiptLine });
  const { bill: made } = (await world.as('bookkeeper')(contract, input)) as { bill: string };
  const [line] = (await world.list('payables.bill_line', { filter: { bill: made } })).rows;
  const credit = { bill: made, supplierNumber: `C-${++count}`, lines: [{ line: String(line!.id), quantity: '4' }] };
  const lines = [{ line: receiptLine, quantity: '4' }];
  return {
    acts: [
      [enterCredit, credit],
      [returnGoods, { receipt, reason: 'Cracked', lines, replace: true }],
    ],
    state: state(item, supplier),
  };
});

pair('the same goods are billed twice', async (world) => {
  const { item, supplier, receiptLine } = await received(world);
  return { acts: [bill(supplier, { receiptLine }), bill(supplier, { receiptLine })], state: state(item, supplier) };
});

pair('two credits of one number are entered for different bills', async (world) => {
  const supplier = await make(world, 'parties.party', { code: `F-${++count}`, name: 'Foundry', isSupplier: true });
  const rent = async () => {
    const lines = [{ description: 'Rent', unitPrice: `${++count}`, taxCodes: [] }];
    return (await world.as('bookkeeper')(postBill, { supplier, supplierNumber: `B-${count}`, lines })).bill!;
  };
  const supplierNumber = `C-${++count}`;
  const act = (bill: string): Act => [enterCredit, { bill, supplierNumber }];
  return {
    acts: [act(await rent()), act(await rent())],
    state: (sql) => sql`select count(*) as credits from payables.bill where party_id = ${supplier} and kind = 'credit'`,
  };
});

pair('two batches of bills alike are entered', async (world) => {
  const supplier = await make(world, 'parties.party', { code: `F-${++count}`, name: 'Foundry', isSupplier: true });
  const lines = [{ description: 'Rent', unitPrice: '40', taxCodes: [] }];
  const act = (): Act => [postBillsCommand, { bills: [{ supplier, supplierNumber: `B-${++count}`, lines }] }];
  return {
    acts: [act(), act()],
    state: (sql) => sql`select count(*) as bills from payables.bill where party_id = ${supplier}`,
  };
});

pair('a bill before its goods is entered while they come', async (world) => {
  const { item, supplier, order, orderLine } = await ordered(world);
  return { acts: [bill(supplier, { orderLine }), [receiveGoods, { order }]], state: state(item, supplier) };
});

pair('a dearer bill changes the cost of goods that are just used', async (world, shop) => {
  const { item, supplier, receiptLine } = await received(world);
  const lines = [{ item, quantity: '4' }];
  return {
    acts: [
      bill(supplier, { receiptLine, unitPrice: '40.5' }),
      [issueStock, { site: shop.site, reason: 'scrap', lines }],
    ],
    state: state(item, supplier),
  };
});

pair('a bill is proposed for payment while it is paid by hand', async (world) => {
  const { item, supplier, receiptLine } = await received(world);
  const [command, input] = bill(supplier, { receiptLine });
  await world.as('bookkeeper')(command, input as never);
  return {
    acts: [
      [recordPayment, { supplier, amountMinor: '40000' }],
      [proposeRun, { suppliers: [supplier] }],
    ],
    state: state(item, supplier),
  };
});

const creditOf = (bill: Record<string, unknown>, line: Record<string, unknown>, more: object): Act => [
  enterCredit,
  { bill: bill.id, supplierNumber: `C-${++count}`, lines: [{ line: line.id, ...more }] },
];

/** Posts bills and answers them with their first lines, in the order they were posted. */
async function posted(world: World, supplier: string, acts: readonly Act[]) {
  for (const [command, input] of acts) await world.as('bookkeeper')(command, input as never);
  const { rows } = await world.list('payables.bill', { filter: { supplier: supplier }, sort: 'number' });
  return Promise.all(
    rows.map(async (one) => ({
      bill: one,
      line: (await world.list('payables.bill_line', { filter: { bill: one.id } })).rows[0]!,
    })),
  );
}

pair('goods billed early are credited while they come', async (world) => {
  const { item, supplier, order, orderLine } = await ordered(world);
  const [made] = await posted(world, supplier, [bill(supplier, { orderLine })]);
  return {
    acts: [creditOf(made!.bill, made!.line, { quantity: '6' }), [receiveGoods, { order }]],
    state: state(item, supplier),
  };
});

pair('two bills of the same receipt are credited', async (world) => {
  const { item, supplier, receiptLine } = await received(world);
  const half = { receiptLine, quantity: '5' };
  const [one, two] = await posted(world, supplier, [bill(supplier, half), bill(supplier, half)]);
  return {
    acts: [creditOf(one!.bill, one!.line, { quantity: '2' }), creditOf(two!.bill, two!.line, { netMinor: '3000' })],
    state: state(item, supplier),
  };
});

pair('a run is paid while its credit is used for another bill', async (world) => {
  const { item, supplier, receiptLine } = await received(world);
  const part = { receiptLine, quantity: '4' };
  const [one] = await posted(world, supplier, [bill(supplier, part)]);
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: '16000' });
  const [command, input] = creditOf(one!.bill, one!.line, { netMinor: '2000' });
  await world.as('bookkeeper')(command, input as never);
  await posted(world, supplier, [bill(supplier, part)]);
  const { run } = await world.as('bookkeeper')(proposeRun, { suppliers: [supplier] });
  await world.as('controller')(approveRun, { run });
  const other = await posted(world, supplier, [bill(supplier, { receiptLine, quantity: '2' })]);
  const credit = other.find(({ bill: { kind } }) => kind === 'credit')!;
  const itemOf = async (document: unknown) =>
    (await world.list('payables.open_item', { filter: { documentId: document } })).rows[0]!.id;
  return {
    acts: [
      [payRun, { run }],
      [matchItems, { credit: await itemOf(credit.bill.id), bills: [{ item: await itemOf(other.at(-1)!.bill.id) }] }],
    ],
    state: state(item, supplier),
  };
});

pair('goods are billed at another price while more of the order comes', async (world) => {
  const { supplier, item, order } = await ordered(world);
  const [line] = (await world.list('purchasing.order_line', { filter: { order: order } })).rows;
  const part = { order, lines: [{ line: String(line!.id), quantity: '6' }] };
  const { receipt } = await world.as('storekeeper')(receiveGoods, part);
  const [first] = (await world.list('purchasing.receipt_line', { filter: { receipt: receipt } })).rows;
  return {
    acts: [
      bill(supplier, { receiptLine: String(first!.id), quantity: '6', unitPrice: '40.5' }),
      [receiveGoods, { order }],
    ],
    state: state(item, supplier),
  };
});

pair('a bill is paid while another corrects the cost of the same goods', async (world) => {
  const { item, supplier, receiptLine } = await received(world);
  const half = { receiptLine, quantity: '5' };
  await posted(world, supplier, [bill(supplier, half)]);
  return {
    acts: [[recordPayment, { supplier, amountMinor: '20000' }], bill(supplier, { ...half, unitPrice: '40.5' })],
    state: state(item, supplier),
  };
});

pair('freight is spread over goods that just go back', async (world) => {
  const { item, supplier, receipt, receiptLine } = await received(world);
  const lines = [{ line: receiptLine, quantity: '4' }];
  return {
    acts: [
      [allocateLandedCost, { label: 'Freight', amountMinor: '1000', receipts: [receipt] }],
      [returnGoods, { receipt, reason: 'Cracked', lines }],
    ],
    state: state(item, supplier),
  };
});

/** January is the first period that is open; an earlier schedule may have closed it. */
async function openJanuary(world: World): Promise<string> {
  const { rows } = await world.list('ledger.period', { sort: 'startsOn', size: 100 });
  for (const { id, code, startsOn, state: is } of rows) {
    if (code === '2026-01' && is !== 'open')
      await world.as('controller')(reopenPeriod, { period: String(id), reason: 'Again' });
    if (String(startsOn) < '2026-01-01' && is !== 'closed')
      await world.as('owner')(closePeriod, { period: String(id) });
  }
  return String(rows.find(({ code }) => code === '2026-01')!.id);
}

pair('a dearer bill of a period comes while that is being closed', async (world) => {
  const period = await openJanuary(world);
  const { supplier, item, receiptLine } = await received(world);
  const [command, input] = bill(supplier, { receiptLine, unitPrice: '40.5' });
  return {
    acts: [
      [command, { ...input, billedOn: '2026-01-20' }],
      [closePeriod, { period }],
    ],
    state: async (sql: Sql) => [
      ...(await state(item, supplier)(sql)),
      await sql`
        select distinct e.posted_on, e.effective_on, e.journal from payables.bill b
        join ledger.entry e on e.company_id = b.company_id and e.event_id = b.event_id where b.party_id = ${supplier} order by 1, 2, 3`,
    ],
  };
});

pair('payments are proposed twice at once', async (world) => {
  const supplier = await make(world, 'parties.party', { code: `F-${++count}`, name: 'Foundry', isSupplier: true });
  const lines = [{ description: 'Rent', unitPrice: '40', taxCodes: [] }];
  await world.as('bookkeeper')(postBillsCommand, { bills: [{ supplier, supplierNumber: `B-${++count}`, lines }] });
  const act: Act = [proposeRun, { suppliers: [supplier], dueUntil: '2027-12-31' }];
  return {
    acts: [act, act],
    state: (sql) => sql`select count(*) as lines from payables.run_line where party_id = ${supplier}`,
  };
});
