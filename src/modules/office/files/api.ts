import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { refuseUnseen } from './seen.ts';

interface Content {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The right to see files; without it none is given out. */
export const FILE_READ = 'files.file.read';

/** A file for who may see it. */
export async function readFile(tx: Tx, id: Id): Promise<Content> {
  await refuseUnseen(tx, id);
  const [file] = await tx.sql<Content>`
    select name, media_type, content from files.file where company_id = ${tx.company} and id = ${id}`;
  return file!;
}

/** What is attached to a record belongs to the one that took its place, too. */
export async function carryFiles(
  tx: Tx,
  entities: { from: string; to: string },
  records: readonly { from: Id; to: Id }[],
): Promise<void> {
  const to = new Map(records.map((record) => [record.from, record.to]));
  if (to.size === 0) return;
  const found = await tx.sql<{ fileId: Id; recordId: Id; attachedBy: string; attachedAt: Date }>`
    select file_id, record_id, attached_by, attached_at from files.attachment
    where company_id = ${tx.company} and entity = ${entities.from} and record_id = any(${[...to.keys()]}::uuid[])`;
  if (found.length === 0) return;
  const rows = found.map((row) => ({ ...row, id: tx.newId(), recordId: to.get(row.recordId)! }));
  await tx.sql`
    insert into files.attachment (company_id, id, file_id, entity, record_id, attached_by, attached_at)
    select ${tx.company}, id, file_id, ${entities.to}, record_id, attached_by, attached_at
    from ${table(rows, { id: 'uuid', fileId: 'uuid', recordId: 'uuid', attachedBy: 'text', attachedAt: 'timestamptz' })}
    on conflict (company_id, entity, record_id, file_id) do nothing`;
}
