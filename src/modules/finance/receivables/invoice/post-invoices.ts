import { atLowerPrice, type Owed, type OwedTax } from '#engines/owed/owed.ts';
import { numberAtCommit } from '#kernel/numbering.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Day, yearOf } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, sumMinor, toMajor } from '#kernel/values/money.ts';
import { type AccountRole, daysPosted, post } from '#modules/finance/ledger/api.ts';
import { openItems } from '#modules/finance/open-items/api.ts';
import { recordTax, type TaxResult, type TaxTotal, taxDocuments } from '#modules/finance/tax/api.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { type CustomerFacts, customers, type TermsFacts, termsOf } from '#modules/master/parties/api.ts';
import { RECEIVABLE_REFUSALS } from '../refusals.ts';
import { RECEIVABLE } from '../side.ts';
import { insertInvoiceLines, insertInvoices } from './insert-invoices.ts';
import { entryOf, itemsOf } from './invoice-entry.ts';
import { addUp, asTotals, type KeptTax, keep, owedTaxes, taxKey } from './line-taxes.ts';

export interface InvoiceLineDraft {
  item?: Id;
  description: string;
  quantity: Decimal;
  unit?: string;
  unitPrice: Decimal;
  discountPercent?: Decimal;
  /** The net amount as agreed (freight), in place of quantity times price. */
  netMinor?: bigint;
  taxCodes?: readonly Id[];
  /** The day it was supplied, whose tax rates hold; the invoice's when absent. */
  suppliedOn?: Day | null;
  /** The delivery notes whose goods it bills, as the invoice says them. */
  deliveryNote?: string;
  /** Where the revenue goes: a role, or an account. */
  role?: AccountRole;
  account?: Id;
  costCentre?: Id;
  project?: Id;
  /** Where it was sold from. */
  site?: Id;
  /** The line of the source document. */
  sourceLine?: Id;
  /** The invoice line a credit takes back. */
  creditsLine?: Id;
  /** An amount without goods. */
  priceOnly?: boolean;
  /** Goods that are credited, stay where they are and are not billed again. */
  forGood?: boolean;
  /** On an invoice: how much less its goods are billed, because credits lowered their price; on a credit note: what of that its goods bear. */
  loweredMinor?: bigint;
  /** Net and taxes as they are, in place of computing them; then every line of the document has them. */
  exact?: { netMinor: bigint; taxes: readonly TaxTotal[]; taxCodes: readonly Id[] | null };
  /** The last part of something billed in parts: answers what is left of it in place of what was computed. */
  lastOf?(computed: Owed): Owed | undefined;
}

/** The rate of the invoice that is taken back, what earlier credits took of it, and what a credit of a total takes off its worth. */
export interface Valued {
  rate: Decimal;
  digits: number;
  before: { revenue: ReadonlyMap<string, bigint>; taxes: readonly OwedTax[] };
  worth(totalMinor: bigint, toBase: Prepared['toBase']): bigint;
}

export interface InvoiceDraft {
  id?: Id;
  kind: 'invoice' | 'credit_note';
  party: Id;
  source: { entity: string; id: Id };
  /** The invoice a credit note credits. */
  credits?: Id;
  invoicedOn: Day;
  /** Whose tax rates and rules hold; the day of the invoice when left out. */
  taxedOn?: Day;
  currency: string;
  terms?: Id | null;
  billTo?: Id | null;
  shipTo?: Id | null;
  reference?: string;
  /** Tax as another system gave it, in place of computing it. */
  givenTaxMinor?: bigint;
  /** A credit note is worth what its invoice was, not what the rate of its own day makes it. */
  valued?: Valued;
  lines: readonly InvoiceLineDraft[];
}

export interface PostedInvoice {
  id: Id;
  currency: string;
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  /** The total in the company's currency. */
  baseMinor: bigint;
  /** Its day, or the first open one after it. */
  postedOn: Day;
  toBase(amount: bigint): bigint;
  /** In the order of the draft. */
  lines: { id: Id; sourceLine: Id | null; netMinor: bigint; taxes: KeptTax[] }[];
}

const refuse = (code: keyof typeof RECEIVABLE_REFUSALS, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, RECEIVABLE_REFUSALS[code], details);
};

/** A draft with everything known that posting needs. */
export interface Prepared {
  id: Id;
  draft: InvoiceDraft;
  party: CustomerFacts;
  terms: TermsFacts | undefined;
  digits: number;
  rate: Decimal;
  tax: TaxResult;
  lines: (InvoiceLineDraft & {
    id: Id;
    position: number;
    netMinor: bigint;
    taxedWith: readonly Id[] | null;
    kept: KeptTax[];
  })[];
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  baseMinor: bigint;
  /** An amount of this document in the company's currency; after what earlier documents took of the same, so that all add up. */
  toBase(amount: bigint, before?: bigint): bigint;
}

/**
 * Posts invoices and credit notes: taxes, receivable and revenue in the ledger, open items by instalment, the tax ledger
 * and, last of all, the numbers. The number of statements does not grow with documents or lines.
 */
export async function postInvoices(tx: Tx, drafts: readonly InvoiceDraft[]): Promise<PostedInvoice[]> {
  const prepared = await prepare(tx, drafts);
  const items = prepared.flatMap((invoice) => itemsOf(tx, invoice));
  const entries = prepared.map((invoice) => ({ ...entryOf(tx, invoice), id: tx.newId() }));
  const [, , , , posted] = await Promise.all([
    insertInvoices(tx, prepared),
    insertInvoiceLines(tx, prepared),
    openItems(tx, RECEIVABLE, items),
    recordTax(tx, prepared.flatMap(taxLines)),
    post(tx, entries, 'receivables'),
  ]);
  for (const kind of ['invoice', 'credit_note'] as const) giveNumbers(tx, kind, prepared);
  tx.record(
    ...prepared.map((invoice) => ({
      entity: 'receivables.invoice',
      id: invoice.id,
      after: { kind: invoice.draft.kind, totalMinor: invoice.totalMinor, currency: invoice.draft.currency },
    })),
  );
  const days = daysPosted(entries, posted);
  return prepared.map(({ id, draft, netMinor, taxMinor, totalMinor, baseMinor, toBase, lines }, index) => ({
    ...{ id, currency: draft.currency, netMinor, taxMinor, totalMinor, baseMinor, toBase, postedOn: days[index]! },
    lines: lines.map((line) => ({
      ...{ id: line.id, sourceLine: line.sourceLine ?? null, netMinor: line.netMinor, taxes: line.kept },
    })),
  }));
}

function giveNumbers(tx: Tx, kind: InvoiceDraft['kind'], prepared: readonly Prepared[]): void {
  const years = Map.groupBy(
    prepared.filter((invoice) => invoice.draft.kind === kind),
    (invoice) => yearOf(invoice.draft.invoicedOn),
  );
  for (const [year, invoices] of [...years].sort(([a], [b]) => a - b)) {
    numberAtCommit(
      tx,
      `receivables.${kind}`,
      year,
      'receivables.invoice',
      invoices.map((invoice) => invoice.id),
    );
  }
}

async function prepare(tx: Tx, drafts: readonly InvoiceDraft[]): Promise<Prepared[]> {
  const parties = await customers(tx, [...new Set(drafts.map((draft) => draft.party))]);
  if (drafts.some((draft) => !parties.has(draft.party))) refuseCommon('not_found', { what: 'customer' });
  const termsId = (draft: InvoiceDraft) => draft.terms ?? parties.get(draft.party)!.salesTerms;
  const [rates, terms] = await Promise.all([
    ratesOn(
      tx,
      drafts.flatMap(({ currency, invoicedOn, valued }) => (valued ? [] : [{ currency, day: invoicedOn }])),
    ),
    termsOf(tx, [...new Set(drafts.flatMap((draft) => termsId(draft) ?? []))]),
  ]);
  const withIds = drafts.map((draft) => {
    const rate = draft.valued ?? rates.get(`${draft.currency}/${draft.invoicedOn}`);
    if (!rate) return refuse('no_rate', { currency: draft.currency, day: draft.invoicedOn });
    if (draft.lines.length === 0) refuse('nothing_to_post');
    const lines = draft.lines.map((line, index) => ({
      ...line,
      ...agreedNet(line, rate.digits),
      id: tx.newId(),
      position: index + 1,
    }));
    return {
      draft,
      id: draft.id ?? tx.newId(),
      lines,
      digits: rate.digits,
      rate: rate.rate,
      party: parties.get(draft.party)!,
      terms: terms.get(termsId(draft) ?? ''),
    };
  });
  const taxes = await taxDocuments(
    tx,
    withIds
      .filter((invoice) => !invoice.draft.lines[0]!.exact)
      .map((invoice) => ({
        key: invoice.id,
        direction: 'sale' as const,
        party: invoice.draft.party,
        address: invoice.draft.shipTo ?? null,
        day: invoice.draft.taxedOn ?? invoice.draft.invoicedOn,
        currency: invoice.draft.currency,
        digits: invoice.digits,
        ...(invoice.draft.givenTaxMinor === undefined ? {} : { givenTaxMinor: invoice.draft.givenTaxMinor }),
        lines: invoice.lines.map((line) => ({
          key: line.id,
          item: line.item,
          quantity: line.quantity,
          unitPrice: line.unitPrice,
          discountPercent: line.discountPercent ?? '0',
          taxCodes: line.taxCodes,
          chosenBefore: line.sourceLine !== undefined,
          suppliedOn: line.suppliedOn,
        })),
      })),
  );
  return withIds.map((invoice) => {
    const computed = taxes.get(invoice.id);
    return withTotals(tx, invoice, computed ? withRests(invoice.lines, computed) : exactTaxes(invoice.lines));
  });
}

/** Lines whose price a credit lowered cost so much less, and lines that are the last of something take what is left of it. */
function withRests(
  lines: readonly (InvoiceLineDraft & { id: Id; unitPrice: Decimal; loweredMinor?: bigint })[],
  computed: TaxResult,
): TaxResult {
  if (!lines.some((line) => line.lastOf || line.loweredMinor)) return computed;
  const exact = lines.map((line) => {
    const own = computed.lines.get(line.id)!;
    const kept = keep(own.taxes);
    const whole = { quantity: line.quantity, netMinor: own.netMinor, taxes: owedTaxes(kept) };
    const lower = atLowerPrice(whole, line.loweredMinor ?? 0n);
    // What is billed less cannot be more than there is, and the paper says the price that comes of it.
    if (line.loweredMinor) {
      line.loweredMinor = whole.netMinor - lower.netMinor;
      line.unitPrice = lowerPrice(line.unitPrice, lower.netMinor, whole.netMinor);
    }
    const rest = line.lastOf?.(lower) ?? lower;
    return {
      ...line,
      exact: rest === whole ? own : { ...own, netMinor: rest.netMinor, taxes: asTotals(rest.taxes, kept) },
    };
  });
  return exactTaxes(exact);
}

const PRICE_DECIMALS = 6;
const lowerPrice = (price: Decimal, netMinor: bigint, ofMinor: bigint): Decimal =>
  ofMinor === 0n ? price : toDecimal(dec(price).times(dec(netMinor)).div(dec(ofMinor)).round(PRICE_DECIMALS, 1));

function exactTaxes(lines: readonly (InvoiceLineDraft & { id: Id })[]): TaxResult {
  const taxes = addUp(lines.flatMap((line) => line.exact!.taxes));
  return {
    netMinor: sumMinor(lines.map((line) => line.exact!.netMinor)),
    taxMinor: sumMinor(taxes.map((tax) => tax.taxMinor)),
    lines: new Map(lines.map((line) => [line.id, { ...line.exact!, nonDeductibleMinor: 0n }])),
    taxes,
  };
}

/** A line whose net amount was agreed is one piece at that price. */
const agreedNet = (line: InvoiceLineDraft, digits: number) =>
  line.netMinor === undefined
    ? {}
    : { quantity: '1', unitPrice: toMajor(line.netMinor, digits).toFixed(), discountPercent: '0' };

function withTotals(
  tx: Tx,
  invoice: Omit<Prepared, 'tax' | 'netMinor' | 'taxMinor' | 'totalMinor' | 'baseMinor' | 'toBase' | 'lines'> & {
    lines: (InvoiceLineDraft & { id: Id; position: number })[];
  },
  tax: TaxResult,
): Prepared {
  const { draft, rate, digits } = invoice;
  const inBase = (amount: bigint): bigint =>
    draft.currency === tx.currency
      ? amount
      : convertMinor({ amount, rate, fromDigits: digits, toDigits: tx.digits, rounding: 'half-up' });
  const toBase = (amount: bigint, before = 0n): bigint => inBase(before + amount) - inBase(before);
  const totalMinor = tax.netMinor + tax.taxMinor;
  if (totalMinor < 0n) refuse('negative_invoice');
  const lines = invoice.lines.map((line) => {
    const { netMinor, taxCodes, taxes } = tax.lines.get(line.id)!;
    return { ...line, netMinor, taxedWith: taxCodes, kept: keep(taxes) };
  });
  return {
    ...invoice,
    tax,
    lines,
    netMinor: tax.netMinor,
    taxMinor: tax.taxMinor,
    totalMinor,
    baseMinor: draft.valued ? draft.valued.worth(totalMinor, toBase) : toBase(totalMinor),
    toBase,
  };
}

const taxLines = (invoice: Prepared) =>
  invoice.tax.taxes.map((line) => {
    const before = invoice.draft.valued?.before.taxes.find((tax) => tax.key === taxKey(line));
    return {
      ...line,
      direction: 'sale' as const,
      document: invoice.id,
      documentEntity: 'receivables.invoice',
      party: invoice.draft.party,
      day: invoice.draft.invoicedOn,
      sign: invoice.draft.kind === 'invoice' ? (1n as const) : (-1n as const),
      baseBaseMinor: invoice.toBase(line.baseMinor, before?.baseMinor),
      taxBaseMinor: invoice.toBase(line.taxMinor, before?.taxMinor),
    };
  });
