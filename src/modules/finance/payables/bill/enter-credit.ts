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
import { creditReceiptLines, lockReceiptLines, type ReceiptFacts } from '#modules/supply/purchasing/api.ts';
import { enterCredit } from '../contract.ts';
import { lockOpenItems, type Match, settle, writeMatches } from '../item/match.ts';
import { openItems } from '../item/open.ts';

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
  item: Id | null;
  description: string;
  quantity: Decimal;
  unitPrice: Decimal;
  netMinor: bigint;
  account: Id | null;
  costCentre: Id | null;
  project: Id | null;
  taxCodes: Id[] | null;
  creditedMinor: bigint;
}

interface Credited {
  id: Id;
  line: BillLine;
  position: number;
  receipt: ReceiptFacts | undefined;
  quantity: Decimal | null;
  netMinor: bigint;
  baseMinor: bigint;
}

/**
 * A credit is valued at the rate of its bill, so that it takes back what the bill booked. Goods that go back are accrued again
 * (their return clears that); a lower price follows the goods; a line for an account is lowered there.
 */
export default implement(enterCredit, async (tx, input, refuse) => {
  const { bill, lines } = await readBill(tx, input.bill);
  if (bill.kind !== 'bill') refuse('not_a_bill', { number: bill.number });
  const [again] = await tx.sql`
    select from payables.bill where company_id = ${tx.company} and party_id = ${bill.supplier} and kind = 'credit' and supplier_number = ${input.supplierNumber}`;
  if (again) refuse('duplicate_bill', { number: input.supplierNumber, supplier: bill.name });
  const receipts = await lockReceiptLines(
    tx,
    lines.flatMap((line) => line.receiptLine ?? []),
  );
  const credited = input.lines.map((wanted, index): Omit<Credited, 'baseMinor'> => {
    const line = lines.find((candidate) => candidate.id === wanted.line);
    if (!line) return refuse('no_line');
    const goods = wanted.quantity && dec(wanted.quantity).gt(0) ? wanted.quantity : null;
    if (!goods && wanted.netMinor == null) refuse('needs_amount', { position: line.position });
    const netMinor = wanted.netMinor ?? toMinor(dec(goods!).times(line.unitPrice), bill.digits, 'half-up');
    if (netMinor <= 0n || netMinor > line.netMinor - line.creditedMinor)
      refuse('too_much', {
        position: line.position,
        left: formatMajor(line.netMinor - line.creditedMinor, bill.digits),
      });
    line.creditedMinor += netMinor;
    const receipt = line.receiptLine ? receipts.get(line.receiptLine) : undefined;
    return { id: tx.newId(), line, position: index + 1, receipt, quantity: goods, netMinor };
  });
  const day = input.creditedOn ?? tx.today;
  const made = await postCredit(tx, { bill, input, day, credited });
  return { credit: made.id, totalMinor: made.totalMinor };
});

async function readBill(tx: Tx, id: Id): Promise<{ bill: Bill; lines: BillLine[] }> {
  const [[bill], , lines] = await Promise.all([
    tx.sql<Bill>`
      select b.id, b.number, b.kind, b.party_id as supplier, p.name, b.billed_on, b.currency, b.digits, b.rate
      from payables.bill b join parties.party p on p.company_id = b.company_id and p.id = b.party_id
      where b.company_id = ${tx.company} and b.id = ${id}`,
    // Two credits of one bill wait for each other here.
    tx.sql`select id from payables.open_item where company_id = ${tx.company} and document_id = ${id} order by id for no key update`,
    tx.sql<BillLine>`
      select l.id, l.position, l.receipt_line_id as receipt_line, l.item_id as item, l.description, l.quantity, l.unit_price, l.net_minor,
        l.account_id as account, l.cost_centre_id as cost_centre, l.project_id as project, l.tax_codes,
        coalesce((select sum(c.net_minor) from payables.bill_line c where c.company_id = l.company_id and c.credits_line_id = l.id), 0)::bigint as credited_minor
      from payables.bill_line l where l.company_id = ${tx.company} and l.bill_id = ${id} order by l.position`,
  ]);
  if (!bill) return refuseCommon('not_found', { what: 'bill' });
  return { bill, lines };
}

interface Args {
  bill: Bill;
  input: Input<typeof enterCredit>;
  day: Day;
  credited: Omit<Credited, 'baseMinor'>[];
}

async function postCredit(tx: Tx, { bill, input, day, credited }: Args) {
  const id = tx.newId();
  const toBase = (amount: bigint): bigint =>
    bill.currency === tx.currency
      ? amount
      : convertMinor({ amount, rate: bill.rate, fromDigits: bill.digits, toDigits: tx.digits, rounding: 'half-up' });
  const tax = await taxesOf(tx, id, bill, credited);
  const lines = credited.map((one): Credited => {
    const { netMinor, nonDeductibleMinor } = tax.lines.get(one.id)!;
    return { ...one, netMinor, baseMinor: toBase(netMinor + nonDeductibleMinor) };
  });
  const totalMinor = tax.netMinor + tax.taxMinor;
  const baseMinor = toBase(totalMinor);
  await creditReceiptLines(
    tx,
    lines.flatMap(({ receipt, quantity, baseMinor: minor }) =>
      receipt && quantity ? [{ receiptLine: receipt.receiptLine, quantity, creditedMinor: minor }] : [],
    ),
  );
  const sums = { id, totalMinor, baseMinor, netMinor: tax.netMinor, taxMinor: tax.taxMinor };
  const entry = entryLines(tx, { bill, lines, tax, totalMinor, baseMinor, toBase });
  await Promise.all([
    insertCredit(tx, { bill, input, day, lines, sums }),
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
        ...{
          direction: 'purchase' as const,
          document: id,
          documentEntity: 'payables.bill',
          party: bill.supplier,
          day,
          sign: -1n as const,
        },
        ...{ baseBaseMinor: toBase(part.baseMinor), taxBaseMinor: toBase(part.taxMinor) },
      })),
    ),
    post(tx, [
      {
        ...{ journal: 'purchase', source: { entity: 'payables.bill', id }, effectiveOn: day },
        text: `Credit ${input.supplierNumber} of ${bill.name}`,
        lines: entry,
      },
    ]),
  ]);
  await lowerCosts(tx, id, input.supplierNumber, lines, day);
  await settleBill(tx, bill, id, day);
  numberAtCommit(tx, 'payables.bill', yearOf(day), 'payables.bill', [id]);
  tx.record(
    { entity: 'payables.bill', id, after: { supplierNumber: input.supplierNumber, totalMinor } },
    { entity: 'payables.bill', id: bill.id, after: { creditedMinor: totalMinor } },
  );
  return sums;
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
    ...lines.map((line) => ({ ...sideOf(line), amountMinor: -line.baseMinor, party })),
    ...tax.taxes.map((part) => ({
      ...(part.account ? { account: part.account } : { role: 'tax_receivable' as const }),
      ...(part.code ? { taxCode: part.code } : {}),
      ...{ amountMinor: -toBase(part.taxMinor), ...foreign(-part.taxMinor), party },
    })),
  ];
  const left = sumMinor(entry.map((line) => line.amountMinor));
  return left === 0n ? entry : [...entry, { role: 'rounding', amountMinor: -left }];
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
      })),
    },
  ]);
  return taxed.get(key)!;
};

/** Goods that go back are accrued again; a lower price goes through the goods; the rest lowers its account. */
function sideOf({ line, receipt, quantity }: Credited): Omit<LineDraft, 'amountMinor'> {
  const about = {
    ...(line.item ? { item: line.item } : {}),
    ...(line.costCentre ? { costCentre: line.costCentre } : {}),
    ...(line.project ? { project: line.project } : {}),
  };
  if (receipt && quantity) return { role: 'grni', ...about };
  if (receipt?.moveId) return { role: 'bill_clearing', ...about };
  return line.account ? { account: line.account, ...about } : { role: 'expense', ...about };
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
      receiptLine: line.receiptLine,
      orderLine: receipt?.orderLine ?? null,
      orderId: receipt?.order ?? null,
    },
    ...{ item: line.item, credits: line.id, description: line.description, quantity: quantity ?? '0' },
    unitPrice: quantity ? toDecimal(toMajor(row.netMinor, bill.digits).div(quantity).round(12)) : '0',
    ...{ account: line.account, grniMinor: receipt && quantity ? row.baseMinor : 0n },
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
