import { addDays, type Day } from '#kernel/values/day.ts';
import type { Good, Masters } from './masters.ts';
import type { Chance } from './random.ts';
import type { Stage } from './stage.ts';

interface Story {
  readonly stage: Stage;
  readonly masters: Masters;
  readonly luck: Chance;
}

/** How suppliers are: what they ask beside the usual cost, how long they take, how often they are late or send scrap. */
const SUPPLIERS = [
  {
    code: 'SUP-HOLZER',
    name: 'Holzer Dichtungen GmbH',
    country: 'AT',
    city: 'Linz',
    iban: 'AT611904300234573201',
    price: 1,
    days: 7,
    late: 0.1,
    scrap: 0.02,
  },
  {
    code: 'SUP-BRANDT',
    name: 'Brandt Guss KG',
    country: 'DE',
    city: 'Passau',
    iban: 'DE89370400440532013000',
    price: 0.94,
    days: 14,
    late: 0.35,
    scrap: 0.06,
  },
  {
    code: 'SUP-CERNY',
    name: 'Cerny Ložiska s.r.o.',
    country: 'CZ',
    city: 'Brno',
    iban: 'CZ6508000000192000145399',
    price: 0.97,
    days: 7,
    late: 0.15,
    scrap: 0.03,
  },
] as const;

/** Suppliers with prices for what is bought, and bank accounts that a second person confirmed. */
export async function enterSuppliers(stage: Stage, goods: readonly Good[]): Promise<void> {
  const terms = new Map((await stage.list('parties.terms')).map((row) => [row.code, row.id]));
  const ids = await stage.create(
    'parties.party',
    SUPPLIERS.map(({ code, name, country }) => ({
      ...{ code, name, country, isSupplier: true },
      purchaseTerms: terms.get(code === 'SUP-BRANDT' ? '2-10-NET30' : 'NET30'),
    })),
  );
  await stage.create(
    'purchasing.supplier_price',
    SUPPLIERS.flatMap((supplier, index) =>
      goods.flatMap((good, at) => {
        // Everybody sells most things, nobody all.
        if ((at + index) % 3 === 2) return [];
        const row = { supplier: ids[index], item: good.id, currency: 'EUR', leadDays: supplier.days };
        const price = (share: number) => (good.cost * supplier.price * share).toFixed(2);
        return [
          { ...row, unitPrice: price(1.04), supplierItem: `${supplier.code.slice(4, 7)}-${100 + at}` },
          {
            ...row,
            unitPrice: price(0.98),
            fromQuantity: '50',
            supplierItem: `${supplier.code.slice(4, 7)}-${100 + at}`,
          },
        ];
      }),
    ),
  );
  for (const [index, { name, iban }] of SUPPLIERS.entries()) {
    const { bank } = await stage.call('payables.set_supplier_bank', { supplier: ids[index], holder: name, iban });
    await stage.call('payables.confirm_supplier_bank', { bank }, stage.second);
  }
}

/** Orders what will run out, each thing from who ranks first for it. */
export async function order({ stage, masters, luck }: Story, day: Day, weeks: number): Promise<void> {
  const stock = new Map((await stage.list('inventory.stock')).map((row) => [row.item, Number(row.available)]));
  const coming = new Map<unknown, number>();
  for (const row of await stage.report('purchasing.arrivals', {}))
    coming.set(row.itemId, (coming.get(row.itemId) ?? 0) + Number(row.open));
  const orders = new Map<string, { item: string; quantity: string }[]>();
  for (const good of masters.goods.filter((one) => one.bought)) {
    const target = Math.ceil(good.weekly * weeks * (0.9 + luck.next() * 0.4));
    const missing = target - (stock.get(good.id) ?? 0) - (coming.get(good.id) ?? 0);
    if (missing < good.weekly) continue;
    const quantity = String(missing);
    const offers = await stage.report('purchasing.which_supplier', {
      item: good.id,
      quantity,
      needOn: addDays(day, 21),
    });
    // Now and then the buyer takes the next one, so as not to depend on one alone.
    const best = offers.length > 1 && luck.happens(0.3) ? offers[1] : offers[0];
    if (!best) continue;
    const supplier = String(best.supplierId);
    orders.set(supplier, [...(orders.get(supplier) ?? []), { item: good.id, quantity }]);
  }
  for (const [supplier, lines] of orders) {
    const { order: id } = await stage.call('purchasing.place_order', { supplier, lines, overPercent: '5', send: true });
    if (luck.happens(0.8)) await stage.call('purchasing.confirm_order', { order: id });
  }
}

/** What is due comes, most of it in time; now and then a part is scrap and sent along with its reason. */
export async function receive({ stage, luck }: Story, day: Day): Promise<void> {
  const due = await stage.report('purchasing.arrivals', { until: day });
  for (const [id, lines] of Map.groupBy(due, (line) => String(line.orderId))) {
    const supplier = SUPPLIERS.find((one) => one.name === lines[0]!.supplier)!;
    if (luck.happens(supplier.late)) continue;
    const rows = await stage.list('purchasing.order_line', { filter: { order: id } });
    const arrived = rows.flatMap((row) => {
      const open = Number(row.open);
      if (open <= 0) return [];
      const rejected = luck.happens(supplier.scrap * 4) ? Math.ceil(open * 0.05) : 0;
      return [
        {
          ...{ line: row.id, quantity: String(open - rejected) },
          ...(rejected > 0
            ? { rejected: String(rejected), rejectReason: luck.pick(['Cracked', 'Wrong size', 'Rust']) }
            : {}),
        },
      ];
    });
    const deliveryNote = String(luck.between(10_000, 99_999));
    await stage.call('purchasing.receive_goods', { order: id, receivedOn: day, deliveryNote, lines: arrived });
    // What was scrap is not sent again.
    await stage.tryTo('purchasing.cancel_rest', { orders: [id], reason: 'Not replaced' });
  }
}

/** Large orders of the buyer wait for the owner; one does. */
export async function limit({ stage, masters }: Story): Promise<void> {
  await stage.call(
    'approvals.set_policy',
    {
      name: 'Purchases of 5,000 and more',
      operation: 'purchasing.purchase_order',
      conditions: [
        { field: 'totalMinor', is: 'at_least', value: '5000' },
        { field: 'by.role', is: 'is_not', value: 'owner' },
      ],
      steps: [{ kind: 'role', who: 'owner' }],
    },
    stage.second,
  );
  const good = masters.goods.find((one) => one.bought)!;
  const [offer] = await stage.report('purchasing.which_supplier', { item: good.id, quantity: '1' });
  const quantity = String(Math.ceil(6000 / good.cost));
  const lines = [{ item: good.id, quantity }];
  await stage.tryTo(
    'purchasing.place_order',
    { supplier: offer!.supplierId, lines, note: 'For the spring', send: true },
    stage.buyer,
  );
}

/** Bills come some days after the goods; one in twenty is dearer than agreed and held, until it is settled after weeks. */
export async function bill({ stage, luck }: Story, day: Day): Promise<void> {
  for (const one of await stage.list('payables.held_bill', {
    filter: { state: 'held', billedOn: { to: addDays(day, -14) } },
  }))
    await stage.call('payables.release_bill', { held: one.id, reason: 'New price agreed' }, stage.second);
  const waiting = await stage.report('purchasing.accrued', { olderThanDays: 4 });
  const held = new Set(
    (await stage.list('payables.held_bill', { filter: { state: 'held' } })).map((row) => row.supplier),
  );
  for (const [receipt, lines] of Map.groupBy(waiting, (line) => String(line.receiptId))) {
    if (held.has(lines[0]!.supplierId) || luck.happens(0.25)) continue;
    const rows = await stage.list('purchasing.receipt_line', { filter: { receipt: receipt } });
    const dearer = luck.happens(0.05) ? 1.08 : 1;
    const head = { supplier: lines[0]!.supplierId, supplierNumber: `R-${luck.between(10_000, 99_999)}`, billedOn: day };
    await stage.call('payables.post_bill', { ...head, acknowledgeDuplicate: true, lines: billedAt(rows, dearer) });
  }
}

/** All of a receipt that is not billed yet, at `dearer` times what was agreed. */
export const billedAt = (received: readonly Record<string, unknown>[], dearer: number) =>
  received
    .filter((row) => Number(row.open) > 0)
    .map((row) => ({
      ...{ receiptLine: row.id, quantity: row.open },
      unitPrice: ((Number(row.grniMinor) / 100 / Number(row.open)) * dearer).toFixed(4),
    }));

/** Every second week what is due is proposed, approved by another person and paid. */
export async function pay({ stage }: Story, day: Day): Promise<void> {
  const proposed = await stage.tryTo('payables.propose_run', {
    payOn: day,
    dueUntil: addDays(day, 6),
    nextRunOn: addDays(day, 14),
  });
  if (!proposed) return;
  await stage.call('payables.approve_run', { run: proposed.run }, stage.second);
  await stage.call('payables.pay_run', { run: proposed.run });
}
