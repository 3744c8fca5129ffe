import { type Fragment, part } from '#kernel/db/sql.ts';
import { readable } from '#kernel/entity-rights.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

/** An attachment is there for who may read the record it belongs to. */
export const seenAttachments = (tx: Tx): Fragment => part`t.entity = any(${readable(tx)}::text[])`;

/** A file is there for who uploaded it, and for whoever may read one of the records it belongs to; for nobody else. */
export const seenFiles = (tx: Tx): Fragment =>
  part`(t.uploaded_by_id = ${tx.actor.id} or exists (select from files.attachment a
    where a.company_id = t.company_id and a.file_id = t.id and a.entity = any(${readable(tx)}::text[])))`;

/** To everybody else it is as if it were not there. */
export async function refuseUnseen(tx: Tx, file: Id): Promise<void> {
  const found =
    await tx.sql`select from files.file t where t.company_id = ${tx.company} and t.id = ${file} and ${seenFiles(tx)}`;
  if (found.length === 0) refuseCommon('not_found', { what: 'file' });
}
