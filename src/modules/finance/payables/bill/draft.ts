import type { Hold } from '#engines/matching/three-way.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Dimensions } from '#modules/finance/ledger/api.ts';
import type { TaxResult } from '#modules/finance/tax/api.ts';
import type { SupplierFacts, TermsFacts } from '#modules/master/parties/api.ts';
import type { ReceiptFacts } from '#modules/supply/purchasing/api.ts';
import type { LineTax } from './line-taxes.ts';

/** A bill as it was captured, or a credit for none of them. */
export interface BillInput {
  kind?: 'bill' | 'credit';
  supplier: Id;
  supplierNumber: string;
  billedOn?: Day | null | undefined;
  suppliedOn?: Day | null | undefined;
  currency?: string | null | undefined;
  terms?: Id | null | undefined;
  note?: string | null | undefined;
  totalMinor?: bigint | null | undefined;
  acknowledgeDuplicate?: boolean | undefined;
  lines: readonly BillLineInput[];
}

export interface BillLineInput {
  receiptLine?: Id | null | undefined;
  orderLine?: Id | null | undefined;
  landedCost?: Id | null | undefined;
  item?: Id | null | undefined;
  description?: string | null | undefined;
  quantity: Decimal;
  unitPrice: Decimal;
  account?: Id | null | undefined;
  costCentre?: Id | null | undefined;
  project?: Id | null | undefined;
  taxCodes?: readonly Id[] | null | undefined;
  /** The taxes were named when the bill was captured: one that is out of use since still holds. */
  chosenBefore?: boolean | undefined;
  /** The day it was supplied; of a prepared line never left out, null: the bill's. */
  suppliedOn?: Day | null | undefined;
}

/** An order line as a bill before its goods is matched against it. */
export interface AwaitedLine extends Dimensions {
  site: Id;
  orderLine: Id;
  order: Id;
  supplier: Id;
  currency: string;
  item: Id;
  stocked: boolean;
  description: string;
  agreedPrice: Decimal;
  /** Ordered, neither received nor cancelled nor billed in advance. */
  open: Decimal;
  /** The receipts its goods came with that wait for their bill; null: none does. */
  came: string | null;
}

export interface PreparedLine extends BillLineInput {
  id: Id;
  position: number;
  description: string;
  receipt: ReceiptFacts | undefined;
  awaited: AwaitedLine | undefined;
  netMinor: bigint;
  /** In the company's currency, with tax that cannot be reclaimed. */
  baseMinor: bigint;
  taxedWith: readonly Id[] | null;
  taxes: readonly LineTax[];
}

/** A bill with everything known that posting needs. */
export interface PreparedBill {
  id: Id;
  kind: 'bill' | 'credit';
  input: BillInput;
  /** How many bills stand under its number: those of other years, and those that were credited. */
  again: number;
  party: SupplierFacts;
  terms: TermsFacts | undefined;
  billedOn: Day;
  currency: string;
  digits: number;
  rate: Decimal;
  tax: TaxResult;
  lines: PreparedLine[];
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  baseMinor: bigint;
  /** Why it may not be posted as it is, by line. */
  holds: (Hold & { position: number })[];
  toBase(amount: bigint): bigint;
}

/** A bill that was posted, on the day its entry stands on in the ledger; null: it is held. */
export interface JudgedBill extends PreparedBill {
  postedOn: Day | null;
}
