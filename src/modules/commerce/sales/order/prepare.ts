import type { z } from 'zod';
import type { Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { type TaxDocumentInput, taxDocuments } from '#modules/finance/tax/api.ts';
import { type ItemFacts, items, priceLines } from '#modules/master/catalog/api.ts';
import { defaultSite, ratesOn } from '#modules/master/organisation/api.ts';
import { type CustomerFacts, customers } from '#modules/master/parties/api.ts';
import type { Order } from '../contract.ts';

/** `agreed`: price and discount stand as they were agreed before (an amended line), not entered by hand now. */
type LineInput = z.output<typeof Order>['lines'][number] & { agreed?: boolean };
export type OrderInput = Omit<z.output<typeof Order>, 'lines'> & {
  number?: string;
  givenTaxMinor?: bigint | null;
  lines: LineInput[];
};
export type PriceRefusals =
  | 'no_customer'
  | 'no_item'
  | 'no_price'
  | 'no_rate'
  | 'no_site'
  | 'bad_discount'
  | 'negative_price'
  | 'price_by_hand';

export interface LineRow {
  id: Id;
  orderId: Id;
  position: number;
  itemId: Id;
  stocked: boolean;
  description: string;
  quantity: Decimal;
  unit: string;
  unitPrice: Decimal;
  discountPercent: Decimal;
  /** Null on an amended line whose price stands. */
  priceReason: unknown;
  taxCodes: Id[] | null;
  netMinor: bigint;
  requestedOn: Day | null;
  promisedOn: Day | null;
}

export interface OrderRow {
  id: Id;
  input: OrderInput;
  customer: CustomerFacts;
  siteId: Id;
  currency: string;
  digits: number;
  rate: Decimal;
  orderedOn: Day;
  lines: LineRow[];
  netMinor: bigint;
  taxMinor: bigint;
  /** Net and freight in the company's currency. */
  openBaseMinor: bigint;
}

type Refusing = Refuse<Record<PriceRefusals, string>>;

/** Order inputs → rows: facts, prices and taxes of the whole batch in a fixed number of statements. */
export async function prepareOrders(tx: Tx, inputs: readonly OrderInput[], refuse: Refusing): Promise<OrderRow[]> {
  const itemIds = [...new Set(inputs.flatMap((order) => order.lines.map((line) => line.item)))];
  const [facts, goods, home] = await Promise.all([
    customers(tx, [...new Set(inputs.map((order) => order.customer))]),
    items(tx, itemIds),
    defaultSite(tx),
  ]);
  checkInputs(tx, inputs, facts, goods, refuse);
  const headers = inputs.map((input) => {
    const customer = facts.get(input.customer)!;
    return {
      input,
      id: tx.newId(),
      customer,
      currency: input.currency ?? customer.currency ?? tx.currency,
      orderedOn: input.orderedOn ?? tx.today,
      siteId: input.site ?? home,
    };
  });
  const [rates, prices] = await Promise.all([
    ratesOn(
      tx,
      headers.map(({ currency, orderedOn }) => ({ currency, day: orderedOn })),
    ),
    priceLines(
      tx,
      headers.flatMap((header) => pricingRequests(header)),
    ),
  ]);
  const rows = headers.map((header): OrderRow => {
    const rate = rates.get(`${header.currency}/${header.orderedOn}`);
    if (!rate) return refuse('no_rate', { currency: header.currency, day: header.orderedOn });
    const lines = header.input.lines.map((line, index) =>
      lineRow({ tx, header, line, index, goods, prices, digits: rate.digits, refuse }),
    );
    return {
      ...header,
      lines,
      digits: rate.digits,
      rate: rate.rate,
      netMinor: sumMinor(lines.map((line) => line.netMinor)),
      taxMinor: 0n,
      openBaseMinor: 0n,
    };
  });
  await addTaxes(tx, rows);
  return rows.map((row) => ({
    ...row,
    openBaseMinor: toBase(tx, row, row.netMinor + row.taxMinor + (row.input.freightMinor ?? 0n)),
  }));
}

/** Orders of one operation together, with the highest discount of a line. */
export function stateOrders(
  tx: Tx,
  orders: readonly {
    customer: { name: string };
    openBaseMinor: bigint;
    lines: readonly { discountPercent: Decimal }[];
  }[],
  binds = true,
): void {
  const discounts = orders.flatMap((order) => order.lines.map((line) => dec(line.discountPercent)));
  const facts = {
    customer: [...new Set(orders.map(({ customer }) => customer.name))].join(', '),
    totalMinor: sumMinor(orders.map((order) => order.openBaseMinor)),
    discountPercent: toDecimal(discounts.reduce((highest, one) => (one.gt(highest) ? one : highest), dec(0))),
  };
  tx.state(facts, binds);
}

export const toBase = (tx: Tx, order: { currency: string; rate: Decimal; digits: number }, amount: bigint): bigint =>
  order.currency === tx.currency
    ? amount
    : convertMinor({ amount, rate: order.rate, fromDigits: order.digits, toDigits: tx.digits, rounding: 'half-up' });

function checkInputs(
  tx: Tx,
  inputs: readonly OrderInput[],
  facts: Map<Id, CustomerFacts>,
  goods: Map<Id, ItemFacts>,
  refuse: Refusing,
): void {
  const mayPrice = tx.may('sales.price.override');
  for (const order of inputs) {
    const customer = facts.get(order.customer);
    if (!customer?.isCustomer || !customer.active)
      refuse('no_customer', { customer: customer?.name ?? order.customer });
    for (const line of order.lines) {
      const item = goods.get(line.item);
      if (!item?.active) refuse('no_item', { item: item?.code ?? line.item });
      if (line.unitPrice != null && dec(line.unitPrice).lt(0)) refuse('negative_price');
      if (line.discountPercent != null && (dec(line.discountPercent).lt(0) || dec(line.discountPercent).gt(100)))
        refuse('bad_discount');
      if ((line.unitPrice != null || line.discountPercent != null) && !line.agreed && !mayPrice)
        refuse('price_by_hand');
    }
  }
}

type Header = Pick<OrderRow, 'id' | 'input' | 'customer' | 'currency' | 'orderedOn'>;

const pricingRequests = (header: Header) => {
  const open = header.input.lines.flatMap((line, index) =>
    line.unitPrice == null ? [{ key: `${header.id}/${index}`, item: line.item, quantity: line.quantity }] : [],
  );
  if (open.length === 0) return [];
  return [
    {
      party: header.customer.id,
      group: header.customer.customerGroup,
      priceList: header.input.priceList ?? header.customer.priceList,
      currency: header.currency,
      day: header.orderedOn,
      lines: open,
    },
  ];
};

interface LineArgs {
  tx: Tx;
  header: Header;
  line: OrderInput['lines'][number];
  index: number;
  goods: Map<Id, ItemFacts>;
  prices: Map<string, { unitPrice: Decimal; discountPercent: Decimal; reason: unknown }>;
  digits: number;
  refuse: Refusing;
}

function lineRow({ tx, header, line, index, goods, prices, digits, refuse }: LineArgs): LineRow {
  const item = goods.get(line.item)!;
  const listed = prices.get(`${header.id}/${index}`);
  if (line.unitPrice == null && !listed) refuse('no_price', { item: item.code });
  const unitPrice = line.unitPrice ?? listed!.unitPrice;
  const discountPercent = line.discountPercent ?? (line.unitPrice == null ? listed!.discountPercent : '0');
  return {
    id: tx.newId(),
    orderId: header.id,
    position: index + 1,
    itemId: line.item,
    stocked: item.kind === 'stocked',
    description: line.description || item.name,
    quantity: line.quantity,
    unit: item.unit,
    unitPrice,
    discountPercent,
    priceReason: line.unitPrice == null ? listed!.reason : line.agreed ? null : { by: 'hand', actor: tx.actor.name },
    taxCodes: line.taxCodes?.length ? line.taxCodes : null,
    netMinor: lineNet({ quantity: line.quantity, unitPrice, discountPercent, digits }),
    requestedOn: line.requestedOn ?? header.input.requestedOn ?? null,
    promisedOn: line.promisedOn ?? header.input.promisedOn ?? line.requestedOn ?? header.input.requestedOn ?? null,
  };
}

/** quantity × price × (1 − discount), rounded once to minor units. */
export const lineNet = (line: {
  quantity: Decimal;
  unitPrice: Decimal;
  discountPercent: Decimal;
  digits: number;
}): bigint =>
  toMinor(
    dec(line.quantity).times(line.unitPrice).times(dec(100).minus(line.discountPercent)).div(100),
    line.digits,
    'half-up',
  );

async function addTaxes(tx: Tx, rows: OrderRow[]): Promise<void> {
  const computed = rows.filter((row) => row.input.givenTaxMinor == null);
  const results = computed.length > 0 ? await taxDocuments(tx, computed.map(taxInput)) : new Map();
  for (const row of rows) {
    const result = results.get(row.id);
    row.taxMinor = row.input.givenTaxMinor ?? result?.taxMinor ?? 0n;
    // A price that contains tax is worth less net than quantity times price.
    for (const line of row.lines) line.netMinor = result?.lines.get(line.id)?.netMinor ?? line.netMinor;
    row.netMinor = sumMinor(row.lines.map((line) => line.netMinor));
  }
}

const taxInput = (row: OrderRow): TaxDocumentInput => ({
  key: row.id,
  direction: 'sale',
  party: row.customer.id,
  address: row.input.shipTo ?? null,
  day: row.orderedOn,
  currency: row.currency,
  digits: row.digits,
  lines: row.lines.map((line) => ({
    key: line.id,
    item: line.itemId,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discountPercent: line.discountPercent,
    taxCodes: line.taxCodes ?? undefined,
  })),
});

export const totalMinor = (row: OrderRow): bigint => row.netMinor + row.taxMinor + (row.input.freightMinor ?? 0n);
export const asQuantity = (value: Parameters<typeof dec>[0]): Decimal => toDecimal(dec(value));
