import type { Tx } from './tx.ts';
import type { Paper, PaperPeriod } from './values/paper.ts';

export { known, type Paper, type PaperLine, type PaperPeriod, type PaperTable } from './values/paper.ts';

/** Data as templates get it: text and numbers already as people read them. */
export type PrintData = Readonly<Record<string, unknown>>;

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
    readonly where?: Readonly<Record<string, string | boolean | readonly string[]>>;
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
