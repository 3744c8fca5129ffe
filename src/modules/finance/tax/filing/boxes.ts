import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';

export interface Box {
  readonly box: string;
  readonly documents: number;
  readonly baseMinor: bigint;
  readonly dueMinor: bigint;
  /** Of it, what belongs to days of returns that were filed before. */
  readonly lateBaseMinor: bigint;
  readonly lateMinor: bigint;
}

/** What is declared of these days, box by box. */
export const boxesOf = (tx: Tx, { from, to }: { from: Day; to: Day }): Promise<Box[]> => tx.sql<Box>`
  select box, count(distinct document_id)::int as documents, sum(due_base_minor)::bigint as base_minor, sum(due_minor)::bigint as due_minor,
    coalesce(sum(due_base_minor) filter (where late_for is not null), 0)::bigint as late_base_minor,
    coalesce(sum(due_minor) filter (where late_for is not null), 0)::bigint as late_minor
  from tax.v_tax_line where company_id = ${tx.company} and return_on between ${from} and ${to}
  group by box order by box`;
