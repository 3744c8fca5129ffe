import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { parse } from '#kernel/execute.ts';
import * as v from '#kernel/values/schema.ts';
import { printDocument } from '#surfaces/print/print.ts';
import type { Identities } from './identity.ts';
import { asks, textParameter } from './query.ts';

interface Named {
  Params: { name: string; id: string };
}

const Period = z.object({ from: v.Day.optional(), to: v.Day.optional() });

export function printRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  server.get<Named>('/api/print/:name/:id', asks('from', 'to'), async (request, reply) => {
    const caller = await identities.require(request);
    const { name: document, id } = request.params;
    const [from, to] = ['from', 'to'].map((day) => textParameter(request.query, day));
    const { file, pdf } = await printDocument({ app, ...caller }, document, id, parse(Period, { from, to }));
    const name = file.replace(/[^A-Za-z0-9._-]+/g, '-');
    return reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`).send(pdf);
  });
}
