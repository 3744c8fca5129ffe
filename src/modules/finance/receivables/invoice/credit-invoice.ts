import { leftOf, NOTHING, type Owed, partAtPrice, partFor, together } from '#engines/owed/owed.ts';
import { amountOf, Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv, sumMinor, toMajor } from '#kernel/values/money.ts';
import { type AccountRole, dimensionsOf } from '#modules/finance/ledger/api.ts';
import { giveBackDeductions, lockOpenItems, type OpenItem, settleDocuments } from '#modules/finance/open-items/api.ts';
import { CREDIT_REFUSALS } from '../refusals.ts';
import { RECEIVABLE } from '../side.ts';
import { revenueOf } from './invoice-entry.ts';
import { asTotals, type KeptTax, owedTaxes } from './line-taxes.ts';
import {
  type InvoiceDraft,
  type InvoiceLineDraft,
  type PostedInvoice,
  type Prepared,
  postInvoices,
  type Valued,
} from './post-invoices.ts';

/** What to credit of one line: goods, or an amount without goods. */
export interface CreditWish {
  readonly line: Id;
  readonly quantity?: Decimal | null | undefined;
  readonly netMinor?: bigint | null | undefined;
}

export interface CreditDraft {
  readonly invoice: Id;
  /** Left out: today. */
  readonly creditedOn?: Day | null | undefined;
  readonly reason: string;
  /** What the credit follows from; the invoice itself when left out. */
  readonly source?: { entity: string; id: Id };
  /** Null: all that is left. */
  readonly lines: readonly CreditWish[] | null;
  /** The goods stay and are not billed again. */
  readonly forGood?: boolean;
}

/** A line of a credit note, as those who sold the goods must know it. */
export interface CreditedLine {
  readonly invoiceLine: Id;
  readonly sourceLine: Id | null;
  readonly role: string | null;
  /** Null: an amount without goods. */
  readonly quantity: Decimal | null;
  readonly netMinor: bigint;
  readonly taxes: readonly KeptTax[];
  /** The goods stay and are not billed again. */
  readonly forGood: boolean;
  /** By how much the goods were credited less than they cost, because credits had lowered their price before. */
  readonly loweredMinor: bigint;
}

export interface CreditNote extends PostedInvoice {
  readonly invoice: Id;
  readonly source: { entity: string; id: Id };
  readonly credited: CreditedLine[];
}

const refuse = (code: keyof typeof CREDIT_REFUSALS, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, CREDIT_REFUSALS[code], details);
};

/**
 * Posts credit notes that take invoices back as they were billed: their prices, taxes and rate, each part by the engine of what
 * is owed, so that all parts add up to the invoice in its currency and the company's. Settles the invoices as far as they are
 * open. Locks their customers' open items; documents the credit follows from must be locked before.
 */
export async function creditInvoices(tx: Tx, drafts: readonly CreditDraft[]): Promise<CreditNote[]> {
  const ids = drafts.map((draft) => draft.invoice);
  const heads = await readHeads(tx, ids);
  // Items of an invoice that is paid too, so that two credits of it wait for each other.
  await tx.sql`select id from receivables.open_item where company_id = ${tx.company} and document_id = any(${ids}::uuid[]) order by id for no key update`;
  const items = await lockOpenItems(tx, RECEIVABLE, [...new Set(heads.map((head) => head.partyId))].sort());
  const [all, sums] = await Promise.all([readLines(tx, ids), readCredited(tx, ids)]);
  const lines = Map.groupBy(all, (line) => line.invoiceId);
  const planned = drafts.map((draft) => {
    const head = heads.find((one) => one.id === draft.invoice)!;
    if (head.kind !== 'invoice') refuse('not_an_invoice', { number: head.number });
    const day = dayOf(tx, head, draft);
    const own = lines.get(draft.invoice)!;
    const parts = partsOf(own, draft, head);
    const credited = sums.find((sum) => sum.invoice === head.id) ?? { totalMinor: 0n, baseMinor: 0n };
    return {
      draft,
      day,
      head,
      own,
      parts,
      credited,
      open: items.filter((item) => item.documentId === head.id && item.openMinor > 0n),
    };
  });
  const posted = await postInvoices(tx, planned.map(creditDraft));
  await settleDocuments(
    tx,
    RECEIVABLE,
    planned.map(({ day, head }, index) => ({
      ...{ party: head.partyId, document: head.id, credit: posted[index]!.id, day },
    })),
  );
  await giveBackDeductions(
    tx,
    RECEIVABLE,
    planned.map((plan, index) => givingBack(plan, posted[index]!)),
  );
  return posted.map((note, index) => {
    const { head, parts } = planned[index]!;
    return {
      ...note,
      invoice: head.id,
      source: { entity: head.sourceEntity, id: head.sourceId },
      credited: parts.map(({ line, part, priceOnly, forGood, loweredMinor }, position) => ({
        invoiceLine: line.id,
        sourceLine: line.sourceLine,
        role: line.role,
        quantity: priceOnly ? null : part.quantity,
        netMinor: part.netMinor,
        taxes: note.lines[position]!.taxes,
        ...{ forGood, loweredMinor },
      })),
    };
  });
}

/** A credit that follows from something else comes no earlier than its invoice. */
const dayOf = (tx: Tx, { invoicedOn }: Head, { creditedOn }: CreditDraft): Day => {
  const day = creditedOn ?? tx.today;
  return day < invoicedOn ? invoicedOn : day;
};

interface Head {
  id: Id;
  kind: string;
  number: string;
  invoicedOn: Day;
  partyId: Id;
  sourceEntity: string;
  sourceId: Id;
  currency: string;
  digits: number;
  rate: Decimal;
  totalMinor: bigint;
  baseMinor: bigint;
  termsId: Id | null;
  billToId: Id | null;
  shipToId: Id | null;
}

const readHeads = (tx: Tx, ids: readonly Id[]) => tx.sql<Head>`
  select id, kind, number, invoiced_on, party_id, source_entity, source_id, currency, digits, rate, total_minor, base_minor, terms_id, bill_to_id, ship_to_id
  from receivables.invoice where company_id = ${tx.company} and id = any(${ids}::uuid[])`;

interface Credited {
  totalMinor: bigint;
  baseMinor: bigint;
}

const readCredited = (tx: Tx, ids: readonly Id[]) => tx.sql<Credited & { invoice: Id }>`
  select credits_id as invoice, sum(total_minor)::bigint as total_minor, sum(base_minor)::bigint as base_minor
  from receivables.invoice where company_id = ${tx.company} and credits_id = any(${ids}::uuid[]) group by credits_id`;

interface BilledLine {
  id: Id;
  invoiceId: Id;
  position: number;
  item: Id | null;
  description: string;
  quantity: Decimal;
  unit: string | null;
  unitPrice: Decimal;
  discountPercent: Decimal;
  netMinor: bigint;
  role: AccountRole | null;
  account: Id | null;
  costCentre: Id | null;
  project: Id | null;
  site: Id | null;
  sourceLine: Id | null;
  taxCodes: Id[] | null;
  suppliedOn: Day | null;
  taxes: KeptTax[];
  creditedQuantity: Decimal;
  creditedMinor: bigint;
  creditedTaxes: KeptTax[][];
  /** By how much the price of the goods that are not credited was lowered. */
  loweredMinor: bigint;
}

/** Lines with what was credited of them so far. Read after the open items are locked, so two credits wait for each other. */
const readLines = (tx: Tx, ids: readonly Id[]) => tx.sql<BilledLine>`
  select l.id, l.invoice_id, l.position, l.item_id as item, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor,
    l.role, l.account_id as account, l.cost_centre_id as cost_centre, l.project_id as project, l.site_id as site, l.source_line_id as source_line, l.tax_codes, l.supplied_on,
    coalesce(l.taxes, '[]') as taxes, c.quantity as credited_quantity, c.net_minor as credited_minor, c.taxes as credited_taxes,
    coalesce(l.lowered_minor, 0) + c.lowered_minor as lowered_minor
  from receivables.invoice_line l
  cross join lateral (
    select coalesce(sum(x.quantity) filter (where x.price_only is not true), 0) as quantity, coalesce(sum(x.net_minor), 0)::bigint as net_minor,
      coalesce(jsonb_agg(x.taxes), '[]') as taxes,
      coalesce(sum(case when x.price_only then x.net_minor else -coalesce(x.lowered_minor, 0) end), 0)::bigint as lowered_minor
    from receivables.invoice_line x where x.company_id = l.company_id and x.credits_line_id = l.id
  ) c
  where l.company_id = ${tx.company} and l.invoice_id = any(${ids}::uuid[]) order by l.invoice_id, l.position`;

const wholeOf = (line: BilledLine): Owed => ({
  quantity: line.quantity,
  netMinor: line.netMinor,
  taxes: owedTaxes(line.taxes),
});

const takenOf = (line: BilledLine): Owed => ({
  quantity: line.creditedQuantity,
  netMinor: line.creditedMinor,
  taxes: owedTaxes(line.creditedTaxes.flat()),
});

interface Part {
  line: BilledLine;
  part: Owed;
  priceOnly: boolean;
  forGood: boolean;
  loweredMinor: bigint;
}

/** The wished parts one after the other: a line named twice has less left the second time. */
function partsOf(lines: readonly BilledLine[], draft: CreditDraft, head: Head): Part[] {
  const taken = new Map(lines.map((line) => [line.id, takenOf(line)]));
  const lowered = new Map(lines.map((line) => [line.id, line.loweredMinor]));
  const wishes: readonly CreditWish[] =
    draft.lines ??
    lines
      .map((line) => ({ line: line.id, whole: wholeOf(line), left: leftOf(wholeOf(line), taken.get(line.id)!) }))
      // A line whose price was lowered to nothing has its tax by the piece left at most; one that never cost anything has its goods.
      .filter(({ whole, left }) => dec(left.quantity).gt(0) && (whole.netMinor === 0n || isWorth(left)))
      .map(({ line, left }) => ({ line, quantity: left.quantity }));
  const parts = wishes.flatMap((wish): Part[] => {
    const line = lines.find((one) => one.id === wish.line);
    if (!line) return refuse('no_line');
    const before = taken.get(line.id)!;
    const part = partOf(line, before, wish, head);
    // Goods that come back are counted however small they are; who credits by hand credits something.
    const small = part.netMinor === 0n && leftOf(wholeOf(line), before).netMinor !== 0n;
    if (small && !draft.source) refuse('too_little', { position: line.position });
    const priceOnly = wish.quantity == null;
    const loweredMinor = priceOnly ? 0n : loweredPart(lowered.get(line.id)!, leftOf(wholeOf(line), before), part);
    taken.set(line.id, together(before, part));
    lowered.set(line.id, lowered.get(line.id)! + (priceOnly ? part.netMinor : -loweredMinor));
    return [{ line, part, priceOnly, forGood: !priceOnly && Boolean(draft.forGood), loweredMinor }];
  });
  if (parts.length === 0) refuse('nothing_to_credit');
  return parts;
}

const isWorth = ({ netMinor, taxes }: Owed): boolean => netMinor !== 0n || taxes.some((tax) => tax.taxMinor !== 0n);

/** The goods bear their share of the lower price, the last all that is left of it. */
const loweredPart = (netMinor: bigint, left: Owed, { quantity }: Owed): bigint =>
  partFor({ whole: { quantity: left.quantity, netMinor, taxes: [] }, taken: NOTHING, quantity }).netMinor;

function partOf(line: BilledLine, taken: Owed, wish: CreditWish, head: Head): Owed {
  const whole = wholeOf(line);
  const left = leftOf(whole, taken);
  if ((wish.quantity == null) === (wish.netMinor == null)) return refuse('either_or', { position: line.position });
  if (wish.quantity != null) {
    if (dec(wish.quantity).gt(left.quantity))
      refuse('credited_before', { position: line.position, left: left.quantity });
    return partFor({ whole, taken, quantity: wish.quantity });
  }
  const netMinor = wish.netMinor!;
  if (netMinor <= 0n || netMinor > left.netMinor)
    refuse('credited_before', { position: line.position, left: amountOf(left.netMinor, head) });
  return partAtPrice({ whole, taken, netMinor });
}

interface Planned {
  draft: CreditDraft;
  day: Day;
  head: Head;
  own: readonly BilledLine[];
  parts: readonly Part[];
  credited: Credited;
  open: readonly OpenItem[];
}

const creditDraft = ({ draft, day, head, own, parts, credited, open }: Planned): InvoiceDraft => ({
  kind: 'credit_note',
  party: head.partyId,
  source: draft.source ?? { entity: 'receivables.invoice', id: head.id },
  credits: head.id,
  invoicedOn: day,
  currency: head.currency,
  terms: head.termsId,
  billTo: head.billToId,
  shipTo: head.shipToId,
  reference: `${head.number}: ${draft.reason}`,
  valued: {
    ...{ rate: head.rate, digits: head.digits, before: takenBefore(own) },
    worth: (totalMinor, toBase) => worthOf({ head, credited, open, totalMinor, toBase }),
  },
  lines: parts.map(({ line, part, priceOnly, forGood, loweredMinor }): InvoiceLineDraft => {
    const { item, unit, account, role, site, sourceLine, suppliedOn } = line;
    return {
      description: priceOnly ? `Lower price: ${line.description}` : line.description,
      ...(priceOnly
        ? { quantity: '1', unitPrice: toMajor(part.netMinor, head.digits).toFixed(), discountPercent: '0' }
        : { quantity: part.quantity, unitPrice: line.unitPrice, discountPercent: line.discountPercent }),
      creditsLine: line.id,
      ...{ priceOnly, forGood, loweredMinor, suppliedOn },
      exact: { netMinor: part.netMinor, taxes: asTotals(part.taxes, line.taxes), taxCodes: line.taxCodes },
      ...(item ? { item } : {}),
      ...(unit && !priceOnly ? { unit } : {}),
      ...(account ? { account } : { role: role ?? ('revenue' as const) }),
      ...(site ? { site } : {}),
      ...dimensionsOf(line),
      ...(sourceLine ? { sourceLine } : {}),
    };
  }),
});

/** What earlier credits took, by account and by tax: the next goes on where they ended, so that all add up in the company's currency. */
function takenBefore(own: readonly BilledLine[]): Valued['before'] {
  const revenue = new Map<string, bigint>();
  for (const line of own) {
    const { key } = revenueOf(line);
    revenue.set(key, (revenue.get(key) ?? 0n) + line.creditedMinor);
  }
  return { revenue, taxes: own.map(takenOf).reduce(together, NOTHING).taxes };
}

/**
 * What a credit takes off the receivable: what it settles of its invoice at its worth in the books, so that no exchange
 * difference arises; then what gives back what was settled otherwise, as its share of what that was worth, the last all of it. Where
 * other lines of the invoice lowered it, its lines are worth more than it: what is credited beyond it is worth what the rate makes it.
 */
function worthOf(args: {
  head: Head;
  credited: Credited;
  open: readonly OpenItem[];
  totalMinor: bigint;
  toBase: Prepared['toBase'];
}): bigint {
  const { head, credited, open, totalMinor, toBase } = args;
  let [left, baseMinor] = [totalMinor, 0n];
  for (const item of open) {
    const amount = item.openMinor < left ? item.openMinor : left;
    if (amount <= 0n) break;
    baseMinor += shareOf(item.openBaseMinor, amount, item.openMinor);
    left -= amount;
  }
  const settled = settledOtherwise(head, credited, open);
  const back = settled < left ? settled : left;
  if (back > 0n) {
    const openBaseMinor = sumMinor(open.map((item) => item.openBaseMinor));
    baseMinor += shareOf(head.baseMinor - openBaseMinor - credited.baseMinor, back, settled);
    left -= back;
  }
  return baseMinor + toBase(left, settled < 0n ? -settled : 0n);
}

/** What of an invoice was neither credited nor is open: paid, or given up. Below nothing: credited beyond the invoice. */
const settledOtherwise = (head: Head, credited: Credited, open: readonly OpenItem[]): bigint =>
  head.totalMinor - sumMinor(open.map((item) => item.openMinor)) - credited.totalMinor;

const shareOf = (amount: bigint, numerator: bigint, denominator: bigint): bigint =>
  mulDiv({ amount, numerator, denominator, rounding: 'half-up' });

function givingBack({ day, head, credited, open }: Planned, note: PostedInvoice) {
  const openMinor = sumMinor(open.map((item) => item.openMinor));
  return {
    ...{ document: head.id, party: head.partyId, currency: head.currency, credit: note.id, number: head.number },
    ...{
      day,
      backMinor: note.totalMinor - openMinor,
      settledMinor: settledOtherwise(head, credited, open),
    },
  };
}
