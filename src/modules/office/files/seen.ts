import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

/** A file is there for who uploaded it, and for whoever may read one of the records it belongs to; for nobody else. */
export async function refuseUnseen(tx: Tx, file: Id): Promise<void> {
  const [found] = await tx.sql<{ uploadedById: string; entities: string[] }>`
    select f.uploaded_by_id, array(select distinct a.entity from files.attachment a where a.company_id = f.company_id and a.file_id = f.id) as entities
    from files.file f where f.company_id = ${tx.company} and f.id = ${file}`;
  const readable = (name: string) => {
    const entity = tx.registry.entities.get(name);
    return entity !== undefined && tx.may(entity.read);
  };
  if (!found || !(found.uploadedById === tx.actor.id || found.entities.some(readable)))
    refuseCommon('not_found', { what: 'file' });
}
