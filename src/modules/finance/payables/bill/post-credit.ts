import { leftOf, NOTHING, type Owed, partFor, together } from '#engines/owed/owed.ts';
import { table } from '#kernel/db/sql.ts';
import { numberAtCommit } from '#kernel/numbering.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Day, yearOf } from '#kernel/values/day.ts';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, sumMinor, toMajor } from '#kernel/values/money.ts';
import { daysPosted, dimensionsOf, type EntryDraft, type LineDraft, post } from '#modules/finance/ledger/api.ts';
import { openItems } from '#modules/finance/open-items/api.ts';
import { recordTax } from '#modules/finance/tax/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import { creditLandedCosts, creditReceiptLines, followFreight } from '#modules/supply/purchasing/api.ts';
import { PAYABLE } from '../side.ts';
import { type CreditPart, loweredOfGoods, takeFromAdvance, writeAdvances } from './credit-parts.ts';
import type { Bill, BillLine, Goods } from './credited-bill.ts';
import type { NumberGiven } from './duplicates.ts';
import { costOf, isCost, keptTaxes, taxOf, totalOf } from './line-taxes.ts';
import { serviceCost } from './service-cost.ts';
import { settleBill } from './settle-bill.ts';

/** A credited part of a bill line. */
export interface Credited extends Omit<CreditPart, 'netMinor'> {
  id: Id;
  line: BillLine;
  position: number;
  part: Owed;
  /** What was credited of the line before it. */
  before: Owed;
}

interface Valued extends Credited {
  baseMinor: bigint;
  /** Of a line billed before its goods: what of the credit still waited for them. */
  waitedMinor: bigint;
  /** Of goods: what it takes off the accrual and off their cost, and what of that is not credited. */
  grniMinor: bigint;
  goodsMinor: bigint;
  differenceMinor: bigint;
}

interface Args {
  bill: Bill;
  lines: readonly BillLine[];
  number: NumberGiven;
  note: string | null;
  day: Day;
  credited: readonly Credited[];
  goods: Goods;
}

type Convert = (amount: bigint) => bigint;

/** Posts a credit: books, tax, the claim on the supplier, and what it settles of its bill. */
export async function postCredit(
  tx: Tx,
  args: Args,
): Promise<{ id: Id; totalMinor: bigint; taxMinor: bigint; postedOn: Day }> {
  const { bill, number, day, credited, goods } = args;
  const id = tx.newId();
  const toBase: Convert = (amount) =>
    bill.currency === tx.currency
      ? amount
      : convertMinor({ amount, rate: bill.rate, fromDigits: bill.digits, toDigits: tx.digits, rounding: 'half-up' });
  const before = credited.filter((one, at) => credited.findIndex(({ line }) => line === one.line) === at);
  const sums = sumsOf(args.lines, before, toBase);
  const lines = await valued(tx, id, args, toBase);
  const { taxes, totalMinor, baseMinor, netMinor, taxMinor } = sums;
  const entry = { ...entryOf(tx, { id, day, bill, number }, lines, sums), id: tx.newId() };
  const [posted] = await Promise.all([
    post(tx, [entry], 'payables'),
    insertCredit(tx, { ...args, id, lines, totalMinor, baseMinor, netMinor, taxMinor }),
    ...(goods.advances.length > 0 ? [writeAdvances(tx, goods.advances)] : []),
    openItems(tx, PAYABLE, [
      {
        ...{ id: tx.newId(), partyId: bill.supplier, kind: 'credit', documentId: id, openedOn: day, dueOn: day },
        ...{ currency: bill.currency, amountMinor: -totalMinor, baseMinor: -baseMinor },
      },
    ]),
    recordTax(
      tx,
      taxes.map(({ key: _, account: __, ...tax }) => ({
        ...{ ...tax, direction: 'purchase' as const, document: id, documentEntity: 'payables.bill' },
        ...{ party: bill.supplier, day, sign: -1n as const },
      })),
    ),
  ]);
  await followGoods(tx, id, number.supplierNumber, lines, day);
  await settleBill(tx, bill, { id, totalMinor }, day);
  numberAtCommit(tx, 'payables.bill', yearOf(day), 'payables.bill', [id]);
  tx.record(
    { entity: 'payables.bill', id, after: { supplierNumber: number.supplierNumber, totalMinor } },
    { entity: 'payables.bill', id: bill.id, after: { creditedMinor: totalMinor } },
  );
  return { id, totalMinor, taxMinor, postedOn: daysPosted([entry], posted)[0]! };
}

type Sums = ReturnType<typeof sumsOf>;

/**
 * Net, taxes and total of the credit. In the company's currency each is what all credits of the bill so far come to, less what
 * those before did: so that together they come to what the bill was booked at.
 */
function sumsOf(lines: readonly BillLine[], first: readonly Credited[], toBase: Convert) {
  const started = new Map(first.map(({ line, before }) => [line, before]));
  const all = (of: (line: BillLine) => Owed) => lines.map(of).reduce(together, NOTHING);
  const [after, before] = [all((line) => line.taken), all((line) => started.get(line) ?? line.taken)];
  const now = leftOf(after, before);
  const grown: (of: (part: Owed) => bigint) => bigint = (of) => toBase(of(after)) - toBase(of(before));
  const known = new Map(lines.flatMap((line) => line.taxes.map((tax) => [tax.key, tax] as const)));
  const taxes = now.taxes.flatMap(({ key, baseMinor, taxMinor }) => {
    if (isCost({ key }) || (baseMinor === 0n && taxMinor === 0n)) return [];
    const { code, account, role, rate, box } = known.get(key)!;
    const baseBaseMinor = grown((part) => taxOf(part, key).baseMinor);
    const taxBaseMinor = grown((part) => taxOf(part, key).taxMinor);
    return [{ key, code, account, role, rate, box, baseMinor, taxMinor, baseBaseMinor, taxBaseMinor }];
  });
  const totalMinor = totalOf(now);
  const netMinor = now.netMinor;
  return { taxes, totalMinor, netMinor, taxMinor: totalMinor - netMinor, baseMinor: grown(totalOf) };
}

/** What each part comes to in the books: of goods, what leaves the accrual, the claim and their cost. */
async function valued(tx: Tx, id: Id, { credited, day }: Args, toBase: Convert): Promise<Valued[]> {
  const based = credited.map((one) => {
    const { part, before, advance, quantity } = one;
    const baseMinor = toBase(costOf(together(before, part))) - toBase(costOf(before));
    const waitedMinor = advance ? takeFromAdvance(advance, quantity, baseMinor) : 0n;
    return { ...one, baseMinor, waitedMinor, billedMinor: billedFor(one, toBase) };
  });
  const source = { entity: 'payables.bill', id };
  const goods = based.flatMap(({ id: key, receipt, quantity, baseMinor: creditedMinor, billedMinor }) => {
    if (!receipt) return [];
    // A little more than came may have been billed, and what went back may have paid for other goods: no more is taken back than
    // is counted here, the rest is a difference.
    const most = toDecimal(dec(receipt.billed).plus(receipt.givenUp));
    const counted = quantity && (dec(quantity).gt(most) ? most : quantity);
    if (counted === '0') return [];
    return [{ key, receiptLine: receipt.receiptLine, quantity: counted, creditedMinor, billedMinor, source, day }];
  });
  const answers = await creditReceiptLines(tx, goods);
  const byKey = new Map(goods.map(({ key }, index) => [key, answers[index]!]));
  return based.map((one) => ({
    ...{ ...one, grniMinor: 0n, goodsMinor: 0n, differenceMinor: one.receipt ? -one.baseMinor : 0n },
    ...byKey.get(one.id),
  }));
}

/** What had been billed for the quantity, in the company's currency: its share of what is left of the line. */
function billedFor({ line, part, before, quantity }: Credited, toBase: Convert): bigint {
  if (!quantity) return 0n;
  const left = leftOf(line.whole, before);
  const share = partFor({ whole: left, taken: NOTHING, quantity: part.quantity });
  return toBase(costOf(before) + costOf(share)) - toBase(costOf(before));
}

const entryOf = (
  tx: Tx,
  { id, day, bill, number }: { id: Id; day: Day; bill: Bill; number: NumberGiven },
  lines: readonly Valued[],
  sums: Sums,
): EntryDraft => ({
  ...{ journal: 'purchase', source: { entity: 'payables.bill', id }, effectiveOn: day },
  follows: true,
  text: `Credit ${number.supplierNumber} of ${bill.name}`,
  lines: entryLines(tx, bill, lines, sums),
});

/** Dr payable, Cr what its lines and taxes were booked on; what conversion leaves goes to rounding. */
function entryLines(tx: Tx, bill: Bill, lines: readonly Valued[], sums: Sums): LineDraft[] {
  const foreign = (amount: bigint) =>
    bill.currency === tx.currency ? {} : { currency: bill.currency, currencyMinor: amount };
  const party = bill.supplier;
  const entry: LineDraft[] = [
    { role: 'payable', amountMinor: sums.baseMinor, ...foreign(sums.totalMinor), party },
    ...lines.flatMap((line) => sidesOf(line).map((side) => ({ ...aboutOf(line), ...side, party }))),
    ...sums.taxes.map(({ account, role, code, taxMinor, taxBaseMinor }) => ({
      ...{ role, account: account ?? undefined },
      ...(code ? { taxCode: code } : {}),
      ...{ amountMinor: -taxBaseMinor, ...foreign(-taxMinor), party },
    })),
  ];
  const left = sumMinor(entry.map((line) => line.amountMinor));
  return left === 0n ? entry : [...entry, { role: 'rounding', amountMinor: -left }];
}

const aboutOf = ({ line, receipt }: Valued) => ({
  ...(line.item ? { item: line.item } : {}),
  ...(receipt ? { site: receipt.site } : {}),
});

/**
 * Goods: the accrual, their cost, and what was not credited as it was awaited or billed, a variance. A lower price alone goes
 * through the goods. Of all else what was booked for it is lowered.
 */
function sidesOf(line: Valued): LineDraft[] {
  const { receipt, quantity, baseMinor, waitedMinor, grniMinor, goodsMinor, differenceMinor } = line;
  const { account, landedCost } = line.line;
  const own = dimensionsOf(line.line);
  if (receipt?.moveId && !quantity) {
    const ofGoods = loweredOfGoods(receipt, baseMinor);
    return [
      { role: 'bill_clearing', amountMinor: -ofGoods, ...own },
      { role: 'purchase_variance', amountMinor: ofGoods - baseMinor, ...own },
    ];
  }
  if (receipt?.moveId)
    return [
      { role: 'grni', amountMinor: -grniMinor, ...dimensionsOf(receipt) },
      { role: 'bill_clearing', amountMinor: -goodsMinor, ...own },
      { role: 'purchase_variance', amountMinor: differenceMinor, ...own },
    ];
  if (receipt)
    return [
      { role: 'grni', amountMinor: -grniMinor, ...dimensionsOf(receipt) },
      ...serviceCost(receipt, line.line, { accruedMinor: -grniMinor, billedMinor: -baseMinor }),
    ];
  if (landedCost) return [{ role: 'landed_cost_accrual', amountMinor: -baseMinor, ...own }];
  return [
    { role: 'bill_clearing', amountMinor: -waitedMinor, ...own },
    { ...(account ? { account } : { role: 'expense' as const }), amountMinor: waitedMinor - baseMinor, ...own },
  ];
}

/** What was credited follows the goods, wherever they are by now. */
async function followGoods(tx: Tx, id: Id, number: string, lines: readonly Valued[], day: Day): Promise<void> {
  const cause = { entity: 'payables.bill', id };
  await adjustCost(
    tx,
    lines.flatMap(({ line, receipt, quantity, baseMinor, goodsMinor }) =>
      receipt?.moveId
        ? [
            {
              ...{
                moveId: receipt.moveId,
                deltaMinor: -(quantity ? goodsMinor : loweredOfGoods(receipt, baseMinor)),
                cause,
                ofBill: true,
              },
              ...{ label: `Credit ${number}`, creditRole: 'bill_clearing' as const, effectiveOn: day },
              ...dimensionsOf(line),
            },
          ]
        : [],
    ),
  );
  await followFreight(
    tx,
    lines.flatMap(({ receipt, grniMinor, baseMinor }) =>
      receipt?.spread ? [{ receiptLine: receipt.receiptLine, deltaMinor: grniMinor - baseMinor, day }] : [],
    ),
  );
  await creditLandedCosts(
    tx,
    lines.flatMap(({ line, part, before, baseMinor }) =>
      line.landedCost
        ? [
            {
              ...{ landedCost: line.landedCost, creditedMinor: baseMinor, day },
              whole: costOf(leftOf(line.whole, together(before, part))) === 0n,
            },
          ]
        : [],
    ),
  );
}

type Inserted = Omit<Args, 'lines'> &
  Pick<Sums, 'netMinor' | 'taxMinor' | 'totalMinor' | 'baseMinor'> & { id: Id; lines: readonly Valued[] };

function insertCredit(tx: Tx, { id, bill, number, note, day, lines, ...sums }: Inserted): Promise<unknown> {
  const rows = lines.map(({ line, receipt, quantity, part, ...row }) => ({
    ...row,
    ...{ receiptLine: receipt?.receiptLine ?? null, orderLine: line.orderLine, orderId: receipt?.order ?? null },
    ...{ item: line.item, credits: line.id, description: line.description, quantity: quantity ?? '0' },
    ...{ account: line.account, landedCost: line.landedCost, netMinor: part.netMinor },
    ...{ costCentre: line.costCentre, project: line.project },
    unitPrice: quantity ? toDecimal(toMajor(part.netMinor, bill.digits).div(quantity).round(12)) : '0',
    taxes: keptTaxes(line.taxes.map((tax) => ({ ...tax, ...taxOf(part, tax.key) }))),
  }));
  return Promise.all([
    tx.sql`
      insert into payables.bill (company_id, id, kind, party_id, supplier_number, again, credits_id, billed_on, currency, digits, rate, note, net_minor,
        tax_minor, total_minor, base_minor, event_id)
      values (${tx.company}, ${id}, 'credit', ${bill.supplier}, ${number.supplierNumber}, ${number.again}, ${bill.id}, ${day}, ${bill.currency}, ${bill.digits},
        ${bill.rate}, ${note}, ${sums.netMinor}, ${sums.taxMinor}, ${sums.totalMinor}, ${sums.baseMinor}, ${tx.eventId})`,
    tx.sql`
      insert into payables.bill_line (company_id, id, bill_id, position, receipt_line_id, order_line_id, order_id, item_id, credits_line_id, description,
        quantity, unit_price, net_minor, base_minor, grni_minor, account_id, cost_centre_id, project_id, landed_cost_id, taxes, event_id)
      select ${tx.company}, id, ${id}, position, receipt_line, order_line, order_id, item, credits, description, quantity, unit_price, net_minor,
        base_minor, grni_minor, account, cost_centre, project, landed_cost, taxes, ${tx.eventId}
      from ${table(rows, {
        ...{ id: 'uuid', position: 'int', receiptLine: 'uuid', orderLine: 'uuid', orderId: 'uuid', item: 'uuid' },
        ...{ credits: 'uuid', description: 'text', quantity: 'numeric', unitPrice: 'numeric', netMinor: 'bigint' },
        ...{ baseMinor: 'bigint', grniMinor: 'bigint', account: 'uuid', landedCost: 'uuid', taxes: 'jsonb' },
        ...{ costCentre: 'uuid', project: 'uuid' },
      })}`,
  ]);
}
