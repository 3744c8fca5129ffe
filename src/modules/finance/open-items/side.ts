import { type Fragment, raw } from '#kernel/db/sql.ts';
import type { AccountRole, Journal } from '#modules/finance/ledger/api.ts';
import type { TaxRole } from '#modules/finance/tax/api.ts';

/** `conversion`: a part of a payment in one currency becomes one in another; nothing is made smaller. */
export type AdjustmentKind = 'discount' | 'withholding' | 'write_off' | 'conversion';

/**
 * One kind of open items: what customers owe us, what we owe suppliers. Everything the engine needs to know of it. Amounts of
 * items are positive where something is owed, whichever side of the ledger that is.
 */
export interface Side {
  /** Its module: the schema its tables are in and the first word of its entities. */
  readonly module: string;
  /** The role of the account its items add up to. */
  readonly role: AccountRole;
  /** 1n: what is owed is a debit on that account; -1n: a credit. */
  readonly sign: 1n | -1n;
  /** The table of the documents that were taxed: `net_minor`, `tax_minor`, `total_minor`, `terms_id`. */
  readonly document: string;
  /** How the table of matches calls the item that is owed: `debit` or `owed`. */
  readonly owed: string;
  /** Of taxes that a discount makes smaller: where they were booked, and how the tax ledger calls them. */
  readonly tax: { readonly role: TaxRole; readonly direction: 'sale' | 'purchase'; readonly journal: Journal };
  /** What makes an item smaller without money: the account it goes to, and how its entry says it. */
  readonly adjustments: Readonly<
    Record<Exclude<AdjustmentKind, 'conversion'>, { readonly role: AccountRole; readonly text: string }>
  >;
  /** Who has it may write off, and give discounts that are not offered, without limit. */
  readonly writeOffRight: string;
  /** What people and reports call the party: `customer`, `supplier`. */
  readonly party: string;
  /** The column of the document with the party's own number for it. */
  readonly theirNumber: string;
  /** Columns of the document with the numbers people name it by when they pay. */
  readonly namedBy: readonly string[];
  /** The column of a payment with the day its money moved. */
  readonly paidOn: string;
  /** What the entry of a payment is called. */
  readonly paymentText: string;
}

/** Names of a side's tables and columns, to be put into SQL. They come from the program alone. */
export interface Tables {
  readonly item: Fragment;
  readonly match: Fragment;
  readonly adjustment: Fragment;
  readonly payment: Fragment;
  readonly revaluation: Fragment;
  readonly document: Fragment;
  readonly owedId: Fragment;
  readonly owedBase: Fragment;
  readonly paidOn: Fragment;
}

export const tablesOf = ({ module, document, owed, paidOn }: Side): Tables => ({
  item: raw(`${module}.open_item`),
  match: raw(`${module}.match`),
  adjustment: raw(`${module}.adjustment`),
  payment: raw(`${module}.payment`),
  revaluation: raw(`${module}.revaluation`),
  document: raw(document),
  owedId: raw(`${owed}_id`),
  owedBase: raw(`${owed}_base_minor`),
  paidOn: raw(paidOn),
});

export const entityOf = (side: Side, name: 'open_item' | 'match' | 'adjustment' | 'payment' | 'revaluation'): string =>
  `${side.module}.${name}`;
