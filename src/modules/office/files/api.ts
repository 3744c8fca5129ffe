import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

interface Content {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The right to see files; without it none is given out. */
export const FILE_READ = 'files.file.read';

/**
 * A file for who may see it: who uploaded it, and whoever may read one of the records it belongs to. One that belongs to
 * nothing yet is seen by its uploader alone.
 */
export async function readFile(tx: Tx, id: Id): Promise<Content> {
  const [found] = await tx.sql<{ uploadedById: string; entities: string[] }>`
    select f.uploaded_by_id, array(select distinct a.entity from files.attachment a where a.company_id = f.company_id and a.file_id = f.id) as entities
    from files.file f where f.company_id = ${tx.company} and f.id = ${id}`;
  const readable = (name: string) => {
    const entity = tx.registry.entities.get(name);
    return entity !== undefined && tx.may(entity.read);
  };
  if (!found || !(found.uploadedById === tx.actor.id || found.entities.some(readable)))
    return refuseCommon('not_found', { what: 'file' });
  const [file] = await tx.sql<Content>`
    select name, media_type, content from files.file where company_id = ${tx.company} and id = ${id}`;
  return file!;
}
