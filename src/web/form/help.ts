import { type ComponentType, createContext, type ReactNode } from 'react';
import type { Row } from '../api/meta.ts';
import type { GridColumn } from '../grid/grid-model.ts';

/** What a form can say of itself while it is filled in: what is taken where nothing is entered, and what lines come to. */
export interface FormHelp {
  /** By input. */
  readonly hints?: Readonly<Record<string, string | undefined>>;
  readonly columns?: (columns: GridColumn[]) => GridColumn[];
}

export const HelpContext = createContext<FormHelp>({});

/** Stands around the inputs of a form, knows what is entered, and gives them their help. */
export type Helper = ComponentType<{ readonly values: Row; readonly children: ReactNode }>;
