import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import { runReport } from '#kernel/run-report.ts';
import { reportFile } from '#surfaces/export.ts';
import { printReport } from '#surfaces/print/report.ts';
import type { Identities } from './identity.ts';
import { asks, jsonParameter } from './query.ts';
import { sendJson } from './reply.ts';
import { sendFile } from './send-file.ts';

interface Named {
  Params: { name: string };
}

export function reportRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  server.get<Named>('/api/report/:name', asks('params'), async (request, reply) => {
    const caller = await identities.require(request);
    return sendJson(
      reply,
      await runReport({ app, ...caller }, request.params.name, jsonParameter(request.query, 'params')),
    );
  });

  for (const format of ['csv', 'xlsx'] as const)
    server.get<Named>(`/api/report/:name/export.${format}`, asks('params'), async (request, reply) => {
      const caller = await identities.require(request);
      const params = jsonParameter(request.query, 'params');
      const { file, name } = await reportFile({ app, ...caller, name: request.params.name, format }, params);
      return sendFile(reply, { name, format }, async () => file);
    });

  server.get<Named>('/api/report/:name/export.pdf', asks('params'), async (request, reply) => {
    const caller = await identities.require(request);
    const { pdf, name } = await printReport(
      { app, ...caller },
      request.params.name,
      jsonParameter(request.query, 'params'),
    );
    return reply.type('application/pdf').header('content-disposition', `attachment; filename="${name}.pdf"`).send(pdf);
  });
}
