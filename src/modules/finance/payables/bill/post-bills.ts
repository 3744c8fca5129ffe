import { instalments } from '#engines/terms/terms.ts';
import { table } from '#kernel/db/sql.ts';
import { numberAtCommit } from '#kernel/numbering.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Day, yearOf } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import {
  daysPosted,
  dimensionsOf,
  type EntryDraft,
  type LineDraft,
  namingLines,
  post,
} from '#modules/finance/ledger/api.ts';
import { type NewItem, openItems } from '#modules/finance/open-items/api.ts';
import { recordTax } from '#modules/finance/tax/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import { billLandedCosts, billReceiptLines, type Cleared, followFreight } from '#modules/supply/purchasing/api.ts';
import { PAYABLE } from '../side.ts';
import type { PreparedBill, PreparedLine } from './draft.ts';
import { keptTaxes } from './line-taxes.ts';
import { namedLines } from './prepare.ts';
import { serviceCost } from './service-cost.ts';
import { setOffPrepayments } from './set-off.ts';

/**
 * Posts bills, and answers on which day each stands in the ledger: what was accrued is cleared by its share, what the goods cost more or less follows them, expenses and input
 * tax are booked, the supplier is owed. Last of all the numbers. The number of statements does not grow with bills or lines.
 */
export async function postBills(tx: Tx, bills: readonly PreparedBill[]): Promise<Map<Id, Day>> {
  const matched = bills.flatMap(({ id, billedOn, lines }) =>
    lines.flatMap((line) => (line.receipt ? [{ ...line, cause: causeOf(id, billedOn) }] : [])),
  );
  const open = new Map(matched.map(({ receipt }) => [receipt!.receiptLine, receipt!.open]));
  const answers = await billReceiptLines(
    tx,
    matched.map(({ receipt, quantity: billed, baseMinor: billedMinor, cause }) => {
      const { receiptLine } = receipt!;
      // A little more than came is let pass: its price is borne by what came.
      const quantity = least(billed, open.get(receiptLine)!);
      open.set(receiptLine, toDecimal(dec(open.get(receiptLine)!).minus(quantity)));
      return { receiptLine, quantity, billedMinor, ...cause };
    }),
  );
  const cleared = new Map(matched.map((line, index) => [line.id, answers[index]!]));
  const entries = bills.map((bill) => ({ ...entryOf(tx, bill, cleared), id: tx.newId() }));
  const [, , , , , posted] = await Promise.all([
    insertBills(tx, bills),
    insertLines(tx, bills, cleared),
    insertAdvances(tx, bills),
    openItems(
      tx,
      PAYABLE,
      bills.flatMap((bill) => itemsOf(tx, bill)),
    ),
    recordTax(tx, bills.flatMap(taxLines)),
    namingLines(bills.flatMap(namedLines), () => post(tx, entries, 'payables')),
  ]);
  await adjustCost(
    tx,
    bills.flatMap((bill) => adjustmentsOf(bill, cleared)),
  );
  await followFreight(
    tx,
    matched.flatMap(({ id, cause }) => {
      const { receiptLine, differenceMinor: deltaMinor, spread } = cleared.get(id)!;
      return spread ? [{ receiptLine, deltaMinor, day: cause.day }] : [];
    }),
  );
  await billLandedCosts(
    tx,
    bills.flatMap(({ lines, billedOn }) =>
      lines.flatMap(({ landedCost, baseMinor }) =>
        landedCost ? [{ landedCost, billedMinor: baseMinor, day: billedOn }] : [],
      ),
    ),
  );
  await setOffPrepayments(tx, bills);
  for (const [year, group] of [...Map.groupBy(bills, (bill) => yearOf(bill.billedOn))].sort(([a], [b]) => a - b))
    numberAtCommit(
      tx,
      'payables.bill',
      year,
      'payables.bill',
      group.map((bill) => bill.id),
    );
  tx.record(
    ...bills.map((bill) => ({
      entity: 'payables.bill',
      id: bill.id,
      after: { supplierNumber: bill.input.supplierNumber, totalMinor: bill.totalMinor, currency: bill.currency },
    })),
  );
  const days = daysPosted(entries, posted);
  return new Map(bills.map(({ id }, index) => [id, days[index]!]));
}

const least = (a: Decimal, b: Decimal): Decimal => (dec(a).lt(b) ? a : b);

const causeOf = (id: Id, day: Day) => ({ source: { entity: 'payables.bill', id }, day });

/** What differs of goods in stock goes on through them; of services it stays an expense. */
const adjustmentsOf = (bill: PreparedBill, cleared: Map<Id, Cleared>) =>
  bill.lines.flatMap((line) => {
    const { moveId, differenceMinor } = cleared.get(line.id) ?? {};
    if (!moveId || !differenceMinor) return [];
    return [
      {
        moveId,
        deltaMinor: differenceMinor,
        cause: { entity: 'payables.bill', id: bill.id },
        label: `Bill ${bill.input.supplierNumber}`,
        creditRole: 'bill_clearing' as const,
        ofBill: true,
        effectiveOn: bill.billedOn,
        ...dimensionsOf(line),
      },
    ];
  });

const signOf = ({ kind }: PreparedBill): 1n | -1n => (kind === 'bill' ? 1n : -1n);

/** Dr accrual, difference, expense and input tax, Cr payable, of a credit the mirror; what conversion leaves goes to rounding. */
function entryOf(tx: Tx, bill: PreparedBill, cleared: Map<Id, Cleared>): EntryDraft {
  const foreign = (amount: bigint) =>
    bill.currency === tx.currency ? {} : { currency: bill.currency, currencyMinor: amount };
  const party = bill.party.id;
  const lines: LineDraft[] = [
    ...bill.lines.flatMap((line) => debitsOf(line, cleared.get(line.id)).map((debit) => ({ ...debit, party }))),
    ...bill.tax.taxes.map((tax) => ({
      role: tax.role,
      account: tax.account ?? undefined,
      ...(tax.code ? { taxCode: tax.code } : {}),
      amountMinor: bill.toBase(tax.taxMinor),
      ...foreign(tax.taxMinor),
      party,
    })),
    { role: 'payable', amountMinor: -bill.baseMinor, ...foreign(-bill.totalMinor), party },
  ];
  const left = sumMinor(lines.map((line) => line.amountMinor));
  const whole: LineDraft[] = left === 0n ? lines : [...lines, { role: 'rounding', amountMinor: -left }];
  return {
    journal: 'purchase',
    source: { entity: 'payables.bill', id: bill.id },
    effectiveOn: bill.billedOn,
    text: `${bill.kind === 'bill' ? 'Bill' : 'Credit'} ${bill.input.supplierNumber} of ${bill.party.name}`,
    lines: bill.kind === 'bill' ? whole : whole.map(mirrored),
  };
}

const mirrored = ({ amountMinor, currencyMinor, ...line }: LineDraft): LineDraft => ({
  ...{ ...line, amountMinor: -amountMinor },
  ...(currencyMinor == null ? {} : { currencyMinor: -currencyMinor }),
});

function debitsOf(line: PreparedLine, cleared: Cleared | undefined): LineDraft[] {
  const from = line.receipt ?? line.awaited;
  const item = from?.item ?? line.item;
  const goods = { ...(item ? { item } : {}), ...(from ? { site: from.site } : {}) };
  const about = { ...goods, ...dimensionsOf(line) };
  if (cleared) {
    const { grniMinor, differenceMinor, moveId } = cleared;
    const receipt = line.receipt!;
    const rest: LineDraft[] = moveId
      ? [{ role: 'bill_clearing', amountMinor: differenceMinor, ...dimensionsOf(line) }]
      : serviceCost(receipt, line, { accruedMinor: grniMinor, billedMinor: line.baseMinor });
    // The accrual is cleared where it was made, whoever bears the bill.
    return [{ role: 'grni' as const, amountMinor: grniMinor, ...dimensionsOf(receipt) }, ...rest].map((debit) => ({
      ...goods,
      ...debit,
    }));
  }
  if (line.landedCost) return [{ role: 'landed_cost_accrual', amountMinor: line.baseMinor, ...about }];
  if (line.awaited) return [{ role: 'bill_clearing', amountMinor: line.baseMinor, ...about }];
  return [
    {
      ...(line.account ? { account: line.account } : { role: 'expense' as const }),
      amountMinor: line.baseMinor,
      ...about,
    },
  ];
}

const taxLines = (bill: PreparedBill) =>
  bill.tax.taxes.map((line) => ({
    ...line,
    ...{ direction: 'purchase' as const, document: bill.id, documentEntity: 'payables.bill', party: bill.party.id },
    ...{ day: bill.billedOn, sign: signOf(bill) },
    baseBaseMinor: bill.toBase(line.baseMinor),
    taxBaseMinor: bill.toBase(line.taxMinor),
  }));

/** One open item an instalment, of a credit one; the last takes what rounding leaves in the company's currency. */
function itemsOf(tx: Tx, bill: PreparedBill): NewItem[] {
  const { kind, totalMinor, netMinor, billedOn: from, digits } = bill;
  const sign = signOf(bill);
  const plan =
    kind === 'bill' && bill.terms && totalMinor > 0n
      ? instalments({ terms: bill.terms.definition, totalMinor, netMinor, from, digits })
      : [{ dueOn: from, amountMinor: totalMinor }];
  let baseLeft = bill.baseMinor;
  return plan.map((part, index) => {
    const baseMinor = index === plan.length - 1 ? baseLeft : bill.toBase(part.amountMinor);
    baseLeft -= baseMinor;
    return {
      ...{ id: tx.newId(), partyId: bill.party.id, kind, documentId: bill.id, openedOn: from },
      dueOn: part.dueOn,
      discountOn: 'discountOn' in part ? (part.discountOn ?? null) : null,
      discountMinor: 'discountMinor' in part ? (part.discountMinor ?? 0n) : 0n,
      ...{ currency: bill.currency, amountMinor: sign * part.amountMinor, baseMinor: sign * baseMinor },
    };
  });
}

const insertBills = (tx: Tx, bills: readonly PreparedBill[]): Promise<unknown> => {
  const rows = bills.map(({ input, ...bill }) => ({
    ...bill,
    party: bill.party.id,
    supplierNumber: input.supplierNumber,
    terms: bill.terms?.id ?? null,
    note: input.note ?? null,
  }));
  return tx.sql`
    insert into payables.bill (company_id, id, kind, party_id, supplier_number, again, billed_on, currency, digits, rate, terms_id, note, net_minor, tax_minor,
      total_minor, base_minor, event_id)
    select ${tx.company}, id, kind, party, supplier_number, again, billed_on, currency, digits, rate, terms, note, net_minor, tax_minor, total_minor, base_minor,
      ${tx.eventId}
    from ${table(rows, {
      ...{
        id: 'uuid',
        kind: 'text',
        party: 'uuid',
        supplierNumber: 'text',
        again: 'int',
        billedOn: 'date',
        currency: 'text',
        digits: 'int',
      },
      ...{ rate: 'numeric', terms: 'uuid', note: 'text', netMinor: 'bigint', taxMinor: 'bigint' },
      ...{ totalMinor: 'bigint', baseMinor: 'bigint' },
    })}`;
};

const insertLines = (tx: Tx, bills: readonly PreparedBill[], cleared: Map<Id, Cleared>): Promise<unknown> => {
  const rows = bills.flatMap((bill) =>
    bill.lines.map((line) => ({
      ...line,
      bill: bill.id,
      receiptLine: line.receipt?.receiptLine ?? null,
      orderLine: line.receipt?.orderLine ?? line.awaited?.orderLine ?? null,
      orderId: line.receipt?.order ?? line.awaited?.order ?? null,
      item: line.receipt?.item ?? line.awaited?.item ?? line.item ?? null,
      grniMinor: cleared.get(line.id)?.grniMinor ?? 0n,
      codes: line.taxedWith && `{${line.taxedWith.join(',')}}`,
      taxes: keptTaxes(line.taxes),
    })),
  );
  return tx.sql`
    insert into payables.bill_line (company_id, id, bill_id, position, receipt_line_id, order_line_id, order_id, item_id, description, quantity, unit_price,
      net_minor, base_minor, grni_minor, account_id, cost_centre_id, project_id, landed_cost_id, supplied_on, tax_codes, taxes, event_id)
    select ${tx.company}, id, bill, position, receipt_line, order_line, order_id, item, description, quantity, unit_price, net_minor, base_minor, grni_minor,
      account, cost_centre, project, landed_cost, supplied_on, codes::uuid[], taxes, ${tx.eventId}
    from ${table(rows, {
      ...{ id: 'uuid', bill: 'uuid', position: 'int', receiptLine: 'uuid', orderLine: 'uuid', orderId: 'uuid' },
      ...{ item: 'uuid', description: 'text', quantity: 'numeric', unitPrice: 'numeric', netMinor: 'bigint' },
      ...{
        baseMinor: 'bigint',
        grniMinor: 'bigint',
        account: 'uuid',
        costCentre: 'uuid',
        project: 'uuid',
        suppliedOn: 'date',
        landedCost: 'uuid',
        codes: 'text',
        taxes: 'jsonb',
      },
    })}`;
};

async function insertAdvances(tx: Tx, bills: readonly PreparedBill[]): Promise<void> {
  const rows = bills.flatMap((bill) =>
    bill.lines.flatMap((line) =>
      line.awaited
        ? [
            {
              id: tx.newId(),
              line: line.id,
              orderLine: line.awaited.orderLine,
              quantity: line.quantity,
              baseMinor: line.baseMinor,
            },
          ]
        : [],
    ),
  );
  if (rows.length === 0) return;
  await tx.sql`
    insert into payables.advance (company_id, id, bill_line_id, order_line_id, open_quantity, open_minor)
    select ${tx.company}, id, line, order_line, quantity, base_minor
    from ${table(rows, { id: 'uuid', line: 'uuid', orderLine: 'uuid', quantity: 'numeric', baseMinor: 'bigint' })}`;
}
