import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import * as v from '#kernel/values/schema.ts';

const READ = 'files.file.read';
/** The most a file may hold. */
export const MOST_BYTES = 10 * 2 ** 20;
/** Base64 takes four characters for three bytes. What is a little larger is refused in words, not by its length. */
const MOST_CHARACTERS = 16 * 2 ** 20;

export const file = entity('files.file', {
  label: 'File',
  plural: 'Files',
  about: 'A PDF or picture somebody uploaded: a supplier’s bill, a certificate, a photograph of what arrived.',
  table: 'files.file',
  title: 'name',
  fields: {
    name: f.text('Name', { derived: true }),
    mediaType: f.text('Kind', { derived: true }),
    sizeBytes: f.number('Bytes', { derived: true }),
    uploadedBy: f.text('Uploaded by', { derived: true }),
    uploadedAt: f.time('Uploaded', { derived: true }),
    sha256: f.text('SHA-256', { derived: true, help: 'The hash of its content.' }),
  },
  list: ['name', 'mediaType', 'sizeBytes', 'uploadedBy', 'uploadedAt'],
  search: ['name'],
  order: '-uploadedAt',
  read: READ,
  children: [{ entity: 'files.attachment', field: 'file', label: 'Attached to' }],
});

export const attachment = entity('files.attachment', {
  label: 'Attachment',
  plural: 'Attachments',
  about: 'A file that belongs to a record.',
  table: 'files.attachment',
  view: 'files.v_attachment',
  title: 'name',
  fields: {
    name: f.text('File', { derived: true }),
    file: f.ref('Content', 'files.file', { derived: true }),
    entity: f.code('Kind of record', { derived: true }),
    recordId: f.text('Record', { derived: true }),
    mediaType: f.text('Kind', { derived: true }),
    sizeBytes: f.number('Bytes', { derived: true }),
    attachedBy: f.text('Attached by', { derived: true }),
    attachedAt: f.time('Attached', { derived: true }),
  },
  list: ['name', 'entity', 'attachedBy', 'attachedAt'],
  search: ['name'],
  order: '-attachedAt',
  read: READ,
});

export const uploadFile = command('files.upload_file', {
  label: 'Upload a file',
  about: 'Keeps a PDF, PNG, JPEG or WebP of up to 10 MiB; what one uploaded before is not kept twice.',
  permission: 'files.file.write',
  input: z.object({ name: v.Name, content: z.string().min(1).max(MOST_CHARACTERS).describe('The bytes, as base64.') }),
  output: z.object({
    file: z.string(),
    known: z.boolean().describe('The same content was uploaded before, by oneself or where one may see it.'),
  }),
  refusals: {
    not_base64: 'The content is not base64.',
    wrong_file_type: '{name} is no PDF, PNG, JPEG or WebP.',
    too_large: '{name} is larger than 10 MiB.',
  },
  secret: ['content'],
});

export const attachFile = command('files.attach_file', {
  label: 'Attach',
  about: 'Says that a file belongs to a record; both must be there for who attaches.',
  permission: 'files.file.write',
  input: z.object({
    file: v.Ref('files.file'),
    entity: v.Code.describe('The kind of record: payables.bill …'),
    record: v.Id,
  }),
  output: z.object({ attachment: z.string() }),
  refusals: { on_a_file: 'A file belongs to a document or another record, not to a file. Attach it there.' },
  on: { entity: 'files.file', field: 'file' },
});

export const detachFile = command('files.detach_file', {
  label: 'Detach',
  about: 'Takes a file away from a record, by who attached it or may change the record. The file itself stays.',
  permission: 'files.file.write',
  input: z.object({ attachment: v.Ref('files.attachment') }),
  output: z.object({ attachment: z.string() }),
  refusals: { not_yours: '{name} is taken away by who attached it or may change the {what}.' },
  on: { entity: 'files.attachment', field: 'attachment' },
});
