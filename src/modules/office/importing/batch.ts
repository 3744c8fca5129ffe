import { implement } from '#kernel/command.ts';
import { raw } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Id } from '#kernel/values/id.ts';
import { beginBatch, endBatch, undoBatch } from './contract.ts';

export const beginHandler = implement(beginBatch, async (tx, { source, step, target }) => {
  const id = tx.newId();
  await tx.sql`insert into importing.batch (company_id, id, source, step, target, state, started_at, actor)
    values (${tx.company}, ${id}, ${source}, ${step}, ${target}, 'running', ${tx.now}, ${tx.actor.name})`;
  tx.record({ entity: 'importing.batch', id, after: { source, step, target } });
  return { batch: id };
});

export const endHandler = implement(endBatch, async (tx, { batch, rowsRead, rowsMade }) => {
  const [row] = await tx.sql`update importing.batch set state = 'done', rows_read = ${rowsRead}, rows_made = ${rowsMade}
    where company_id = ${tx.company} and id = ${batch} returning id`;
  if (!row) refuseCommon('not_found', { what: 'import' });
  tx.record({ entity: 'importing.batch', id: batch, after: { state: 'done', rowsRead, rowsMade } });
  return { batch };
});

export const undoHandler = implement(undoBatch, async (tx, { batch: id }, refuse) => {
  const [batch] = await tx.sql<{
    state: string;
  }>`select state from importing.batch where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!batch) return refuseCommon('not_found', { what: 'import' });
  if (batch.state === 'undone') refuse('not_done', { state: batch.state });
  const rows = await tx.sql<{ recordId: Id; madeIn: string | null }>`
    delete from importing.source_row where company_id = ${tx.company} and batch_id = ${id} returning record_id, made_in`;
  const tables = Map.groupBy(rows, (row) => row.madeIn);
  if (tables.has(null)) refuse('made_documents');
  try {
    // One statement a table, and a step writes to one table.
    for (const [table, made] of tables) {
      if (!/^[a-z_]+\.[a-z_]+$/.test(table!)) throw new Error(`${table} is no name of a table`);
      await tx.sql`delete from ${raw(table!)} where company_id = ${tx.company} and id = any(${made.map((row) => row.recordId)}::uuid[])`;
    }
  } catch (error) {
    if ((error as { code?: string }).code === '23503') refuse('still_used');
    throw error;
  }
  await tx.sql`update importing.batch set state = 'undone' where company_id = ${tx.company} and id = ${id}`;
  tx.record({
    entity: 'importing.batch',
    id,
    before: { state: batch.state },
    after: { state: 'undone', removed: rows.length },
  });
  return { removed: rows.length };
});
