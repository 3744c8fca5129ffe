import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import * as v from '#kernel/values/schema.ts';

export const batch = entity('importing.batch', {
  label: 'Import',
  plural: 'Imports',
  about: 'One step of an import: what was read, what it made.',
  table: 'importing.batch',
  title: 'step',
  fields: {
    source: f.text('Source'),
    step: f.text('Step'),
    target: f.text('Makes'),
    state: f.state('State'),
    rowsRead: f.number('Rows read'),
    rowsMade: f.number('Records made'),
    startedAt: f.time('Started'),
    actor: f.text('By'),
  },
  list: ['source', 'step', 'target', 'state', 'rowsRead', 'rowsMade', 'startedAt', 'actor'],
  search: ['source', 'step'],
  order: '-startedAt',
  read: 'importing.batch.read',
  state: 'state',
});

export const beginBatch = command('importing.begin_batch', {
  label: 'Begin import step',
  about: 'Opens a step of an import, so that what it makes can be undone together.',
  permission: 'importing.batch.write',
  input: z.object({ source: v.Code, step: v.Code, target: v.Name }),
  output: z.object({ batch: z.string() }),
});

export const endBatch = command('importing.end_batch', {
  label: 'End import step',
  about: 'Notes how many rows a step of an import read and what it made.',
  permission: 'importing.batch.write',
  input: z.object({
    batch: v.Ref('importing.batch'),
    rowsRead: z.number().int().min(0),
    rowsMade: z.number().int().min(0),
  }),
  output: z.object({ batch: z.string() }),
});

export const undoBatch = command('importing.undo_batch', {
  label: 'Undo',
  about:
    'Removes the records a step made, as long as nothing depends on them; documents are not removed but cancelled by their own operations.',
  permission: 'importing.batch.write',
  input: z.object({ batch: v.Ref('importing.batch') }),
  output: z.object({ removed: z.number() }),
  refusals: {
    not_done: 'This step is {state}.',
    made_documents: 'This step made documents. Cancel them where they are.',
    still_used: 'Other records depend on these.',
  },
  on: { entity: 'importing.batch', field: 'batch', states: ['done', 'running'] },
});
