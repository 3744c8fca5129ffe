import type { Tx } from './tx.ts';

/** Data as templates get it: text and numbers already as people read them. */
export type PrintData = Readonly<Record<string, unknown>>;

/** A line of a paper; `figures` stand below the headings after position and description. */
export interface PaperLine {
  readonly position: string;
  readonly description: string;
  readonly code?: string | null;
  readonly figures: readonly string[];
}

/** What every letter and document says, in the order it is read. */
export interface Paper {
  readonly title: string;
  readonly number: string;
  /** Whose paper it is: letterhead and footer. */
  readonly company: {
    readonly name: string;
    readonly sender: string;
    readonly lines: readonly string[];
    readonly footer: readonly string[];
  };
  readonly address: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly opening?: string | null;
  readonly headings: readonly string[];
  /** So many columns after position and description are text, the others figures. */
  readonly texts?: number;
  /** Heading of a last column of boxes to tick by hand. */
  readonly tick?: string;
  readonly lines: readonly PaperLine[];
  /** The last is the one that counts. */
  readonly totals?: readonly (readonly [string, string])[];
  readonly closing?: readonly string[];
}

/** Something that is printed from a record: an invoice, a delivery note. */
export interface Printed {
  /** `module.noun`. */
  readonly name: string;
  readonly label: string;
  /** The entity whose record page offers it. */
  readonly entity: string;
  readonly permission: string;
  /** What it says, and the name of the file; undefined when there is no such record. */
  readonly load: (tx: Tx, id: string) => Promise<{ file: string; data: Paper } | undefined>;
}

export const printed = (name: string, definition: Omit<Printed, 'name'>): Printed => ({ name, ...definition });

/** Facts without those that are not known. */
export const known = (facts: readonly (readonly [string, string | null | undefined])[]): [string, string][] =>
  facts.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
