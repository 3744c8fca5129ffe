import { type ComponentType, lazy } from 'react';
import type { OperationMeta, Row } from '../api/meta.ts';

export interface OperationScreenProps {
  readonly operation: OperationMeta;
  /** Inputs given with the address. */
  readonly given: Row;
}

/** Screens of their own, by operation, where the derived form is not enough. */
export const operationScreens: Readonly<Record<string, ComponentType<OperationScreenProps>>> = {
  'sales.place_order': lazy(() => import('./sales-order.tsx')),
};

/** What the dialog of an operation on a record starts with, beyond the fields that bear the same names. */
export const recordForms: Readonly<Record<string, (row: Row) => Row>> = {};
