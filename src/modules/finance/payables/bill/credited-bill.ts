import { NOTHING, type Owed, together } from '#engines/owed/owed.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { taxDocuments } from '#modules/finance/tax/api.ts';
import { lockOrdersOf, lockReceiptLines, type ReceiptFacts } from '#modules/supply/purchasing/api.ts';
import { type Advance, type AdvanceUse, lockAdvances, readUses } from './credit-parts.ts';
import { type KeptTax, type LineTax, owedOf, taxesKept, taxesOfLine } from './line-taxes.ts';

export interface Bill {
  id: Id;
  number: string;
  supplierNumber: string;
  kind: string;
  supplier: Id;
  name: string;
  billedOn: Day;
  currency: string;
  digits: number;
  rate: Decimal;
}

export interface BillLine {
  id: Id;
  position: number;
  receiptLine: Id | null;
  orderLine: Id | null;
  landedCost: Id | null;
  item: Id | null;
  description: string;
  account: Id | null;
  costCentre: Id | null;
  project: Id | null;
  /** What was billed, and what of it was credited before and in the credit at hand. */
  whole: Owed;
  taken: Owed;
  taxes: LineTax[];
}

/** What a credit of the bill may concern. */
export interface Goods {
  receipts: Map<Id, ReceiptFacts>;
  advances: Advance[];
  uses: AdvanceUse[];
}

interface LineRow extends Omit<BillLine, 'whole' | 'taken' | 'taxes'> {
  quantity: Decimal;
  unitPrice: Decimal;
  netMinor: bigint;
  taxCodes: Id[] | null;
  kept: KeptTax[] | null;
}

/** A bill with what of it is credited, and what a credit for it may concern, all locked: orders, receipts, what waits for goods, open items. */
export async function readBill(tx: Tx, id: Id): Promise<Goods & { bill: Bill; lines: BillLine[] }> {
  const [[bill], lines] = await Promise.all([
    tx.sql<Bill>`
      select b.id, b.number, b.supplier_number, b.kind, b.party_id as supplier, p.name, b.billed_on, b.currency, b.digits, b.rate
      from payables.bill b join parties.party p on p.company_id = b.company_id and p.id = b.party_id
      where b.company_id = ${tx.company} and b.id = ${id}`,
    tx.sql<LineRow>`
      select l.id, l.position, l.receipt_line_id as receipt_line, l.order_line_id as order_line, l.landed_cost_id as landed_cost, l.item_id as item,
        l.description, l.quantity, l.unit_price, l.net_minor, l.account_id as account, l.cost_centre_id as cost_centre, l.project_id as project,
        l.tax_codes, l.taxes as kept
      from payables.bill_line l where l.company_id = ${tx.company} and l.bill_id = ${id} order by l.position`,
  ]);
  if (!bill) return refuseCommon('not_found', { what: 'bill' });
  const goods = await lockGoods(tx, lines);
  // Two credits of one bill wait for each other here; what the first took is read after it.
  await tx.sql`select id from payables.open_item where company_id = ${tx.company} and document_id = ${id} order by id for no key update`;
  const [before, taxes] = await Promise.all([
    tx.sql<{ line: Id; quantity: Decimal; netMinor: bigint; kept: KeptTax[] | null }>`
      select credits_line_id as line, quantity, net_minor, taxes as kept from payables.bill_line
      where company_id = ${tx.company} and credits_line_id = any(${lines.map((line) => line.id)}::uuid[])`,
    taxesOf(tx, bill, lines),
  ]);
  return {
    ...{ bill, ...goods },
    lines: lines.map(({ quantity, unitPrice: _, netMinor, taxCodes: __, kept: ___, ...line }) => ({
      ...{ ...line, taxes: taxes.get(line.id)!, whole: owedOf(quantity, netMinor, taxes.get(line.id)!) },
      taken: before
        .filter((part) => part.line === line.id)
        .map((part) => owedOf(part.quantity, part.netMinor, taxesKept(part.kept ?? [])))
        .reduce(together, NOTHING),
    })),
  };
}

async function lockGoods(tx: Tx, lines: readonly LineRow[]): Promise<Goods> {
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
  return { receipts, uses, advances: early.length > 0 ? await lockAdvances(tx, ids) : [] };
}

/** As they were posted; of bills of which that was not kept, at the rates of the bill. */
async function taxesOf(tx: Tx, bill: Bill, lines: readonly LineRow[]): Promise<Map<Id, LineTax[]>> {
  if (lines.every((line) => line.kept)) return new Map(lines.map((line) => [line.id, taxesKept(line.kept!)]));
  const taxed = await taxDocuments(tx, [
    {
      ...{ key: bill.id, direction: 'purchase', party: bill.supplier, day: bill.billedOn, currency: bill.currency },
      digits: bill.digits,
      lines: lines.map(({ id, item, quantity, unitPrice, taxCodes }) => ({
        ...{
          key: id,
          item,
          quantity,
          unitPrice,
          discountPercent: '0',
          ...(taxCodes ? { taxCodes, chosenBefore: true } : {}),
        },
      })),
    },
  ]);
  return new Map([...taxed.get(bill.id)!.lines].map(([id, line]) => [id, taxesOfLine(line)]));
}
