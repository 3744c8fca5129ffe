import type { Amounts } from '#engines/owed/owed.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

export type TaxRole = 'tax_payable' | 'tax_receivable';

/** A document whose taxes are wanted. Prices are in its currency, `digits` are that currency's. */
export interface TaxDocumentInput {
  readonly key: Id;
  readonly direction: 'sale' | 'purchase';
  readonly party: Id;
  /** Where it is delivered to; the party's default delivery address, else its country, when absent. Sales only. */
  readonly address?: Id | null;
  /** The day whose rates and rules hold where a line says nothing else. */
  readonly day: Day;
  readonly currency: string;
  readonly digits: number;
  /** Tax as another system gave it, in place of computing it. */
  readonly givenTaxMinor?: bigint | null;
  readonly lines: readonly TaxLineInput[];
}

export interface TaxLineInput {
  readonly key: Id;
  readonly item?: Id | null;
  /** In place of the item's own class. */
  readonly taxClass?: string | null;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly discountPercent: Decimal;
  /** Codes chosen by hand, in place of the rules; an empty list is no tax. */
  readonly taxCodes?: readonly Id[] | null;
  /** They were chosen before: one that was archived since still holds. */
  readonly chosenBefore?: boolean;
  /** The day of its supply, whose rates and rules hold (VAT directive art. 63 and 93); the document's when absent. */
  readonly suppliedOn?: Day | null;
}

/**
 * `netMinor + taxMinor` is what the document asks for. `taxCodes` of a line are those chosen for it (null: the tax was given). `taxes` is what goes to the tax accounts, of the document and of each line (they add up); what of a purchase's tax
 * cannot be reclaimed is cost of its line (`nonDeductibleMinor`) and only in `taxMinor`. Minor units of the document.
 */
export interface TaxResult {
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly lines: Map<Id, TaxedLineResult>;
  readonly taxes: TaxTotal[];
}

export interface TaxedLineResult {
  readonly netMinor: bigint;
  readonly nonDeductibleMinor: bigint;
  /** The same by tax; left out: nothing. */
  readonly lost?: readonly LostTax[];
  readonly taxCodes: readonly Id[] | null;
  readonly taxes: readonly TaxTotal[];
}

/** What of a tax cannot be reclaimed, and what of that is an amount a piece. */
export interface LostTax {
  readonly code: Id;
  readonly included?: boolean | undefined;
  readonly taxMinor: bigint;
  readonly fixedMinor: bigint;
}

export interface TaxTotal {
  /** Null: tax given with the document. */
  readonly code: Id | null;
  /** Per cent, or an amount per unit of goods; lines supplied under two rates make two totals of one code. Null: tax given. */
  readonly rate: Decimal | null;
  /** Owed or to be reclaimed; a reverse charge is both. */
  readonly role: TaxRole;
  /** The code's own; null: the account of the role. */
  readonly account?: Id | null;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
  readonly box?: string | null;
  /** Of a line: the price contains it. */
  readonly included?: boolean | undefined;
  /** Of a line: what of base and tax is an amount a piece, whatever the price. */
  readonly fixed?: Amounts | undefined;
}
