import type { Command } from '#kernel/command.ts';
import type { Entity } from '#kernel/entity.ts';
import type { Printed } from '#kernel/printed.ts';
import { COMMON_REFUSALS } from '#kernel/refusal.ts';
import type { Registry } from '#kernel/registry.ts';
import type { Report } from '#kernel/report.ts';
import { inputSchema, outputSchema } from '#kernel/values/json-schema.ts';
import { PRINTED_ROWS } from '#surfaces/print/report.ts';
import program from '../../../package.json' with { type: 'json' };
import { DOOR } from './reply.ts';

type Json = Record<string, unknown>;

const cache = new WeakMap<Registry, Json>();

/** The API as OpenAPI 3.1, a path for each operation, report and kind of record. It tells nothing about the data. */
export function openApi(registry: Registry): Json {
  const known = cache.get(registry);
  if (known) return known;
  const paths: Json = { ...generalPaths() };
  for (const { contract } of registry.operations.values()) {
    paths[`/api/op/${contract.name}`] = operationPath(contract);
    if (contract.preview) paths[`/api/preview/${contract.name}`] = previewPath(contract);
  }
  for (const { contract } of registry.reports.values()) Object.assign(paths, reportPaths(contract));
  for (const entity of registry.entities.values()) Object.assign(paths, entityPaths(entity));
  for (const item of registry.printed.values()) Object.assign(paths, printPath(item));
  const document = {
    openapi: '3.1.0',
    info: { title: 'Countinghouse', version: program.version, description: program.description },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: registry.modules.map((module) => ({ name: module.name, description: module.label })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        session: { type: 'apiKey', in: 'cookie', name: 'countinghouse.session_token' },
      },
      parameters: {
        company: parameter('header', 'x-company', { type: 'string', pattern: '^\\d{1,9}$' }, 'The company to act in.'),
        idempotencyKey: parameter(
          'header',
          'idempotency-key',
          { type: 'string', minLength: 1, maxLength: 200 },
          'The same key is carried out once.',
        ),
        requestedWith: parameter(
          'header',
          'x-requested-with',
          { const: 'countinghouse' },
          'Needed for writes with a session cookie.',
        ),
      },
      responses: Object.fromEntries(REFUSED.map((status) => [status, json(reasons(status), ref('schemas', 'Error'))])),
      schemas: { Error: ERROR },
    },
  };
  cache.set(registry, document);
  return document;
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'details', 'request'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        details: { type: 'object' },
        request: { type: 'string' },
      },
    },
  },
};

const moduleOf = (name: string): string => name.split('.')[0]!;
const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const parameter = (place: string, name: string, schema: Json, description: string, required = false): Json => ({
  in: place,
  name,
  schema,
  description,
  required,
});
const inQuery = (name: string, schema: Json, description: string): Json => ({
  in: 'query',
  name,
  required: false,
  description,
  content: { 'application/json': { schema } },
});
const json = (description: string, schema: Json): Json => ({
  description,
  content: { 'application/json': { schema } },
});

const READ_REFUSED = [400, 401, 403, 404, 422, 429, 500, 503];
const REFUSED = [...READ_REFUSED, 409, 413, 415].sort((a, b) => a - b);

/** Every status a route may answer with; an undocumented one is a bug. */
const responses = (good: Json, refused: readonly number[]): Json => ({
  '200': good,
  ...Object.fromEntries(refused.map((status) => [String(status), ref('responses', String(status))])),
});

const reasons = (status: number): string =>
  [...Object.entries(COMMON_REFUSALS), ...Object.entries(DOOR)]
    .filter(([, refusal]) => refusal.status === status)
    .map(([code]) => code)
    .join(', ') || (status === 500 ? 'A bug; the request is named.' : 'The refusals of the operation.');

function operationPath(contract: Command): Json {
  const refusals = Object.entries(contract.refusals).map(([code, text]) => `- \`${code}\`: ${text}`);
  return {
    post: {
      operationId: contract.name,
      tags: [moduleOf(contract.name)],
      summary: contract.label,
      description: [contract.about, `Needs \`${contract.permission}\`.`, refusals.join('\n')]
        .filter(Boolean)
        .join('\n\n'),
      parameters: [
        ref('parameters', 'company'),
        ref('parameters', 'idempotencyKey'),
        ref('parameters', 'requestedWith'),
      ],
      requestBody: { required: false, content: { 'application/json': { schema: inputSchema(contract.input) } } },
      responses: responses(
        json('Done; the event it left.', {
          type: 'object',
          required: ['output', 'event', 'replayed'],
          properties: {
            output: outputSchema(contract.output),
            event: { type: 'string', format: 'uuid' },
            replayed: { type: 'boolean' },
          },
        }),
        REFUSED,
      ),
    },
  };
}

function previewPath(contract: Command): Json {
  return {
    post: {
      operationId: `${contract.name}.preview`,
      tags: [moduleOf(contract.name)],
      summary: `${contract.label}: what it would change`,
      description: `Carries the operation out and rolls it back: nothing is written. Needs \`${contract.permission}\`.`,
      parameters: [ref('parameters', 'company'), ref('parameters', 'requestedWith')],
      requestBody: { required: false, content: { 'application/json': { schema: inputSchema(contract.input) } } },
      responses: responses(
        json('What it would answer, and reports of what it would change.', {
          type: 'object',
          required: ['output', 'reports'],
          properties: { output: outputSchema(contract.output), reports: { type: 'array', items: { type: 'object' } } },
        }),
        REFUSED,
      ),
    },
  };
}

function get(args: { id: string; tag: string; summary: string; parameters: Json[]; good: Json; about?: string }): Json {
  return {
    get: {
      operationId: args.id,
      tags: [args.tag],
      summary: args.summary,
      description: args.about,
      parameters: [ref('parameters', 'company'), ...args.parameters],
      responses: responses(args.good, READ_REFUSED),
    },
  };
}

function reportPaths(contract: Report): Json {
  const tag = moduleOf(contract.name);
  const parameters = [inQuery('params', inputSchema(contract.params), 'The parameters of the report.')];
  const path = `/api/report/${contract.name}`;
  const answer = json('Columns, rows and totals.', {
    type: 'object',
    required: ['columns', 'params', 'rows', 'totals', 'more', 'notes'],
  });
  return {
    [path]: get({ id: contract.name, tag, summary: contract.label, about: contract.about, parameters, good: answer }),
    ...files({ path, id: contract.name, tag, summary: contract.label, parameters }),
    [`${path}/export.pdf`]: get({
      ...{ id: `${contract.name}.pdf`, tag, summary: `${contract.label} (PDF)`, parameters },
      about: `As PDF/A-3, with no more than ${PRINTED_ROWS} rows.`,
      good: { description: 'The file.', content: { 'application/pdf': { schema: { type: 'string' } } } },
    }),
  };
}

const LIST_QUERY = {
  type: 'object',
  properties: {
    filter: { type: 'object' },
    search: { type: 'string', maxLength: 200 },
    sort: { type: 'string', maxLength: 60 },
    page: { type: 'integer', minimum: 1 },
    size: { type: 'integer', minimum: 1, maximum: 200 },
    count: { type: 'boolean' },
  },
};

function entityPaths(entity: Entity): Json {
  const tag = moduleOf(entity.name);
  const path = `/api/entity/${entity.name}`;
  const parameters = [inQuery('q', LIST_QUERY, 'Filter, search, sort and page.')];
  const id = parameter('path', 'id', { type: 'string', maxLength: 100 }, 'The record.', true);
  const page = json('One page.', { type: 'object', required: ['rows', 'more'] });
  const of = { tag, about: entity.about };
  return {
    [path]: get({ ...of, id: `${entity.name}.list`, summary: entity.plural, parameters, good: page }),
    [`${path}/{id}`]: get({
      ...of,
      id: `${entity.name}.get`,
      summary: entity.label,
      parameters: [id],
      good: json('The record.', { type: 'object' }),
    }),
    [`${path}/{id}/timeline`]: get({
      ...of,
      id: `${entity.name}.timeline`,
      summary: `What happened to the ${entity.label.toLowerCase()}`,
      parameters: [
        id,
        parameter('query', 'size', { type: 'integer', minimum: 1, maximum: 100 }, 'How many.'),
        parameter('query', 'before', { type: 'string', format: 'uuid' }, 'Older than this event.'),
      ],
      good: page,
    }),
    ...files({ path, id: entity.name, tag, summary: entity.plural, parameters }),
  };
}

const printPath = ({ name, label, period }: Printed): Json => ({
  [`/api/print/${name}/{id}`]: get({
    id: name,
    tag: moduleOf(name),
    summary: label,
    about: 'As PDF/A-3.',
    parameters: [
      { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
      ...(period
        ? [
            parameter(
              'query',
              'from',
              { type: 'string', format: 'date' },
              'First day; what is open alone if left empty.',
            ),
            parameter('query', 'to', { type: 'string', format: 'date' }, 'Last day; today if left empty.'),
          ]
        : []),
    ],
    good: { description: 'The document.', content: { 'application/pdf': { schema: { type: 'string' } } } },
  }),
});

function files(of: { path: string; id: string; tag: string; summary: string; parameters: Json[] }): Json {
  const types = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
  return Object.fromEntries(
    Object.entries(types).map(([format, type]) => [
      `${of.path}/export.${format}`,
      get({
        id: `${of.id}.${format}`,
        tag: of.tag,
        summary: `${of.summary} (${format.toUpperCase()})`,
        parameters: of.parameters,
        good: { description: 'The file.', content: { [type]: { schema: { type: 'string' } } } },
      }),
    ]),
  );
}

function generalPaths(): Json {
  const words = parameter('query', 'q', { type: 'string', maxLength: 200 }, 'The words to look for.');
  return {
    '/api/meta': get({
      id: 'meta',
      tag: 'general',
      summary: 'What the caller may use',
      parameters: [],
      good: json('The description.', { type: 'object' }),
    }),
    '/api/search': get({
      id: 'search',
      tag: 'general',
      summary: 'Find records by words',
      parameters: [words],
      good: json('The first matches.', { type: 'object', required: ['results'] }),
    }),
  };
}
