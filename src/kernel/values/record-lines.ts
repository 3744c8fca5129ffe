/**
 * Where a list of lines of an operation on a record comes from: screens begin it with the lines of that record. What is not
 * ticked there is left out.
 */
export interface RecordLines {
  /** The input that takes the list. */
  readonly input: string;
  /** The entity of the record's lines, one of those its page shows. */
  readonly from: string;
  /** Inputs of a line that say which of the record's it is, each with the field of the record's line it is read from. */
  readonly key: Readonly<Record<string, string>>;
  /** Inputs of a line that begin with a field of the record's line; one that holds nothing starts nothing. */
  readonly start?: Readonly<Record<string, string>>;
  /** The field that says how much of a line is open: lines without are not shown. */
  readonly open?: string;
  /** Without a list the operation takes every line with something to start with: these begin ticked. */
  readonly all?: boolean;
  /** What a line that is not ticked says, where one left out would be taken whole. */
  readonly unticked?: Readonly<Record<string, string>>;
  /** Lines the record does not have yet may be added. */
  readonly adds?: boolean;
  /** Of lines of another record: the field of the line that names it, and the field of this record that does. */
  readonly by?: { readonly field: string; readonly record: string };
}
