import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '#kernel/app.ts';
import { toJson } from '#kernel/db/sql.ts';
import { seenRecords } from '#kernel/entity-rights.ts';
import { readTransaction } from '#kernel/run-report.ts';
import type { Caller, Identities } from './identity.ts';
import { LIMITS } from './limits.ts';
import { refuseDoor } from './reply.ts';
import { type Change, tailEvents } from './tail.ts';

interface LiveOptions {
  readonly app: App;
  readonly identities: Identities;
  readonly listenUrl?: string;
}

const ALIVE_MS = 20_000;

/** Server-sent events of what is committed in a company, cut down to the records each listener may read. */
export function liveRoutes(server: FastifyInstance, { app, identities, listenUrl }: LiveOptions): void {
  const tail = tailEvents(app, listenUrl);
  const open = new Set<FastifyReply>();
  server.addHook('preClose', async () => {
    for (const reply of open) reply.raw.end();
    await tail.close();
  });

  server.get('/api/live', async (request, reply) => {
    const caller = await identities.require(request);
    if (open.size >= LIMITS.liveClients) refuseDoor('unavailable');
    begin(reply);
    open.add(reply);
    const stop = tail.listen(caller.company, (change) => void tell(change).catch(() => reply.raw.end()));
    const alive = setInterval(() => reply.raw.write(': alive\n\n'), ALIVE_MS);
    reply.raw.on('close', () => {
      clearInterval(alive);
      stop();
      open.delete(reply);
    });

    // Rights are asked anew for each change: what was taken away meanwhile is told no more.
    async function tell(change: Change): Promise<void> {
      const now = await current(identities, request);
      if (now?.company !== caller.company) return void reply.raw.end();
      const records = await seen(app, now, change.records);
      // Who did what else is nobody's business who may not read it.
      if (records.length === 0) return;
      const { event } = change;
      reply.raw.write(`event: change\nid: ${event}\ndata: ${toJson({ event, records })}\n\n`);
    }
  });
}

function begin(reply: FastifyReply): void {
  reply.hijack();
  const headers = {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
    // Kept alive it would keep the program from ending.
    connection: 'close',
  };
  reply.raw.writeHead(200, headers as Record<string, string>);
  reply.raw.write('retry: 2000\n\n');
}

const current = (identities: Identities, request: FastifyRequest): Promise<Caller | undefined> =>
  identities.require(request).catch(() => undefined);

/** The records the caller may read; the database is asked where it depends on the row. */
async function seen(app: App, caller: Caller, records: Change['records']): Promise<Change['records']> {
  const { entities, rows } = app.registry;
  const open = records.filter(({ entity }) => caller.actor.permissions.has(entities.get(entity)?.read ?? ''));
  if (!open.some(({ entity }) => rows.has(entity))) return open;
  return readTransaction({ app, ...caller }, (tx) => seenRecords(tx, open));
}
