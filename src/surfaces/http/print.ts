import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import { printDocument } from '#surfaces/print/print.ts';
import type { Identities } from './identity.ts';

interface Named {
  Params: { name: string; id: string };
}

export function printRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  server.get<Named>('/api/print/:name/:id', async (request, reply) => {
    const caller = await identities.require(request);
    const { file, pdf } = await printDocument({ app, ...caller }, request.params.name, request.params.id);
    const name = file.replace(/[^A-Za-z0-9._-]+/g, '-');
    return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`).send(pdf);
  });
}
