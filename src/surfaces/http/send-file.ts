import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export type Format = keyof typeof TYPES;

/** Streams a file to be saved. `open` fails before the first byte when the caller may not have it. */
export async function sendFile(
  reply: FastifyReply,
  file: { name: string; format: Format },
  open: () => Promise<Readable>,
): Promise<FastifyReply> {
  const stream = await open();
  const name = file.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return reply
    .type(TYPES[file.format])
    .header('content-disposition', `attachment; filename="${name}.${file.format}"`)
    .send(stream);
}
