import { type Input, implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { numberAtCommit } from '#kernel/numbering.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Day, yearOf } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, formatMajor, sumMinor, toMajor, toMinor } from '#kernel/values/money.ts';
import { type LineDraft, post } from '#modules/finance/ledger/api.ts';
import { recordTax, type TaxResult, taxDocuments } from '#modules/finance/tax/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import {
  creditReceiptLines,
  followFreight,
  lockOrdersOf,
  lockReceiptLines,
  ownCost,
  type ReceiptFacts,
} from '#modules/supply/purchasing/api.ts';
import { enterCredit } from '../contract.ts';
import { lockOpenItems, type Match, settle, writeMatches } from '../item/match.ts';
import { openItems } from '../item/open.ts';
import {
  type Advance,
  type AdvanceUse,
  type CreditPart,
  creditParts,
  lockAdvances,
  readUses,
  takeFromAdvance,
  writeAdvances,
} from './credit-parts.ts';

interface Bill {
  id: Id;
  number: string;
  kind: string;
  supplier: Id;
  name: string;
  billedOn: Day;
  currency: string;
  digits: number;
  rate: Decimal;
}

interface BillLine {
  id: Id;
  position: number;
  receiptLine: Id | null;
  orderLine: Id | null;
  item: Id | null;
  description: string;
  quantity: Decimal;
  unitPrice: Decimal;
  netMinor: bigint;
  account: Id | null;
  costCentre: Id | null;
  project: Id | null;
  taxCodes: Id[] | null;
  suppliedOn: Day | null;
  creditedMinor: bigint;
}

interface Credited extends CreditPart {
  id: Id;
  line: BillLine;
  position: number;
  baseMinor: bigint;
  /** Of a line billed before its goods: what of the credit still waited for them. */
  waitedMinor: bigint;
  /** Of goods that go back or went back: what it takes off the accrual, and what of that is not credited. */
  grniMinor: bigint;
  differenceMinor: bigint;
}

/**
 * A credit is valued at the rate of its bill, so that it takes back what the bill booked. Goods that went back had it awaited:
 * that is cleared, what it differs by is a purchase variance. Goods that are still to go back are accrued again (their return
 * clears that); a lower price follows the goods; a line for an account is lowered there.
 */
export default implement(enterCredit, async (tx, input, refuse) => {
  const { bill, lines, ...goods } = await readBill(tx, input.bill);
  if (bill.kind !== 'bill') refuse('not_a_bill', { number: bill.number });
  const [again] = await tx.sql`
    select from payables.bill where company_id = ${tx.company} and party_id = ${bill.supplier} and kind = 'credit' and supplier_number = ${input.supplierNumber}`;
  if (again) refuse('duplicate_bill', { number: input.supplierNumber, supplier: bill.name });
  const credited = input.lines.flatMap((wanted): Omit<Draft, 'position'>[] => {
    const line = lines.find((candidate) => candidate.id === wanted.line);
    if (!line) return refuse('no_line');
    const quantity = wanted.quantity && dec(wanted.quantity).gt(0) ? wanted.quantity : null;
    if (!quantity && wanted.netMinor == null) refuse('needs_amount', { position: line.position });
    const netMinor = wanted.netMinor ?? toMinor(dec(quantity!).times(line.unitPrice), bill.digits, 'half-up');
    if (netMinor <= 0n || netMinor > line.netMinor - line.creditedMinor)
      refuse('too_much', {
        position: line.position,
        left: formatMajor(line.netMinor - line.creditedMinor, bill.digits),
      });
    line.creditedMinor += netMinor;
    const parts = partsOf(goods, line, quantity, netMinor) ?? refuse('more_than_billed');
    return parts.map((part) => ({ ...part, id: tx.newId(), line }));
  });
  const day = input.creditedOn ?? tx.today;
  const drafts = credited.map((one, index) => ({ ...one, position: index + 1 }));
  const made = await postCredit(tx, { bill, input, day, credited: drafts, advances: goods.advances });
  return { credit: made.id, totalMinor: made.totalMinor };
});

interface Goods {
  receipts: Map<Id, ReceiptFacts>;
  advances: Advance[];
  uses: AdvanceUse[];
}

function partsOf(goods: Goods, line: BillLine, quantity: Decimal | null, netMinor: bigint): CreditPart[] | undefined {
  const { receipts, advances, uses } = goods;
  if (line.receiptLine) return [{ receipt: receipts.get(line.receiptLine)!, quantity, netMinor }];
  return creditParts({
    ...{ quantity, netMinor, advances: advances.filter((advance) => advance.billLine === line.id) },
    uses: uses
      .filter((use) => use.billLine === line.id)
      .map((use) => ({ receipt: receipts.get(use.receiptLine)!, quantity: use.quantity })),
  });
}

/** A bill with what a credit for it may concern, all locked: orders, receipts, what waits for goods, open items. */
async function readBill(tx: Tx, id: Id): Promise<Goods & { bill: Bill; lines: BillLine[] }> {
  const [[bill], lines] = await Promise.all([
    tx.sql<Bill>`
      select b.id, b.number, b.kind, b.party_id as supplier, p.name, b.billed_on, b.currency, b.digits, b.rate
      from payables.bill b join parties.party p on p.company_id = b.company_id and p.id = b.party_id
      where b.company_id = ${tx.company} and b.id = ${id}`,
    tx.sql<Omit<BillLine, 'creditedMinor'>>`
      select l.id, l.position, l.receipt_line_id as receipt_line, l.order_line_id as order_line, l.item_id as item, l.description, l.quantity,
        l.unit_price, l.net_minor, l.account_id as account, l.cost_centre_id as cost_centre, l.project_id as project, l.tax_codes, l.supplied_on
      from payables.bill_line l where l.company_id = ${tx.company} and l.bill_id = ${id} order by l.position`,
  ]);
  if (!bill) return refuseCommon('not_found', { what: 'bill' });
  const early = lines.filter((line) => line.orderLine && !line.receiptLine);
  const ids = early.map((line) => line.id);
  if (early.length > 0)
    await lockOrdersOf(
      tx,
      early.map((line) => line.orderLine!),
    );
  const uses = early.length > 0 ? await readUses(tx, ids) : [];
  const receipts = await lockReceiptLines(tx, [
    ...lines.flatMap((line) => line.receiptLine ?? []),
    ...uses.map((use) => use.receiptLine),
  ]);
  const [advances, , sums] = await Promise.all([
    early.length > 0 ? lockAdvances(tx, ids) : [],
    // Two credits of one bill wait for each other here.
    tx.sql`select id from payables.open_item where company_id = ${tx.company} and document_id = ${id} order by id for no key update`,
    tx.sql<{ line: Id; minor: bigint }>`
      select credits_line_id as line, sum(net_minor)::bigint as minor from payables.bill_line
      where company_id = ${tx.company} and credits_line_id = any(${lines.map((line) => line.id)}::uuid[]) group by 1`,
  ]);
  const before = new Map(sums.map(({ line, minor }) => [line, minor]));
  return {
    ...{ bill, receipts, advances, uses },
    lines: lines.map((line) => ({ ...line, creditedMinor: before.get(line.id) ?? 0n })),
  };
}

type Draft = Omit<Credited, 'baseMinor' | 'waitedMinor' | 'grniMinor' | 'differenceMinor'>;

interface Args {
  bill: Bill;
  input: Input<typeof enterCredit>;
  day: Day;
  credited: Draft[];
  advances: Advance[];
}

async function postCredit(tx: Tx, { bill, input, day, credited, advances }: Args) {
  const id = tx.newId();
  const toBase = (amount: bigint): bigint =>
    bill.currency === tx.currency
      ? amount
      : convertMinor({ amount, rate: bill.rate, fromDigits: bill.digits, toDigits: tx.digits, rounding: 'half-up' });
  const tax = await taxesOf(tx, id, bill, credited);
  const valued = credited.map((one) => {
    const { netMinor, nonDeductibleMinor } = tax.lines.get(one.id)!;
    const baseMinor = toBase(netMinor + nonDeductibleMinor);
    const waitedMinor = one.advance ? takeFromAdvance(one.advance, one.quantity, baseMinor) : 0n;
    return { ...one, netMinor, baseMinor, waitedMinor };
  });
  const totalMinor = tax.netMinor + tax.taxMinor;
  const baseMinor = toBase(totalMinor);
  const lines = await creditGoods(tx, id, day, valued);
  const sums = { id, totalMinor, baseMinor, netMinor: tax.netMinor, taxMinor: tax.taxMinor };
  const entry = entryLines(tx, { bill, lines, tax, totalMinor, baseMinor, toBase });
  await Promise.all([
    insertCredit(tx, { bill, input, day, lines, sums }),
    ...(advances.length > 0 ? [writeAdvances(tx, advances)] : []),
    openItems(tx, [
      {
        ...{ id: tx.newId(), partyId: bill.supplier, kind: 'credit', documentId: id, openedOn: day, dueOn: day },
        ...{ currency: bill.currency, amountMinor: -totalMinor, baseMinor: -baseMinor },
      },
    ]),
    recordTax(
      tx,
      tax.taxes.map((part) => ({
        ...part,
        ...{ direction: 'purchase' as const, document: id, documentEntity: 'payables.bill', party: bill.supplier, day },
        sign: -1n as const,
        ...{ baseBaseMinor: toBase(part.baseMinor), taxBaseMinor: toBase(part.taxMinor) },
      })),
    ),
    post(
      tx,
      [
        {
          ...{ journal: 'purchase', source: { entity: 'payables.bill', id }, effectiveOn: day },
          text: `Credit ${input.supplierNumber} of ${bill.name}`,
          lines: entry,
        },
      ],
      'payables',
    ),
  ]);
  await lowerCosts(tx, id, input.supplierNumber, lines, day);
  await followFreight(
    tx,
    lines.flatMap(({ waitedMinor, ...line }) =>
      line.receipt?.spread
        ? [{ receiptLine: line.receipt.receiptLine, deltaMinor: restOf(line, waitedMinor), day }]
        : [],
    ),
  );
  await settleBill(tx, bill, id, day);
  numberAtCommit(tx, 'payables.bill', yearOf(day), 'payables.bill', [id]);
  tx.record(
    { entity: 'payables.bill', id, after: { supplierNumber: input.supplierNumber, totalMinor } },
    { entity: 'payables.bill', id: bill.id, after: { creditedMinor: totalMinor } },
  );
  return sums;
}

/** Takes what is credited of goods off what was billed, and off what was awaited for goods that went back. */
async function creditGoods(
  tx: Tx,
  id: Id,
  day: Day,
  valued: readonly Omit<Credited, 'grniMinor' | 'differenceMinor'>[],
): Promise<Credited[]> {
  const source = { entity: 'payables.bill', id };
  const goods = valued.flatMap(({ id: key, receipt, quantity, baseMinor: creditedMinor }) =>
    receipt ? [{ key, receiptLine: receipt.receiptLine, quantity, creditedMinor, source, day }] : [],
  );
  const answers = await creditReceiptLines(tx, goods);
  const byKey = new Map(goods.map(({ key }, index) => [key, answers[index]!]));
  return valued.map((one) => ({ ...one, grniMinor: 0n, differenceMinor: 0n, ...byKey.get(one.id) }));
}

interface Entry {
  bill: Bill;
  lines: readonly Credited[];
  tax: TaxResult;
  totalMinor: bigint;
  baseMinor: bigint;
  toBase(amount: bigint): bigint;
}

/** Dr payable, Cr what its lines and taxes were booked on; what conversion leaves goes to rounding. */
function entryLines(tx: Tx, { bill, lines, tax, totalMinor, baseMinor, toBase }: Entry): LineDraft[] {
  const foreign = (amount: bigint) =>
    bill.currency === tx.currency ? {} : { currency: bill.currency, currencyMinor: amount };
  const party = bill.supplier;
  const entry: LineDraft[] = [
    { role: 'payable', amountMinor: baseMinor, ...foreign(totalMinor), party },
    ...lines.flatMap(({ waitedMinor, ...line }) => [
      { role: 'bill_clearing' as const, amountMinor: -waitedMinor, ...aboutOf(line), party },
      { role: 'grni' as const, amountMinor: -line.grniMinor, ...aboutOf(line), party },
      { ...sideOf(line), amountMinor: restOf(line, waitedMinor), ...aboutOf(line), party },
    ]),
    ...tax.taxes.map((part) => ({
      role: part.role,
      account: part.account ?? undefined,
      ...(part.code ? { taxCode: part.code } : {}),
      ...{ amountMinor: -toBase(part.taxMinor), ...foreign(-part.taxMinor), party },
    })),
  ];
  const left = sumMinor(entry.map((line) => line.amountMinor));
  const whole: LineDraft[] = left === 0n ? entry : [...entry, { role: 'rounding', amountMinor: -left }];
  return whole.filter((line) => line.amountMinor !== 0n);
}

const taxesOf = async (tx: Tx, key: Id, bill: Bill, credited: Args['credited']): Promise<TaxResult> => {
  const taxed = await taxDocuments(tx, [
    {
      // At the rates of the bill.
      ...{ key, direction: 'purchase', party: bill.supplier, day: bill.billedOn, currency: bill.currency },
      digits: bill.digits,
      lines: credited.map(({ id, line, netMinor }) => ({
        ...{ key: id, item: line.item, quantity: '1', unitPrice: toMajor(netMinor, bill.digits).toFixed() },
        ...{ discountPercent: '0', ...(line.taxCodes ? { taxCodes: line.taxCodes } : {}) },
        suppliedOn: line.suppliedOn,
      })),
    },
  ]);
  return taxed.get(key)!;
};

const aboutOf = ({ line }: Pick<Credited, 'line'>) => ({
  ...(line.item ? { item: line.item } : {}),
  ...(line.costCentre ? { costCentre: line.costCentre } : {}),
  ...(line.project ? { project: line.project } : {}),
});

/** What is neither accrued nor waited for goods, as a debit: of goods that went back what their credit differs by. */
const restOf = (
  { receipt, quantity, differenceMinor, baseMinor }: Omit<Credited, 'waitedMinor'>,
  waitedMinor: bigint,
) => (receipt && quantity ? differenceMinor : waitedMinor - baseMinor);

/** A credit of another amount than awaited is a variance; a lower price goes through the goods; the rest lowers its account. */
function sideOf({ line, receipt, quantity }: Omit<Credited, 'waitedMinor'>): Pick<LineDraft, 'role' | 'account'> {
  if (receipt?.moveId) return { role: quantity ? 'purchase_variance' : 'bill_clearing' };
  return line.account ? { account: line.account } : { role: ownCost(receipt?.spread ?? false) };
}

const lowerCosts = (tx: Tx, id: Id, number: string, lines: readonly Credited[], day: Day): Promise<void> =>
  adjustCost(
    tx,
    lines.flatMap(({ receipt, quantity, baseMinor }) =>
      receipt?.moveId && !quantity
        ? [
            {
              ...{ moveId: receipt.moveId, deltaMinor: -baseMinor, cause: { entity: 'payables.bill', id } },
              ...{ label: `Credit ${number}`, creditRole: 'bill_clearing' as const, effectiveOn: day },
            },
          ]
        : [],
    ),
  );

async function settleBill(tx: Tx, bill: Bill, credit: Id, day: Day): Promise<void> {
  const items = await lockOpenItems(tx, [bill.supplier]);
  const mine = items.find((item) => item.documentId === credit);
  const matches: Match[] = [];
  for (const owed of items.filter((item) => item.documentId === bill.id && item.openMinor > 0n)) {
    if (!mine || mine.openMinor === 0n) break;
    const amount = owed.openMinor < -mine.openMinor ? owed.openMinor : -mine.openMinor;
    matches.push(settle({ tx, owed, credit: mine, amount, day }));
  }
  await writeMatches(tx, matches, items);
}

interface Inserted {
  bill: Bill;
  input: Args['input'];
  day: Day;
  lines: readonly Credited[];
  sums: { id: Id; netMinor: bigint; taxMinor: bigint; totalMinor: bigint; baseMinor: bigint };
}

function insertCredit(tx: Tx, { bill, input, day, lines, sums }: Inserted): Promise<unknown> {
  const rows = lines.map(({ line, receipt, quantity, ...row }) => ({
    ...{
      ...row,
      receiptLine: receipt?.receiptLine ?? null,
      orderLine: line.orderLine,
      orderId: receipt?.order ?? null,
    },
    ...{ item: line.item, credits: line.id, description: line.description, quantity: quantity ?? '0' },
    unitPrice: quantity ? toDecimal(toMajor(row.netMinor, bill.digits).div(quantity).round(12)) : '0',
    account: line.account,
  }));
  return Promise.all([
    tx.sql`
      insert into payables.bill (company_id, id, kind, party_id, supplier_number, credits_id, billed_on, currency, digits, rate, note, net_minor, tax_minor,
        total_minor, base_minor, event_id)
      values (${tx.company}, ${sums.id}, 'credit', ${bill.supplier}, ${input.supplierNumber}, ${bill.id}, ${day}, ${bill.currency}, ${bill.digits},
        ${bill.rate}, ${input.note ?? null}, ${sums.netMinor}, ${sums.taxMinor}, ${sums.totalMinor}, ${sums.baseMinor}, ${tx.eventId})`,
    tx.sql`
      insert into payables.bill_line (company_id, id, bill_id, position, receipt_line_id, order_line_id, order_id, item_id, credits_line_id, description,
        quantity, unit_price, net_minor, base_minor, grni_minor, account_id, event_id)
      select ${tx.company}, id, ${sums.id}, position, receipt_line, order_line, order_id, item, credits, description, quantity, unit_price, net_minor,
        base_minor, grni_minor, account, ${tx.eventId}
      from ${table(rows, {
        ...{
          id: 'uuid',
          position: 'int',
          receiptLine: 'uuid',
          orderLine: 'uuid',
          orderId: 'uuid',
          item: 'uuid',
          credits: 'uuid',
        },
        ...{ description: 'text', quantity: 'numeric', unitPrice: 'numeric', netMinor: 'bigint', baseMinor: 'bigint' },
        ...{ grniMinor: 'bigint', account: 'uuid' },
      })}`,
  ]);
}
