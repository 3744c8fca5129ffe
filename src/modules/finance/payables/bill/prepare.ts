import { threeWayMatch } from '#engines/matching/three-way.ts';
import type { Refuse } from '#kernel/command.ts';
import { amountOf, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor } from '#kernel/values/money.ts';
import { checkDimensions, type Dimensions, refuseOutOfUse } from '#modules/finance/ledger/api.ts';
import { type TaxDocumentInput, type TaxResult, taxDocuments } from '#modules/finance/tax/api.ts';
import { type ItemFacts, items, itemsInUse } from '#modules/master/catalog/api.ts';
import { type RateFacts, ratesOn } from '#modules/master/organisation/api.ts';
import {
  type SupplierFacts,
  suppliers,
  suppliersInUse,
  type TermsFacts,
  termsOf,
} from '#modules/master/parties/api.ts';
import { lockOrdersOf, lockReceiptLines, type ReceiptFacts } from '#modules/supply/purchasing/api.ts';
import { type SupplierRule, supplierRules, type Tolerance } from '../rule/supplier-rules.ts';
import type { AwaitedLine, BillInput, BillLineInput, PreparedBill, PreparedLine } from './draft.ts';
import { type Billed, billedBefore, NO_WHOLES, type Wholes, wholesOf, withLastParts } from './last-part.ts';
import { taxesOfLine } from './line-taxes.ts';

export type BillRefusing = Refuse<
  Record<
    | 'no_supplier'
    | 'no_rate'
    | 'needs_text'
    | 'needs_receipt'
    | 'other_supplier'
    | 'ordered_in_other_currency'
    | 'other_order_line'
    | 'total_differs'
    | 'negative_bill',
    string
  >
>;

interface SoFar {
  /** By receipt line, else by order line. */
  billed: ReadonlyMap<Id, Billed>;
  taken: ReadonlyMap<Id, Decimal>;
  /** By order line, how much dearer than agreed. */
  dearer: ReadonlyMap<Id, Decimal>;
}

interface Known {
  tx: Tx;
  refuse: BillRefusing;
  parties: Map<Id, SupplierFacts>;
  goods: Map<Id, ItemFacts>;
  receipts: Map<Id, ReceiptFacts>;
  awaited: Map<Id, AwaitedLine>;
  rules: Map<Id, SupplierRule>;
  /** What is billed so far, with the bills of this batch before the one at hand. */
  sofar: SoFar;
  /** What landed costs were accrued for. */
  landed: Map<Id, Landed>;
}

/** Captured bills → everything posting needs, matched line by line. Locks what they bill. A fixed number of statements. */
export async function prepareBills(
  tx: Tx,
  inputs: readonly BillInput[],
  refuse: BillRefusing,
): Promise<PreparedBill[]> {
  const lines = inputs.flatMap((bill) => bill.lines);
  const ordered = idsOf(lines, 'orderLine');
  const arrived = idsOf(lines, 'receiptLine');
  // A tolerance is of an order line, over all bills of all its receipts.
  if (ordered.length + arrived.length > 0) await lockOrdersOf(tx, ordered, arrived);
  const receipts = await lockReceiptLines(tx, arrived);
  const [parties, goods, awaited, rules, dearer, landed, billed] = await Promise.all([
    suppliers(tx, [...new Set(inputs.map((bill) => bill.supplier))]),
    items(tx, [...new Set([...idsOf(lines, 'item'), ...[...receipts.values()].map((receipt) => receipt.item)])]),
    awaitedLines(tx, ordered),
    supplierRules(
      tx,
      inputs.map((bill) => bill.supplier),
    ),
    dearerBefore(tx, [...new Set([...ordered, ...[...receipts.values()].map((receipt) => receipt.orderLine)])]),
    landedCosts(tx, idsOf(lines, 'landedCost')),
    billedBefore(tx, receipts.values(), ordered),
  ]);
  const sofar: SoFar = { billed, dearer, taken: new Map() };
  const known: Known = { tx, refuse, parties, goods, receipts, awaited, rules, sofar, landed };
  const heads = inputs.map((input) => {
    const party = parties.get(input.supplier);
    if (!party) return refuseCommon('not_found', { what: 'supplier' });
    if (!party.isSupplier) return refuse('no_supplier', { supplier: party.name });
    const currency = input.currency ?? party.currency ?? tx.currency;
    return { input, party, currency, billedOn: input.billedOn ?? tx.today, terms: input.terms ?? party.purchaseTerms };
  });
  const [rates, terms] = await Promise.all([
    ratesOn(
      tx,
      heads.map(({ currency, billedOn }) => ({ currency, day: billedOn })),
    ),
    termsOf(tx, [...new Set(heads.flatMap((head) => head.terms ?? []))]),
  ]);
  const drafts = heads.map((head) => draftOf(known, head, rates, terms));
  const quantities = wholesOf(
    drafts.flatMap((draft) => draft.lines),
    billed,
  );
  const wholes = drafts.map((draft) => ({
    ...{ ...draft, id: tx.newId() },
    lines: draft.lines.flatMap((line) => {
      const quantity = quantities.get(line.id);
      return quantity ? [{ ...line, quantity }] : [];
    }),
  }));
  const taxes = await taxDocuments(tx, [...drafts, ...wholes.filter(({ lines: all }) => all.length > 0)].map(taxed));
  return drafts.map((draft, index) =>
    withTotals(known, draft, taxes.get(draft.id)!, { quantities, taxed: taxes.get(wholes[index]!.id) }),
  );
}

const taxed = ({ id, party, billedOn, currency, digits, lines }: Omit<Draft, 'input'>): TaxDocumentInput => ({
  ...{ key: id, direction: 'purchase', party: party.id, day: billedOn, currency, digits },
  lines: lines.map((line) => ({
    ...{ key: line.id, item: line.receipt?.item ?? line.awaited?.item ?? line.item ?? null },
    ...{ quantity: line.quantity, unitPrice: line.unitPrice, discountPercent: '0' },
    ...(line.taxCodes ? { taxCodes: line.taxCodes, chosenBefore: line.chosenBefore ?? false } : {}),
    suppliedOn: line.suppliedOn,
  })),
});

const idsOf = (lines: readonly BillLineInput[], name: 'receiptLine' | 'orderLine' | 'landedCost' | 'item'): Id[] => [
  ...new Set(lines.flatMap((line) => line[name] ?? [])),
];

type Head = {
  input: BillInput;
  party: SupplierFacts;
  currency: string;
  billedOn: string;
  terms: Id | null;
};
type Draft = ReturnType<typeof draftOf>;

function draftOf(known: Known, head: Head, rates: Map<string, RateFacts>, terms: Map<Id, TermsFacts>) {
  const { tx, refuse } = known;
  const rate = rates.get(`${head.currency}/${head.billedOn}`);
  if (!rate) return refuse('no_rate', { currency: head.currency, day: head.billedOn });
  return {
    ...head,
    id: tx.newId(),
    kind: head.input.kind ?? ('bill' as const),
    digits: rate.digits,
    rate: rate.rate,
    terms: terms.get(head.terms ?? ''),
    lines: head.input.lines.map((line, index) => lineOf(known, head, line, index + 1)),
  };
}

function lineOf(known: Known, head: Head, line: BillLineInput, position: number) {
  const { tx, refuse, goods, receipts, awaited, landed } = known;
  const receipt = line.receiptLine ? receipts.get(line.receiptLine) : undefined;
  // What came is billed as received, also where its order line is named beside it.
  const ordered = line.orderLine && !receipt ? awaited.get(line.orderLine) : undefined;
  if (receipt && line.orderLine && line.orderLine !== receipt.orderLine) refuse('other_order_line', { position });
  const item = goods.get(receipt?.item ?? ordered?.item ?? line.item ?? '');
  if (line.item && !item) refuseCommon('not_found', { what: 'item' });
  const from = receipt ?? ordered;
  if (from && from.supplier !== head.party.id) refuse('other_supplier', { position });
  if (from && from.currency !== head.currency)
    refuse('ordered_in_other_currency', { position, currency: from.currency });
  if (!from && item?.kind === 'stocked') refuse('needs_receipt', { position, item: item.code });
  const cost = line.landedCost ? landed.get(line.landedCost) : undefined;
  const description = line.description || ordered?.description || item?.name || cost?.label;
  if (!description) return refuse('needs_text', { position });
  const suppliedOn = line.suppliedOn ?? receipt?.receivedOn ?? head.input.suppliedOn ?? null;
  const dimensions = borneBy(line, cost, from);
  return { ...line, ...dimensions, id: tx.newId(), position, description, receipt, awaited: ordered, suppliedOn };
}

/** As the bill says, else as the goods were received or ordered for; freight and duty as they were accrued, which their bill clears. */
function borneBy(line: BillLineInput, accrued: Dimensions | undefined, from: Dimensions | undefined) {
  const { costCentre, project } = accrued ?? {
    costCentre: line.costCentre ?? from?.costCentre,
    project: line.project ?? from?.project,
  };
  return { costCentre: costCentre ?? null, project: project ?? null };
}

/**
 * What somebody enters names accounts, cost centres and projects in use; what was held goes on with those it has. So it is with
 * suppliers of what is for nothing ordered or received, and, but for credits, with items.
 */
export async function checkNamed(tx: Tx, inputs: readonly BillInput[], held?: BillInput): Promise<void> {
  const accounts = inputs.flatMap(({ lines }) => lines.flatMap(({ account }) => account ?? []));
  const free = inputs.filter(({ lines, supplier }) => lines.every(isFree) && supplier !== held?.supplier);
  const had = new Set(held?.lines.map(({ item }) => item));
  const goods = inputs.flatMap(({ kind, lines }) => (kind === 'credit' ? [] : lines.filter(isFree)));
  await Promise.all([
    checkDimensions(tx, inputs.flatMap(namedLines)),
    refuseOutOfUse(tx, accounts),
    suppliersInUse(
      tx,
      free.map(({ supplier }) => supplier),
    ),
    itemsInUse(
      tx,
      goods.flatMap(({ item }) => (item && !had.has(item) ? [item] : [])),
    ),
  ]);
}

const isFree = ({ receiptLine, orderLine, landedCost }: BillLineInput): boolean =>
  !(receiptLine || orderLine || landedCost);

/** The lines of a bill as a refusal names them. */
export const namedLines = ({ lines }: Pick<BillInput, 'lines'>): (Dimensions & { where: string })[] =>
  lines.map(({ costCentre, project }, index) => ({ where: `Line ${index + 1}`, costCentre, project }));

interface Landed extends Dimensions {
  readonly id: Id;
  readonly label: string;
}

async function landedCosts(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Landed>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<Landed>`
    select id, label, cost_centre_id as cost_centre, project_id as project from purchasing.landed_cost
    where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The paper decides: where it says the sum of its lines as they stand, they stand. */
function withTotals(known: Known, draft: Draft, computed: TaxResult, wholes: Wholes): PreparedBill {
  const { tx, refuse, rules, sofar } = known;
  const { totalMinor: expected } = draft.input;
  const asWritten = expected != null && expected === computed.netMinor + computed.taxMinor;
  const { tax, billed } = withLastParts(draft.lines, computed, asWritten ? NO_WHOLES : wholes, sofar.billed);
  const toBase = (amount: bigint): bigint =>
    draft.currency === tx.currency
      ? amount
      : convertMinor({
          amount,
          rate: draft.rate,
          fromDigits: draft.digits,
          toDigits: tx.digits,
          rounding: 'half-up',
        });
  const totalMinor = tax.netMinor + tax.taxMinor;
  if (totalMinor < 0n) refuse('negative_bill');
  if (expected != null && expected !== totalMinor)
    refuse('total_differs', {
      total: amountOf(totalMinor, draft),
      given: amountOf(expected, draft),
    });
  const lines = draft.lines.map((line): PreparedLine => {
    const own = tax.lines.get(line.id)!;
    const { netMinor, nonDeductibleMinor, taxCodes: taxedWith } = own;
    return {
      ...line,
      netMinor,
      baseMinor: toBase(netMinor + nonDeductibleMinor),
      taxedWith,
      taxes: taxesOfLine(own),
    };
  });
  const { holds, ...after } = holdsOf(lines, rules.get(draft.party.id)!, draft.digits, sofar);
  // A bill that is held takes nothing: the next of the batch is matched as if it were not there.
  if (holds.length === 0) known.sofar = { ...after, billed };
  return {
    ...draft,
    ...{ tax, lines, totalMinor, toBase, again: 0 },
    netMinor: tax.netMinor,
    taxMinor: tax.taxMinor,
    baseMinor: toBase(totalMinor),
    holds,
  };
}

/** A line billed twice, in one bill or one batch, is matched with what the first left open, and with what it was dearer. */
function holdsOf(
  lines: readonly PreparedLine[],
  tolerance: Tolerance,
  digits: number,
  before: Omit<SoFar, 'billed'>,
): Omit<SoFar, 'billed'> & Pick<PreparedBill, 'holds'> {
  const [taken, dearer] = [new Map(before.taken), new Map(before.dearer)];
  const holds = lines.flatMap((line) => {
    const from = line.receipt ?? line.awaited;
    const key = line.receipt?.receiptLine ?? line.awaited?.orderLine;
    if (!from || !key) return [];
    const gone = taken.get(key) ?? '0';
    taken.set(key, dec(gone).plus(line.quantity).toFixed());
    const facts = {
      agreedPrice: line.receipt ? line.receipt.unitPrice : line.awaited!.agreedPrice,
      billedPrice: line.unitPrice,
      openQuantity: dec(from.open).minus(gone).toFixed(),
      billedQuantity: line.quantity,
      dearerBefore: dearer.get(from.orderLine) ?? '0',
    };
    const more = dec(line.unitPrice).minus(facts.agreedPrice).times(line.quantity);
    if (more.gt(0)) dearer.set(from.orderLine, dec(facts.dearerBefore).plus(more).toFixed());
    return threeWayMatch(facts, tolerance, digits).map((hold) => ({
      ...hold,
      text: hold.code === 'quantity' && line.awaited?.came ? `${hold.text}; ${cameWith(line.awaited.came)}` : hold.text,
      position: line.position,
    }));
  });
  return { holds, taken, dearer };
}

/** A bill by order is of goods still to come. */
const cameWith = (receipts: string): string =>
  `the goods came with ${receipts}: correct the bill to name the line of the receipt in place of the order’s`;

/** By order line: how much dearer than agreed its bills were, less what of them was credited. */
async function dearerBefore(tx: Tx, orderLines: readonly Id[]): Promise<Map<Id, Decimal>> {
  if (orderLines.length === 0) return new Map();
  const rows = await tx.sql<{ orderLine: Id; dearer: Decimal }>`
    select b.order_line_id as order_line,
      sum(greatest(b.net_minor - c.net, 0)::numeric / 10::numeric ^ h.digits - coalesce(l.confirmed_price, l.unit_price) * (b.quantity - c.quantity)) as dearer
    from payables.bill_line b
    join payables.bill h on h.company_id = b.company_id and h.id = b.bill_id and h.kind = 'bill'
    join purchasing.v_order_line l on l.company_id = b.company_id and l.id = b.order_line_id
    cross join lateral (
      select coalesce(sum(net_minor), 0) as net, coalesce(sum(quantity), 0) as quantity from payables.bill_line c
      where c.company_id = b.company_id and c.credits_line_id = b.id
    ) c
    where b.company_id = ${tx.company} and b.order_line_id = any(${orderLines}::uuid[])
      and b.net_minor - c.net > coalesce(l.confirmed_price, l.unit_price) * (b.quantity - c.quantity) * 10::numeric ^ h.digits
    group by b.order_line_id`;
  return new Map(rows.map(({ orderLine, dearer }) => [orderLine, dearer]));
}

/** Order lines whose goods are still to come. */
async function awaitedLines(tx: Tx, ids: readonly Id[]): Promise<Map<Id, AwaitedLine>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<AwaitedLine>`
    select l.id as order_line, l.order_id as "order", l.supplier_id as supplier, l.currency, l.item_id as item, l.stocked, l.description,
      coalesce(l.confirmed_price, l.unit_price) as agreed_price,
      l.site_id as site, l.cost_centre_id as cost_centre, l.project_id as project,
      l.open - coalesce((select sum(a.open_quantity) from payables.advance a where a.company_id = l.company_id and a.order_line_id = l.id), 0) as open,
      (select string_agg(distinct r.receipt_number, ', ' order by r.receipt_number) from purchasing.v_receipt_line r
        where r.company_id = l.company_id and r.order_line_id = l.id and r.open > 0) as came
    from purchasing.v_order_line l where l.company_id = ${tx.company} and l.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.orderLine, row]));
}
