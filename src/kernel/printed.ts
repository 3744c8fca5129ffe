import type { Tx } from './tx.ts';

/** Data as templates get it: text and numbers already as people read them. */
export type PrintData = Readonly<Record<string, unknown>>;

/** Something that is printed from a record: an invoice, a delivery note. */
export interface Printed {
  /** `module.noun`. */
  readonly name: string;
  readonly label: string;
  /** The entity whose record page offers it. */
  readonly entity: string;
  readonly permission: string;
  /** Template file (Typst), from the root of the program. */
  readonly template: string;
  /** What the template is given, and the name of the file; undefined when there is no such record. */
  readonly load: (tx: Tx, id: string) => Promise<{ file: string; data: PrintData } | undefined>;
}

export const printed = (name: string, definition: Omit<Printed, 'name'>): Printed => ({ name, ...definition });
