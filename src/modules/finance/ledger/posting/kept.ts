import type { AccountRole } from './draft.ts';

/** Who posts to accounts that a sub-ledger keeps. */
export type Keeper = 'inventory' | 'purchasing' | 'open_items' | 'receivables' | 'payables';

const OPEN_ITEMS = ['open_items', 'receivables', 'payables'] as const;

/**
 * The control accounts: each role here belongs to the sub-ledgers named, whose records say the same as its accounts. They
 * alone post there and by that role alone; nobody posts there by the account's id. No one keeps prepayments of customers
 * yet: money on account stands in receivables.
 */
export const KEPT_BY = {
  inventory: ['inventory'],
  transit: ['inventory'],
  provision_stock: ['inventory'],
  grni: ['inventory', 'purchasing', 'payables'],
  landed_cost_accrual: ['inventory', 'purchasing', 'payables'],
  bill_clearing: ['inventory', 'purchasing', 'payables'],
  receivable: OPEN_ITEMS,
  payable: OPEN_ITEMS,
  customer_prepayment: [],
  tax_payable: OPEN_ITEMS,
  tax_receivable: OPEN_ITEMS,
  withholding_payable: OPEN_ITEMS,
  withholding_receivable: OPEN_ITEMS,
  fx_revaluation: ['open_items'],
} as const satisfies Partial<Record<AccountRole, readonly Keeper[]>>;

export type KeptRole = keyof typeof KEPT_BY;

export const KEPT_ROLES = Object.keys(KEPT_BY) as readonly KeptRole[];

export const isKept = (role: string): role is KeptRole => role in KEPT_BY;

/** The roles a sub-ledger may post by; none for who keeps no accounts. */
export const rolesOf = (keeper: Keeper | undefined): readonly KeptRole[] =>
  KEPT_ROLES.filter((role) => (KEPT_BY[role] as readonly string[]).includes(keeper ?? ''));
