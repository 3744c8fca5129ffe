import { createHash } from 'node:crypto';
import { implement } from '#kernel/command.ts';
import { isSeen, mayChange } from '#kernel/entity-rights.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { attachFile, detachFile, MOST_BYTES, uploadFile } from './contract.ts';
import { mediaTypeOf } from './media-type.ts';
import { refuseUnseen, seenAttachments, seenFiles, WITHOUT_FILES } from './seen.ts';

export const uploadHandler = implement(uploadFile, async (tx, { name, content }, refuse) => {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/=+$/, '')) refuse('not_base64');
  if (bytes.length > MOST_BYTES) refuse('too_large', { name });
  const mediaType = mediaTypeOf(bytes) ?? refuse('wrong_file_type', { name });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const id = tx.newId();
  // Whether somebody else has the same is told to who may see theirs.
  const same = await tx.sql<{ id: Id; own: boolean }>`
    select id, uploaded_by_id = ${tx.actor.id} as own from files.file t
    where company_id = ${tx.company} and sha256 = ${sha256} and ${seenFiles(tx)} order by own desc limit 1`;
  if (same[0]?.own) return { file: same[0].id, known: true };
  await tx.sql`
    insert into files.file (company_id, id, name, media_type, size_bytes, sha256, content, uploaded_by, uploaded_by_id, uploaded_at)
    values (${tx.company}, ${id}, ${name}, ${mediaType}, ${bytes.length}, ${sha256}, ${bytes}, ${tx.actor.name}, ${tx.actor.id}, ${tx.now})`;
  tx.record({ entity: 'files.file', id, after: { name, mediaType, sizeBytes: bytes.length, sha256 } });
  return { file: id, known: same.length > 0 };
});

export const attachHandler = implement(attachFile, async (tx, { file, entity, record }, refuse) => {
  if (WITHOUT_FILES.includes(entity)) refuse('on_a_file');
  await refuseUnreadable(tx, entity, record);
  await refuseUnseen(tx, file);
  const id = tx.newId();
  const [made] = await tx.sql<{ name: string }>`
    insert into files.attachment as a (company_id, id, file_id, entity, record_id, attached_by, attached_at)
    values (${tx.company}, ${id}, ${file}, ${entity}, ${record}, ${tx.actor.name}, ${tx.now})
    on conflict (company_id, entity, record_id, file_id) do nothing
    returning (select f.name from files.file f where f.company_id = a.company_id and f.id = a.file_id) as name`;
  if (made) {
    tx.record(
      { entity: 'files.attachment', id, after: { file, entity, record } },
      { entity, id: record, after: { file: made.name } },
    );
    return { attachment: id };
  }
  const [before] = await tx.sql<{ id: Id }>`
    select id from files.attachment
    where company_id = ${tx.company} and entity = ${entity} and record_id = ${record} and file_id = ${file}`;
  return { attachment: before!.id };
});

export const detachHandler = implement(detachFile, async (tx, { attachment }, refuse) => {
  const [found] = await tx.sql<{ fileId: Id; entity: string; recordId: Id; name: string; own: boolean }>`
    select t.file_id, t.entity, t.record_id, f.name, exists (
      select from kernel.event_record r join kernel.event e on e.company_id = r.company_id and e.id = r.event_id
      where r.company_id = t.company_id and r.record_id = t.id and r.entity = 'files.attachment' and e.actor = ${tx.actor.id}) as own
    from files.attachment t join files.file f on f.company_id = t.company_id and f.id = t.file_id
    where t.company_id = ${tx.company} and t.id = ${attachment} and ${seenAttachments(tx)}`;
  if (!found) return refuseCommon('not_found', { what: 'attachment' });
  const { name, own, ...gone } = found;
  const of = tx.registry.entities.get(gone.entity)!;
  if (!own && !mayChange(tx, of)) refuse('not_yours', { name, what: of.label.toLowerCase() });
  const left =
    await tx.sql`delete from files.attachment where company_id = ${tx.company} and id = ${attachment} returning id`;
  if (left.length === 0) return refuseCommon('not_found', { what: 'attachment' });
  tx.record(
    { entity: 'files.attachment', id: attachment, before: gone },
    { entity: gone.entity, id: gone.recordId, before: { file: name } },
  );
  return { attachment };
});

/** A record somebody does not see is to them as if it were not there. */
async function refuseUnreadable(tx: Tx, name: string, record: Id): Promise<void> {
  const entity = tx.registry.entities.get(name);
  if (!entity || !tx.may(entity.read) || entity.shared || (entity.id ?? 'id') !== 'id')
    return refuseCommon('not_found', { what: 'record' });
  if (!(await isSeen(tx, entity, record))) refuseCommon('not_found', { what: entity.label.toLowerCase() });
}
