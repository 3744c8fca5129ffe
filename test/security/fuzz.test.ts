import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type Client, type HttpWorld, openHttp } from './http-world.ts';
import { chance, type Mode, type Sampler, type Schema, sample } from './sample.ts';

/** Seconds of fuzzing and its seed; a failure prints the seed and the request. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 12);
const ENOUGH_WRITES = 10;
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_302);
const MODES: readonly Mode[] = ['valid', 'valid', 'edge', 'edge', 'broken'];

let door: HttpWorld;
let owner: Client;
beforeAll(async () => {
  door = await openHttp();
  owner = await door.signIn('owner@example.com', ['owner']);
});
afterAll(() => door.close());

interface Route {
  readonly path: string;
  readonly method: 'get' | 'post';
  // biome-ignore lint/suspicious/noExplicitAny: an operation of OpenAPI
  readonly described: any;
}

/** Taking the fuzzer's own rights, sessions or password away would end the run early. */
const SPARED = /access\.(revoke_role|disable_user|reset_password|update_role)$/;

test('whatever is sent, no answer is a bug or undocumented, and every accepted write left its event', {
  timeout: SECONDS * 1_000 + 60_000,
}, async () => {
  const { paths } = (await owner.get('/api/openapi.json')).body as { paths: Record<string, Record<string, unknown>> };
  const routes: Route[] = Object.entries(paths)
    .filter(([path]) => !SPARED.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method: method as Route['method'], described })),
    );
  const random = chance(SEED);
  const known = await knownIds(routes);
  const faults: string[] = [];
  const tally = new Map<number, number>();
  let written = 0;
  const until = performance.now() + SECONDS * 1_000;
  // On a busy machine it goes on until enough was written.
  const atMost = until + 40_000;
  while (performance.now() < (written > ENOUGH_WRITES ? until : atMost) && faults.length < 5) {
    const route = routes[Math.floor(random() * routes.length)]!;
    const sampler: Sampler = { random, mode: MODES[Math.floor(random() * MODES.length)]!, known };
    const before = isPreview(route) ? await events() : 0;
    const { url, body, answer } = await ask(route, sampler);
    tally.set(answer.status, (tally.get(answer.status) ?? 0) + 1);
    const fault = faultOf(route, answer) ?? (await eventFault(route, answer, before));
    if (route.method === 'post' && !isPreview(route) && answer.status === 200) {
      written++;
      remember(known, route, answer);
    }
    if (fault)
      faults.push(
        `${fault}\n  ${route.method} ${url.slice(0, 400)}\n  ${JSON.stringify(body)?.slice(0, 1_000)}\n  ${answer.status} ${answer.text.slice(0, 300)}`,
      );
  }
  console.log(`fuzz seed ${SEED}: ${JSON.stringify(Object.fromEntries([...tally].sort()))}, ${written} writes`);
  expect(faults.join('\n\n')).toBe('');
  // A fuzzer all of whose requests are refused proves little.
  expect(written).toBeGreaterThan(ENOUGH_WRITES);
});

async function ask(route: Route, sampler: Sampler): Promise<{ url: string; body: unknown; answer: Answer }> {
  const query = new URLSearchParams();
  let url = route.path;
  for (const parameter of route.described.parameters ?? []) {
    if (parameter.$ref) continue;
    const schema: Schema = parameter.schema ?? parameter.content['application/json'].schema;
    if (parameter.in === 'path')
      url = url.replace(`{${parameter.name}}`, encodeURIComponent(text(idFor(route, sampler))));
    else if (sampler.random() < 0.7) {
      const value = parameter.name === 'q' && parameter.content ? listQuery(sampler) : sample(sampler, schema);
      query.set(parameter.name, parameter.content ? JSON.stringify(value) : text(value));
    }
  }
  if (query.size > 0) url += `?${query}`;
  if (route.method === 'get') return { url, body: undefined, answer: await owner.get(url) };
  const schema = route.described.requestBody.content['application/json'].schema;
  const body = sample(sampler, schema);
  const headers: Record<string, string> =
    sampler.random() < 0.5 ? { 'idempotency-key': `fuzz-${sampler.random()}` } : {};
  return { url, body, answer: await owner.post(url, JSON.stringify(body), headers) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();

const kindOf = (route: Route): string => /^\/api\/entity\/([^/]+)/.exec(route.path)?.[1] ?? '';

function idFor(route: Route, sampler: Sampler): string {
  const ids = sampler.known.get(kindOf(route)) ?? [];
  if (ids.length > 0 && sampler.random() < 0.7) return ids[Math.floor(sampler.random() * ids.length)]!;
  return text(sample({ ...sampler, mode: 'broken' }, { type: 'string' })) || 'x';
}

/** Filters and orders by fields that exist, with values of every sort, besides what the schema alone would give. */
function listQuery(sampler: Sampler): unknown {
  const entities = [...door.world.app.registry.entities.values()];
  const entity = entities[Math.floor(sampler.random() * entities.length)]!;
  const names = Object.keys(entity.fields);
  const name = names[Math.floor(sampler.random() * names.length)]!;
  const value = sample({ ...sampler, mode: 'broken' }, { type: ['string', 'number', 'boolean', 'null'] });
  const wrapped = [value, [value], { from: value }, { to: value }, { like: value }, { not: value }, { empty: value }];
  return {
    filter: sampler.random() < 0.7 ? { [name]: wrapped[Math.floor(sampler.random() * wrapped.length)] } : {},
    search: sampler.random() < 0.3 ? value : undefined,
    sort: sampler.random() < 0.3 ? `-${name}` : undefined,
    page: sampler.random() < 0.1 ? 100_000 : 1,
    size: sampler.random() < 0.1 ? value : 5,
    count: sampler.random() < 0.2,
  };
}

function faultOf(route: Route, answer: Answer): string | undefined {
  if (answer.status >= 500) return 'the server failed';
  if (!(String(answer.status) in route.described.responses)) return `the status ${answer.status} is not documented`;
  if (answer.status >= 400 && typeof answer.body?.error?.code !== 'string') return 'the error has not the one shape';
  return undefined;
}

const isPreview = ({ path }: Route): boolean => path.startsWith('/api/preview/');

async function events(): Promise<number> {
  const [found] = await door.world.owner((sql) => sql<{ n: number }>`select count(*)::int as n from kernel.event`);
  return found!.n;
}

/** An accepted write left its event; a preview, whatever it was answered, none. */
async function eventFault(route: Route, answer: Answer, before: number): Promise<string | undefined> {
  if (isPreview(route)) return (await events()) === before ? undefined : 'the preview left an event';
  if (route.method !== 'post' || answer.status !== 200) return undefined;
  const rows = await door.world.owner(
    (sql) =>
      sql`select from kernel.event where id = ${answer.body.event} and operation = ${route.path.split('/').at(-1)}`,
  );
  return rows.length === 1 ? undefined : 'the write left no event';
}

async function knownIds(routes: Route[]): Promise<Map<string, string[]>> {
  const known = new Map<string, string[]>();
  for (const route of routes.filter((item) => /^\/api\/entity\/[^/]+$/.test(item.path))) {
    const { body } = await owner.get(`${route.path}?q=${encodeURIComponent('{"size":20}')}`);
    known.set(
      kindOf(route),
      (body.rows as { id: string }[]).map((row) => row.id),
    );
  }
  return known;
}

/** A record just made is there for the next requests to refer to. */
function remember(known: Map<string, string[]>, route: Route, answer: Answer): void {
  const made = /\/api\/op\/(\w+)\.create_(\w+)$/.exec(route.path);
  const id = answer.body.output?.id;
  if (made && typeof id === 'string') known.get(`${made[1]}.${made[2]}`)?.push(id);
}
