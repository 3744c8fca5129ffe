import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import { authorise } from '#kernel/execute.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { FILE_READ, readFile } from '#modules/office/files/api.ts';
import type { Identities } from './identity.ts';

/** Pages of our own may show the file; nothing in it may run, load or send anything. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'";

export function fileRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  server.get<{ Params: { id: string } }>('/api/file/:id', async (request, reply) => {
    const caller = await identities.require(request);
    authorise(app, caller.actor, FILE_READ);
    const { id } = request.params;
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) refuseCommon('not_found', { what: 'file' });
    const { name, mediaType, content } = await readTransaction({ app, ...caller }, (tx) => readFile(tx, id));
    const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-');
    return reply
      .type(mediaType)
      .header('content-disposition', `inline; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
      .header('content-security-policy', POLICY)
      .header('x-frame-options', 'SAMEORIGIN')
      .header('x-content-type-options', 'nosniff')
      .send(content);
  });
}
