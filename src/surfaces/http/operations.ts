import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '#kernel/app.ts';
import { authorise, execute } from '#kernel/execute.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { MOST_BYTES } from '#modules/office/files/contract.ts';
import { rehearse } from '#surfaces/rehearse.ts';
import type { Identities } from './identity.ts';
import { LIMITS } from './limits.ts';
import { sendJson } from './reply.ts';

/** Takes whole files, so that its body may be larger than that of any other. */
const UPLOAD = 'files.upload_file';

export function operationRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  /** Who may not do it need not send what it takes. */
  const mayFirst = async (request: FastifyRequest) => {
    const name = (request.params as { name?: string }).name ?? UPLOAD;
    const { actor } = await identities.require(request);
    const operation = app.registry.operations.get(name) ?? refuseCommon('not_found', { what: 'operation' });
    authorise(app, actor, operation.contract.permission);
  };
  const carryOut = async (request: FastifyRequest, reply: FastifyReply, name: string) => {
    const { actor, company, key: apiKey } = await identities.require(request);
    const key = idempotencyKey(request.headers['idempotency-key']);
    const via = apiKey ? `api:${apiKey.id}` : 'http';
    const answer = await execute(app, name, { actor, company, input: request.body ?? {}, key, via });
    if (name.startsWith('access.')) identities.forget();
    return sendJson(reply, answer);
  };
  server.post<{ Params: { name: string } }>('/api/op/:name', { onRequest: mayFirst }, (request, reply) =>
    carryOut(request, reply, request.params.name),
  );
  server.post<{ Params: { name: string } }>('/api/preview/:name', { onRequest: mayFirst }, async (request, reply) => {
    const { actor, company, key } = await identities.require(request);
    const via = key ? `api:${key.id}` : 'http';
    return sendJson(
      reply,
      await rehearse(app, request.params.name, { actor, company, input: request.body ?? {}, via }),
    );
  });
  const most = { what: 'The file', limit: MOST_BYTES / 2 ** 20 };
  server.post(
    `/api/op/${UPLOAD}`,
    { onRequest: mayFirst, bodyLimit: LIMITS.uploadMiB * 2 ** 20, config: { most } },
    (request, reply) => carryOut(request, reply, UPLOAD),
  );
}

function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length > 0 && header.length <= LIMITS.keyLength) return header;
  return refuseCommon('invalid_input', {
    issues: [{ path: 'idempotency-key', message: `Give it once, with at most ${LIMITS.keyLength} characters.` }],
  });
}
