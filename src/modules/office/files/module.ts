import { defineModule } from '#kernel/module.ts';
import { attachment, file } from './contract.ts';
import { attachHandler, detachHandler, uploadHandler } from './files.ts';
import { seenAttachments, seenFiles } from './seen.ts';

const BOTH = ['files.file.read', 'files.file.write'];

export default defineModule({
  name: 'files',
  label: 'Files',
  wing: 'office',
  entities: [file, attachment],
  operations: [uploadHandler, attachHandler, detachHandler],
  reports: [],
  rows: { 'files.file': seenFiles, 'files.attachment': seenAttachments },
  permissions: {
    'files.file.read': 'See files of records one may read',
    'files.file.write': 'Upload files, attach and detach them',
  },
  roles: {
    auditor: ['files.file.read'],
    bookkeeper: BOTH,
    controller: BOTH,
    buyer: BOTH,
    storekeeper: BOTH,
    sales_desk: BOTH,
  },
});
