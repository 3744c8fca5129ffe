import { addDays, type Day } from '#kernel/values/day.ts';
import { billedAt } from './buy.ts';
import type { Masters } from './masters.ts';
import type { Stage } from './stage.ts';

interface Now {
  readonly stage: Stage;
  readonly masters: Masters;
  readonly today: Day;
  readonly suppliers: ReadonlyMap<string, string>;
}

/** What lies on the desks today: things asked for, offered, agreed, kept by lot, to be counted, each a step before its end. */
export async function leaveOpen(story: { stage: Stage; masters: Masters }, today: Day): Promise<void> {
  const { stage } = story;
  stage.today(today);
  const rows = await stage.list('parties.party', { filter: { isSupplier: true } });
  const now = { ...story, today, suppliers: new Map(rows.map((row) => [String(row.code), String(row.id)])) };
  await keepInStock(now);
  await ask(now);
  await compareOffers(now);
  await agree(now);
  await keepLots(now);
  await stage.call('inventory.start_count', { site: story.masters.site, class: 'A', note: 'Every quarter' });
}

const boughtOf = (masters: Masters) => masters.goods.filter((good) => good.bought);

/** Each bought item is kept in stock in a way of its own; what is short is proposed at the buyer's desk. */
async function keepInStock({ stage, masters }: Now): Promise<void> {
  const ways = [
    { policy: 'reorder_point', lot: '40', serviceLevel: '98' },
    { policy: 'days_of_cover', coverDays: 60 },
    { policy: 'order_up_to', reviewDays: 30 },
  ];
  await stage.create(
    'sourcing.replenishment_rule',
    boughtOf(masters).map((good, index) => ({ item: good.id, site: masters.site, ...ways[index % ways.length] })),
  );
}

/** One requisition is approved and can be ordered, one waits for approval. */
async function ask({ stage, masters, today }: Now): Promise<void> {
  const [first, second] = boughtOf(masters);
  const wants = async (item: string, quantity: string, reason: string) =>
    (
      await stage.call(
        'sourcing.request_goods',
        { neededOn: addDays(today, 21), lines: [{ item, quantity, reason }] },
        stage.buyer,
      )
    ).requisition;
  await stage.call('sourcing.approve_requisition', {
    requisition: await wants(first!.id, '60', 'Spare parts for the spring'),
  });
  await wants(second!.id, '25', 'Trial series');
}

/** Two suppliers have answered a request for quotation, a third one is asked. */
async function compareOffers({ stage, masters, today, suppliers }: Now): Promise<void> {
  const goods = boughtOf(masters).slice(0, 2);
  const { request } = await stage.call('purchasing.request_quotations', {
    suppliers: [...suppliers.values()],
    replyBy: addDays(today, 7),
    note: 'Needs of the first half-year',
    lines: goods.map((good) => ({ item: good.id, quantity: '200', neededOn: addDays(today, 60) })),
  });
  const filter = { request };
  const lines = await stage.list('purchasing.quotation_line', { filter, sort: 'position' });
  const invited = await stage.list('purchasing.quotation', { filter });
  const answers = [
    { code: 'SUP-HOLZER', share: [0.97, 0.93], leadDays: 14, extraPercent: '0' },
    { code: 'SUP-BRANDT', share: [0.9, 0.95], leadDays: 28, extraPercent: '3' },
  ];
  for (const { code, share, leadDays, extraPercent } of answers)
    await stage.call('purchasing.record_quotation', {
      quotation: invited.find((row) => row.supplier === suppliers.get(code))!.id,
      ...{ validUntil: addDays(today, 30), extraPercent },
      lines: goods.map((good, index) => ({
        ...{ line: lines[index]!.id, leadDays },
        unitPrice: (good.cost * share[index]!).toFixed(2),
      })),
    });
}

/** A year's need is agreed with one supplier, and a first part of it called off. */
async function agree({ stage, masters, today, suppliers }: Now): Promise<void> {
  const good = boughtOf(masters).at(-1)!;
  const { blanket, lines } = await stage.call('purchasing.agree_blanket', {
    ...{ supplier: suppliers.get('SUP-CERNY'), reference: 'Frame 2027', validTo: addDays(today, 365) },
    lines: [{ item: good.id, quantity: '1000', unitPrice: (good.cost * 0.9).toFixed(2) }],
  });
  await stage.call('purchasing.call_off', {
    blanket,
    lines: [{ line: (lines as string[])[0], quantity: '100', expectedOn: addDays(today, 14) }],
  });
}

/** Sealant is kept by lot with its last day; a part came today with freight whose bill is still to come, and is inspected. */
async function keepLots({ stage, today, suppliers }: Now): Promise<void> {
  const supplier = suppliers.get('SUP-HOLZER');
  const sealant = {
    code: 'SP-SEALANT',
    name: 'Thread sealant 50 ml',
    listPrice: '14.5',
    tracking: 'lot',
    shelfDays: 365,
  };
  const [item] = await stage.create('catalog.item', [sealant]);
  await stage.create('purchasing.supplier_price', [
    { supplier: supplier, item: item, currency: 'EUR', unitPrice: '6.20', leadDays: 7, pack: '20' },
  ]);
  await stage.create('inventory.inspection_rule', [{ item, note: 'Look at the seal of each box' }]);
  stage.today(addDays(today, -5));
  const { order } = await stage.call('purchasing.place_order', {
    supplier,
    lines: [{ item, quantity: '60' }],
    send: true,
  });
  const [line] = await stage.list('purchasing.order_line', { filter: { order: order } });
  stage.today(today);
  const { receipt } = await stage.call('purchasing.receive_goods', {
    ...{ order, deliveryNote: '48113' },
    lines: [
      { line: line!.id, quantity: '40', lots: [{ number: 'TS-2611', quantity: '40', expiresOn: addDays(today, 340) }] },
    ],
  });
  await stage.call('purchasing.allocate_landed_cost', {
    ...{ label: 'Freight', amountMinor: '3600', basis: 'quantity', receipts: [receipt] },
  });
  // Its bill is there already, dearer than agreed: it is held until somebody settles it.
  const rows = await stage.list('purchasing.receipt_line', { filter: { receipt: receipt } });
  await stage.call('payables.post_bill', {
    ...{ supplier, supplierNumber: 'R-2611-48113', billedOn: today, lines: billedAt(rows, 1.15) },
  });
}
