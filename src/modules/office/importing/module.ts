import { defineModule } from '#kernel/module.ts';
import { beginHandler, endHandler, undoHandler } from './batch.ts';
import { batch } from './contract.ts';

export default defineModule({
  name: 'importing',
  label: 'Import',
  wing: 'office',
  entities: [batch],
  operations: [beginHandler, endHandler, undoHandler],
  reports: [],
  permissions: { 'importing.batch.read': 'See imports', 'importing.batch.write': 'Import and undo imports' },
  roles: { controller: ['importing.batch.read', 'importing.batch.write'] },
});
