import type { Tx } from './tx.ts';
import type { Day } from './values/day.ts';

/** Data as templates get it: text and numbers already as people read them. */
export type PrintData = Readonly<Record<string, unknown>>;

/** A line of a paper; `figures` stand below the headings after position and description. */
export interface PaperLine {
  readonly position: string;
  readonly description: string;
  readonly code?: string | null;
  readonly figures: readonly string[];
}

/** Lines below headings, with their totals. */
export interface PaperTable {
  /** What stands above it, where a paper has several. */
  readonly heading?: string;
  readonly headings: readonly string[];
  /** So many columns after position and description are text, the others figures. */
  readonly texts?: number;
  /** Heading of a last column of boxes to tick by hand. */
  readonly tick?: string;
  readonly lines: readonly PaperLine[];
  /** The last is the one that counts. */
  readonly totals?: readonly (readonly [string, string])[];
}

/** What every letter and document says, in the order it is read. */
export interface Paper extends PaperTable {
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
  readonly more?: readonly PaperTable[];
  readonly closing?: readonly string[];
}

/** Of papers that tell of an account: the days asked for, each left out or given. */
export interface PaperPeriod {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** Something that is printed from a record: an invoice, a delivery note. */
export interface Printed {
  /** `module.noun`. */
  readonly name: string;
  readonly label: string;
  /** The entity whose record page offers it. */
  readonly entity: string;
  /** Which of its records: by state, by what their fields say; all when absent. */
  readonly on?: {
    readonly states?: readonly string[];
    readonly where?: Readonly<Record<string, string | boolean>>;
  };
  readonly permission: string;
  /** It tells of a day or of a period, which may be asked for. */
  readonly period?: boolean;
  /** What it says (several papers are one file), and the name of the file; undefined when there is no such record. */
  readonly load: (
    tx: Tx,
    id: string,
    period: PaperPeriod,
  ) => Promise<{ file: string; data: Paper | readonly Paper[] } | undefined>;
}

export const printed = (name: string, definition: Omit<Printed, 'name'>): Printed => ({ name, ...definition });

/** Facts without those that are not known. */
export const known = (facts: readonly (readonly [string, string | null | undefined])[]): [string, string][] =>
  facts.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
