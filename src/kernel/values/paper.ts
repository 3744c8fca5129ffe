import type { Day } from './day.ts';

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

/** Facts without those that are not known. */
export const known = (facts: readonly (readonly [string, string | null | undefined])[]): [string, string][] =>
  facts.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
