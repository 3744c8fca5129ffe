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
  /** The day whose rates and rules hold. */
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
}

/**
 * `netMinor + taxMinor` is what the document asks for. `taxCodes` of a line are those chosen for it (null: the tax was given). `taxes` is what goes to the tax accounts; what of a purchase's tax
 * cannot be reclaimed is cost of its line (`nonDeductibleMinor`) and only in `taxMinor`. Minor units of the document.
 */
export interface TaxResult {
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly lines: Map<Id, { netMinor: bigint; nonDeductibleMinor: bigint; taxCodes: readonly Id[] | null }>;
  readonly taxes: TaxTotal[];
}

export interface TaxTotal {
  /** Null: tax given with the document. */
  readonly code: Id | null;
  /** Owed or to be reclaimed; a reverse charge is both. */
  readonly role: TaxRole;
  /** The code's own; null: the account of the role. */
  readonly account?: Id | null;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
  readonly box?: string | null;
}
