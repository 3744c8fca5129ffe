import { type ComponentType, lazy } from 'react';
import type { EntityName, OperationName, RecordOf } from '../api/contracts.ts';
import type { EntityMeta, OperationMeta, Row } from '../api/meta.ts';
import type { Helper } from '../form/help.ts';

export interface OperationScreenProps {
  readonly operation: OperationMeta;
  /** Inputs given with the address. */
  readonly given: Row;
}

/** Screens of their own, by operation, where the derived form is not enough. */
export const operationScreens: Readonly<Record<string, ComponentType<OperationScreenProps>>> = {
  'access.create_company': lazy(() => import('./company/company-screen.tsx')),
  'approvals.set_policy': lazy(() => import('./policy/policy-screen.tsx')),
  'inventory.enter_count': lazy(() => import('./counting/enter-count.tsx')),
  'ledger.close_up_to': lazy(() => import('./closing/closing-screen.tsx')),
  'payables.post_bill': lazy(() => import('./bill/bill-screen.tsx')),
  'payables.correct_bill': lazy(() => import('./bill/correct-screen.tsx')),
  'payables.record_payment': lazy(() => import('./payment/payment-screen.tsx')),
  'receivables.record_payment': lazy(() => import('./payment/payment-screen.tsx')),
  'tax.file_return': lazy(() => import('./tax/return-screen.tsx')),
  'sales.place_order': lazy(() => import('./sales-order.tsx')),
} satisfies { readonly [N in OperationName]?: ComponentType<OperationScreenProps> };

/** What helps to fill in a derived form, by operation. */
export const operationHelpers: Readonly<Record<string, Helper>> = {
  'purchasing.place_order': lazy(() => import('./purchase-help.tsx')),
};

export interface RecordScreenProps<E extends EntityName> {
  readonly entity: EntityMeta;
  readonly row: RecordOf<E>;
}

/** By kind of record, as the pages look them up, which know no kind by name. */
type Screens = Readonly<Record<string, ComponentType<{ entity: EntityMeta; row: Row }>>>;
const byKind = (screens: { readonly [E in EntityName]?: ComponentType<RecordScreenProps<E>> }) => screens as Screens;

/** What stands on the page of a record in place of its fields and lines, by kind of record. */
export const recordScreens = byKind({
  'payables.payment_run': lazy(() => import('./payment-run.tsx')),
});

/** What stands above the fields of a record: how it stands. */
export const recordHeads = byKind({
  'parties.party': lazy(() => import('./party/account.tsx')),
});

/** What stands below the fields of a record, above what belongs to it. */
export const recordParts = byKind({
  'approvals.request': lazy(() => import('./approvals/what.tsx')),
  'inventory.stock_count': lazy(() => import('./counting/review.tsx')),
  'payables.held_bill': lazy(() => import('./bill/held.tsx')),
  'payables.payment': lazy(() => import('./payment/settled.tsx')),
  'receivables.payment': lazy(() => import('./payment/settled.tsx')),
  'purchasing.quotation_request': lazy(() => import('./quotation/comparison.tsx')),
});

/** What the dialog of an operation on a record starts with, beyond the fields that bear the same names. */
export const recordForms: Readonly<Record<string, (row: Row) => Row>> = {};
