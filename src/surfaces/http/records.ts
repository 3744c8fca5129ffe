import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import type { Entity } from '#kernel/entity.ts';
import { getRecord, listEntity, readPage } from '#kernel/entity-read.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { entityFile } from '#surfaces/export.ts';
import type { Caller, Identities } from './identity.ts';
import { LIMITS } from './limits.ts';
import { asks, jsonParameter, textParameter } from './query.ts';
import { sendJson } from './reply.ts';
import { sendFile } from './send-file.ts';
import { timeline } from './timeline.ts';

interface Named {
  Params: { name: string; id: string };
}

export function recordRoutes(server: FastifyInstance, app: App, identities: Identities): void {
  const readerOf = (caller: Caller, name: string) => ({ app, ...caller, entity: entityOf(app, name) });

  server.get<Named>('/api/entity/:name', asks('q'), async (request, reply) => {
    const reader = readerOf(await identities.require(request), request.params.name);
    return sendJson(reply, await listEntity(reader, jsonParameter(request.query, 'q')));
  });

  server.get<Named>('/api/entity/:name/:id', async (request, reply) => {
    const reader = readerOf(await identities.require(request), request.params.name);
    return sendJson(reply, await getRecord(reader, request.params.id));
  });

  server.get<Named>('/api/entity/:name/:id/timeline', asks('size', 'before'), async (request, reply) => {
    const reader = readerOf(await identities.require(request), request.params.name);
    const [size, before] = [textParameter(request.query, 'size'), textParameter(request.query, 'before')];
    return sendJson(reply, await timeline(reader, request.params.id, { size, before }));
  });

  for (const format of ['csv', 'xlsx'] as const)
    server.get<Named>(`/api/entity/:name/export.${format}`, asks('q'), async (request, reply) => {
      const caller = await identities.require(request);
      const entity = entityOf(app, request.params.name);
      const query = jsonParameter(request.query, 'q');
      return sendFile(reply, { name: entity.plural, format }, () =>
        entityFile({ app, ...caller, entity, format }, query),
      );
    });

  server.get('/api/search', asks('q'), async (request, reply) => {
    const caller = await identities.require(request);
    const words = (textParameter(request.query, 'q') ?? '').trim().slice(0, 200);
    return sendJson(reply, { results: words === '' ? [] : await search(app, caller, words) });
  });
}

const entityOf = (app: App, name: string): Entity =>
  app.registry.entities.get(name) ?? refuseCommon('not_found', { what: 'kind of record' });

/** Lines have no name of their own: who looks for one finds its document. */
const LINE = /[._]line$/;

/** The first matches of every kind of record the caller may read but lines, in one transaction. */
async function search(app: App, caller: Caller, words: string) {
  const entities = [...app.registry.entities.values()].filter(
    ({ name, search, read }) => search.length > 0 && !LINE.test(name) && caller.actor.permissions.has(read),
  );
  const asked = { filter: {}, search: words, page: 1, size: LIMITS.searchPerEntity, count: false };
  const pages = await readTransaction({ app, ...caller }, (tx) =>
    Promise.all(entities.map(async (entity) => ({ entity, page: await readPage(tx, entity, asked) }))),
  );
  return pages
    .flatMap(({ entity, page }) =>
      page.rows.map((row) => ({
        entity: entity.name,
        label: entity.label,
        id: row.id,
        title: String(row[entity.title] ?? row.id),
        row: listed(entity, row),
      })),
    )
    .sort((one, other) => Number(isCalled(other, words)) - Number(isCalled(one, words)))
    .slice(0, LIMITS.searchTotal);
}

/** Who types a whole number or code means what bears it, before what mentions it. */
const isCalled = ({ title }: { title: string }, words: string): boolean =>
  title.toLowerCase() === words.trim().toLowerCase();

/** What lists show of a record, by which people tell it from others of its name. */
const listed = (entity: Entity, row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    entity.list.flatMap((name) =>
      [name, `${name}Title`, entity.fields[name]?.currency ?? name].flatMap((one) =>
        one in row ? [[one, row[one]]] : [],
      ),
    ),
  );
