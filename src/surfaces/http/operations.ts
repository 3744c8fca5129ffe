import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import { execute } from '#kernel/execute.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Identities } from './identity.ts';
import { LIMITS } from './limits.ts';
import { sendJson } from './reply.ts';

export function operationRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  server.post<{ Params: { name: string } }>('/api/op/:name', async (request, reply) => {
    const { actor, company, key: apiKey } = await identities.require(request);
    const { name } = request.params;
    const key = idempotencyKey(request.headers['idempotency-key']);
    const via = apiKey ? `api:${apiKey.id}` : 'http';
    const answer = await execute(app, name, { actor, company, input: request.body ?? {}, key, via });
    if (name.startsWith('access.')) identities.forget();
    return sendJson(reply, answer);
  });
}

function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length > 0 && header.length <= LIMITS.keyLength) return header;
  return refuseCommon('invalid_input', {
    issues: [{ path: 'idempotency-key', message: `Give it once, with at most ${LIMITS.keyLength} characters.` }],
  });
}
