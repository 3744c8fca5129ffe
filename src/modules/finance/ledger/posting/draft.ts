import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

/** What an account is for. A company maps each to one of its accounts; programs never name account numbers. */
export const ACCOUNT_ROLES = [
  'receivable',
  'payable',
  'bank',
  'cash',
  'revenue',
  'revenue_service',
  'freight_revenue',
  'sales_discount',
  'tax_payable',
  'tax_receivable',
  'inventory',
  'cogs',
  'grni',
  'stock_adjustment',
  'stock_gain',
  'stock_loss',
  'purchase_variance',
  'production_clearing',
  'landed_cost_accrual',
  'freight_expense',
  'expense',
  'fx_gain',
  'fx_loss',
  'write_off',
  'rounding',
  'cash_discount_given',
  'cash_discount_taken',
  'opening',
  'retained_earnings',
  'transit',
  'customer_prepayment',
  'supplier_prepayment',
  'bill_clearing',
  'withholding_payable',
  'withholding_receivable',
  'fx_revaluation',
  'provision_stock',
] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

export const JOURNALS = ['general', 'sales', 'purchase', 'bank', 'stock', 'closing', 'opening'] as const;
export type Journal = (typeof JOURNALS)[number];

export interface LineDraft {
  /** The account by what it is for, or by its id; with both the id says where, and the role what for (a tax with an account of its own). */
  readonly role?: AccountRole;
  readonly account?: Id;
  /** In the company's currency; debit positive, credit negative. */
  readonly amountMinor: bigint;
  /** The foreign currency and the amount in its minor units, both or neither. */
  readonly currency?: string;
  readonly currencyMinor?: bigint;
  readonly party?: Id;
  readonly item?: Id;
  readonly site?: Id;
  readonly costCentre?: Id;
  readonly project?: Id;
  readonly taxCode?: Id;
  readonly text?: string;
}

export interface EntryDraft {
  readonly id?: Id;
  readonly journal: Journal;
  /** The document this entry follows from; every figure drills down to it. */
  readonly source: { readonly entity: string; readonly id: Id };
  /** The day it was economically true. */
  readonly effectiveOn: Day;
  readonly text: string;
  /** The entry this one takes back. */
  readonly reverses?: Id;
  /** It changes what an older document posted, and names what that named: what its accounts need by now is not asked of it. */
  readonly follows?: boolean;
  /** Why it was posted when the source alone does not say (a correction: what caused it). */
  readonly cause?: string;
  readonly lines: readonly LineDraft[];
}

export interface PostedEntry {
  readonly id: Id;
  /** The effective day, or the first day open after it. */
  readonly postedOn: Day;
  readonly period: Id;
}
