import type { Source } from '#engines/sourcing/rank-offers.ts';
import type { Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor, toMinor } from '#kernel/values/money.ts';
import { checkDimensions, type Dimensions } from '#modules/finance/ledger/api.ts';
import { type ItemFacts, items } from '#modules/master/catalog/api.ts';
import { type Placing, ratesOn, sitesFor } from '#modules/master/organisation/api.ts';
import { type SupplierFacts, suppliers } from '#modules/master/parties/api.ts';
import { type AgreedLine, agreedLines, agreedPrice } from '../blanket/draw.ts';
import type { Basis } from '../landed/freight-lines.ts';
import { checkMeasures } from '../landed/measures.ts';
import { type SupplierOffer, supplierPrices } from '../price/supplier-prices.ts';
import { checkSource, sourcesOf } from '../source/sources.ts';
import { factorsOf, inOwnUnit, perOwnUnit } from './units.ts';

export interface OrderInput extends Placing {
  supplier: Id;
  number?: string | null | undefined;
  supplierReference?: string | null | undefined;
  orderedOn?: Day | null | undefined;
  expectedOn?: Day | null | undefined;
  currency?: string | null | undefined;
  terms?: Id | null | undefined;
  overPercent?: Decimal | null | undefined;
  note?: string | null | undefined;
  /** The supplier delivers to the customer, at `shipTo`. */
  direct?: boolean | undefined;
  shipTo?: Id | null | undefined;
  lines: readonly LineInput[];
}

export interface LineInput extends Dimensions {
  item: Id;
  quantity: Decimal;
  unit?: string | null | undefined;
  unitPrice?: Decimal | null | undefined;
  expectedOn?: Day | null | undefined;
  description?: string | null | undefined;
  demand?: Id | null | undefined;
  blanketLine?: Id | null | undefined;
  spreadBy?: Basis | null | undefined;
  /** Of a line that is there: its quantity until now. When it takes no more, whether it may be ordered was decided then. */
  had?: Decimal | undefined;
  /** Of a line that is there: what it was for until now. */
  was?: Dimensions | undefined;
  /** The price it has while the supplier's prices offer none for its new quantity. */
  fallbackPrice?: Decimal | undefined;
  /** Why this price, where the program knows; otherwise it was entered by hand. */
  priceReason?: object | undefined;
}

export interface LineRow {
  id: Id;
  orderId: Id;
  position: number;
  itemId: Id;
  stocked: boolean;
  description: string;
  quantity: Decimal;
  unit: string;
  orderedUnit: string | null;
  orderedQuantity: Decimal | null;
  unitPrice: Decimal;
  priceReason: unknown;
  expectedOn: Day | null;
  netMinor: bigint;
  demandId: Id | null;
  blanketLineId: Id | null;
  spreadBy: Basis | null;
  costCentre: Id | null;
  project: Id | null;
}

export interface OrderRow {
  id: Id;
  number: string | null;
  supplierId: Id;
  supplierReference: string | null;
  orderedOn: Day;
  expectedOn: Day | null;
  siteId: Id;
  currency: string;
  termsId: Id | null;
  overPercent: Decimal;
  note: string | null;
  direct: boolean;
  shipToId: Id | null;
  netMinor: bigint;
  lines: LineRow[];
  /** The supplier's name, and the currency's digits and rate on the order's day. */
  supplier: string;
  digits: number;
  rate: Decimal;
}

type Refusing = Refuse<
  Record<
    | 'no_supplier'
    | 'supplier_blocked'
    | 'no_item'
    | 'no_unit'
    | 'no_supplier_price'
    | 'below_minimum'
    | 'no_rate'
    | 'no_blanket'
    | 'blanket_other'
    | 'agreed_price'
    | 'item_blocked'
    | 'not_approved'
    | 'spread_goods'
    | 'nothing_bears'
    | 'no_measure',
    string
  >
>;

/** Order inputs → rows: facts, units and prices of the whole batch in a fixed number of statements. */
export async function prepareOrders(tx: Tx, inputs: readonly OrderInput[], refuse: Refusing): Promise<OrderRow[]> {
  const all = inputs.flatMap((order) => order.lines);
  const [facts, goods, sites, factors, blocked, agreed, sources] = await Promise.all([
    suppliers(tx, [...new Set(inputs.map((order) => order.supplier))]),
    items(tx, [...new Set(all.map((line) => line.item))]),
    sitesFor(tx, inputs),
    factorsOf(tx, all),
    blockedSuppliers(tx, [...new Set(inputs.map((order) => order.supplier))]),
    agreedLines(tx, [...new Set(all.flatMap((line) => line.blanketLine ?? []))]),
    sourcesOf(
      tx,
      inputs.flatMap((order) => pairsOf(tx, order)),
    ),
    checkDimensions(tx, inputs.flatMap(newlyNamed)),
  ]);
  const known = { goods, factors, agreed, sources, refuse };
  for (const order of inputs) checkOrder({ ...known, order, supplier: facts.get(order.supplier), blocked });
  const headers = inputs.map((input, index) => headerOf(tx, input, facts.get(input.supplier)!, sites[index]!));
  const [rates, offers] = await Promise.all([
    ratesOn(
      tx,
      headers.map(({ currency, orderedOn }) => ({ currency, day: orderedOn })),
    ),
    supplierPrices(
      tx,
      headers.flatMap((header) => questionsOf(header, factors)),
    ),
  ]);
  return headers.map((header) => {
    const rate = rates.get(`${header.currency}/${header.orderedOn}`);
    if (!rate) return refuse('no_rate', { currency: header.currency, day: header.orderedOn });
    const lines = header.input.lines.map((line, index) =>
      lineRow({ ...known, tx, header, line, index, offer: offers.get(`${header.id}/${index}`), digits: rate.digits }),
    );
    const { input: _, supplier, ...row } = header;
    const netMinor = sumMinor(lines.map((line) => line.netMinor));
    return { ...row, ...rate, supplier: supplier.name, lines, netMinor };
  });
}

/** What lines are for, where they were not for it before: what went out of use since stays with who has it. */
const newlyNamed = ({ lines }: OrderInput) =>
  lines.map(({ was, costCentre, project }, index) => ({
    where: `Line ${index + 1}`,
    costCentre: costCentre === was?.costCentre ? null : costCentre,
    project: project === was?.project ? null : project,
  }));

/** Why suppliers are blocked, by id; the others are absent. */
export async function blockedSuppliers(tx: Tx, ids: readonly Id[]): Promise<Map<Id, string>> {
  const rows = await tx.sql<{ supplierId: Id; reason: string | null }>`
    select supplier_id, reason from purchasing.supplier_standing
    where company_id = ${tx.company} and supplier_id = any(${ids}::uuid[]) and standing = 'blocked'`;
  return new Map(rows.map((row) => [row.supplierId, row.reason ?? 'no reason given']));
}

interface Known {
  goods: Map<Id, ItemFacts>;
  factors: Map<string, Decimal>;
  agreed: Map<Id, AgreedLine>;
  /** How suppliers stand for items, by `supplier/item`. */
  sources: Map<string, Source>;
  refuse: Refusing;
}

function checkOrder(
  of: Omit<Known, 'agreed'> & { order: OrderInput; supplier: SupplierFacts | undefined; blocked: Map<Id, string> },
): void {
  const { order, supplier, blocked, goods, factors, sources, refuse } = of;
  // What takes no more than before of a supplier or an item that is blocked or archived by now goes on.
  const less = order.lines.every((line) => takesNoMore(line, factors));
  if (!supplier) return void refuseCommon('not_found', { what: 'supplier' });
  if (!supplier.isSupplier || !(supplier.active || less)) refuse('no_supplier', { supplier: supplier.name });
  const reason = blocked.get(order.supplier);
  if (reason !== undefined && !less) refuse('supplier_blocked', { supplier: supplier!.name, reason });
  for (const line of order.lines) {
    const item = goods.get(line.item);
    const kept = takesNoMore(line, factors);
    if (!item) return void refuseCommon('not_found', { what: 'item' });
    if (!(kept || (item.active && item.bought))) refuse('no_item', { item: item.code });
    if (line.unit && !factors.has(`${line.item}/${line.unit}`))
      refuse('no_unit', { item: item!.code, unit: line.unit });
    if (line.spreadBy && item!.kind === 'stocked') refuse('spread_goods', { item: item!.code });
    if (line.spreadBy && !order.lines.some((other) => goods.get(other.item)?.kind === 'stocked'))
      refuse('nothing_bears', { item: item!.code });
    if (line.spreadBy && !kept) checkMeasures(measured(order.lines, goods), line.spreadBy, refuse);
    if (!kept)
      checkSource(
        sources.get(`${order.supplier}/${line.item}`),
        { supplier: supplier!.name, item: item!.code },
        refuse,
      );
  }
}

/** The goods of an order with what one of each weighs and takes up. */
const measured = (lines: readonly LineInput[], goods: Map<Id, ItemFacts>) =>
  lines.flatMap(({ item: id }) => {
    const item = goods.get(id);
    return item?.kind === 'stocked'
      ? [{ item: item.code, qty: '1', weight: item.weightKg, volume: item.volumeM3 }]
      : [];
  });

const takesNoMore = ({ item, quantity, unit, had }: LineInput, factors: Map<string, Decimal>): boolean =>
  had !== undefined && dec(inOwnUnit(quantity, unit ? factors.get(`${item}/${unit}`) : undefined)).lte(had);

/** Who may be bought from is judged today: an order of an earlier day gets around nothing. */
const pairsOf = (tx: Tx, { supplier, orderedOn, lines }: OrderInput) =>
  lines.map(({ item }) => ({ supplier, item, day: orderedOn && orderedOn > tx.today ? orderedOn : tx.today }));

const headerOf = (tx: Tx, input: OrderInput, supplier: SupplierFacts, siteId: Id) => ({
  input,
  supplier,
  id: tx.newId(),
  number: input.number ?? null,
  supplierId: input.supplier,
  supplierReference: input.supplierReference ?? null,
  orderedOn: input.orderedOn ?? tx.today,
  expectedOn: input.expectedOn ?? null,
  siteId,
  currency: input.currency ?? supplier.currency ?? tx.currency,
  termsId: input.terms ?? supplier.purchaseTerms,
  overPercent: input.overPercent ?? '0',
  note: input.note ?? null,
  direct: input.direct ?? false,
  shipToId: input.shipTo ?? null,
});
type Header = ReturnType<typeof headerOf>;

/** All lines ask, also those with a price by hand: the lead time is wanted too. */
const questionsOf = (header: Header, factors: Map<string, Decimal>) =>
  header.input.lines.map((line, index) => ({
    key: `${header.id}/${index}`,
    supplier: header.supplierId,
    item: line.item,
    currency: header.currency,
    quantity: inOwnUnit(line.quantity, line.unit ? factors.get(`${line.item}/${line.unit}`) : undefined),
    day: header.orderedOn,
  }));

interface LineArgs extends Known {
  tx: Tx;
  header: Header;
  line: LineInput;
  index: number;
  offer: SupplierOffer | undefined;
  digits: number;
}

function lineRow(args: LineArgs): LineRow {
  const { tx, header, line, index, offer, goods, factors, digits } = args;
  const item = goods.get(line.item)!;
  const factor = line.unit ? factors.get(`${line.item}/${line.unit}`) : undefined;
  const quantity = inOwnUnit(line.quantity, factor);
  const { unitPrice, priceReason } = line.blanketLine
    ? blanketPrice(args, quantity, factor)
    : usualPrice(args, quantity, factor);
  return {
    id: tx.newId(),
    orderId: header.id,
    position: index + 1,
    itemId: line.item,
    stocked: item.kind === 'stocked',
    description: line.description || item.name,
    quantity,
    unit: item.unit,
    orderedUnit: factor === undefined ? null : line.unit!,
    orderedQuantity: factor === undefined ? null : line.quantity,
    unitPrice,
    priceReason,
    expectedOn: line.expectedOn ?? header.expectedOn ?? (offer ? addDays(header.orderedOn, offer.leadDays) : null),
    netMinor: netOf({ quantity, unitPrice, digits }),
    demandId: line.demand ?? null,
    blanketLineId: line.blanketLine ?? null,
    spreadBy: line.spreadBy ?? null,
    costCentre: line.costCentre ?? null,
    project: line.project ?? null,
  };
}

/** From the supplier's prices, unless a price is given. */
function usualPrice(args: LineArgs, quantity: Decimal, factor: Decimal | undefined) {
  const { tx, header, line, offer, goods, refuse } = args;
  // Who enters a price has agreed on it, whatever the list says of the least quantity.
  if (line.unitPrice != null)
    return {
      unitPrice: perOwnUnit(line.unitPrice, factor),
      priceReason: line.priceReason ?? { by: 'hand', actor: tx.actor.name },
    };
  const [supplier, item] = [header.supplier.name, goods.get(line.item)!.code];
  if (line.fallbackPrice !== undefined && (!offer || dec(quantity).lt(offer.minimum)))
    return { unitPrice: line.fallbackPrice, priceReason: AS_ORDERED };
  if (!offer) return refuse('no_supplier_price', { supplier, item });
  const { unitPrice, minimum, price, fromQuantity } = offer;
  if (dec(quantity).lt(minimum)) refuse('below_minimum', { item, supplier, minimum });
  return { unitPrice, priceReason: { by: 'supplier_price', price, fromQuantity } };
}

/** As agreed in the blanket order; no other price may be given. */
function blanketPrice(args: LineArgs, quantity: Decimal, factor: Decimal | undefined) {
  const { header, line, goods, agreed, refuse } = args;
  const blanket = agreed.get(line.blanketLine!);
  if (!blanket) return refuse('no_blanket');
  const { number, supplierId, currency, itemId } = blanket;
  if (supplierId !== header.supplierId || currency !== header.currency || itemId !== line.item)
    refuse('blanket_other', { number });
  const { unitPrice, fromQuantity } = agreedPrice(blanket, quantity);
  if (line.unitPrice != null && !dec(perOwnUnit(line.unitPrice, factor)).eq(unitPrice))
    refuse('agreed_price', { item: goods.get(line.item)!.code });
  return { unitPrice, priceReason: { by: 'blanket', blanket: number, fromQuantity } };
}

/** The price was agreed with the order as it was. */
export const AS_ORDERED = { by: 'order' } as const;

/** Whether somebody entered the price, against what the supplier's prices would have said. */
export const byHand = ({ priceReason }: Pick<LineRow, 'priceReason'>): boolean =>
  (priceReason as { by?: string } | null)?.by === 'hand';

/** quantity × price, rounded once to minor units of the order's currency. */
export const netOf = (line: { quantity: Decimal; unitPrice: Decimal; digits: number }): bigint =>
  toMinor(dec(line.quantity).times(line.unitPrice), line.digits, 'half-up');
