import type { z } from 'zod';
import type { Owed } from '#engines/owed/owed.ts';
import type { Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { checkDimensions } from '#modules/finance/ledger/api.ts';
import type { KeptTax } from '#modules/finance/receivables/api.ts';
import { type ItemFacts, items, priceLines } from '#modules/master/catalog/api.ts';
import { ratesOn, sitesFor } from '#modules/master/organisation/api.ts';
import { type CustomerFacts, customers, lockParties, partiesOfAddresses } from '#modules/master/parties/api.ts';
import type { Order } from '../contract.ts';
import { openOrders, orderedWithinDay } from './credit.ts';
import { addTaxes } from './order-taxes.ts';

/** A line of an order that is there already and amended. */
export interface Agreed {
  /** The quantity until now: no more than that goes on, though item or customer were archived since. */
  had: Decimal;
  unitPrice: Decimal;
  discountPercent: Decimal;
  reason: unknown;
  /** Price and discount stand whatever the lists say: nothing that they depend on changed, or they were given by hand. */
  stands: boolean;
  /** Of the quantity, what is not billed yet and will be. */
  unbilled: Decimal;
  billed: Owed;
  /** By how much less it will be billed, because credits lowered its price. */
  loweredMinor: bigint;
  costCentre: Id | null;
  project: Id | null;
  taxCodes: Id[] | null;
}

type LineInput = z.output<typeof Order>['lines'][number] & { agreed?: Agreed };
export type OrderInput = Omit<z.output<typeof Order>, 'lines'> & {
  number?: string;
  givenTaxMinor?: bigint | null;
  /** It is there and amended. */
  begun?: boolean;
  lines: LineInput[];
};
export type PriceRefusals =
  | 'no_customer'
  | 'item_not_active'
  | 'no_price'
  | 'no_rate'
  | 'other_address'
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
  priceReason: unknown;
  taxCodes: Id[] | null;
  /** What was and will be billed of it. */
  netMinor: bigint;
  taxes: KeptTax[];
  taxMinor: bigint;
  /** What is not billed yet. */
  unbilled: Decimal;
  requestedOn: Day | null;
  promisedOn: Day | null;
  costCentre: Id | null;
  project: Id | null;
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
  /** Of the tax, what freight bears. */
  freightTaxMinor: bigint;
  /** What it is worth with tax and freight, in the company's currency. */
  openBaseMinor: bigint;
  /** What is not invoiced yet of the customer's confirmed orders. */
  customerOpenMinor: bigint;
  /** What else the customer ordered within a day. */
  customerDayMinor: bigint;
  /** Minor units of the company's currency for one of the order's. */
  minorRate: Decimal;
}

type Refusing = Refuse<Record<PriceRefusals, string>>;

/**
 * Order inputs → rows: facts, prices and taxes of the whole batch in a fixed number of statements. What binds is stated with all that
 * its customer has on order, so nothing else of the customer is ordered meanwhile.
 */
export async function prepareOrders(
  tx: Tx,
  inputs: readonly OrderInput[],
  binds: boolean,
  refuse: Refusing,
): Promise<OrderRow[]> {
  const buyers = [...new Set(inputs.map((order) => order.customer))];
  const itemIds = [...new Set(inputs.flatMap((order) => order.lines.map((line) => line.item)))];
  const [facts, goods, sites, addressees] = await Promise.all([
    customers(tx, buyers),
    items(tx, itemIds),
    sitesFor(tx, inputs),
    partiesOfAddresses(tx, [...new Set(inputs.flatMap(addressesOf))]),
    binds && lockParties(tx, buyers),
    checkDimensions(tx, inputs.flatMap(newlyNamed)),
  ]);
  checkInputs(tx, inputs, facts, goods, refuse);
  for (const order of inputs)
    if (addressesOf(order).some((id) => addressees.get(id) !== order.customer))
      refuse('other_address', { customer: facts.get(order.customer)!.name });
  const headers = inputs.map((input, index) => {
    const customer = facts.get(input.customer)!;
    return {
      input,
      id: tx.newId(),
      customer,
      currency: input.currency ?? customer.currency ?? tx.currency,
      orderedOn: input.orderedOn ?? tx.today,
      siteId: sites[index]!,
    };
  });
  const [rates, prices, ordered, ofDay] = await Promise.all([
    ratesOn(
      tx,
      headers.map(({ currency, orderedOn }) => ({ currency, day: orderedOn })),
    ),
    priceLines(
      tx,
      headers.flatMap((header) => pricingRequests(header)),
    ),
    openOrders(tx, buyers),
    orderedWithinDay(tx, buyers),
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
      freightTaxMinor: 0n,
      openBaseMinor: 0n,
      customerOpenMinor: ordered.get(header.customer.id) ?? 0n,
      customerDayMinor: ofDay.get(header.customer.id) ?? 0n,
      minorRate: toDecimal(dec(rate.rate).times(dec(10).pow(tx.digits - rate.digits))),
    };
  });
  await addTaxes(tx, rows);
  return rows.map((row) => ({
    ...row,
    openBaseMinor: toBase(tx, row, row.netMinor + row.taxMinor + (row.input.freightMinor ?? 0n)),
  }));
}

/** What lines are for, where they were not for it before: what went out of use since stays with who has it. */
const newlyNamed = ({ lines }: OrderInput) =>
  lines.map(({ agreed, costCentre, project }, index) => ({
    where: `Line ${index + 1}`,
    costCentre: costCentre === agreed?.costCentre ? null : costCentre,
    project: project === agreed?.project ? null : project,
  }));

const addressesOf = ({ billTo, shipTo }: OrderInput): Id[] => [billTo, shipTo].flatMap((address) => address ?? []);

export interface StatedOrder {
  readonly customer: { name: string };
  readonly openBaseMinor: bigint;
  readonly customerOpenMinor: bigint;
  readonly customerDayMinor: bigint;
  readonly lines: readonly Discounted[];
}

/** Orders of one operation together. */
export const stateOrders = (tx: Tx, orders: readonly StatedOrder[], binds = true): void =>
  tx.state(factsOf(orders), binds);

/**
 * What orders state: the highest discount of a line, and the most that a customer of theirs would have on order then and has ordered
 * within a day: a limit is not passed by dividing an order.
 */
export function factsOf(orders: readonly StatedOrder[]) {
  const discounts = orders.flatMap((order) => order.lines.map(belowList));
  return {
    customer: [...new Set(orders.map(({ customer }) => customer.name))].join(', '),
    totalMinor: sumMinor(orders.map((order) => order.openBaseMinor)),
    customerOpenMinor: mostOfOne(orders, (order) => order.customerOpenMinor),
    withOthersMinor: mostOfOne(orders, (order) => order.customerDayMinor),
    discountPercent: toDecimal(discounts.reduce((highest, one) => (one.gt(highest) ? one : highest), dec(0))),
  };
}

type Discounted = Pick<LineRow, 'unitPrice' | 'discountPercent' | 'priceReason'>;

/** By how many per cent a line is below its list price, whether a discount was typed or a lower price. */
function belowList({ unitPrice, discountPercent, priceReason }: Discounted) {
  const listPrice = listPriceOf(priceReason);
  const discount = dec(discountPercent);
  if (!listPrice || dec(listPrice).lte(0)) return discount;
  const net = dec(unitPrice).times(dec(100).minus(discount)).div(100);
  const below = dec(100).minus(net.times(100).div(listPrice)).round(PERCENT_DECIMALS, UP);
  return below.gt(discount) ? below : discount;
}

const PERCENT_DECIMALS = 4;
const UP = 3;

/** What the lists said where a price or discount was given by hand. */
const listPriceOf = (reason: unknown): Decimal | undefined =>
  (reason as { listPrice?: Decimal | null } | null)?.listPrice ?? undefined;

/** The most that orders of one customer come to with what `beside` says of it. */
const mostOfOne = (orders: readonly StatedOrder[], beside: (order: StatedOrder) => bigint): bigint =>
  [...Map.groupBy(orders, ({ customer }) => customer).values()]
    .map((own) => beside(own[0]!) + sumMinor(own.map((order) => order.openBaseMinor)))
    .reduce((most, one) => (one > most ? one : most), 0n);

const toBase = (tx: Tx, order: { currency: string; rate: Decimal; digits: number }, amount: bigint): bigint =>
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
    if (!customer) return void refuseCommon('not_found', { what: 'customer' });
    if (!customer.isCustomer || !(customer.active || order.lines.every(takesNoMore)))
      refuse('no_customer', { customer: customer.name });
    for (const line of order.lines) {
      const item = goods.get(line.item);
      if (!item) return void refuseCommon('not_found', { what: 'item' });
      if (!(item.active || takesNoMore(line))) refuse('item_not_active', { item: item.code });
      if (line.unitPrice != null && dec(line.unitPrice).lt(0)) refuse('negative_price');
      if (line.discountPercent != null && (dec(line.discountPercent).lt(0) || dec(line.discountPercent).gt(100)))
        refuse('bad_discount');
      if ((line.unitPrice != null || line.discountPercent != null) && !mayPrice) refuse('price_by_hand');
    }
  }
}

const takesNoMore = ({ quantity, agreed }: LineInput): boolean => agreed !== undefined && dec(quantity).lte(agreed.had);

type Header = Pick<OrderRow, 'id' | 'input' | 'customer' | 'currency' | 'orderedOn'>;

const pricingRequests = (header: Header) => {
  const open = header.input.lines.flatMap((line, index) =>
    givenByHand(line) || !line.agreed?.stands
      ? [{ key: `${header.id}/${index}`, item: line.item, quantity: line.quantity }]
      : [],
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

const givenByHand = (line: LineInput): boolean => line.unitPrice != null || line.discountPercent != null;

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
  const { agreed } = line;
  const price = priceOf(tx, line, prices.get(`${header.id}/${index}`));
  if (!price) return refuse('no_price', { item: item.code });
  const unbilled = agreed?.unbilled ?? line.quantity;
  return {
    id: tx.newId(),
    orderId: header.id,
    position: index + 1,
    itemId: line.item,
    stocked: item.kind === 'stocked',
    description: line.description || item.name,
    quantity: line.quantity,
    unit: item.unit,
    ...price,
    taxCodes: line.taxCodes ?? null,
    netMinor: lineNet({ quantity: unbilled, ...price, digits }) + (agreed?.billed.netMinor ?? 0n),
    taxes: [],
    taxMinor: 0n,
    unbilled,
    requestedOn: line.requestedOn ?? header.input.requestedOn ?? null,
    promisedOn: line.promisedOn ?? header.input.promisedOn ?? line.requestedOn ?? header.input.requestedOn ?? null,
    costCentre: line.costCentre ?? null,
    project: line.project ?? null,
  };
}

interface LinePrice {
  unitPrice: Decimal;
  discountPercent: Decimal;
  priceReason: unknown;
}

/**
 * By hand, as agreed, or from the lists. What was agreed from a list stands as long as the same rule holds: another quantity may
 * win or lose a break, but a list that changed since does not change what was agreed.
 */
function priceOf(
  tx: Tx,
  line: OrderInput['lines'][number],
  listed: { unitPrice: Decimal; discountPercent: Decimal; reason: unknown } | undefined,
): LinePrice | undefined {
  const { agreed } = line;
  const base =
    agreed && (agreed.stands || !listed || ruleOf(agreed.reason) === ruleOf(listed.reason)) ? agreed : listed;
  if (line.unitPrice == null && !base) return undefined;
  return {
    unitPrice: line.unitPrice ?? base!.unitPrice,
    discountPercent: line.discountPercent ?? (line.unitPrice == null ? base!.discountPercent : '0'),
    priceReason: givenByHand(line)
      ? { by: 'hand', actor: tx.actor.name, listPrice: listed?.unitPrice ?? listPriceOf(agreed?.reason) ?? null }
      : base!.reason,
  };
}

const ruleOf = (reason: unknown): string => {
  const { rule, kind } = reason as { rule?: string | null; kind?: string };
  return `${rule ?? ''}/${kind ?? ''}`;
};

/** quantity × price × (1 − discount), rounded once to minor units. */
const lineNet = (line: { quantity: Decimal; unitPrice: Decimal; discountPercent: Decimal; digits: number }): bigint =>
  toMinor(
    dec(line.quantity).times(line.unitPrice).times(dec(100).minus(line.discountPercent)).div(100),
    line.digits,
    'half-up',
  );

export const totalMinor = (row: OrderRow): bigint => row.netMinor + row.taxMinor + (row.input.freightMinor ?? 0n);
