import { type Fragment, part } from '#kernel/db/sql.ts';
import { seenRecord } from '#kernel/entity-rights.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { attachment, file } from './contract.ts';

/** Files belong to the records of other modules, not to one another. */
export const WITHOUT_FILES: readonly string[] = [file.name, attachment.name];

/** An attachment is there for who sees the record it belongs to. */
export const seenAttachments = (tx: Tx): Fragment =>
  seenRecord(tx, { entity: 't.entity', id: 't.record_id' }, WITHOUT_FILES);

/** A file is there for who uploaded it, and for whoever sees one of the records it belongs to; for nobody else. */
export const seenFiles = (tx: Tx): Fragment =>
  part`(t.uploaded_by_id = ${tx.actor.id} or exists (select from files.attachment a
    where a.company_id = t.company_id and a.file_id = t.id
      and ${seenRecord(tx, { entity: 'a.entity', id: 'a.record_id' }, WITHOUT_FILES)}))`;

/** To everybody else it is as if it were not there. */
export async function refuseUnseen(tx: Tx, file: Id): Promise<void> {
  const found =
    await tx.sql`select from files.file t where t.company_id = ${tx.company} and t.id = ${file} and ${seenFiles(tx)}`;
  if (found.length === 0) refuseCommon('not_found', { what: 'file' });
}
